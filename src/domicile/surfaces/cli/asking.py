"""What ``ask``, ``translate`` and ``write`` share: who asks, what is said, and the answer."""

import functools
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from importlib.metadata import version
from typing import Concatenate, ParamSpec, cast

import click

from domicile.core.answer import Answer, Refusal
from domicile.core.content import Content, Message
from domicile.core.errors import DomicileError, InvalidRequestError
from domicile.core.ids import FeatureId, MarketId, SiteId, SubjectId
from domicile.core.reply import Delta
from domicile.core.request import Request
from domicile.core.text import Language
from domicile.policy.caller import Caller
from domicile.surfaces.cli.ending import Status
from domicile.surfaces.cli.outcome import after_answer, after_refusal
from domicile.surfaces.cli.printing import print_json, print_piece, tell
from domicile.surfaces.cli.session import Session
from domicile.surfaces.shape import outcome_json
from domicile.surfaces.stating import pair, stated

P = ParamSpec("P")

ASSISTANT = FeatureId("assistant")
STANDARD_INPUT = "-"

_OPTIONS = (
    click.option("--market", metavar="M", help="Market in which the operator offers this."),
    click.option("--subject", metavar="S", help="The person, by the operator's name for them."),
    click.option("--user-market", metavar="M", help="The person's market, if another one."),
    click.option("--device-market", metavar="M", help="Where the device lies, if elsewhere."),
    click.option("--site", metavar="ID", help="Only this site may answer."),
    click.option(
        "--language", type=click.Choice(["en", "zh"]), help="Language of notices and reasons."
    ),
    click.option(
        "--fact",
        "facts",
        multiple=True,
        metavar="NAME=WORD",
        help="State a fact of the request, such as `user=minor` or `use=companion`; repeatable.",
    ),
    click.option("--device-only", is_flag=True, help="The person wants nothing to go to partners."),
    click.option("--client", metavar="V", help="Version of the program; this one's when left out."),
    click.option("--session", "sitting", metavar="ID", help="The session, to count its time."),
    click.option(
        "--unlabelled", is_flag=True, help="The person asks for a copy without the visible label."
    ),
)
_WORDS = ("market", "subject", "user_market", "device_market", "site", "language")

feature_option = click.option(
    "--feature", metavar="F", default=ASSISTANT, show_default=True, help="What is asked for."
)
"""The option that names the feature."""

text_argument = click.argument("words", nargs=-1, required=True, metavar="TEXT")
"""The text; several words are one text, and ``-`` is standard input."""


def with_caller(
    function: Callable[Concatenate[Session, Caller, P], int | None],
) -> Callable[Concatenate[Session, P], int | None]:
    """Add the options that say who asks and where, and hand over the caller that they make."""

    @functools.wraps(function)
    def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> int | None:
        said = {name: kwargs.pop(name, None) for name in _WORDS}
        client, sitting = (cast("str | None", kwargs.pop(name)) for name in ("client", "sitting"))
        caller = replace(
            _caller(session, said),
            facts=_facts(session, cast("tuple[str, ...]", kwargs.pop("facts"))),
            device_only=bool(kwargs.pop("device_only")),
            client=version("domicile") if client is None else client,
            session=sitting or "",
            unlabelled=bool(kwargs.pop("unlabelled")),
        )
        return function(session, caller, *args, **kwargs)

    made: Callable[Concatenate[Session, P], int | None] = call
    for option in reversed(_OPTIONS):
        made = option(made)
    return made


def text_of(words: Sequence[str]) -> str:
    """Return the text that was given, read from standard input where it is ``-``.

    Raises:
        InvalidRequestError: It is not UTF-8.
    """
    text = " ".join(words)
    try:
        if text == STANDARD_INPUT:
            return sys.stdin.buffer.read().decode("utf-8").removesuffix("\n")
        text.encode("utf-8")
    except UnicodeError as error:
        raise InvalidRequestError("the text is not UTF-8", remedy="Give it as UTF-8.") from error
    return text


def content_of(text: str) -> Content:
    """Return a conversation in which ``text`` is the only thing said."""
    return Content(messages=(Message(role="user", content=text),))


def respond(
    session: Session,
    caller: Caller,
    *,
    feature: str,
    text: str,
    options: Mapping[str, str] | None = None,
) -> Status:
    """Ask, print what comes of it, and return the exit status.

    Raises:
        DomicileError: The request cannot be understood, or something failed.
    """
    request = session.domicile.request(
        FeatureId(feature), content_of(text), caller, options=options
    )
    outcome = session.run(_outcome(session, request))
    if session.flags.is_json:
        print_json(outcome_json(request, outcome))
    if isinstance(outcome, Refusal):
        tell(() if session.flags.is_json else after_refusal(outcome, request.language))
        return Status.REFUSED
    tell(() if session.flags.is_json else after_answer(outcome, request.language))
    return Status.DONE


async def _outcome(session: Session, request: Request) -> Answer | Refusal:
    """Answer; for people, print each piece as it comes."""
    if session.flags.is_json:
        return await session.domicile.answer(request)
    is_begun = False
    try:
        async with aclosing(session.domicile.respond(request)) as events:
            async for event in events:
                if isinstance(event, Answer | Refusal):
                    return event
                if isinstance(event, Delta):
                    is_begun = True
                    print_piece(event.text)
    finally:
        if is_begun:
            print_piece("\n")
    raise DomicileError("the request came to no end")


def _facts(session: Session, written: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Return what was stated; packs are read only where something was."""
    if not written:
        return {}
    return stated([pair(each) for each in written], session.domicile.atlas, is_operator=True)


def _caller(session: Session, said: Mapping[str, object]) -> Caller:
    def word(name: str) -> str | None:
        value = said[name]
        return None if value is None else str(value)

    market, user, device = word("market"), word("user_market"), word("device_market")
    subject, site, language = word("subject"), word("site"), word("language")
    wished: Language | None = "zh" if language == "zh" else "en" if language else None
    return Caller(
        market=None if market is None else MarketId(market),
        user_market=None if user is None else MarketId(user),
        device_market=None if device is None else MarketId(device),
        subject=SubjectId(subject) if subject else None,
        site=None if site is None else SiteId(site),
        language=session.language(wished),
    )
