"""Cases over HTTP, for operators: they open them, and take them a step on, as on a terminal."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Final, Literal, cast

import msgspec

from domicile.core.errors import ForbiddenError, InvalidRequestError, UnknownRouteError
from domicile.core.ids import MarketId, SiteId, SubjectId
from domicile.policy.cases.case import (
    MAX_NAME_CHARS,
    MAX_TEXT_CHARS,
    Act,
    Area,
    Asked,
    Case,
    Opening,
)
from domicile.policy.cases.states import Verb
from domicile.policy.errors import UnknownCaseError
from domicile.policy.evidence import Sha256
from domicile.store.cases import CaseId
from domicile.store.keys import ApiKey
from domicile.surfaces.cases import case_json
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.desks.releases import asked
from domicile.surfaces.http.door import must_operate
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply, json_reply
from domicile.surfaces.openai.strict import digest_in, parse

FILE: Final = frozenset({"evidence", "evidence_sha256"})
"""What is handed out or sent."""

APPROVAL: Final = frozenset({"approval", "approval_sha256"})
"""The approval of the market's own authority."""

TAKES: Final[Mapping[Verb, frozenset[str]]] = MappingProxyType(
    {
        "escalate": frozenset(),
        "propose": FILE | APPROVAL,
        "confirm": frozenset(),
        "refuse": frozenset(),
        "extend": frozenset({"days"}),
        "answer": FILE,
        "report": FILE | {"to"},
        "close": frozenset(),
    }
)
"""What an operator can do to a case, and what each takes beside ``by`` and ``text``."""

Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME_CHARS)]
Person = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME_CHARS)]
Hex = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class CaseBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came in, and who opens the case."""

    event: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME_CHARS)]
    """What happened, in the packs' words."""

    market: MarketId
    """Where."""

    by: Person
    """Who opens it."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT_CHARS)]
    """What is asked for, or what happened."""

    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    """When it came in or became known, with its zone; now when left out."""

    asker: Name = ""
    """Who asks."""

    law: Name = ""
    """Under which law, in the asker's words."""

    area: Area | None = None
    """Which kind of law; it is counted."""

    site: SiteId = SiteId("")
    """The site that it is about."""

    subject: SubjectId = SubjectId("")
    """The person that it is about."""

    hold: bool = False
    """Whether a legal hold is laid on the records that it is about."""


class StepBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who takes a case a step on, and with what."""

    by: Person
    """Who does it."""

    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT_CHARS)] = ""
    """The answer, or why."""

    evidence: str | None = None
    """What is handed out or sent, in base64; its digest is recorded, the file is not."""

    evidence_sha256: Hex | None = None
    """Its SHA-256 in hexadecimal, in place of the file."""

    approval: str | None = None
    """The approval of the market's own authority, in base64."""

    approval_sha256: Hex | None = None
    """Its SHA-256 in hexadecimal, in place of the file."""

    to: Literal["regulator", "people"] | None = None
    """Who was told of an incident."""

    days: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None
    """By how many days the time is extended."""


_CASE: Final = msgspec.json.Decoder(CaseBody)
_STEP: Final = msgspec.json.Decoder(StepBody)


async def list_cases(house: House, call: Call) -> Reply:
    """List the cases of a market, or all, the newest first.

    Raises:
        ForbiddenError: The key is no operator's.
    """
    must_operate(call)
    market = asked(call, "market").get("market")
    found = await asyncio.to_thread(house.domicile.desks.cases.list)
    language = house.domicile.settings.language
    fitting = [
        case_json(each, language)
        for each in found
        if market in {None, each.market} and _reaches(call.key, each.market)
    ]
    return json_reply({"cases": fitting})


async def show_case(house: House, call: Call) -> Reply:
    """Show one case.

    Raises:
        ForbiddenError: The key is no operator's.
        UnknownCaseError: There is no such case.
    """
    must_operate(call)
    return json_reply(case_json(await _the_case(house, call), house.domicile.settings.language))


async def open_case(house: House, call: Call) -> Reply:
    """Open a case; what an authority asks for is held.

    Raises:
        ForbiddenError: The key is no operator's, or does not reach the market.
        DomicileError: The body cannot be understood, or it could not be written down.
    """
    must_operate(call)
    body = parse(await call.body(), _CASE)
    if not _reaches(call.key, body.market):
        raise ForbiddenError("the key does not reach this market")
    desk = house.domicile.desks.cases
    case = await asyncio.to_thread(desk.open, body.event, body.market, _opening(body))
    return json_reply(case_json(case, house.domicile.settings.language))


async def move_case(house: House, call: Call) -> Reply:
    """Take a case a step on.

    Raises:
        CaseHeldError: A rule holds back what an authority asks for.
        CaseStateError: Its state does not allow that, or it takes another person.
        ForbiddenError: The key is no operator's.
        UnknownCaseError: There is no such case, or the key does not reach its market.
        UnknownRouteError: There is no such step.
        DomicileError: The body cannot be understood, or it could not be written down.
    """
    must_operate(call)
    verb = verb_of(call.param("verb"))
    act = _act(verb, parse(await call.body(), _STEP))
    case = await _the_case(house, call)
    done = await asyncio.to_thread(house.domicile.desks.cases.act, case.id, verb, act)
    return json_reply(case_json(done, house.domicile.settings.language))


async def _the_case(house: House, call: Call) -> Case:
    """Return the case that the path names.

    Raises:
        UnknownCaseError: There is no such case, or the key does not reach its market.
    """
    case_id = CaseId(call.param("case_id"))
    found = await asyncio.to_thread(house.domicile.desks.cases.show, case_id)
    if not _reaches(call.key, found.market):
        raise UnknownCaseError("no case has this id, or it is not this key's")
    return found


def _reaches(key: ApiKey | None, market: MarketId) -> bool:
    """Tell whether a call may see what belongs to ``market``; without keys, all here may."""
    return key is None or not key.markets or market in key.markets


def verb_of(name: str) -> Verb:
    """Return the step of this name.

    Raises:
        UnknownRouteError: There is none, or it is not the operator's.
    """
    if name not in TAKES:
        raise UnknownRouteError(f"the steps of a case are: {', '.join(TAKES)}")
    return cast("Verb", name)


def _opening(body: CaseBody) -> Opening:
    asked = Asked(
        text=body.text, asker=body.asker, law=body.law, site=body.site, subject=body.subject
    )
    return Opening(by=body.by, asked=asked, area=body.area or "", at=body.at, hold=body.hold)


def _act(verb: Verb, body: StepBody) -> Act:
    """Return what ``body`` says, and refuse what would be written down and mean nothing."""
    said = {name for name in FILE | APPROVAL | {"to", "days"} if getattr(body, name) is not None}
    for name in sorted(said - TAKES[verb]):
        raise InvalidRequestError(f"`{verb}` does not take `{name}`", param=name)
    return Act(
        by=body.by,
        text=body.text,
        evidence=_digest("evidence", body.evidence, body.evidence_sha256),
        approval=_digest("approval", body.approval, body.approval_sha256),
        to=body.to or "",
        days=body.days or 0,
    )


def _digest(name: str, encoded: str | None, digest: str | None) -> Sha256 | None:
    """Return the digest of a file that was sent, or that was named by its digest."""
    if encoded is None:
        return None if digest is None else Sha256(digest)
    if digest is not None:
        raise InvalidRequestError(f"give `{name}` or `{name}_sha256`, not both", param=name)
    return digest_in(encoded, name)
