import dataclasses
from datetime import date
from pathlib import Path

import pytest

from domicile.core.errors import PackError, UnknownMarketError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.request import Whereabouts
from domicile.markets.facts import AUTOMATED_DECISIONS
from domicile.markets.load import parse_pack
from domicile.markets.overlay import parse_overlay
from domicile.markets.resolve import (
    Atlas,
    bundled_files,
    load_atlas,
    read_bundled,
)
from domicile.markets.schema import Rule
from tests.unit.markets.samples import PACK, changed

CN, EU, US, US_CA = (MarketId(market) for market in ("CN", "EU", "US", "US-CA"))
ATLAS = load_atlas()


def pack(name: str, extends: str = "") -> bytes:
    text = PACK.replace("XX", name)
    return text.replace(f"id: {name}\n", f"id: {name}\nextends: [{extends}]\n", 1).encode()


def atlas(*packs: bytes) -> Atlas:
    return Atlas(parse_pack(data, "x.yaml") for data in packs)


def test_four_markets_come_with_domicile() -> None:
    assert {CN, EU, US, US_CA} <= set(ATLAS.markets)
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
    with pytest.raises(UnknownMarketError, match=r"known are .*CN, .*EU, .*US, .*US-CA"):
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


def rule_text(more: str) -> bytes:
    return changed("  kind: locate\n", f"  kind: locate\n  {more}\n")


def with_parts(name: str, parts: str, extends: str = "") -> bytes:
    return pack(name, extends).replace(
        b"territory: here", f"territory: here, parts: [{parts}]".encode()
    )


LANDS = (with_parts("AA", "TX, CA"), with_parts("AA-CA", "SF", "AA"), pack("BB"))
TEXAS, CALIFORNIA, FRISCO, LAND = (MarketId(name) for name in ("AA-TX", "AA-CA", "AA-CA-SF", "AA"))


@pytest.mark.parametrize(
    ("market", "packs", "parts"),
    [
        ("AA", ["AA"], set()),
        ("AA-TX", ["AA"], {"TX"}),
        ("AA-CA", ["AA-CA", "AA"], {"CA"}),
        ("AA-CA-SF", ["AA-CA", "AA"], {"CA", "SF"}),
        ("BB", ["BB"], set()),
    ],
)
def test_a_part_stands_for_its_market(market: str, packs: list[str], parts: set[str]) -> None:
    lands = atlas(*LANDS)
    assert [each.id for each in lands.jurisdiction(MarketId(market)).packs] == packs
    assert [each.id for each in lands.lineage(MarketId(market))] == packs
    assert lands.territory(MarketId(market)) == parts


def test_a_part_is_no_market() -> None:
    lands = atlas(*LANDS)
    assert lands.markets == (LAND, CALIFORNIA, "BB")
    assert lands.get(CALIFORNIA).id == CALIFORNIA
    with pytest.raises(UnknownMarketError, match="part of the market AA;") as caught:
        lands.get(TEXAS)
    assert caught.value.remedy == "Name AA."
    for unknown in ("AA-NY", "BB-TX", "TX", "AA-"):
        with pytest.raises(UnknownMarketError, match="known are AA, AA-CA, BB"):
            lands.jurisdiction(MarketId(unknown))
        with pytest.raises(UnknownMarketError):
            lands.territory(MarketId(unknown))


def test_people_and_devices_may_be_in_a_part_but_operators_need_a_market() -> None:
    lands = atlas(*LANDS)
    here = Whereabouts(operator=MarketId("BB"), user=TEXAS, device=FRISCO, source="flag")
    assert [each.id for each in lands.applicable(here)] == ["BB", "AA", "AA-CA"]
    there = Whereabouts(operator=LAND, user=LAND, device=LAND, source="flag", also=(TEXAS,))
    assert [each.id for each in lands.applicable(there)] == ["AA"]
    for operator in (TEXAS, MarketId("ZZ")):
        nowhere = Whereabouts(operator=operator, user=LAND, device=LAND, source="flag")
        with pytest.raises(UnknownMarketError):
            lands.applicable(nowhere)


def test_a_part_with_a_pack_of_its_own_does_not_shed_its_markets_rules() -> None:
    with pytest.raises(PackError, match="AA-CA: a part of AA must extend it"):
        atlas(with_parts("AA", "TX, CA"), pack("AA-CA"))


def test_the_vocabulary_holds_every_word_of_every_rule() -> None:
    facts = "applies_to: {audience: public, use: [companion], data: [sensitive_pi]}"
    exempt = "unless: {use: [research], transaction: [transit]}"
    found = Atlas(
        [
            parse_pack(rule_text(facts), "x.yaml"),
            parse_pack(rule_text(exempt).replace(b"XX", b"YY"), "y.yaml"),
        ]
    ).vocabulary
    assert found["audience"] == {"public"}
    assert found["use"] == {"companion", "research"} | AUTOMATED_DECISIONS
    assert found["transaction"] == {"transit"}
    assert not isinstance(found, dict)


OWN = """\
schema: domicile.overlay/1
as_of: 2026-11-24
tighten:
- {rule: AA-LOC-001, in_force_from: 2019-01-01}
rules:
- id: OWN-001
  market: AA
  kind: disclose
  applies_to: {use: [tutoring]}
  in_force_from: 2026-01-01
  requirement: {en: Tell., zh: 告知。}
  params: {when: always}
  on_fail: add
  cite: {at: House book, checked: 2026-11-24}
"""


def test_rules_of_an_overlay_count_as_rules_of_their_market() -> None:
    packs = {each.id: each for each in (parse_pack(data, "x.yaml") for data in LANDS)}
    overlay = parse_overlay(OWN.encode(), "o.yaml", packs)
    found = Atlas(packs.values(), overlay)
    names = ["AA-LOC-001", "operator.AA-LOC-001", "OWN-001"]
    assert [rule.id for rule in found.get(LAND).rules] == names
    assert [rule.id for rule in found.lineage(TEXAS)[0].rules] == names
    assert [rule.id for rule in found.lineage(CALIFORNIA)[1].rules] == names
    assert len(found.get(CALIFORNIA).rules) == 1
    assert found.get(LAND).ref == packs[LAND].ref
    assert found.overlay == overlay.ref
    assert found.vocabulary["use"] == {"tutoring"} | AUTOMATED_DECISIONS
    assert Atlas(packs.values()).overlay is None


def test_an_overlay_of_an_unknown_market_is_refused() -> None:
    packs = {each.id: each for each in (parse_pack(data, "x.yaml") for data in LANDS)}
    overlay = parse_overlay(OWN.encode(), "o.yaml", packs)
    with pytest.raises(PackError, match=r"o\.yaml: operator\.AA-LOC-001: no pack speaks for AA"):
        Atlas([packs[MarketId("BB")]], overlay)


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
        return {rule.id for pack in ATLAS.lineage(EU) for rule in pack.rules if rule.in_force(day)}

    assert "EU-GATE-002" not in bind(date(2026, 12, 1))
    assert "EU-GATE-002" in bind(date(2026, 12, 2))


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
