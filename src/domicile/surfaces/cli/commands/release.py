"""``domicile release``: the register of what may run."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Concatenate, ParamSpec

import click

from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.policy.register.approvals import Motion, Verb
from domicile.store.releases import Release, ReleaseEvent, ReleaseKey
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import JsonObject, table
from domicile.surfaces.cli.releases.drill import drill
from domicile.surfaces.cli.releases.plan import plan
from domicile.surfaces.cli.session import Session, with_session

P = ParamSpec("P")

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


def _with_filter(
    function: Callable[Concatenate[Session, Sequence[str | None], P], None],
) -> Callable[Concatenate[Session, P], None]:
    """Add options that narrow a list down, and hand over market, feature and site.

    Raises:
        UsageError: The register holds nothing of one of them, and it does not exist.
    """

    @functools.wraps(function)
    def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> None:
        wanted = [_word(kwargs.pop(name, None)) for name in ("market", "feature", "site")]
        keys = tuple(session.domicile.register.snapshot())
        _require_known(
            session,
            *(
                None if any(key[place] == word for key in keys) else word
                for place, word in enumerate(wanted)
            ),
        )
        function(session, wanted, *args, **kwargs)

    made: Callable[Concatenate[Session, P], None] = call
    made = click.option("--site", metavar="ID", help="Only this site.")(made)
    made = click.option("--feature", metavar="F", help="Only this feature.")(made)
    return click.option("--market", metavar="M", help="Only this market.")(made)


def _with_key(
    function: Callable[Concatenate[Session, ReleaseKey, Motion, P], None],
) -> Callable[Concatenate[Session, P], None]:
    """Add options that name a release and who acts; hand both over.

    Raises:
        UsageError: The register does not hold it, and market, feature or site do not exist.
    """

    @functools.wraps(function)
    def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> None:
        market, feature, site, by, reason = (
            _word(kwargs.pop(name, None)) or ""
            for name in ("market", "feature", "site", "by", "reason")
        )
        number, evidence = _word(kwargs.pop("number", None)), kwargs.pop("evidence", None)
        key = ReleaseKey(MarketId(market), FeatureId(feature), SiteId(site))
        if key not in session.domicile.register.snapshot():
            _require_known(session, *key)
        motion = Motion(
            by=by,
            reason=reason,
            number=number or "",
            evidence=evidence if isinstance(evidence, Path) else None,
        )
        function(session, key, motion, *args, **kwargs)

    made: Callable[Concatenate[Session, P], None] = call
    made = click.option("--reason", metavar="T", help="Why.")(made)
    made = click.option(
        "--evidence",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="File that shows it; its digest is recorded.",
    )(made)
    made = click.option("--by", metavar="NAME", required=True, help="Who does it.")(made)
    made = click.option("--site", metavar="ID", required=True, help="Which site.")(made)
    made = click.option("--feature", metavar="F", required=True, help="Which feature.")(made)
    return click.option("--market", metavar="M", required=True, help="Which market.")(made)


_number = click.option("--number", metavar="N", help="Number that the market's regulator gave.")


@command("list", group=release, examples=("domicile release list --market CN --json",))
@with_session
@_with_filter
def list_(session: Session, wanted: Sequence[str | None]) -> None:
    """List the releases as they stand now."""
    found = [each for each in session.domicile.register.snapshot().values() if _fits(each, wanted)]
    found.sort(key=lambda each: each.key)
    rows = [(*each.key, each.state.value, each.number, each.model) for each in found]
    session.answer(
        {"releases": [release_json(each) for each in found]}, table(rows) if rows else ()
    )


@command("history", group=release, examples=("domicile release history --site demo-cn",))
@with_session
@_with_filter
def history(session: Session, wanted: Sequence[str | None]) -> None:
    """List everything that happened, oldest first."""
    events = [
        event for event in session.domicile.register.history() if _fits(event.release, wanted)
    ]
    rows = [
        (
            event.act.at.isoformat(timespec="seconds"),
            event.release.entry,
            event.release.state.value,
            event.act.actor,
            event.act.reason,
        )
        for event in events
    ]
    session.answer({"events": [event_json(event) for event in events]}, table(rows) if rows else ())


@command(
    "submit",
    group=release,
    examples=(f"domicile release submit {_WHERE} --by Li --evidence assessment.pdf",),
)
@with_session
@_with_key
@_number
def submit(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Submit a release: proposed, assessed, filed.

    The site's model is recorded by name and digest; when it changes, the release closes.
    """
    _move(session, "submit", key, motion)


@command(
    "approve",
    group=release,
    examples=(f"domicile release approve {_WHERE} --by Li --number DEMO-App-20260101",),
)
@with_session
@_with_key
@_number
def approve(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Approve a release: from filed, restricted or suspended to released."""
    _move(session, "approve", key, motion)


@command(
    "restrict",
    group=release,
    examples=(f'domicile release restrict {_WHERE} --by Li --reason "only our own staff"',),
)
@with_session
@_with_key
def restrict(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Restrict a release: it no longer serves the public."""
    _move(session, "restrict", key, motion)


@command(
    "suspend",
    group=release,
    examples=(f'domicile release suspend {_WHERE} --by Li --reason "wrong answers"',),
)
@with_session
@_with_key
def suspend(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Suspend a release at once, in every running gateway."""
    _move(session, "suspend", key, motion)


@command("withdraw", group=release, examples=(f"domicile release withdraw {_WHERE} --by Li",))
@with_session
@_with_key
def withdraw(session: Session, key: ReleaseKey, motion: Motion) -> None:
    """Withdraw a release; a new one takes a new `submit`."""
    _move(session, "withdraw", key, motion)


for made in (plan, drill):
    release.add_command(made)


def release_json(found: Release) -> JsonObject:
    """Return a release for programs."""
    return {
        "market": found.key.market,
        "feature": found.key.feature,
        "site": found.key.site,
        "state": found.state.value,
        "number": found.number,
        "model": found.model,
        "model_digest": found.model_digest,
        "origin": found.origin,
        "entry": found.entry,
    }


def event_json(event: ReleaseEvent) -> JsonObject:
    """Return a step of the history for programs."""
    return release_json(event.release) | {
        "by": event.act.actor,
        "at": event.act.at.isoformat(),
        "reason": event.act.reason,
        "evidence": event.act.evidence,
    }


def _move(session: Session, verb: Verb, key: ReleaseKey, motion: Motion) -> None:
    done = session.domicile.register.move(verb, key, motion)
    session.answer(release_json(done), [f"{done.entry} {done.state.value}"])


def _require_known(
    session: Session, market: str | None, feature: str | None, site: str | None
) -> None:
    """Refuse what does not exist. What the register holds is not asked for: it may be gone."""
    if market is not None:
        session.domicile.atlas.get(MarketId(market))
    if feature is not None:
        session.domicile.feature(FeatureId(feature))
    if site is not None:
        session.domicile.sites.get(SiteId(site))


def _fits(found: Release, wanted: Sequence[str | None]) -> bool:
    return all(word in {None, held} for word, held in zip(wanted, found.key, strict=True))


def _word(value: object) -> str | None:
    return str(value) if value else None
