"""The China pack against what the reference says: which rules, since when, and how known."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from domicile.markets import load
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.kinds.safety import SafetyParams
from domicile.markets.load import load_pack
from domicile.markets.schema import Rule
from tests.unit.markets.packs.reference import listed, seen, untold, written

RULES: Final[Mapping[str, Rule]] = {
    rule.id: rule
    for rule in load_pack(Path(load.__file__).parent / "packs" / "cn" / "pack.yaml").rules
}

OF_THE_REFERENCE: Final = """
CN-GATE-001 gate 2023-08-15
CN-GATE-002 gate 2025-04-08
CN-GATE-003 gate 2023-08-15
CN-GATE-004 gate 2022-03-01
CN-GATE-005 gate 2025-09-01
CN-PART-001 partner 2023-08-15
CN-PART-002 partner 2023-08-15
CN-LOC-001 locate 2021-11-01
CN-LOC-002 locate 2021-09-01
CN-EXP-001 export 2024-03-22
CN-EXP-002 export 2024-03-22
CN-EXP-003 export 2024-03-22
CN-EXP-004 export 2024-03-22
CN-EXP-005 export 2021-11-01
CN-LAB-001 label 2025-09-01
CN-LAB-002 label 2025-09-01
CN-LAB-003 label 2025-09-01
CN-LAB-004 label 2025-09-01
CN-LAB-005 label 2025-09-01
CN-LAB-006 label 2025-09-01
CN-LAB-007 label 2025-09-01
CN-DIS-001 disclose 2025-09-01
CN-DIS-002 disclose 2021-11-01
CN-CHO-001 choice 2021-11-01
CN-CHO-002 choice 2021-11-01
CN-CHO-003 choice 2023-08-15
CN-CHO-004 choice 2023-01-10
CN-CHO-005 choice 2021-11-01
CN-CHO-006 choice 2026-05-08
CN-RET-001 retain 2017-06-01
CN-RET-002 retain 2021-11-01
CN-SAF-001 safety 2023-08-15
CN-SAF-002 safety 2025-11-01
CN-SAF-003 safety 2023-08-15
CN-PRO-001 protect 2023-08-15
CN-PRO-002 protect 2026-07-15
CN-PRO-003 protect 2023-01-10
CN-ASS-001 assess 2021-11-01
CN-ASS-002 assess 2025-05-01
CN-ASS-003 assess 2023-08-15
CN-REP-001 report 2023-08-15
CN-REP-002 report 2021-11-01
CN-REP-003 report 2026-01-01
"""
"""Every rule, its kind and its first day, as the reference has them."""

SEEN: Final = {
    "CN-GATE-002", "CN-PART-001", "CN-PART-002", "CN-EXP-002", "CN-LAB-003", "CN-LAB-004",
    "CN-LAB-005", "CN-CHO-006", "CN-PRO-002",
}  # fmt: skip
"""Rules that rest on named pages alone; every other stands, at least in part, on memory."""

OURS: Final = {
    "CN-PART-002": "follows from other rules; no law says it",
    "CN-LOC-001": "the law binds only above its thresholds",
    "CN-CHO-003": "the law forbids no training, and the standard wants a refusal to be possible",
    "CN-CHO-005": "the law says in time, and no number",
    "CN-SAF-003": "no law asks for it",
    "CN-PRO-002": "the law closes virtual relatives and partners to minors, not all companions",
    "CN-REP-001": "the law leaves the number to the operator",
}
"""Rules that ask more than the law, and why."""


def test_every_rule_of_the_reference_is_there_with_its_kind_and_first_day() -> None:
    assert written(RULES.values()) == listed(OF_THE_REFERENCE)


def test_what_stands_on_memory_says_so() -> None:
    assert seen(RULES.values()) == SEEN


def test_what_goes_beyond_the_law_is_marked_and_said() -> None:
    assert {rule.id for rule in RULES.values() if rule.basis == "house"} == set(OURS)
    assert RULES["CN-SAF-002"].basis == "voluntary"
    assert RULES["CN-CHO-006"].basis == "guidance"


@pytest.mark.parametrize("rule", [RULES[id_] for id_ in OURS], ids=lambda rule: rule.id)
def test_a_rule_of_the_house_says_so_where_it_is_cited(rule: Rule) -> None:
    assert rule.cite.at.startswith("House rule") or "choice of the house" in rule.cite.at


def test_rules_that_only_inform_say_so() -> None:
    informing = [rule for rule in RULES.values() if rule.on_fail == "inform"]
    assert {rule.id for rule in informing} == {"CN-EXP-004", "CN-REP-003"}
    for rule in informing:
        assert "this rule only informs" in rule.requirement.en
        assert "本规则仅作提示" in rule.requirement.zh


def test_tests_before_a_release_have_figures_and_no_words() -> None:
    rule = RULES["CN-SAF-002"]
    assert isinstance(rule.params, SafetyParams)
    assert rule.params.figures["pass_rate_min"] == 0.90
    assert rule.params.figures["refuse_rate_min"] == 0.95
    assert rule.params.figures["nonrefuse_rate_max"] == 0.05
    assert "TC260-003" in rule.requirement.en
    assert "no word list" in rule.requirement.en


FIGURES: Final = {
    "CN-GATE-001": "province; approved_on; model_version",
    "CN-GATE-002": "province; online_no; filed_model_no",
    "CN-PART-001": "every 30 days; 'refresh_days': 30",
    "CN-EXP-001": "100,000; 'people_min': 100000",
    "CN-EXP-002": "100,000; 1,000,000; 10,000; three years",
    "CN-EXP-003": "1,000,000; 10,000; three years",
    "CN-LAB-005": "27 characters; 0x21, 0x23-0x5B and 0x5D-0x7E; 1 is, 2 may be, 3 suspected",
    "CN-LAB-006": "1 (is); 2 (may be); 3 (suspected)",
    "CN-PRO-002": "under 14; 1,000,000; 100,000; 'break_minutes': 120",
    "CN-REP-003": "10 million",
}
"""Figures of the reference that a rule must tell, in its requirement or in its parameters."""


@pytest.mark.parametrize("id_", FIGURES)
def test_every_figure_is_told(id_: str) -> None:
    assert untold(RULES[id_], FIGURES[id_]) == []


def test_six_months_and_three_years_are_never_cut_short() -> None:
    logs, reports = RULES["CN-RET-001"].params, RULES["CN-RET-002"].params
    assert isinstance(logs, RetainParams)
    assert isinstance(reports, RetainParams)
    half_years = [(date(2027, m + 6, 1) - date(2027, m, 1)).days for m in range(1, 7)]
    half_years += [(date(2028, m, 1) - date(2027, m + 6, 1)).days for m in range(1, 7)]
    three_years = [(date(year + 3, 3, 1) - date(year, 3, 1)).days for year in range(2025, 2033)]
    assert logs.at_least_days == {"network_log": max(half_years)}
    assert reports.at_least_days == {"pipia": max(three_years)}


@pytest.mark.parametrize("id_", ["CN-EXP-001", "CN-EXP-002"])
def test_milder_ways_abroad_are_not_for_critical_infrastructure(id_: str) -> None:
    assert RULES[id_].applies_to.handler == ("non_ciio",)
    assert RULES[id_].unless.handler == ("ciio",)


def test_the_agreement_on_labels_says_whose_duty_a_copy_without_them_is() -> None:
    """Labelling Measures, Art. 9: the agreement itself makes it so, and not a notice after it."""
    notice = RULES["CN-DIS-001"].notice
    assert notice is not None
    assert "without a visible label" in notice.text.en
    assert "your duty" in notice.text.en
    assert "six months" in notice.text.en
    for word in ("标识义务", "使用责任", "不少于六个月"):
        assert word in notice.text.zh
