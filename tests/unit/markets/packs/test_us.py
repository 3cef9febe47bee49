"""The federal pack against what the reference says: which rules, since when, and how known."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from domicile.markets import load
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.load import load_pack
from domicile.markets.schema import Pack, Rule
from tests.unit.markets.packs.reference import listed, says_house, seen, untold, written

PACK: Final[Pack] = load_pack(Path(load.__file__).parent / "packs" / "us" / "pack.yaml")
RULES: Final[Mapping[str, Rule]] = {rule.id: rule for rule in PACK.rules}

OF_THE_REFERENCE: Final = """
US-GATE-001 gate 2025-04-08
US-GATE-002 gate 2025-04-08
US-PART-001 partner 2025-04-08
US-PART-002 partner 2026-06-01
US-EXP-001 export 2025-04-08
US-EXP-002 export 2024-06-23
US-EXP-003 export 2025-05-13
US-LOC-001 locate 2025-04-08
US-DIS-001 disclose 1938-03-21
US-DIS-002 disclose 2026-01-01
US-DIS-003 disclose 2027-01-01
US-PRO-001 protect 2000-04-21
US-ASS-001 assess 2025-10-06
US-RET-001 retain 2025-04-08
US-REP-001 report 2025-10-06
US-SAF-001 safety 2026-01-01
US-REP-002 report 2025-12-11
"""
"""Every rule, its kind and its first day, as the reference has them."""

ADDED: Final = "US-CHO-001"
"""The rule that the reference does not have; it is Domicile's own."""

SEEN: Final = {
    "US-PART-002", "US-EXP-001", "US-EXP-002", "US-EXP-003", "US-DIS-002", "US-DIS-003",
    "US-REP-002",
}  # fmt: skip
"""Rules that rest on named pages alone; every other stands, at least in part, on memory."""

OURS: Final = {
    "US-GATE-001": "the law prohibits it in bulk alone",
    "US-GATE-002": "the law prohibits it in bulk, or of government-related data",
    "US-PART-001": "the law restricts it above thresholds",
    "US-LOC-001": "no law asks for it",
    "US-CHO-001": "no law asks for it",
    "US-SAF-001": "no law asks for it",
}
"""Rules that ask more than the law, and why."""

STATES_AND_DC: Final = 51


def test_every_rule_of_the_reference_is_there_with_its_kind_and_first_day() -> None:
    assert written(rule for rule in RULES.values() if rule.id != ADDED) == listed(OF_THE_REFERENCE)


def test_what_stands_on_memory_says_so() -> None:
    assert seen(RULES.values()) == SEEN


def test_what_goes_beyond_the_law_is_marked() -> None:
    assert {rule.id for rule in RULES.values() if rule.basis == "house"} == set(OURS)
    guidance = {rule.id for rule in RULES.values() if rule.basis == "guidance"}
    assert guidance == {"US-EXP-003", "US-REP-002"}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_citation_says_what_is_of_the_house(rule: Rule) -> None:
    assert says_house(rule) == (rule.basis == "house")


def test_the_bulk_thresholds_are_those_of_the_rule() -> None:
    params = RULES["US-EXP-001"].params
    assert isinstance(params, ExportParams)
    assert params.thresholds == {
        "genomic": 100,
        "biometric": 1_000,
        "precise_geo": 1_000,
        "health": 10_000,
        "financial": 10_000,
        "gov_id": 100_000,
        "account_credential": 100_000,
        "device_id": 100_000,
        "ip": 100_000,
    }
    assert set(params.thresholds) == RULES["US-EXP-001"].data
    assert (params.window, params.per_counterparty) == ("12_months", True)
    assert params.deidentified_counts
    assert not params.home


def test_names_and_ways_to_reach_people_are_no_bulk_data() -> None:
    assert RULES["US-EXP-001"].data.isdisjoint({"name", "phone", "email", "address"})


def test_countries_are_those_of_each_law() -> None:
    of_concern = {"CN", "HK", "MO", "CU", "IR", "KP", "RU", "VE"}
    assert PACK.counterparties == {
        "covered_person": of_concern,
        "country_of_concern": of_concern,
        "foreign_adversary_controlled": {"CN", "RU", "IR", "KP"},
    }


def test_every_state_may_be_named() -> None:
    parts = PACK.scope.parts
    assert len(set(parts)) == len(parts) == STATES_AND_DC
    assert {"TX", "CO", "CA", "DC"} <= set(parts)


def test_warnings_never_refuse() -> None:
    warning = {rule.id for rule in RULES.values() if rule.on_fail == "warn"}
    assert warning == {"US-PART-002", "US-EXP-003"}


def test_ten_years_hold_every_leap_day() -> None:
    params = RULES["US-RET-001"].params
    assert isinstance(params, RetainParams)
    longest = max((date(year + 10, 3, 1) - date(year, 3, 1)).days for year in range(2025, 2040))
    assert params.at_least_days == {"dsp_records": longest}


def test_what_only_informs_says_so() -> None:
    (rule,) = [rule for rule in RULES.values() if rule.on_fail == "inform"]
    assert rule.id == "US-REP-002"
    assert "this rule only informs" in rule.requirement.en
    assert "本规则仅作提示" in rule.requirement.zh


FIGURES: Final = {
    "US-PART-001": "50 %; Hong Kong and Macao; 'ownership_min': 0.5",
    "US-EXP-001": "1,000 people; no threshold; 12_months",
    "US-EXP-002": "20 %; 53,088",
    "US-DIS-003": "1 January 2027; Attorney General",
    "US-PRO-001": "22 April 2026; 13",
    "US-ASS-001": "kev_patch_45d; access_logs_12m; 'every_months': 12",
    "US-REP-001": "14 days; 03-01",
}
"""Figures of the reference that a rule must tell, in its requirement or in its parameters."""


@pytest.mark.parametrize("id_", FIGURES)
def test_every_figure_is_told(id_: str) -> None:
    assert untold(RULES[id_], FIGURES[id_]) == []
