"""Writes the README's table: which site may serve which feature in which market of the demo.

Usage: python -m tools.feature_table
"""

from datetime import date
from pathlib import Path

from domicile.core.decision import Outcome
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.request import Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.features.catalog import all_features
from domicile.markets.resolve import Atlas, load_atlas
from domicile.placement.sites import device_site
from domicile.policy.decide import decide
from domicile.policy.inquiry import Inquiry

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->"
MARKETS = (MarketId("CN"), MarketId("EU"), MarketId("US-CA"))
AT = date(2026, 11, 24)
"""The packs are read as of this day, so that the table does not change by itself."""

HOUSE = ("approval.", "operator.")


def sites() -> tuple[Site, ...]:
    """Return the sites of the demo, as far as rules ask."""
    features = tuple(all_features())
    china = Site(
        id=SiteId("demo-cn"),
        model="m",
        owner_country="CN",
        region="cn-mainland",
        inference_scope="cn-mainland",
        filing_no="DEMO-Qwen-20260101",
        features=features,
        evidence="simulated",
    )
    america = Site(
        id=SiteId("demo-us"),
        model="m",
        owner_country="US",
        region="us",
        inference_scope="us",
        features=features,
        evidence="simulated",
    )
    return (device_site(model="m", model_digest="", features=features), china, america)


def cell(atlas: Atlas, feature: FeatureId, market: MarketId, site: Site) -> str:
    """Say whether ``site`` may serve ``feature`` in ``market``, once it is released there."""
    decision = decide(
        Inquiry(
            feature=feature,
            modality=all_features()[feature].modality,
            whereabouts=Whereabouts(operator=market, user=market, device=market, source="flag"),
            audience="internal",
            at=AT,
            operator=OperatorSettings(),
            sites=sites(),
            releases={},
        ),
        atlas,
    )
    verdict = decision.verdict(site.id)
    if verdict is None:
        raise ValueError("every site of the demo is considered")
    refusals = [reason.rule for reason in verdict.reasons if reason.outcome is Outcome.REFUSE]
    rules = [rule for rule in refusals if not rule.startswith(HOUSE)]
    if rules:
        return f"no: {rules[0]}"
    return "yes" if site.is_device else "yes, once released"


def table() -> str:
    """Return the table."""
    atlas = load_atlas()
    head = "| feature | where | " + " | ".join(MARKETS) + " |\n|---|---|" + "---|" * len(MARKETS)
    lines = [
        f"| {feature.title.en} | {site.id} | "
        + " | ".join(cell(atlas, feature.id, market, site) for market in MARKETS)
        + " |"
        for feature in all_features().values()
        for site in sites()
    ]
    return "\n".join([head, *lines]) + "\n"


def written(text: str) -> str:
    """Return the README ``text`` with the table as it should be."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
