"""``/v1/releases``: the register, for operators."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, cast
from urllib.parse import parse_qsl

import msgspec

from domicile.app import Domicile
from domicile.core.errors import ForbiddenError, InvalidRequestError, UnknownRouteError
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.policy.register.moving import MAX_NAME_CHARS, MAX_REASON_CHARS, Motion
from domicile.policy.register.steps import STEPS
from domicile.store.keys import ApiKey
from domicile.store.releases import Release, ReleaseKey, Verb
from domicile.surfaces.drilling import drill_json, drilled
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.door import must_operate
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply, json_reply
from domicile.surfaces.openai.strict import digest_in, parse
from domicile.surfaces.planning import plan_json, plans
from domicile.surfaces.releases import event_json, listed_json, release_json

KEY: Final = ("market", "feature", "site")
"""What names a release."""


class ReleaseBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to become of a release, and who wants it."""

    market: MarketId
    """Which market."""

    feature: FeatureId
    """Which feature."""

    site: SiteId
    """Which site."""

    by: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME_CHARS)]
    """Who does it."""

    reason: Annotated[str, msgspec.Meta(max_length=MAX_REASON_CHARS)] = ""
    """Why."""

    number: Annotated[str, msgspec.Meta(max_length=100)] = ""
    """Number that the market's regulator gave the app; the register's own when left out."""

    min_client: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    """Oldest version of the client that may use it; empty lifts it, the register's own when left
    out."""

    evidence: str | None = None
    """The file that shows it, in base64; its digest is recorded, the file is not."""


class RecallBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that a regulator took back."""

    filing: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    """The filing number of a model, or the number of an app."""

    by: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME_CHARS)]
    """Who recalls it."""

    reason: Annotated[str, msgspec.Meta(max_length=MAX_REASON_CHARS)] = ""
    """Why."""


_DECODER = msgspec.json.Decoder(ReleaseBody)
_RECALL_DECODER = msgspec.json.Decoder(RecallBody)


async def list_releases(house: House, call: Call) -> Reply:
    """List the releases as they stand now; the query narrows them down."""
    must_operate(call)
    wanted = asked(call, *KEY)
    register = house.domicile.register
    found = await asyncio.to_thread(register.snapshot)
    fitting = sorted((each for each in found.values() if fits(each, wanted)), key=_key)
    listed = [listed_json(house.domicile, each) for each in fitting]
    return json_reply({"releases": listed})


async def list_events(house: House, call: Call) -> Reply:
    """List everything that happened to releases, oldest first."""
    must_operate(call)
    wanted = asked(call, *KEY)
    events = await asyncio.to_thread(house.domicile.register.history)
    return json_reply(
        {"events": [event_json(each) for each in events if fits(each.release, wanted)]}
    )


async def recall_number(house: House, call: Call) -> Reply:
    """Withdraw everything that rests on a number, in every market, for good.

    Raises:
        ForbiddenError: The key does not reach every market and feature.
        DomicileError: The body cannot be understood, or it could not be written down.
    """
    must_operate(call)
    body = parse(await call.body(), _RECALL_DECODER)
    require_reach_of_all(house.domicile, call.key)
    motion = Motion(by=body.by, reason=body.reason)
    gone = await asyncio.to_thread(house.domicile.register.recall, body.filing, motion)
    return json_reply({"filing": body.filing, "releases": [release_json(each) for each in gone]})


async def plan_release(house: House, call: Call) -> Reply:
    """Say how far a feature is from its release, market by market.

    Raises:
        DomicileError: The query names no feature, or what does not exist.
    """
    must_operate(call)
    query = asked(call, "feature", "market", "site")
    feature = FeatureId(_needed(query, "feature"))
    market, site = query.get("market"), query.get("site")
    found = await asyncio.to_thread(
        plans,
        house.domicile,
        feature,
        MarketId(market) if market else None,
        SiteId(site) if site else None,
    )
    return json_reply(plan_json(feature, found, house.domicile.settings.language))


async def drill_exit(house: House, call: Call) -> Reply:
    """Say what would die, and what would take over, without a site; nothing is changed.

    Raises:
        DomicileError: The query names no site, or what does not exist.
    """
    must_operate(call)
    query = asked(call, "without", "market")
    market = query.get("market")
    found = await asyncio.to_thread(
        drilled,
        house.domicile,
        SiteId(_needed(query, "without")),
        MarketId(market) if market else None,
    )
    return json_reply(drill_json(found, house.domicile.settings.language))


async def move_release(house: House, call: Call) -> Reply:
    """Carry out a step on a release; it takes effect in every running process at once.

    Raises:
        UnknownRouteError: There is no such step.
        ReleaseStateError: The release's state does not allow it.
        DomicileError: The body cannot be understood, or it could not be written down.
    """
    must_operate(call)
    verb = verb_of(call.param("verb"))
    body = parse(await call.body(), _DECODER)
    key = ReleaseKey(body.market, body.feature, body.site)
    require_reach(call.key, key)
    done = await asyncio.to_thread(_move, house.domicile, verb, key, body)
    return json_reply(release_json(done))


def verb_of(name: str) -> Verb:
    """Return the verb of this name.

    Raises:
        UnknownRouteError: There is none.
    """
    if name not in STEPS:
        raise UnknownRouteError(f"the steps are: {', '.join(STEPS)}")
    return cast("Verb", name)


def asked(call: Call, *names: str) -> Mapping[str, str]:
    """Return what the query says, by name; blank members count as left out.

    Raises:
        InvalidRequestError: It holds another member than ``names``, or one of them twice.
    """
    query = call.scope["query_string"].decode("latin-1")
    found: dict[str, str] = {}
    for name, value in parse_qsl(query):
        if name not in names or name in found:
            raise InvalidRequestError(f"the query takes {', '.join(names)}, each once")
        found[name] = value
    return found


def _needed(query: Mapping[str, str], name: str) -> str:
    if name not in query:
        raise InvalidRequestError(f"the query lacks `{name}`", param=name)
    return query[name]


def fits(release: Release, wanted: Mapping[str, str]) -> bool:
    """Tell whether a release is one of those that the query asks for."""
    named = zip(KEY, release.key, strict=True)
    return all(wanted.get(name, held) == held for name, held in named)


def require_known(domicile: Domicile, key: ReleaseKey) -> None:
    """Refuse what does not exist; what the register holds may be gone from the settings.

    Raises:
        UnknownMarketError: No pack speaks for the market.
        UnknownFeatureError: There is no such feature.
        UnknownSiteError: There is no such site.
    """
    if key not in domicile.register.snapshot():
        domicile.atlas.get(key.market)
        domicile.feature(key.feature)
        domicile.sites.get(key.site)


def require_reach(held: ApiKey | None, key: ReleaseKey) -> None:
    """Make sure that an operator's key reaches a release: it may be bound to markets and features.

    Raises:
        ForbiddenError: It does not.
    """
    if held is None:
        return
    reached: Sequence[tuple[object, Sequence[object]]] = (
        (key.market, held.markets),
        (key.feature, held.features),
    )
    if any(words and word not in words for word, words in reached):
        raise ForbiddenError("the key does not reach this market or feature")


def require_reach_of_all(domicile: Domicile, held: ApiKey | None) -> None:
    """Make sure that an operator's key reaches every market of the operator, and every feature.

    Raises:
        ForbiddenError: It does not.
    """
    if held is None:
        return
    markets = set(domicile.settings.operator.markets)
    if held.features or (held.markets and not markets <= set(held.markets)):
        raise ForbiddenError("the key does not reach every market and feature")


def _move(domicile: Domicile, verb: Verb, key: ReleaseKey, body: ReleaseBody) -> Release:
    require_known(domicile, key)
    motion = Motion(
        by=body.by,
        reason=body.reason,
        number=body.number,
        evidence=None if body.evidence is None else digest_in(body.evidence, "evidence"),
        min_client=body.min_client,
    )
    return domicile.register.move(verb, key, motion)


def _key(release: Release) -> ReleaseKey:
    return release.key
