import dataclasses
from datetime import date
from typing import get_args

import pytest

from domicile.core.decision import Decision, Duty, DutyStatus, Note, Outcome, Reason, Upcoming
from domicile.core.findings import Action, DataClass
from domicile.core.ids import RuleId
from domicile.core.text import Bilingual
from domicile.markets.case import Case, Expected, Given
from domicile.markets.check import Mismatch, check_pack, said
from domicile.markets.load import parse_pack
from domicile.markets.schema import OnFail, Pack, Rule
from tests.unit.markets.samples import PACK

PARSED = parse_pack(PACK.encode(), "x.yaml")
RULE = PARSED.rules[0]
TEXT = Bilingual(en="Text.", zh="文本。")


def reason(outcome: Outcome) -> Reason:
    return Reason(
        rule=RULE.id,
        kind="locate",
        outcome=outcome,
        basis="law",
        known="memory",
        citation="Law",
        words=TEXT,
    )


DUTY = Duty(
    rule=RULE.id,
    kind="label",
    status=DutyStatus.UNMET,
    basis="law",
    known="memory",
    citation="Law",
    text=TEXT,
)
SILENT = Decision(
    permitted=True,
    places=(),
    sites=(),
    actions=dict.fromkeys(DataClass, Action.KEPT),
    reasons=(),
    duties=(),
    upcoming=(),
    packs=(),
    at=date(2026, 11, 23),
)
NOTE = Note(rule=RULE.id, kind="locate", basis="law", known="memory", citation="Law", text=TEXT)
OTHER = dataclasses.replace(DUTY, rule=RuleId("XX-OTHER"))
COMING = Upcoming(rule=RULE.id, date=date(2027, 1, 1), text=TEXT)


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (SILENT, "silent"),
        (dataclasses.replace(SILENT, duties=(OTHER,)), "silent"),
        (dataclasses.replace(SILENT, upcoming=(COMING,)), "upcoming"),
        (dataclasses.replace(SILENT, notes=(NOTE,), upcoming=(COMING,)), "inform"),
        (dataclasses.replace(SILENT, duties=(DUTY,), notes=(NOTE,)), "duty"),
        (dataclasses.replace(SILENT, reasons=(reason(Outcome.PERMIT),), duties=(DUTY,)), "permit"),
        (
            dataclasses.replace(
                SILENT, reasons=tuple(map(reason, (Outcome.PERMIT, Outcome.LIMIT)))
            ),
            "limit",
        ),
        (
            dataclasses.replace(
                SILENT, reasons=tuple(map(reason, (Outcome.PERMIT, Outcome.REFUSE)))
            ),
            "refuse",
        ),
    ],
)
def test_the_strictest_word_of_a_rule_counts(decision: Decision, expected: Expected) -> None:
    assert said(decision, RULE.id) == expected


SAYING: dict[Expected, Decision] = {
    "silent": SILENT,
    "upcoming": dataclasses.replace(SILENT, upcoming=(COMING,)),
    "inform": dataclasses.replace(SILENT, notes=(NOTE,)),
    "duty": dataclasses.replace(SILENT, duties=(DUTY,)),
    **{
        outcome.value: dataclasses.replace(SILENT, reasons=(reason(outcome),))
        for outcome in Outcome
    },
}
"""A decision in which the rule says just this."""


def decide(pack: Pack, rule: Rule, given: Given, *, at: date) -> Decision:
    """Say what the case names as its feature; the feature is free text to a pack."""
    assert pack.id == "XX"
    assert rule.id == RULE.id
    return dataclasses.replace(SAYING[_words(given)], at=at)


def _words(given: Given) -> Expected:
    (found,) = (word for word in SAYING if word == given.feature)
    return found


def case(found: Expected, expect: Expected | None = None) -> Case:
    """Return a case in which the rule says ``found``; the pack expects that, or ``expect``."""
    return Case(given=Given(feature=found), expect=expect or found)


def with_cases(*cases: Case, on_fail: OnFail = "block") -> Pack:
    rule = dataclasses.replace(RULE, cases=cases, on_fail=on_fail)
    return dataclasses.replace(PARSED, rules=(rule,))


JUDGING: tuple[OnFail, ...] = ("block", "warn", "warn_unless_strict", "remove")


def test_every_way_to_fail_is_tested() -> None:
    assert {*JUDGING, "add", "inform"} == set(get_args(OnFail))
    assert set(SAYING) == set(get_args(Expected))


@pytest.mark.parametrize("on_fail", JUDGING)
@pytest.mark.parametrize("mild", ["permit", "silent"])
@pytest.mark.parametrize("strict", ["limit", "refuse"])
def test_a_rule_that_judges_lets_pass_and_does_not(
    on_fail: OnFail, mild: Expected, strict: Expected
) -> None:
    assert check_pack(with_cases(case(mild), case(strict), on_fail=on_fail), decide) == ()
    assert check_pack(with_cases(case(mild), on_fail=on_fail), decide) == (
        Mismatch(rule=RULE.id, case=None, problem="no case expects limit or refuse"),
    )
    assert check_pack(with_cases(case(strict), on_fail=on_fail), decide) == (
        Mismatch(rule=RULE.id, case=None, problem="no case expects permit or silent"),
    )


@pytest.mark.parametrize(("on_fail", "speaks"), [("add", "duty"), ("inform", "inform")])
@pytest.mark.parametrize("quiet", ["silent", "upcoming"])
def test_a_rule_that_judges_nobody_speaks_and_is_silent(
    on_fail: OnFail, speaks: Expected, quiet: Expected
) -> None:
    assert check_pack(with_cases(case(speaks), case(quiet), on_fail=on_fail), decide) == ()
    assert [
        each.problem for each in check_pack(with_cases(case(speaks), on_fail=on_fail), decide)
    ] == ["no case expects silent or upcoming"]
    assert [
        each.problem for each in check_pack(with_cases(case(quiet), on_fail=on_fail), decide)
    ] == [f"no case expects {speaks}"]


@pytest.mark.parametrize("on_fail", get_args(OnFail))
def test_a_rule_without_cases_shows_neither(on_fail: OnFail) -> None:
    found = check_pack(with_cases(on_fail=on_fail), decide)
    assert [each.case for each in found] == [None, None]


@pytest.mark.parametrize("found", get_args(Expected))
@pytest.mark.parametrize("expected", get_args(Expected))
def test_a_case_that_does_not_fit_is_named_by_its_number(
    found: Expected, expected: Expected
) -> None:
    pack = with_cases(case("permit"), case("refuse"), case(found, expected))
    wrong = Mismatch(rule=RULE.id, case=3, problem=f"expected {expected}, found {found}")
    assert check_pack(pack, decide) == (() if found == expected else (wrong,))


def test_every_rule_of_the_pack_is_checked() -> None:
    wrong = with_cases(case("permit", "refuse"), case("refuse"))
    both = dataclasses.replace(wrong, rules=(*wrong.rules, *wrong.rules))
    assert len(check_pack(both, decide)) == 2 * len(check_pack(wrong, decide)) > 0


@pytest.mark.parametrize("day", [None, date(2020, 5, 1)])
def test_a_case_has_its_own_day_or_the_packs(day: date | None) -> None:
    asked: list[date] = []

    def remember(pack: Pack, rule: Rule, given: Given, *, at: date) -> Decision:
        asked.append(at)
        return decide(pack, rule, given, at=at)

    given = Given(feature="permit", at=day)
    check_pack(with_cases(Case(given=given, expect="permit")), remember)
    assert asked == [day or PARSED.as_of]
