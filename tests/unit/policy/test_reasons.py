import dataclasses
from typing import Any

import pytest

from domicile.core.decision import Outcome
from domicile.core.text import Bilingual
from domicile.markets.kinds.gate import GateParams
from domicile.markets.schema import OnFail
from domicile.policy.reasons import (
    Problem,
    basis,
    failed,
    of_operator,
    of_rule,
    ordered,
    outcome_of,
)
from tests.unit.policy.samples import OPERATOR, rule

RULE = rule(GateParams(artifact="x"), "gate")
STRICT = dataclasses.replace(OPERATOR, strict_onboarding=True)
ONE, TWO = Bilingual(en="One.", zh="一。"), Bilingual(en="Two.", zh="二。")


def test_the_law_speaks_of_the_public() -> None:
    assert basis(RULE, "public") == "law"
    assert basis(RULE, "internal") == "house"
    assert basis(RULE, "personal") == "house"


@pytest.mark.parametrize(
    ("on_fail", "lenient", "strict"),
    [
        ("block", Outcome.REFUSE, Outcome.REFUSE),
        ("warn", Outcome.LIMIT, Outcome.LIMIT),
        ("warn_unless_strict", Outcome.LIMIT, Outcome.REFUSE),
        ("remove", Outcome.LIMIT, Outcome.LIMIT),
    ],
)
def test_what_follows_from_failing(on_fail: OnFail, lenient: Outcome, strict: Outcome) -> None:
    failing = dataclasses.replace(RULE, on_fail=on_fail)
    assert failed(failing, OPERATOR) is lenient
    assert failed(failing, STRICT) is strict


@pytest.mark.parametrize("failure", [Outcome.REFUSE, Outcome.LIMIT])
@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ((), Outcome.PERMIT),
        (("tells",), Outcome.PERMIT),
        (("tells", "warns"), Outcome.LIMIT),
        (("warns", "fails", "tells"), None),
    ],
)
def test_the_heaviest_problem_decides(
    failure: Outcome, weights: tuple[Any, ...], expected: Outcome | None
) -> None:
    problems = [Problem(ONE, weight=weight) for weight in weights]
    assert outcome_of(problems, failure) is (expected or failure)


def test_a_reason_says_the_requirement_then_what_was_found_in_both_languages() -> None:
    reason = of_rule(RULE, Outcome.REFUSE, audience="public", problems=(Problem(ONE), Problem(TWO)))
    assert reason.text == Bilingual(en="Required. One. Two.", zh="要求。一。二。")
    assert (reason.citation, reason.known, reason.site) == ("Law, Art. 1", "primary", None)
    assert of_rule(RULE, Outcome.PERMIT, audience="public").text == RULE.requirement


def test_what_would_make_it_possible_is_said_once_and_nothing_where_nothing_would() -> None:
    problems = (Problem(ONE, TWO), Problem(TWO, TWO, weight="warns"), Problem(ONE, ONE))
    reason = of_rule(RULE, Outcome.REFUSE, audience="public", problems=problems)
    assert reason.remedy == Bilingual(en="Two. One.", zh="二。一。")
    told = (Problem(ONE, ONE, weight="tells"), Problem(TWO))
    assert of_rule(RULE, Outcome.REFUSE, audience="public", problems=told).remedy is None
    assert of_rule(RULE, Outcome.PERMIT, audience="public").remedy is None


def test_what_the_operator_says_stands_in_the_settings() -> None:
    reason = of_operator(
        "operator.x", Outcome.REFUSE, setting="operator.y", text=ONE, site=None, remedy=TWO
    )
    assert (reason.kind, reason.basis, reason.citation) == (
        "operator",
        "house",
        "Settings, operator.y",
    )
    assert reason.remedy == TWO


def test_reasons_are_ordered_by_strictness_and_otherwise_stay() -> None:
    reasons = [
        of_operator(str(number), outcome, setting="x", text=RULE.requirement)
        for number, outcome in enumerate((*Outcome, *Outcome))
    ]
    assert [reason.rule for reason in ordered(reasons)] == ["2", "5", "1", "4", "0", "3"]
