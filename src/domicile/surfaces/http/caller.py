"""From headers, key and body to the caller whose rules apply."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import FeatureId, MarketId, SiteId, SubjectId
from domicile.core.text import Language
from domicile.policy.caller import Caller
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.door import may_use
from domicile.surfaces.http.house import House
from domicile.surfaces.stating import pair, stated

ASSISTANT = FeatureId("assistant")
FACTS = b"domicile-facts"
DEVICE_ONLY = b"domicile-device-only"
UNLABELLED = b"domicile-unlabelled"

_WISHES = MappingProxyType({"true": True, "false": False})


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a body says about who asks and where; headers may say the same instead."""

    market: MarketId | None = None
    """The request's market; beside a key's market it can only tighten."""

    user_market: MarketId | None = None
    """The person's market; the request's when left out."""

    device_market: MarketId | None = None
    """Where the device lies; the request's market when left out."""

    site: SiteId | None = None
    """The only site that may answer."""

    subject: SubjectId | None = None
    """The person, by the operator's name for them."""

    language: Language | None = None
    """Language of notices and reasons; the settings' when left out."""

    facts: dict[str, list[str]] | None = None
    """What holds of this request, in the packs' words, such as ``{"user": ["minor"]}``; headers may
    state more. It can only tighten."""

    device_only: bool | None = None
    """Whether the person wants nothing of theirs to go to any partner; no when left out."""

    client: str | None = None
    """Version of the program that the person uses, such as ``2.1.0``; a release may ask for one."""

    session: str | None = None
    """The session, by the caller's name for it; by it the time of a session is counted."""

    unlabelled: bool | None = None
    """Whether the person asks for a copy without the visible label; no when left out."""


def caller_of(house: House, call: Call, said: Said) -> Caller:
    """Return who calls, and where they say that they are.

    The key's first market is the base; what body and headers name is added and can only tighten.

    Raises:
        InvalidRequestError: A header is not UTF-8 or not of its form, body and headers contradict
            each other, or a fact is stated that no caller may state.
    """
    market = _once(call, b"domicile-market", said.market)
    user = _once(call, b"domicile-user-market", said.user_market)
    device = _once(call, b"domicile-device-market", said.device_market)
    subject = _once(call, b"domicile-subject", said.subject)
    return Caller(
        market=None if market is None else MarketId(market),
        source="header",
        key_market=call.key.markets[0] if call.key and call.key.markets else None,
        user_market=None if user is None else MarketId(user),
        device_market=None if device is None else MarketId(device),
        subject=SubjectId(subject) if subject else None,
        site=said.site,
        language=said.language,
        facts=_facts(house, call, said),
        device_only=_wish(call, DEVICE_ONLY, said=said.device_only),
        client=_once(call, b"domicile-client", said.client) or "",
        session=_once(call, b"domicile-session", said.session) or "",
        unlabelled=_wish(call, UNLABELLED, said=said.unlabelled),
    )


def feature_of(call: Call) -> FeatureId:
    """Return the feature that the headers name; the assistant when they name none.

    Raises:
        ForbiddenError: The key does not reach it.
        InvalidRequestError: The header is not UTF-8.
    """
    named = call.header(b"domicile-feature")
    feature = FeatureId(named) if named else ASSISTANT
    may_use(call, feature)
    return feature


def _facts(house: House, call: Call, said: Said) -> Mapping[str, frozenset[str]]:
    """Return what body and headers state, together; packs are read only where something is."""
    if not said.facts and FACTS not in call.headers:
        return {}
    return stated(_pairs(call, said), house.domicile.atlas, is_operator=False)


def _pairs(call: Call, said: Said) -> Iterator[tuple[str, str]]:
    for name, words in (said.facts or {}).items():
        yield from ((name, word) for word in words)
    written = call.header(FACTS)
    if written:
        yield from (pair(each) for each in written.split(","))


def _wish(call: Call, header: bytes, *, said: bool | None) -> bool:
    written = call.header(header)
    if written is None:
        return bool(said)
    wish = _WISHES.get(written.lower())
    if wish is None:
        raise InvalidRequestError(f"the header `{header.decode()}` is `true` or `false`")
    if said not in {None, wish}:
        raise _contradiction(header)
    return wish


def _contradiction(header: bytes) -> InvalidRequestError:
    return InvalidRequestError(f"the body and the header `{header.decode()}` contradict each other")


def _once(call: Call, header: bytes, said: str | None) -> str | None:
    written = call.header(header)
    if said is None or written is None:
        return written if said is None else said
    if said != written:
        raise _contradiction(header)
    return said
