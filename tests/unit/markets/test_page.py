import dataclasses
from datetime import date
from pathlib import Path

import pytest

from domicile.core.ids import MarketId
from domicile.markets.load import parse_pack
from domicile.markets.page import page, page_name
from domicile.markets.resolve import load_atlas
from domicile.markets.schema import Transitional
from tests.unit.markets.samples import PACK

ATLAS = load_atlas()
PAGES = Path(__file__).parents[3] / "docs" / "markets"
PARSED = parse_pack(PACK.encode(), "x.yaml")


@pytest.mark.parametrize("market", ATLAS.markets)
def test_the_page_says_what_the_pack_says(market: MarketId) -> None:
    pack = ATLAS.get(market)
    written = (PAGES / page_name(pack)).read_text(encoding="utf-8")
    assert written == page(pack), "run `make pages`"


def test_every_rule_has_its_heading_citation_basis_and_parameters() -> None:
    text = page(PARSED)
    assert "### XX-LOC-001\n" in text
    assert "- Citation: Law, Art. 1" in text
    assert "- Basis: law; known: memory (" in text
    assert '- Parameter `regions`: `["eu"]`' in text
    assert "counsel: nobody has reviewed it" in text
    assert "`stored`" not in text, "defaults go without saying"


def test_dates_and_reviews_are_said() -> None:
    rule = dataclasses.replace(
        PARSED.rules[0],
        in_force_until=date(2030, 1, 1),
        transitional=Transitional(placed_before=date(2020, 1, 1), until=date(2021, 1, 1)),
    )
    review = dataclasses.replace(PARSED.review, counsel="A. Counsel")
    text = page(dataclasses.replace(PARSED, rules=(rule,), review=review))
    assert "from 2020-01-01 until 2030-01-01; products placed" in text
    assert "counsel: A. Counsel" in text


def test_a_page_is_named_like_its_folder() -> None:
    assert page_name(ATLAS.get(MarketId("US-CA"))) == "us_ca.md"
