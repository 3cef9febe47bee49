import dataclasses
from datetime import date

import pytest

from domicile.core.decision import Decision, Duty, DutyStatus, Outcome, Reason, Upcoming
from domicile.core.findings import Action, DataClass
from domicile.core.text import Bilingual
from domicile.markets.check import Mismatch, check_pack, said
from domicile.markets.load import parse_pack
from domicile.markets.schema import Case, Expected, Given, Pack
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
        text=TEXT,
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
COMING = Upcoming(rule=RULE.id, date=date(2027, 1, 1), text=TEXT)


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (SILENT, "silent"),
        (dataclasses.replace(SILENT, upcoming=(COMING,)), "upcoming"),
        (dataclasses.replace(SILENT, duties=(DUTY,), upcoming=(COMING,)), "duty"),
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
    assert said(decision, PARSED.rules[0].id) == expected


def decide(pack: Pack, given: Given, *, at: date) -> Decision:
    """Refuse whatever lies in the US, on the day of the case."""
    outcome = Outcome.REFUSE if given.site.get("region") == "us" else Outcome.PERMIT
    assert pack.id == "XX"
    return dataclasses.replace(SILENT, reasons=(reason(outcome),), at=at)


def with_cases(*cases: Case) -> Pack:
    return dataclasses.replace(PARSED, rules=(dataclasses.replace(RULE, cases=cases),))


ABROAD = Given(site={"region": "us"})


def test_a_pack_whose_cases_fit_has_nothing_to_say() -> None:
    assert check_pack(PARSED, decide) == ()


def test_a_case_that_does_not_fit_is_named_by_its_number() -> None:
    wrong = with_cases(Case(expect="permit"), Case(given=ABROAD, expect="limit"))
    assert check_pack(wrong, decide) == (
        Mismatch(rule=RULE.id, case=2, problem="expected limit, found refuse"),
    )


def test_a_rule_needs_cases_that_differ() -> None:
    same = with_cases(Case(expect="permit"), Case(expect="permit"))
    assert [each.problem for each in check_pack(same, decide)] == ["all cases expect the same"]
    assert check_pack(with_cases(), decide) == (
        Mismatch(rule=RULE.id, case=None, problem="no case shows the rule at work"),
    )


def test_silence_alone_shows_nothing() -> None:
    quiet = with_cases(Case(expect="silent"), Case(expect="upcoming"))
    assert "no case shows the rule at work" in {each.problem for each in check_pack(quiet, decide)}


@pytest.mark.parametrize("day", [None, date(2020, 5, 1)])
def test_a_case_has_its_own_day_or_the_packs(day: date | None) -> None:
    asked: list[date] = []

    def remember(pack: Pack, given: Given, *, at: date) -> Decision:
        asked.append(at)
        return decide(pack, given, at=at)

    check_pack(with_cases(Case(given=Given(at=day), expect="permit")), remember)
    assert asked == [day or PARSED.as_of]
