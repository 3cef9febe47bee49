"""``/v1/subjects`` and ``/v1/notices``: what people decide, are told, and have on file."""

import asyncio
from typing import Annotated, Literal

import msgspec

from domicile.app import Domicile
from domicile.core.errors import ForbiddenError, InvalidRequestError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, SubjectId
from domicile.policy.person.choices import Speaker
from domicile.policy.person.exported import act_json, person_json
from domicile.policy.person.texts import asked as asked_for
from domicile.policy.person.texts import settings_page
from domicile.store.keys import ApiKey
from domicile.store.people.acts import Act
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.desks.releases import asked
from domicile.surfaces.http.door import must_operate
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply, json_reply
from domicile.surfaces.openai.strict import parse

NOTICES = ("market", "feature")
"""What the query of ``/v1/notices`` says."""

Name = Annotated[str, msgspec.Meta(max_length=200)]


class ConsentBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person agrees to or takes back; both are said in the same way."""

    classes: Annotated[list[str], msgspec.Meta(min_length=1, max_length=50)]
    """Classes of data, each a consent of its own; ``guardian`` lets a minor take part."""

    state: Literal["given", "withdrawn"]
    """Which of the two."""

    market: MarketId | None = None
    """Under whose rules; needed the first time that somebody is named."""

    guardian: Name = ""
    """The guardian who says so for the person."""

    notice: Name = ""
    """The text that was shown; the market's own when left out."""

    how: Literal["http", "console"] = "http"
    """Where it was said."""


class ChoicesBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person chooses; what is left out stays as it is."""

    personalization: bool | None = None
    """Whether anything is fitted to them."""

    training: bool | None = None
    """Whether a site may answer that may train on what it reads."""

    device_only: bool | None = None
    """Whether nothing goes to any partner."""

    agree: Annotated[list[str], msgspec.Meta(max_length=20)] = []
    """Clauses of the user agreement that they accept, such as ``label_terms``."""

    user: Annotated[list[str], msgspec.Meta(max_length=20)] | None = None
    """What holds of them, such as ``minor``; it replaces what was recorded, and takes a key."""

    market: MarketId | None = None
    """Under whose rules; needed the first time that somebody is named."""

    how: Literal["http", "console"] = "http"
    """Where it was said."""


_CONSENT = msgspec.json.Decoder(ConsentBody)
_CHOICES = msgspec.json.Decoder(ChoicesBody)


async def show_subject(house: House, call: Call) -> Reply:
    """Hand out everything that the store holds of a person.

    Raises:
        ForbiddenError: The key is no operator's, or does not reach the person's market.
    """
    subject = await asyncio.to_thread(_reached, house.domicile, call, None)
    return json_reply(await asyncio.to_thread(house.domicile.desks.rights.document, subject))


async def list_consents(house: House, call: Call) -> Reply:
    """Show what holds for a person, and everything that led to it.

    Raises:
        ForbiddenError: The key is no operator's, or does not reach the person's market.
    """
    subject = await asyncio.to_thread(_reached, house.domicile, call, None)
    return json_reply(await asyncio.to_thread(_standing, house.domicile, subject))


async def decide_consents(house: House, call: Call) -> Reply:
    """Take down that a person agrees, or no longer agrees.

    Raises:
        ForbiddenError: The key is no operator's, or does not reach the market; or a guardian is
            named without a key.
        DomicileError: The body cannot be understood, or it could not be written down.
    """
    body = parse(await call.body(), _CONSENT)
    if body.guardian and body.state == "given":
        _must_hold_a_key(call)
    return json_reply(await asyncio.to_thread(_consent, house.domicile, call, body))


async def decide_choices(house: House, call: Call) -> Reply:
    """Take down what a person chooses.

    Raises:
        ForbiddenError: The key is no operator's, or does not reach the market; or what holds of
            the person is recorded without a key.
        DomicileError: The body cannot be understood, or it could not be written down.
    """
    body = parse(await call.body(), _CHOICES)
    if body.user is not None:
        _must_hold_a_key(call)
    return json_reply(await asyncio.to_thread(_choose, house.domicile, call, body))


async def list_notices(house: House, call: Call) -> Reply:
    """List every notice of a market with its version, and what a person reads who is asked.

    Raises:
        InvalidRequestError: The query names no market, or something else.
        UnknownMarketError: No pack speaks for the market.
    """
    said = asked(call, *NOTICES)
    if "market" not in said:
        raise InvalidRequestError("the query names no market", param="market")
    return json_reply(_notices(house.domicile, MarketId(said["market"]), said.get("feature", "")))


def _notices(domicile: Domicile, market: MarketId, feature: str) -> dict[str, object]:
    atlas, operator = domicile.atlas, domicile.settings.operator
    at = domicile.clock.now().date()
    shown = settings_page(atlas, market, operator, at=at, feature=feature)
    texts = ((each, asked_for(atlas, market, each)) for each in DataClass)
    return {
        "market": market,
        "notices": [
            {
                "id": each.id,
                "version": each.version,
                "rule": each.rule,
                "text": {"en": each.text.en, "zh": each.text.zh},
                "missing": list(each.missing),
            }
            for each in shown
        ],
        "consents": [
            {
                "class": each.value,
                "notice": text.id,
                "version": text.version,
                "text": {"en": text.text.en, "zh": text.text.zh},
            }
            for each, text in texts
            if text is not None
        ],
    }


def _consent(domicile: Domicile, call: Call, body: ConsentBody) -> dict[str, object]:
    subject = _reached(domicile, call, body.market)
    speaker = Speaker(subject=subject, how=body.how, market=body.market, by=body.guardian)
    desk = domicile.desks.choices
    say = desk.give if body.state == "given" else desk.withdraw
    return _said(domicile, subject, say(speaker, body.classes, notice=body.notice))


def _choose(domicile: Domicile, call: Call, body: ChoicesBody) -> dict[str, object]:
    subject = _reached(domicile, call, body.market)
    speaker = Speaker(subject=subject, how=body.how, market=body.market)
    desk, acts = domicile.desks.choices, list[Act]()
    switches = {
        name: is_on
        for name, is_on in (
            ("personalization", body.personalization),
            ("training", body.training),
            ("device_only", body.device_only),
        )
        if is_on is not None
    }
    if switches:
        acts += desk.choose(speaker, switches)
    for word in body.agree:
        acts += desk.agree(speaker, word)
    if body.user is not None:
        acts += desk.describe(speaker, body.user)
    return _said(domicile, subject, acts)


def _said(
    domicile: Domicile, subject: SubjectId, acts: tuple[Act, ...] | list[Act]
) -> dict[str, object]:
    return {
        "acts": [act_json(each) for each in acts],
        **person_json(domicile.desks.people.about(subject)),
    }


def _standing(domicile: Domicile, subject: SubjectId) -> dict[str, object]:
    acts = domicile.desks.choices.history(subject)
    return {
        **person_json(domicile.desks.people.about(subject)),
        "history": [act_json(each) for each in acts],
    }


def _reached(domicile: Domicile, call: Call, market: MarketId | None) -> SubjectId:
    """Return the person in the path, once it is sure that the key reaches their market.

    Raises:
        ForbiddenError: The key is no operator's, or is bound to other markets.
    """
    must_operate(call)
    subject = SubjectId(call.param("subject"))
    known = domicile.subjects.get(subject)
    _require_markets(call.key, (market, None if known is None else known.market))
    return subject


def _require_markets(key: ApiKey | None, named: tuple[MarketId | None, ...]) -> None:
    reached = set() if key is None else set(key.markets)
    if reached and not {market for market in named if market is not None} <= reached:
        raise ForbiddenError("the key does not reach this person's market")


def _must_hold_a_key(call: Call) -> None:
    """Refuse what opens a rule to anybody who merely sits at the machine.

    Raises:
        ForbiddenError: The call bears no key.
    """
    if call.key is None:
        raise ForbiddenError(
            "what opens a rule takes the operator's own hand",
            remedy="Use the command line, or a key with the role `operator`.",
        )
