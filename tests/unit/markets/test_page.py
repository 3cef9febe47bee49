import dataclasses
from datetime import date
from pathlib import Path

import pytest

from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, RuleId
from domicile.core.text import Bilingual
from domicile.markets.case import Given
from domicile.markets.facts import AppliesTo
from domicile.markets.load import parse_pack
from domicile.markets.page import given_json, page, page_name
from domicile.markets.resolve import load_atlas
from domicile.markets.schema import Notice, Transitional
from tests.unit.markets.samples import PACK

ATLAS = load_atlas()
PAGES = Path(__file__).parents[3] / "docs" / "markets"
PARSED = parse_pack(PACK.encode(), "x.yaml")


@pytest.mark.parametrize("market", ATLAS.markets)
def test_the_page_says_what_the_pack_says(market: MarketId) -> None:
    pack = ATLAS.get(market)
    written = (PAGES / page_name(pack)).read_text(encoding="utf-8")
    assert written == page(pack), "run `make pages`"


def test_every_rule_has_its_heading_citation_basis_parameters_and_cases() -> None:
    text = page(PARSED)
    assert "### XX-LOC-001\n" in text
    assert "- Kind: locate; not met, it refuses (`block`)" in text
    assert "- Citation: Law, Art. 1" in text
    assert "- Basis: law; known: memory (" in text
    assert "- Seen nowhere; checked on 2026-11-23" in text
    assert '- Parameter `regions`: `["eu"]`' in text
    assert "- Case: the plainest offer: it permits" in text
    assert '- Case: `{"site": {"region": "us"}}`: it refuses' in text
    assert "counsel: nobody has reviewed it" in text
    assert "`stored`" not in text, "defaults go without saying"


def test_the_page_begins_with_numbers_and_a_glance() -> None:
    later = dataclasses.replace(
        PARSED.rules[0], id=RuleId("XX-LOC-002"), in_force_from=date(2030, 1, 1)
    )
    over = dataclasses.replace(
        PARSED.rules[0], id=RuleId("XX-LOC-003"), in_force_until=date(2021, 1, 1)
    )
    text = page(dataclasses.replace(PARSED, rules=(*PARSED.rules, later, over)))
    assert "| of 3 rules | rules | share |" in text
    assert "| known: memory (from memory, in whole or in part) | 3 | 100 % |" in text
    assert "| basis: house | 0 | 0 % |" in text
    assert "| in force on 2026-11-23 | 1 | 33 % |" in text
    assert "| coming | 1 | 33 % |" in text
    assert "| over | 1 | 33 % |" in text
    assert "| [XX-LOC-002](#xx-loc-002) | locate | refuses | law | memory | 2030-01-01 |" in text


def test_exceptions_notices_sources_and_groups_of_owners_are_told() -> None:
    rule = dataclasses.replace(
        PARSED.rules[0],
        unless=AppliesTo(transaction=("transit",)),
        notice=Notice(id="xx.ai", version="v", text=Bilingual(en="An AI.", zh="人工智能。")),
        cite=dataclasses.replace(PARSED.rules[0].cite, seen="a page"),
        overlay="overlay.yaml",
    )
    owners = {"covered": frozenset({"KP", "IR"})}
    text = page(dataclasses.replace(PARSED, rules=(rule,), counterparties=owners))
    assert '- Not where the operator attests `transaction`: `["transit"]`' in text
    assert "- Notice `xx.ai`: An AI. / 人工智能。" in text
    assert "- Seen in: a page; checked on 2026-11-23" in text
    assert "- Written by the operator, in overlay.yaml" in text
    assert "- `covered`: owners in IR, KP" in text


@pytest.mark.parametrize("market", ATLAS.markets)
def test_every_case_of_every_rule_has_its_line(market: MarketId) -> None:
    pack = ATLAS.get(market)
    assert page(pack).count("\n- Case: ") == sum(len(rule.cases) for rule in pack.rules)


def test_a_case_tells_only_what_differs() -> None:
    assert given_json(Given()) == {}
    given = Given(at=date(2026, 1, 1), data=(DataClass.NAME,))
    assert given_json(given) == {"at": "2026-01-01", "data": ("name",)}


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
