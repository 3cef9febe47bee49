"""``domicile release``: the register of what may run."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from domicile.core.text import Bilingual
from domicile.policy.register.approvers import make_key
from domicile.policy.register.moving import Motion
from domicile.store.releases import Release, ReleaseKey, Verb
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import JsonObject, table
from domicile.surfaces.cli.releases.drill import drill
from domicile.surfaces.cli.releases.naming import with_filter, with_release
from domicile.surfaces.cli.releases.plan import plan
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.releases import changed, event_json, listed_json, release_json, remark

_VERIFIED: Final = Bilingual(
    en="{events} events checked; {logged} stand in the logs, as they were written.",
    zh="已核对 {events} 条记录，其中 {logged} 条与日志一致。",
)
_NOTHING_RESTED: Final = Bilingual(
    en="No release rests on this number; from now on, none may.",
    zh="目前没有发布以该编号为依据；此后也不得以其为依据。",
)

_WHERE = "--market CN --feature writing --site demo-cn"


@command_group(
    "release",
    examples=(
        "domicile release list --market CN",
        f"domicile release approve {_WHERE} --by Li",
    ),
)
def release() -> None:
    """Keep the register: which feature may run in which market on which site.

    A change takes effect in running gateways at once, and is never taken out of the history.
    """


_number = click.option("--number", metavar="N", help="Number that the market's regulator gave.")
_min_client = click.option(
    "--min-client",
    metavar="V",
    help="Oldest version of the client that may use it; '' lifts it.",
)


@command("list", group=release, examples=("domicile release list --market CN --json",))
@with_session
@with_filter
def list_(session: Session, wanted: Sequence[str | None]) -> None:
    """List the releases as they stand now."""
    language = session.language()
    domicile = session.domicile
    found = [each for each in domicile.register.snapshot().values() if _fits(each, wanted)]
    found.sort(key=lambda each: each.key)
    rows = [
        (
            *each.key,
            each.state.value,
            each.number,
            each.model,
            remark(each, language, differs=changed(domicile, each)),
        )
        for each in found
    ]
    session.answer(
        {"releases": [listed_json(domicile, each) for each in found]}, table(rows) if rows else ()
    )


@command(
    "history",
    group=release,
    examples=(
        "domicile release history --site demo-cn",
        "domicile release history --verify --json",
    ),
)
@click.option(
    "--verify",
    "is_verified",
    is_flag=True,
    help="First check the whole history against its digests and the logs (exit 4 if it differs).",
)
@with_session
@with_filter
def history(session: Session, wanted: Sequence[str | None], *, is_verified: bool) -> None:
    """List everything that happened, oldest first."""
    register = session.domicile.register
    audited = register.verify() if is_verified else None
    events = [event for event in register.history() if _fits(event.release, wanted)]
    rows = [
        (
            event.act.at.isoformat(timespec="seconds"),
            event.release.entry,
            event.act.verb,
            event.release.state.value,
            event.act.actor,
            event.act.reason,
        )
        for event in events
    ]
    document: JsonObject = {"events": [event_json(event) for event in events]}
    if audited is not None:
        document["verified"] = {
            "events": audited.events,
            "logged": audited.chained,
            "markets": list(audited.markets),
        }
        session.tell(_VERIFIED.filled(events=audited.events, logged=audited.chained))
    session.answer(document, table(rows) if rows else ())


@command(
    "submit",
    group=release,
    examples=(f"domicile release submit {_WHERE} --by Li --evidence assessment.pdf",),
)
@with_session
@with_release
@_number
@_min_client
def submit(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Submit a release: proposed, assessed, filed.

    What it rests on is recorded: the site's model by name, version and digest, its filing number
    and its certificates. When any of it changes, the release closes.
    """
    _move(session, "submit", key, motion)


@command(
    "approve",
    group=release,
    examples=(f"domicile release approve {_WHERE} --by Li --number DEMO-App-20260101",),
)
@with_session
@with_release
@_number
@_min_client
def approve(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Approve a release: from filed, restricted or suspended to released.

    Where the settings ask for two people, the second one's approval opens it.
    """
    _move(session, "approve", key, motion)


@command(
    "restrict",
    group=release,
    examples=(f'domicile release restrict {_WHERE} --by Li --reason "only our own staff"',),
)
@with_session
@with_release
def restrict(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Restrict a release: it no longer serves the public."""
    _move(session, "restrict", key, motion)


@command(
    "suspend",
    group=release,
    examples=(f'domicile release suspend {_WHERE} --by Li --reason "wrong answers"',),
)
@with_session
@with_release
def suspend(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Suspend a release at once, in every running gateway."""
    _move(session, "suspend", key, motion)


@command("withdraw", group=release, examples=(f"domicile release withdraw {_WHERE} --by Li",))
@with_session
@with_release
def withdraw(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Withdraw a release; a new one takes a new `submit`."""
    _move(session, "withdraw", key, motion)


for made in (plan, drill):
    release.add_command(made)


@command(
    "require",
    group=release,
    examples=(
        f"domicile release require {_WHERE} --by Li --min-client 2.1.0",
        f"domicile release require {_WHERE} --by Li --min-client ''",
    ),
)
@with_session
@with_release
@_min_client
def require(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Require a client: older ones have the feature switched off, with the reason."""
    _move(session, "require", key, motion)


@command(
    "recall",
    group=release,
    examples=(
        'domicile release recall --filing Beijing-Example-20260101 --by Li --reason "taken back"',
    ),
)
@click.option("--reason", metavar="T", default="", help="Why.")
@click.option("--by", metavar="NAME", required=True, help="Who does it.")
@click.option("--filing", metavar="NUMBER", required=True, help="The number that was taken back.")
@with_session
def recall(session: Session, *, filing: str, by: str, reason: str) -> None:
    """Recall a number: withdraw all that rests on it, in every market, for good.

    It may be the filing number of a model, or the number of an app.
    """
    gone = session.domicile.register.recall(filing, Motion(by=by, reason=reason))
    if not gone:
        session.tell(_NOTHING_RESTED)
    session.answer(
        {"filing": filing, "releases": [release_json(each) for each in gone]},
        [f"{each.entry} {each.state.value}" for each in gone],
    )


@command(
    "key",
    group=release,
    examples=("domicile release key Li -o li.key",),
)
@click.argument("name", metavar="NAME")
@click.option(
    "-o",
    "file",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="New file for the key; it is never overwritten.",
)
@with_session
def key_(session: Session, *, name: str, file: Path) -> None:
    """Make an approver's key, and print the line for the settings."""
    made = make_key(file, session.domicile.entropy)
    line = f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(str(made))}"
    session.answer(
        {"name": name, "key": str(made), "settings": line}, ["[register.approvers]", line]
    )


def _move(session: Session, verb: Verb, key: ReleaseKey, motion: Motion) -> None:
    done = session.domicile.register.move(verb, key, motion)
    session.answer(
        release_json(done),
        [f"{done.entry} {done.state.value} {remark(done, session.language())}".strip()],
    )


def _fits(found: Release, wanted: Sequence[str | None]) -> bool:
    return all(word in {None, held} for word, held in zip(wanted, found.key, strict=True))
