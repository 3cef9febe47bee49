"""The decision, with all packs loaded: asked before, new to the packs of the day, and from nothing.

*warm* is what a gateway pays for a question that it has had (`Decider`), *new* for one that it has
not, *cold* also for working out which rules are in force. Three partners and the device are judged.
The last case is bound by every pack at once.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from bench.measurement import Figure, durations_ms, percentile
from domicile.core.findings import DataClass
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.request import Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Region, Site
from domicile.features.catalog import all_features
from domicile.markets.resolve import load_atlas
from domicile.placement.sites import device_site
from domicile.policy.binding import bound
from domicile.policy.decide import decide, decided
from domicile.policy.decider import Decider
from domicile.policy.inquiry import Inquiry

ROUNDS = 300
AT = date(2026, 11, 24)
FEATURE = FeatureId("assistant")
BOUND_US = 100.0
"""Bound of a warm decision, in microseconds."""


def _site(name: str, country: str, region: Region) -> Site:
    return Site(
        id=SiteId(name),
        model="m",
        owner=name,
        owner_country=country,
        region=region,
        inference_scope=region,
        filing_no="DEMO-Model-20260101",
        features=(FEATURE,),
        evidence="simulated",
    )


SITES = (
    device_site(model="m", model_digest="00", features=(FEATURE,)),
    _site("china", "CN", "cn-mainland"),
    _site("europe", "FR", "eu"),
    _site("america", "US", "us"),
)


def _inquiry(operator: str, user: str, device: str) -> Inquiry:
    feature = all_features()[FEATURE]
    return Inquiry(
        feature=FEATURE,
        modality=feature.modality,
        whereabouts=Whereabouts(
            operator=MarketId(operator),
            user=MarketId(user),
            device=MarketId(device),
            source="flag",
        ),
        audience="public",
        at=AT,
        operator=OperatorSettings(name="Operator"),
        sites=SITES,
        releases={},
        data=frozenset({DataClass.NAME, DataClass.PHONE, DataClass.HEALTH}),
        screening=frozenset(feature.screening),
    )


def measure() -> Sequence[Figure]:
    """Decide the same questions in three ways."""
    atlas = load_atlas()
    figures = []
    for name, places in {
        "CN": ("CN", "CN", "CN"),
        "EU": ("EU", "EU", "EU"),
        "US-CA": ("US-CA", "US-CA", "US-CA"),
        "all packs": ("CN", "US-CA", "EU"),
    }.items():
        asked = _inquiry(*places)
        packs, decider = bound(asked, atlas), Decider()
        ways: dict[str, Callable[[], object]] = {
            "warm": partial(decider.decide, asked, atlas),
            "new": partial(decided, asked, packs),
            "cold": partial(decide, asked, atlas),
        }
        for way, action in ways.items():
            took = durations_ms(action, rounds=ROUNDS)
            figures.append(
                Figure(
                    name=f"{name}, {way}, p50",
                    value=percentile(took, 0.5) * 1000,
                    unit="us",
                    baseline=BOUND_US,
                    peer="bound",
                )
            )
    return figures
