from domicile.core.findings import DataClass
from domicile.markets.kinds.choice import ChoiceParams
from domicile.policy.kinds.choice import problems, unconsented
from tests.unit.policy.samples import CN_SITE, inquiry, question, rule

SENSITIVE = frozenset({DataClass.HEALTH, DataClass.FINANCIAL, DataClass.GENOMIC})
FOUND = frozenset({DataClass.HEALTH, DataClass.FINANCIAL, DataClass.PHONE})
ASKED = rule(ChoiceParams(consent="explicit"), "choice", data=SENSITIVE)


def test_what_was_found_and_not_agreed_to_is_named() -> None:
    (problem,) = unconsented(ASKED, question(inquiry(data=FOUND)))
    assert problem.en == "No consent is on record for: financial, health."
    assert problem.zh == "以下类别的信息没有同意记录：financial、health。"


def test_consent_takes_a_class_away() -> None:
    half = question(inquiry(data=FOUND, consents=frozenset({DataClass.HEALTH})))
    (problem,) = unconsented(ASKED, half)
    assert problem.en == "No consent is on record for: financial."
    assert list(unconsented(ASKED, question(inquiry(data=FOUND, consents=SENSITIVE)))) == []


def test_only_a_rule_that_asks_for_consent_misses_it() -> None:
    found = question(inquiry(data=FOUND))
    assert list(problems(ChoiceParams(consent="separate"), ASKED, found, CN_SITE))
    assert list(problems(ChoiceParams(controls=("off",)), ASKED, found, CN_SITE)) == []
