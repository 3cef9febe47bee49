"""From headers, key and body to the caller whose rules apply."""

import msgspec

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import FeatureId, MarketId, SiteId, SubjectId
from domicile.core.text import Language
from domicile.policy.caller import Caller
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.door import may_use

ASSISTANT = FeatureId("assistant")


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


def caller_of(call: Call, said: Said) -> Caller:
    """Return who calls, and where they say that they are.

    The key's first market is the base; what body and headers name is added and can only tighten.

    Raises:
        InvalidRequestError: A header is not UTF-8, or body and headers contradict each other.
    """
    market = _once(call, b"domicile-market", said.market)
    user = _once(call, b"domicile-user-market", said.user_market)
    device = _once(call, b"domicile-device-market", said.device_market)
    subject = _once(call, b"domicile-subject", said.subject)
    return Caller(
        market=MarketId(market) if market else None,
        source="header",
        key_market=call.key.markets[0] if call.key and call.key.markets else None,
        user_market=MarketId(user) if user else None,
        device_market=MarketId(device) if device else None,
        subject=SubjectId(subject) if subject else None,
        site=said.site,
        language=said.language,
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


def _once(call: Call, header: bytes, said: str | None) -> str | None:
    written = call.header(header)
    if said and written and said != written:
        raise InvalidRequestError(
            f"the body and the header `{header.decode()}` contradict each other"
        )
    return said or written
