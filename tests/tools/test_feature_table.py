import dataclasses

import pytest

from domicile.core.ids import MarketId, RuleId
from domicile.core.request import Audience
from domicile.features.catalog import all_features
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.resolve import Atlas, load_atlas
from tools.feature_table import cell, demo, device, samples, table
from tools.market_index import AUDIENCES, market_index

ATLAS = load_atlas()
CN, EU = MarketId("CN"), MarketId("EU")
ASSISTANT = next(iter(all_features().values()))


def test_each_sample_meets_its_own_pack_once_it_is_released() -> None:
    for place, market in zip(samples(ATLAS)[1:], ATLAS.markets, strict=True):
        for audience in AUDIENCES:
            assert cell(ATLAS, ASSISTANT, market, place.site, audience=audience).startswith("yes")


def test_a_rule_that_refuses_is_named_before_the_register() -> None:
    sample = samples(ATLAS)[1]
    assert cell(ATLAS, ASSISTANT, EU, sample.site, audience="internal").startswith("no: EU-")


@pytest.mark.parametrize(
    ("audience", "words"), [("internal", "yes"), ("public", "yes, once released with a number")]
)
def test_the_public_may_take_a_number(audience: Audience, words: str) -> None:
    assert cell(ATLAS, ASSISTANT, CN, device().site, audience=audience) == words


def test_the_table_follows_the_packs() -> None:
    china = ATLAS.get(CN)
    rule = next(each for each in china.rules if each.id == "CN-PART-001")
    changed = dataclasses.replace(
        rule, id=RuleId("CN-PART-000"), params=PartnerParams(deny_owner_countries=("CN",))
    )
    others = [ATLAS.get(market) for market in ATLAS.markets if market != CN]
    atlas = Atlas([dataclasses.replace(china, rules=(changed, *china.rules)), *others])
    assert "CN-PART-000" not in table(ATLAS, demo(), (CN,))
    assert "| Assistant | demo-cn | no: CN-PART-000 |" in table(atlas, demo(), (CN,))


def test_all_features_stand_in_all_markets_for_both_audiences() -> None:
    page = market_index()
    for feature in all_features().values():
        assert page.count(f"| {feature.title.en} | device | ") == len(AUDIENCES)
    header = f"| feature | where | {' | '.join(ATLAS.markets)} |"
    assert page.count(header) == len(AUDIENCES)
