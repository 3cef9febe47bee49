import dataclasses
from datetime import date
from typing import Any

import pytest

from domicile.core.decision import PackRef, RuleKind
from domicile.core.errors import InvalidRequestError, UnknownMarketError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, RuleId
from domicile.markets.kinds.catalog import PARAMS, Params
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.overlay import Overlay
from domicile.markets.resolve import Atlas
from domicile.markets.schema import OnFail, Review, Rule, Transitional
from domicile.policy.binding import Binding, binding
from tests.unit.policy.samples import CN, EU, TODAY, US, US_CA, pack, quiet, rule, where, world

GATE = GateParams(artifact="x")


def named(id_: str, params: Params = GATE, kind: RuleKind = "gate", **changes: Any) -> Rule:
    return rule(params, kind, id=RuleId(id_), **changes)


def bound(*rules: Rule, at: date = TODAY, placed: date | None = None) -> Binding:
    return binding(world(*rules), where(CN), at, placed=placed)


def test_every_market_brings_its_packs_once_the_operators_first() -> None:
    found = binding(world(), where(US_CA, user=US, device=EU, also=(CN, US)), TODAY)
    assert [each.id for each in found.packs] == ["US-CA", "US", "EU", "CN"]
    assert [each.market for each in found.refs] == ["US-CA", "US", "EU", "CN"]


def test_an_unknown_market_is_an_error() -> None:
    for place in ({"user": MarketId("XX")}, {"device": MarketId("XX")}, {"also": ("XX",)}):
        with pytest.raises(UnknownMarketError):
            binding(world(), where(CN, **place), TODAY)


def test_a_part_of_a_market_binds_its_people_and_offers_nothing() -> None:
    found = binding(world(), where(CN, user=MarketId("US-TX")), TODAY)
    assert [each.id for each in found.packs] == ["CN", "US"]
    assert found.territory == {"TX"}
    with pytest.raises(UnknownMarketError):
        binding(world(), where(MarketId("US-TX")), TODAY)


def test_the_operators_overlay_is_the_last_edition() -> None:
    ref = PackRef(market=MarketId("operator"), as_of=TODAY, digest="e" * 64, counsel=None)
    own = named("OWN-CN-001")
    found = binding(world(overlay=Overlay(ref=ref, rules=(own,))), where(CN), TODAY)
    assert [each.market for each in found.refs] == ["CN", "operator"]
    assert found.of_a_site == (own,)


@pytest.mark.parametrize("kind", PARAMS)
@pytest.mark.parametrize("on_fail", ["block", "warn"])
def test_rules_are_sorted_by_whom_they_judge(kind: RuleKind, on_fail: OnFail) -> None:
    spoken = named("CN-1", kind=kind, on_fail=on_fail)
    found = bound(spoken)
    of_sites = kind in {"gate", "partner", "locate", "export", "choice", "retain"}
    assert found.of_a_site == ((spoken,) if of_sites else ())
    assert found.of_a_request == ((spoken,) if kind == "protect" else ())
    assert found.treating == ((spoken,) if kind == "choice" else ())
    assert found.informing == ()
    assert found.removing == ()


def test_what_only_informs_or_adds_or_takes_out_judges_nobody() -> None:
    informs = named("CN-1", on_fail="inform")
    adds = named("CN-2", on_fail="add")
    takes = named("CN-3", kind="choice", on_fail="remove")
    protects = named("CN-4", ProtectParams(), "protect", on_fail="inform")
    shows = named("CN-5", PartnerParams(display=("model_name",)), "partner", on_fail="inform")
    found = bound(informs, adds, takes, protects, shows)
    assert found.of_a_site == found.of_a_request == ()
    assert found.informing == (informs, protects, shows)
    assert found.removing == found.treating == (takes,)
    assert [each.id for each in found.owed if each.id != quiet(CN).id] == ["CN-2"]


