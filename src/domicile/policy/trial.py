"""Carries out the cases of a pack: from the few facts that a case gives to a full inquiry."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from domicile.core.decision import Decision
from domicile.core.decode import DecodeError, decode
from domicile.core.errors import PackError
from domicile.core.ids import DEVICE, FeatureId, MarketId, SiteId
from domicile.core.request import Choices, Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.markets.case import Given
from domicile.markets.check import Decide
from domicile.markets.facts import OF_A_REQUEST
from domicile.markets.kinds.gate import GateParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Pack, Rule
from domicile.policy.binding import bound
from domicile.policy.decide import decided
from domicile.policy.inquiry import Inquiry
from domicile.policy.people import needed
from domicile.store.exports import Tally
from domicile.store.releases import Release, ReleaseKey, ReleaseState

OPERATOR: Final = "Operator"
"""The operator's name in every case; a site with this owner runs the operator's own model."""

_DEVICE: Final = {"id": DEVICE, "dialect": "device", "model": "device-model"}


def trial(others: Atlas) -> Decide:
    """Return a function that carries out cases, for ``markets.check.check_pack``.

    Args:
        others: The markets beside the pack that is checked; it takes the place of its namesake.
    """

    def run(pack: Pack, rule: Rule, given: Given, *, at: date) -> Decision:
        atlas = Atlas(
            [pack, *(others.get(market) for market in others.markets if market != pack.id)]
        )
        asked = _inquiry(pack, rule, given, at)
        packs = bound(asked, atlas)
        counts = {tally: _people(tally, given) for tally in needed(asked, packs)}
        return decided(replace(asked, people=counts), packs)

    return run


def _inquiry(pack: Pack, rule: Rule, given: Given, at: date) -> Inquiry:
    operator = given.operator or pack.id
    site = _device(pack, given) if given.on_device else _site(pack, given)
    return Inquiry(
        feature=FeatureId(given.feature),
        modality=given.modality,
        whereabouts=Whereabouts(
            operator=operator,
            user=given.user or operator,
            device=given.device or operator,
            source="flag",
        ),
        audience=given.audience,
        at=at,
        operator=_operator(operator, given),
        sites=(site,),
        releases=_releases(given, (pack.id, operator), site),
        data=frozenset(given.data),
        choices=Choices(consents=frozenset(given.consents)),
        screening=_practices(rule).difference(given.unscreened),
        facts={
            name: frozenset(words)
            for name, words in given.facts.items()
            if name in OF_A_REQUEST or name == "event"
        },
        is_counted=given.counted,
    )


def _operator(market: MarketId, given: Given) -> OperatorSettings:
    return OperatorSettings(
        name=OPERATOR,
        markets=(market,),
        default_market=market,
        audience=given.audience,
        strict_onboarding=given.strict_onboarding,
        monthly_users=given.monthly_users,
        placed_on_market=given.placed,
        documents={name: f"{name}.pdf" for name in given.documents},
        facts={
            name: words
            for name, words in given.facts.items()
            if name not in OF_A_REQUEST and name != "event"
        },
    )


def _practices(rule: Rule) -> frozenset[str]:
    """Return every practice that ``rule`` wants the feature screened against."""
    if not isinstance(rule.params, GateParams):
        return frozenset()
    return frozenset((*rule.params.screened, *rule.params.unless_screened))


def _people(tally: Tally, given: Given) -> int:
    return max((given.people.get(each, 1) for each in tally.classes), default=1)


def _device(pack: Pack, given: Given) -> Site:
    return _decoded(pack, {**_DEVICE, **given.site})


def _site(pack: Pack, given: Given) -> Site:
    facts = {**pack.sample_site, "features": [given.feature], **given.site}
    for name in given.unknown:
        facts.pop(name, None)
    return _decoded(pack, facts)


def _decoded(pack: Pack, facts: Mapping[str, Any]) -> Site:
    try:
        return decode(dict(facts), Site)
    except DecodeError as error:
        raise PackError(f"{pack.id}: the site of a case makes no sense: {error}") from error


def _releases(given: Given, markets: tuple[MarketId, ...], site: Site) -> dict[ReleaseKey, Release]:
    if not given.release:
        return {}
    keys = [ReleaseKey(market, FeatureId(given.feature), SiteId(site.id)) for market in markets]
    return {
        key: Release(
            key=key,
            state=ReleaseState(given.release),
            number=given.number,
            model=site.model,
            model_version=site.model_version,
            model_digest=site.model_digest,
            filing_no=site.filing_no,
            origin=site.origin,
            event=1,
        )
        for key in keys
    }
