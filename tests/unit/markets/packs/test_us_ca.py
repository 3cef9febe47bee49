"""The Californian pack against what the reference says: which rules, since when, how known."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from domicile.markets import load
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.load import load_pack
from domicile.markets.schema import Pack, Rule
from tests.unit.markets.packs.reference import listed, seen, untold, written

PACK: Final[Pack] = load_pack(Path(load.__file__).parent / "packs" / "us_ca" / "pack.yaml")
RULES: Final[Mapping[str, Rule]] = {rule.id: rule for rule in PACK.rules}

OF_THE_REFERENCE: Final = """
US-CA-GATE-001 gate 2026-01-01
US-CA-PART-001 partner 2026-01-01
US-CA-LAB-001 label 2026-08-02
US-CA-LAB-002 label 2026-08-02
US-CA-LAB-003 label 2026-08-02
US-CA-LAB-004 label 2026-08-02
US-CA-LAB-005 label 2027-01-01
US-CA-DIS-001 disclose 2020-01-01
US-CA-DIS-002 disclose 2026-01-01
US-CA-CHO-001 choice 2020-01-01
US-CA-CHO-002 choice 2027-01-01
US-CA-PRO-001 protect 2027-01-01
US-CA-RET-001 retain 2023-01-01
US-CA-ASS-001 assess 2026-01-01
US-CA-ASS-002 assess 2026-01-01
US-CA-REP-001 report 2003-07-01
"""
"""Every rule, its kind and its first day, as the reference has them."""

SEEN: Final = {
    "US-CA-GATE-001", "US-CA-LAB-002", "US-CA-LAB-004", "US-CA-LAB-005", "US-CA-CHO-002",
}  # fmt: skip
"""Rules that rest on named pages alone; every other stands, at least in part, on memory."""

MORE_THAN_A_MILLION: Final = 1_000_001
TOPICS: Final = 12


def test_every_rule_of_the_reference_is_there_with_its_kind_and_first_day() -> None:
    assert written(RULES.values()) == listed(OF_THE_REFERENCE)


def test_what_stands_on_memory_says_so() -> None:
    assert seen(RULES.values()) == SEEN


def test_california_stands_on_its_law() -> None:
    assert {rule.basis for rule in RULES.values()} == {"law"}
    assert not any("house" in rule.cite.at.lower() for rule in RULES.values())
    assert PACK.extends == ("US",)


def test_only_the_training_page_asks_who_is_served() -> None:
    asking = {rule.id for rule in RULES.values() if rule.applies_to.audience}
    assert asking == {"US-CA-GATE-001"}


@pytest.mark.parametrize("id_", ["US-CA-LAB-001", "US-CA-LAB-002", "US-CA-LAB-003"])
def test_marks_are_asked_of_providers_with_more_than_a_million_users(id_: str) -> None:
    assert RULES[id_].applies_to.monthly_users_min == MORE_THAN_A_MILLION
    assert "provider" in RULES[id_].applies_to.role


def test_a_mark_that_the_person_may_switch_off_is_on_by_our_choice() -> None:
    rule = RULES["US-CA-LAB-002"]
    assert isinstance(rule.params, LabelParams)
    assert rule.params.user_option
    assert "is Domicile's choice" in rule.requirement.en


def test_a_companion_reminds_and_reports() -> None:
    params = RULES["US-CA-DIS-002"].params
    assert isinstance(params, DiscloseParams)
    assert (params.break_minutes, params.report_from) == (180, "2027-07-01")
    assert params.protocol


def test_rights_and_breaches_have_their_deadlines() -> None:
    rights, breach = RULES["US-CA-CHO-001"].params, RULES["US-CA-REP-001"].params
    removed = RULES["US-CA-LAB-004"].params
    assert isinstance(rights, ChoiceParams)
    assert isinstance(breach, ReportParams)
    assert isinstance(removed, LabelParams)
    assert (rights.days, rights.more_days, rights.opt_out_workdays) == (45, 45, 15)
    assert (breach.within_days, removed.revoke_hours) == (30, 96)


FIGURES: Final = {
    "US-CA-GATE-001": "1 January 2022; sources_owners; synthetic_data",
    "US-CA-LAB-004": "96 hours; 5,000",
    "US-CA-LAB-005": "1 January 2027; 1 January 2028; device_name_version",
    "US-CA-DIS-002": "1 July 2027; three hours; 1,000 US dollars",
    "US-CA-PRO-001": "under_13; 13-15; 16-17; 18_plus",
    "US-CA-ASS-001": "31 December 2027; 2028-04-01; five years",
    "US-CA-ASS-002": "10^26; 15 days",
    "US-CA-REP-001": "30 days; 500; 15 days",
}
"""Figures of the reference that a rule must tell, in its requirement or in its parameters."""


@pytest.mark.parametrize("id_", FIGURES)
def test_every_figure_is_told(id_: str) -> None:
    assert untold(RULES[id_], FIGURES[id_]) == []


def test_the_training_page_has_its_twelve_topics() -> None:
    params = RULES["US-CA-GATE-001"].params
    assert isinstance(params, GateParams)
    assert len(set(params.fields)) == TOPICS


def test_who_is_a_business_is_said() -> None:
    for figure in ("25 million", "100,000", "half"):
        assert figure in PACK.scope.trigger.en
