import dataclasses

import pytest

from domicile.core.decision import Outcome
from domicile.core.text import Bilingual
from domicile.markets.kinds.gate import GateParams
from domicile.markets.schema import OnFail
from domicile.policy.reasons import basis, failed, of_operator, of_rule, ordered
from tests.unit.policy.samples import OPERATOR, rule

RULE = rule(GateParams(artifact="x"), "gate")
STRICT = dataclasses.replace(OPERATOR, strict_onboarding=True)


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


def test_a_reason_says_the_requirement_then_the_details_in_both_languages() -> None:
    details = (Bilingual(en="One.", zh="一。"), Bilingual(en="Two.", zh="二。"))
    reason = of_rule(RULE, Outcome.REFUSE, audience="public", details=details)
    assert reason.text == Bilingual(en="Required. One. Two.", zh="要求。一。二。")
    assert (reason.citation, reason.known, reason.site) == ("Law, Art. 1", "primary", None)


def test_reasons_are_ordered_by_strictness_and_otherwise_stay() -> None:
    reasons = [
        of_operator(str(number), outcome, setting="x", text=RULE.requirement)
        for number, outcome in enumerate((*Outcome, *Outcome))
    ]
    assert [reason.rule for reason in ordered(reasons)] == ["2", "5", "1", "4", "0", "3"]
