"""Carries out the cases of a pack: from the few facts that a case gives to a full inquiry."""

from datetime import date
from typing import Final

from domicile.core.decision import Decision
from domicile.core.decode import DecodeError, decode
from domicile.core.errors import PackError
from domicile.core.ids import DEVICE, FeatureId, MarketId, SiteId
from domicile.core.request import Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.markets.check import Decide
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Given, Pack
from domicile.policy.decide import decide
from domicile.policy.inquiry import Inquiry
from domicile.store.releases import Release, ReleaseKey, ReleaseState

OPERATOR: Final = "Operator"
"""The operator's name in every case; a site with this owner runs the operator's own model."""

DEVICE_SITE: Final = Site(id=DEVICE, dialect="device", model="device-model")
"""The device in every case."""


def trial(others: Atlas) -> Decide:
    """Return a function that carries out cases, for ``markets.check.check_pack``.

    Args:
        others: The markets beside the pack that is checked; it takes the place of its namesake.
    """

    def run(pack: Pack, given: Given, *, at: date) -> Decision:
        atlas = Atlas(
            [pack, *(others.get(market) for market in others.markets if market != pack.id)]
        )
        return decide(_inquiry(pack, given, at), atlas)

    return run


def _inquiry(pack: Pack, given: Given, at: date) -> Inquiry:
    operator = given.operator or pack.id
    feature = FeatureId(given.feature)
    site = DEVICE_SITE if given.on_device else _site(pack, given)
    return Inquiry(
        feature=feature,
        modality=given.modality,
        whereabouts=Whereabouts(
            operator=operator,
            user=given.user or operator,
            device=given.device or operator,
            source="flag",
        ),
        audience=given.audience,
        at=at,
        operator=OperatorSettings(
            name=OPERATOR,
            markets=(operator,),
            default_market=operator,
            audience=given.audience,
            strict_onboarding=given.strict_onboarding,
        ),
        sites=(site,),
        releases=_releases(given, (pack.id, operator), site),
        data=frozenset(given.data),
        consents=frozenset(given.consents),
        uses=frozenset(given.uses),
        monthly_users=given.monthly_users,
    )


def _site(pack: Pack, given: Given) -> Site:
    facts = {**pack.sample_site, "features": [given.feature], **given.site}
    for name in given.unknown:
        facts.pop(name, None)
    try:
        return decode(facts, Site)
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
            model_digest=site.model_digest,
            event=1,
        )
        for key in keys
    }
