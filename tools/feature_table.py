"""Writes the tables of what may run where: small for the README, whole for the page of all markets.

Usage: python -m tools.feature_table
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from domicile.core.decision import Outcome
from domicile.core.decode import decode
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.protocols import Feature
from domicile.core.request import Audience, Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.features.catalog import all_features
from domicile.markets.resolve import Atlas, load_atlas
from domicile.placement.sites import device_site
from domicile.policy.decide import decide
from domicile.policy.inquiry import Inquiry
from domicile.store.releases import Release, ReleaseKey, Releases, ReleaseState

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->"
MARKETS = (MarketId("CN"), MarketId("EU"), MarketId("US-CA"))
"""Markets of the README's table."""

AT = date(2026, 11, 24)
"""The packs are read as of this day, and a newer one as of its own, so that the table does not
change by itself."""

NUMBERS = {True: "DEMO-App-20260101", False: "Example-App-20260101"}
"""A number that a regulator could have given, for simulated sites and for others."""

MODELS = {"model": "m", "model_digest": ""}


class Place(NamedTuple):
    """A row: a site, and what it is called there."""

    name: str
    """What it is called."""

    site: Site
    """The site."""


def demo() -> tuple[Place, ...]:
    """Return the sites of the demo, as far as rules ask."""
    china = Site(
        id=SiteId("demo-cn"),
        model="m",
        owner_country="CN",
        region="cn-mainland",
        inference_scope="cn-mainland",
        filing_no="DEMO-Qwen-20260101",
        features=tuple(all_features()),
        evidence="simulated",
    )
    america = Site(
        id=SiteId("demo-us"),
        model="m",
        owner_country="US",
        region="us",
        inference_scope="us",
        features=tuple(all_features()),
        evidence="simulated",
    )
    return (device(), *(Place(site.id, site) for site in (china, america)))


def samples(atlas: Atlas) -> tuple[Place, ...]:
    """Return the device, and of each pack the partner that is meant to meet all its rules."""
    features = list(all_features())
    found = [device()]
    for market in atlas.markets:
        facts = {**atlas.get(market).sample_site, **MODELS, "features": features}
        site = decode({**facts, "id": f"partner-{market.lower()}"}, Site)
        found.append(Place(f"partner as in the sample of {market}", site))
    return tuple(found)


def device() -> Place:
    """Return the device."""
    return Place("device", device_site(model="m", model_digest="", features=tuple(all_features())))


def cell(
    atlas: Atlas, feature: Feature, market: MarketId, site: Site, *, audience: Audience
) -> str:
    """Say whether ``site`` may serve ``feature`` in ``market``, and what that takes."""
    number = NUMBERS[site.evidence == "simulated"]
    steps: tuple[tuple[str, Releases], ...] = (
        ("yes", {}),
        ("yes, once released", _releases(market, feature.id, site, "")),
        ("yes, once released with a number", _releases(market, feature.id, site, number)),
    )
    refusals: list[str] = []
    for words, releases in steps:
        refusals = _refusals(atlas, feature, market, site, audience=audience, releases=releases)
        if not refusals:
            return words
    return f"no: {refusals[0]}"


def table(
    atlas: Atlas,
    places: Sequence[Place],
    markets: Sequence[MarketId],
    audience: Audience = "internal",
) -> str:
    """Return a table of all features at ``places``, with a column for each of ``markets``."""
    head = "| feature | where | " + " | ".join(markets) + " |\n|---|---|" + "---|" * len(markets)
    return "\n".join([head, *_rows(atlas, places, markets, audience)]) + "\n"


def written(text: str) -> str:
    """Return the README ``text`` with the table as it should be."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + table(load_atlas(), demo(), MARKETS) + END + after


def _rows(
    atlas: Atlas, places: Sequence[Place], markets: Sequence[MarketId], audience: Audience
) -> Iterator[str]:
    for feature in all_features().values():
        for name, site in places:
            cells = (cell(atlas, feature, market, site, audience=audience) for market in markets)
            yield f"| {feature.title.en} | {name} | " + " | ".join(cells) + " |"


def _releases(market: MarketId, feature: FeatureId, site: Site, number: str) -> Releases:
    key = ReleaseKey(market, feature, site.id)
    release = Release(
        key=key,
        state=ReleaseState.RELEASED,
        number=number,
        model=site.model,
        model_version=site.model_version,
        model_digest=site.model_digest,
        filing_no=site.filing_no,
        origin=site.origin,
        event=1,
    )
    return {key: release}


def _refusals(
    atlas: Atlas,
    feature: Feature,
    market: MarketId,
    site: Site,
    *,
    audience: Audience,
    releases: Releases,
) -> list[str]:
    """Return the rules that close ``site``, the packs' before the register's."""
    decision = decide(
        Inquiry(
            feature=feature.id,
            modality=feature.modality,
            whereabouts=Whereabouts(operator=market, user=market, device=market, source="flag"),
            audience=audience,
            at=max(AT, atlas.get(market).as_of),
            operator=OperatorSettings(markets=atlas.markets, audience=audience),
            sites=(site,),
            releases=releases,
            screening=frozenset(feature.screening),
        ),
        atlas,
    )
    rules = (reason.rule for reason in decision.reasons if reason.outcome is Outcome.REFUSE)
    return sorted(dict.fromkeys(rules), key=lambda rule: rule.startswith("approval."))


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
