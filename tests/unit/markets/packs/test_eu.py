"""The European pack against what the reference says: which rules, since when, and how known."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from domicile.markets import load
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.load import load_pack
from domicile.markets.schema import Rule, Transitional
from tests.unit.markets.packs.reference import listed, says_house, seen, untold, written

RULES: Final[Mapping[str, Rule]] = {
    rule.id: rule
    for rule in load_pack(Path(load.__file__).parent / "packs" / "eu" / "pack.yaml").rules
}

OF_THE_REFERENCE: Final = """
EU-GATE-001 gate 2025-02-02
EU-GATE-002 gate 2026-12-02
EU-GATE-003 gate 2027-12-02
EU-PART-001 partner 2025-08-02
EU-PART-002 partner 2018-05-25
EU-PART-003 partner 2018-05-25
EU-LOC-001 locate 2018-05-25
EU-EXP-001 export 2018-05-25
EU-LAB-001 label 2026-08-02
EU-LAB-002 label 2026-06-10
EU-LAB-003 label 2026-06-10
EU-LAB-004 label 2026-06-10
EU-LAB-005 label 2026-08-02
EU-DIS-001 disclose 2026-08-02
EU-DIS-002 disclose 2026-08-02
EU-DIS-003 disclose 2018-05-25
EU-CHO-001 choice 2018-05-25
EU-CHO-002 choice 2018-05-25
EU-CHO-003 choice 2018-05-25
EU-RET-001 retain 2018-05-25
EU-SAF-001 safety 2025-02-02
EU-PRO-001 protect 2018-05-25
EU-ASS-001 assess 2018-05-25
EU-ASS-002 assess 2018-05-25
EU-ASS-003 assess 2027-12-02
EU-ASS-004 assess 2025-02-02
EU-ASS-005 assess 2025-08-02
EU-REP-001 report 2018-05-25
EU-REP-002 report 2025-09-12
"""
"""Every rule, its kind and its first day, as the reference has them."""

SEEN: Final = {
    "EU-GATE-002", "EU-GATE-003", "EU-PART-003", "EU-LAB-001", "EU-LAB-002", "EU-LAB-003",
    "EU-LAB-004", "EU-LAB-005", "EU-DIS-001", "EU-DIS-002", "EU-ASS-004", "EU-ASS-005",
}  # fmt: skip
"""Rules that rest on named pages alone; every other stands, at least in part, on memory."""

OURS: Final = {
    "EU-GATE-003": "the law asks duties of high-risk uses, and forbids none",
    "EU-PART-003": "the law permits transfers on conditions",
    "EU-LOC-001": "no law asks for it",
    "EU-RET-001": "the law names no number of days",
    "EU-SAF-001": "the law asks it of hosting services alone",
}
"""Rules that ask more than the law, and why."""

POINTS_A_TO_H: Final = 8


def test_every_rule_of_the_reference_is_there_with_its_kind_and_first_day() -> None:
    assert written(RULES.values()) == listed(OF_THE_REFERENCE)


def test_what_stands_on_memory_says_so() -> None:
    assert seen(RULES.values()) == SEEN


def test_what_goes_beyond_the_law_is_marked() -> None:
    assert {rule.id for rule in RULES.values() if rule.basis == "house"} == set(OURS)
    voluntary = {rule.id for rule in RULES.values() if rule.basis == "voluntary"}
    assert voluntary == {"EU-LAB-002", "EU-LAB-003", "EU-LAB-004"}
    assert all("Code of Practice" in RULES[id_].cite.at for id_ in voluntary)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_citation_says_what_is_of_the_house(rule: Rule) -> None:
    assert says_house(rule) == (rule.basis == "house")


def test_only_marking_has_a_grace() -> None:
    grace = Transitional(placed_before=date(2026, 8, 2), until=date(2026, 12, 2))
    assert {rule.id: rule.transitional for rule in RULES.values() if rule.transitional} == {
        "EU-LAB-001": grace
    }


def test_china_is_nowhere_held_adequate() -> None:
    params = RULES["EU-EXP-001"].params
    assert isinstance(params, ExportParams)
    assert params.home == ("eu", "gb", "jp", "kr")
    assert params.assessment == "tia"


def test_nobody_needs_to_attest_that_people_were_screened() -> None:
    params = RULES["EU-GATE-001"].params
    assert isinstance(params, GateParams)
    assert len(params.screened) == POINTS_A_TO_H
    assert not params.documents


def test_rights_and_breaches_have_their_deadlines() -> None:
    rights, breach = RULES["EU-CHO-001"].params, RULES["EU-REP-001"].params
    assert isinstance(rights, ChoiceParams)
    assert isinstance(breach, ReportParams)
    assert (rights.days, rights.more_days, breach.within_hours) == (30, 60, 72)
    assert "only proposed" in RULES["EU-REP-001"].requirement.en


FIGURES: Final = {
    "EU-GATE-003": "2 December 2027; 2 August 2028",
    "EU-PART-001": "2027-08-02; 2 August 2027",
    "EU-LAB-001": "2 August 2026; 2 December 2026",
    "EU-LAB-003": "200 tokens; 'min_tokens': 200",
    "EU-LAB-004": "2 February 2027; 2027-02-02",
    "EU-ASS-001": "eight weeks",
    "EU-REP-001": "72 hours; 96 hours",
}
"""Figures of the reference that a rule must tell, in its requirement or in its parameters."""


@pytest.mark.parametrize("id_", FIGURES)
def test_every_figure_is_told(id_: str) -> None:
    assert untold(RULES[id_], FIGURES[id_]) == []


def test_a_mark_that_goes_beyond_the_law_says_so() -> None:
    text = RULES["EU-LAB-001"].requirement
    assert "Domicile marks all the same" in text.en
    assert "Domicile 同样添加标记" in text.zh
