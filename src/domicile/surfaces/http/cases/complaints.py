"""Complaints of people, and the counts that everybody may see."""

import asyncio
from typing import Annotated, Final

import msgspec

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId, ReceiptId
from domicile.core.text import Language
from domicile.policy.cases.case import MAX_NAME_CHARS, MAX_TEXT_CHARS, Asked
from domicile.reports.transparency_page import public_json
from domicile.store.cases import CaseId
from domicile.surfaces.cases import asker_json
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.desks.releases import asked
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply, json_reply
from domicile.surfaces.openai.strict import parse

SECRET: Final = b"domicile-secret"
"""The header that holds the secret of a complaint: an address would stand in logs."""

OPERATOR: Final = ""
"""The key of whoever needs none."""


class ComplaintBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person complains of."""

    market: MarketId
    """Where the person is."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT_CHARS)]
    """What is wrong."""

    receipt: ReceiptId = ReceiptId("")
    """The receipt of the answer that it is about."""

    contact: Annotated[str, msgspec.Meta(max_length=MAX_NAME_CHARS)] = ""
    """How to reach the person; may be left out."""

    language: Language | None = None
    """Language of the acknowledgement; the settings' when left out."""


class AppealBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the answer to a complaint will not do."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT_CHARS)]
    """Why."""

    language: Language | None = None
    """Language of the reply; the settings' when left out."""


_COMPLAINT = msgspec.json.Decoder(ComplaintBody)
_APPEAL = msgspec.json.Decoder(AppealBody)


async def complain(house: House, call: Call) -> Reply:
    """Take a complaint; the reply holds the secret by which it is looked up.

    Raises:
        InvalidRequestError: The body cannot be understood.
        TooManyError: More came in through this key than are taken.
        UnknownMarketError: No pack speaks for the market.
        UnknownReceiptError: There is no such receipt.
    """
    body = parse(await call.body(), _COMPLAINT)
    if body.receipt:
        await asyncio.to_thread(house.domicile.book.show, body.receipt)
    asked = Asked(text=body.text, contact=body.contact, receipt=body.receipt)
    via = OPERATOR if call.key is None else call.key.id
    done = await asyncio.to_thread(house.domicile.desks.cases.complain, body.market, asked, via=via)
    language = body.language or house.domicile.settings.language
    return json_reply(asker_json(done.case, language) | {"secret": done.secret})


async def show_complaint(house: House, call: Call) -> Reply:
    """Show whoever holds its secret how far a complaint is.

    Raises:
        UnknownCaseError: There is no such complaint, or the secret is not its own.
    """
    case_id, secret = _named(call)
    case = await asyncio.to_thread(house.domicile.desks.cases.look_up, case_id, secret)
    return json_reply(asker_json(case, house.domicile.settings.language))


async def appeal(house: House, call: Call) -> Reply:
    """Have the answer to a complaint looked at again.

    Raises:
        CaseStateError: It has no answer yet, or was appealed before.
        UnknownCaseError: There is no such complaint, or the secret is not its own.
    """
    body = parse(await call.body(), _APPEAL)
    case_id, secret = _named(call)
    case = await asyncio.to_thread(house.domicile.desks.cases.appeal, case_id, secret, body.text)
    return json_reply(asker_json(case, body.language or house.domicile.settings.language))


async def show_counts(house: House, call: Call) -> Reply:
    """Show the public counts of a market and a year; they may be an hour old.

    Raises:
        InvalidRequestError: Market or year are missing, or no counts are made for the year.
        TooManyError: Too many wait for the counts already.
        UnknownMarketError: No pack speaks for the market.
    """
    query = asked(call, "market", "year")
    year = query.get("year", "")
    if "market" not in query or not (year.isascii() and year.isdigit()):
        raise InvalidRequestError("the query names `market` and `year`", param="year")
    async with house.counting:
        found = await asyncio.to_thread(
            house.published.of, MarketId(query["market"]), int(year[:5])
        )
    return json_reply(public_json(found, house.domicile.settings.language))


def _named(call: Call) -> tuple[CaseId, str]:
    return CaseId(call.param("case_id")), call.header(SECRET) or ""