def test_what_is_shown_and_who_is_protected_is_owed_beside_the_judgement() -> None:
    shown = named("CN-1", PartnerParams(display=("model_name",)), "partner")
    plain = named("CN-2", PartnerParams(), "partner")
    protects = named("CN-3", ProtectParams(), "protect", on_fail="warn")
    told = named("CN-4", DiscloseParams(when="always"), "disclose", on_fail="add")
    found = bound(shown, plain, protects, told)
    assert [each.id for each in found.owed if each.id != quiet(CN).id] == ["CN-1", "CN-3", "CN-4"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (date(2026, 8, 1), False),
        (date(2026, 8, 2), True),
        (date(2026, 12, 2), True),
        (date(2026, 12, 3), False),
    ],
)
def test_a_rule_binds_from_its_first_day_to_its_last(at: date, expected: object) -> None:
    spoken = named("CN-1", in_force_from=date(2026, 8, 2), in_force_until=date(2026, 12, 2))
    assert (spoken in bound(spoken, at=at).of_a_site) is expected


def test_a_product_that_was_there_before_has_its_grace() -> None:
    grace = Transitional(placed_before=date(2026, 8, 2), until=date(2026, 12, 2))
    spoken = named("CN-1", transitional=grace)
    assert bound(spoken, placed=date(2026, 8, 1)).of_a_site == ()
    assert bound(spoken, placed=date(2026, 8, 2)).of_a_site == (spoken,)
    assert bound(spoken).of_a_site == (spoken,)
    after = date(2026, 12, 3)
    assert bound(spoken, placed=date(2026, 8, 1), at=after).of_a_site == (spoken,)


def test_rules_of_the_next_ninety_days_are_only_announced() -> None:
    soon = named("CN-1", in_force_from=date(2027, 2, 22))
    later = named("CN-2", in_force_from=date(2027, 2, 23))
    found = bound(soon, later)
    assert found.of_a_site == ()
    assert [(each.rule, each.date) for each in found.upcoming] == [("CN-1", date(2027, 2, 22))]


def test_a_day_before_every_rule_has_no_answer() -> None:
    assert bound(at=date(2018, 1, 1)).packs
    with pytest.raises(InvalidRequestError, match="2017-12-31 lies before every rule") as caught:
        bound(at=date(2017, 12, 31))
    assert caught.value.param == "at"
    assert "2018-01-01" in caught.value.remedy


@pytest.mark.parametrize(
    ("expires", "last"),
    [
        (date(2027, 1, 1), date(2028, 1, 1)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_more_than_a_year_after_its_review_a_pack_speaks_no_more(expires: date, last: date) -> None:
    review = Review(state="draft", counsel=None, expires=expires)
    atlas = Atlas([pack(quiet(CN), review=review)])
    assert binding(atlas, where(CN), last).packs
    with pytest.raises(InvalidRequestError, match=f"CN expired .{expires}.") as caught:
        binding(atlas, where(CN), date.fromordinal(last.toordinal() + 1))
    assert caught.value.param == "at"
    assert last.isoformat() in caught.value.remedy


def test_one_pack_that_is_out_of_date_is_enough() -> None:
    review = Review(state="draft", counsel=None, expires=date(2020, 1, 1))
    packs = [world().get(CN), dataclasses.replace(world().get(EU), review=review)]
    with pytest.raises(InvalidRequestError, match="EU"):
        binding(Atlas(packs), where(CN, user=EU), TODAY)


def test_people_are_called_by_the_words_of_their_own_markets() -> None:
    assert binding(world(), where(CN, user=US_CA), TODAY).persons == {"us_person"}
    assert binding(world(), where(CN, also=(US,)), TODAY).persons == {"us_person"}
    assert binding(world(), where(US, user=CN), TODAY).persons == set()


def test_home_is_the_operator_market_with_its_parents() -> None:
    assert binding(world(), where(US_CA, user=CN), TODAY).home == {"US-CA", "US"}


def test_groups_of_counterparties_grow_together() -> None:
    first = pack(quiet(CN), counterparties={"foe": frozenset({"AA"}), "rival": frozenset({"CC"})})
    second = pack(quiet(EU), id=EU, counterparties={"foe": frozenset({"BB"})})
    found = binding(Atlas([first, second]), where(CN, user=EU), TODAY)
    assert found.counterparties == {"foe": {"AA", "BB"}, "rival": {"CC"}}


def test_what_any_of_the_markets_calls_sensitive_is() -> None:
    found = binding(world(), where(EU, user=CN), TODAY)
    assert {DataClass.FINANCIAL, DataClass.HEALTH} <= found.sensitive
    assert binding(world(), where(EU), TODAY).sensitive == {DataClass.HEALTH}
