import dataclasses
from datetime import date
from pathlib import Path

import pytest

from domicile.core.errors import PackError, UnknownMarketError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.request import Whereabouts
from domicile.markets.load import parse_pack
from domicile.markets.resolve import (
    Atlas,
    bundled_files,
    in_force,
    load_atlas,
    read_bundled,
    upcoming,
)
from domicile.markets.schema import Rule
from tests.unit.markets.samples import PACK

CN, EU, US, US_CA = (MarketId(market) for market in ("CN", "EU", "US", "US-CA"))
ATLAS = load_atlas()


def pack(name: str, extends: str = "") -> bytes:
    text = PACK.replace("XX", name)
    return text.replace(f"id: {name}\n", f"id: {name}\nextends: [{extends}]\n", 1).encode()


def atlas(*packs: bytes) -> Atlas:
    return Atlas(parse_pack(data, "x.yaml") for data in packs)


def test_four_markets_come_with_domicile() -> None:
    assert ATLAS.markets == (CN, EU, US, US_CA)
    assert ATLAS.get(CN).name.zh == "中国大陆"


def test_a_market_brings_its_parents() -> None:
    assert [each.id for each in ATLAS.lineage(US_CA)] == [US_CA, US]
    assert [each.id for each in ATLAS.lineage(US)] == [US]
    assert ATLAS.jurisdiction(US_CA).persons == {"us_person"}
    assert DataClass.BELIEF_IDENTITY in ATLAS.jurisdiction(US_CA).sensitive
    assert DataClass.MINOR in ATLAS.jurisdiction(US_CA).sensitive


def test_a_shared_ancestor_comes_once() -> None:
    found = atlas(pack("A"), pack("B", "A"), pack("C", "A"), pack("D", "B, C"))
    assert [each.id for each in found.lineage(MarketId("D"))] == ["D", "B", "A", "C"]


def test_every_market_of_a_request_applies_once() -> None:
    where = Whereabouts(operator=US_CA, user=US, device=CN, source="flag", also=(EU, CN))
    assert [each.id for each in ATLAS.applicable(where)] == [US_CA, US, CN, EU]


def test_an_unknown_market_names_the_known_ones() -> None:
    with pytest.raises(UnknownMarketError, match="CN, EU, US, US-CA"):
        ATLAS.get(MarketId("XX"))


@pytest.mark.parametrize(
    ("packs", "said"),
    [
        ((pack("A"), pack("A")), "two packs speak for this market"),
        ((pack("A", "B"),), "extends B, for which no pack speaks"),
        ((pack("A", "B"), pack("B", "A")), "extends itself"),
    ],
)
def test_packs_that_do_not_fit_together_are_refused(packs: tuple[bytes, ...], said: str) -> None:
    with pytest.raises(PackError, match=said):
        atlas(*packs)


def test_packs_of_ones_own_can_be_added() -> None:
    extra = parse_pack(pack("XX", "CN"), "x.yaml")
    assert [each.id for each in load_atlas([extra]).lineage(MarketId("XX"))] == ["XX", CN]
    with pytest.raises(PackError):
        load_atlas([dataclasses.replace(extra, id=CN)])


def test_only_folders_with_a_pack_count(tmp_path: Path) -> None:
    (tmp_path / "packs" / "xx").mkdir(parents=True)
    (tmp_path / "packs" / "empty").mkdir()
    (tmp_path / "packs" / "notes.txt").touch()
    (tmp_path / "packs" / "xx" / "pack.yaml").write_text(PACK, encoding="utf-8")
    (file,) = bundled_files(tmp_path / "packs")
    assert read_bundled(file).id == "XX"
    (tmp_path / "packs" / "xx" / "pack.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(PackError, match=r"^xx/pack\.yaml:2: not YAML"):
        read_bundled(file)


def test_rules_bind_from_their_first_day() -> None:
    def bind(day: date) -> set[str]:
        return {rule.id for rule in in_force(ATLAS.lineage(EU), day)}

    assert "EU-GATE-002" not in bind(date(2026, 12, 1))
    assert "EU-GATE-002" in bind(date(2026, 12, 2))


def test_what_comes_within_the_days_is_listed_soonest_first() -> None:
    packs = (*ATLAS.lineage(US_CA), *ATLAS.lineage(EU))
    found = [(each.rule, each.date) for each in upcoming(packs, date(2026, 11, 24))]
    assert found == [
        ("EU-GATE-002", date(2026, 12, 2)),
        ("US-CA-CHO-002", date(2027, 1, 1)),
        ("US-DIS-003", date(2027, 1, 1)),
    ]
    assert len(upcoming(packs, date(2026, 11, 24), days=8)) == 1
    assert upcoming(packs, date(2026, 11, 24), days=7) == ()
    assert all(each.date > date(2026, 12, 2) for each in upcoming(packs, date(2026, 12, 2)))


def test_no_bundled_pack_claims_a_review_that_nobody_made() -> None:
    for market in ATLAS.markets:
        review = ATLAS.get(market).review
        assert (review.state, review.counsel) == ("draft", None)


def test_every_bundled_rule_speaks_both_languages_and_says_how_it_is_known() -> None:
    for market in ATLAS.markets:
        for rule in ATLAS.get(market).rules:
            assert rule.requirement.en.endswith(".")
            assert rule.requirement.zh.endswith("。")
            assert rule.known in {"secondary", "memory"}, "nobody has read the text itself"
            assert (rule.known == "memory") or rule.cite.seen


@pytest.mark.parametrize(
    "rule",
    [rule for market in ATLAS.markets for rule in ATLAS.get(market).rules],
    ids=lambda rule: rule.id,
)
def test_no_bundled_rule_is_known_better_than_what_was_seen_of_it(rule: Rule) -> None:
    """Nobody opened a primary text yet; what stands in part on memory counts as memory."""
    assert rule.known in {"secondary", "memory"}
    if rule.known == "secondary":
        assert rule.cite.seen
        assert "memory" not in rule.cite.seen
    if rule.cite.at.startswith("House rule") or "choice of the house" in rule.cite.at:
        assert rule.basis == "house"
