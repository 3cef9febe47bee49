"""``domicile consent``: what people agree to, and take back."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Concatenate, Final, ParamSpec

import click

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId, SubjectId
from domicile.core.text import Bilingual, Language
from domicile.policy.person.choices import Speaker
from domicile.policy.person.exported import act_json, person_json
from domicile.policy.person.person import Person
from domicile.store.people.acts import OFF, ON, Act
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import table
from domicile.surfaces.cli.session import Session, with_session

P = ParamSpec("P")

NOTHING: Final = Bilingual(en="Nothing is recorded.", zh="没有记录。")
RESTRICTED: Final = Bilingual(
    en="Use of this person's data is restricted.", zh="此人数据的使用已受限制。"
)

_WHO = "--subject wang --market CN"


@command_group(
    "consent",
    examples=(
        f"domicile consent give {_WHO} --class health",
        f"domicile consent withdraw {_WHO} --class health",
        "domicile consent list --subject wang",
    ),
)
def consent() -> None:
    """Take down what people decide about their own data.

    Every consent stands alone and is taken back as easily as it was given. What changes here takes
    effect with the next request, in every running gateway.
    """


def _with_speaker(
    function: Callable[Concatenate[Session, Speaker, P], None],
) -> Callable[Concatenate[Session, P], None]:
    """Add the options that name the person, and hand over who speaks."""

    @functools.wraps(function)
    def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> None:
        subject, market = str(kwargs.pop("subject")), kwargs.pop("market", None)
        by = kwargs.pop("by", None)
        speaker = Speaker(
            subject=SubjectId(subject),
            how="cli",
            market=MarketId(str(market)) if market else None,
            by=str(by) if by else "",
        )
        function(session, speaker, *args, **kwargs)

    made: Callable[Concatenate[Session, P], None] = call
    made = click.option(
        "--market",
        metavar="M",
        help="Under whose rules; needed the first time that they are named.",
    )(made)
    return click.option(
        "--subject", metavar="S", required=True, help="The person, by the operator's name for them."
    )(made)


def _consenting(function: Callable[P, None]) -> Callable[P, None]:
    """Add what giving and withdrawing both take: the same options, so that both are as easy.

    Law: PIPL Art. 15; GDPR Art. 7(3).
    """
    made = click.option(
        "--notice", metavar="ID", help="The text that was shown; the market's own."
    )(function)
    made = click.option(
        "--guardian", "by", metavar="NAME", help="The guardian who says so for the person."
    )(made)
    return click.option(
        "--class",
        "classes",
        metavar="CLASS,...",
        required=True,
        help="Classes of data, each a consent of its own; `guardian` lets a minor take part.",
    )(made)


@command(
    "give",
    group=consent,
    examples=(
        f"domicile consent give {_WHO} --class health",
        f"domicile consent give {_WHO} --class guardian --guardian Li",
    ),
)
@with_session
@_with_speaker
@_consenting
def give(session: Session, speaker: Speaker, *, classes: str, notice: str | None) -> None:
    """Take down that the person agrees."""
    desk = session.domicile.desks.choices
    _tell(session, desk.give(speaker, _words(classes), notice=notice or ""))


@command("withdraw", group=consent, examples=(f"domicile consent withdraw {_WHO} --class health",))
@with_session
@_with_speaker
@_consenting
def withdraw(session: Session, speaker: Speaker, *, classes: str, notice: str | None) -> None:
    """Take down that the person no longer agrees."""
    desk = session.domicile.desks.choices
    _tell(session, desk.withdraw(speaker, _words(classes), notice=notice or ""))


@command(
    "set",
    group=consent,
    examples=(f"domicile consent set {_WHO} personalization=off training=off device_only=on",),
)
@click.argument("switches", nargs=-1, required=True, metavar="SWITCH=on|off")
@with_session
@_with_speaker
def set_(session: Session, speaker: Speaker, *, switches: Sequence[str]) -> None:
    """Turn a switch: `personalization`, `training` or `device_only`.

    Without personalization nothing is fitted to the person; without training no site answers that
    may train on what it reads; with device_only nothing goes to any partner.
    """
    desk = session.domicile.desks.choices
    _tell(session, desk.choose(speaker, dict(map(_switch, switches))))


@command("agree", group=consent, examples=(f"domicile consent agree {_WHO} --to label_terms",))
@click.option("--to", metavar="CLAUSE", required=True, help="The clause, such as `label_terms`.")
@click.option("--withdraw", "is_withdrawn", is_flag=True, help="No longer agree to it.")
@with_session
@_with_speaker
def agree(session: Session, speaker: Speaker, *, to: str, is_withdrawn: bool) -> None:
    """Take down that the person accepts a clause of the user agreement.

    It holds for the text as it is now; when the text changes, it is accepted anew.
    """
    desk = session.domicile.desks.choices
    _tell(session, desk.agree(speaker, to, withdraw=is_withdrawn))


@command(
    "about",
    group=consent,
    examples=(
        f"domicile consent about {_WHO} --user minor,under_14",
        f'domicile consent about {_WHO} --user ""',
    ),
)
@click.option(
    "--user",
    "words",
    metavar="WORD,...",
    required=True,
    help="What holds of the person, such as `minor,under_14` or `registered`; empty for nothing.",
)
@with_session
@_with_speaker
def about(session: Session, speaker: Speaker, *, words: str) -> None:
    """Record what holds of the person, in the packs' words; it replaces what was recorded before.

    That somebody may be in danger is never recorded.
    """
    _tell(session, session.domicile.desks.choices.describe(speaker, _words(words)))


@command("list", group=consent, examples=("domicile consent list --subject wang --json",))
@click.option(
    "--subject", metavar="S", required=True, help="The person, by the operator's name for them."
)
@with_session
def list_(session: Session, *, subject: str) -> None:
    """List what holds for the person now, and everything that led to it."""
    desks = session.domicile.desks
    acts = desks.choices.history(SubjectId(subject))
    person = desks.people.about(SubjectId(subject))
    session.answer(
        {
            "subject": subject,
            **person_json(person),
            "history": [dict(act_json(each)) for each in acts],
        },
        _lines(person, acts, session.language()),
    )


def _tell(session: Session, acts: Sequence[Act]) -> None:
    rows = [(act.id, act.word, act.value) for act in acts]
    session.answer({"acts": [dict(act_json(each)) for each in acts]}, table(rows))


def _lines(person: Person, acts: Sequence[Act], language: Language) -> Iterator[str]:
    if not acts:
        yield NOTHING.spoken(language)
        return
    if person.is_restricted:
        yield RESTRICTED.spoken(language)
    holding = frozenset(person.consent_ids.values())
    rows = [
        (
            act.at.isoformat(timespec="seconds"),
            act.topic,
            act.word,
            act.value,
            "*" if act.id in holding else "",
            act.market,
            act.how,
            act.id,
        )
        for act in acts
    ]
    yield from table(rows)


def _words(written: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in written.split(",") if word.strip())


_STATES: Final[Mapping[str, bool]] = {ON: True, OFF: False}


def _switch(written: str) -> tuple[str, bool]:
    name, _, state = written.partition("=")
    if state not in _STATES:
        raise InvalidRequestError(
            "a switch is written as `NAME=on` or `NAME=off`", remedy="Write `training=off`."
        )
    return name.strip(), _STATES[state]
