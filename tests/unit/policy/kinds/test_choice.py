import dataclasses
from typing import Any

import pytest

from domicile.core.findings import DataClass
from domicile.core.site import Site, Terms
from domicile.markets.kinds.choice import ChoiceParams
from domicile.policy.kinds.choice import problems, unconsented
from domicile.policy.reasons import Problem
from tests.unit.policy.samples import (
    CN_SITE,
    DEVICE_SITE,
    EU_SITE,
    SENSITIVE,
    agreed,
    inquiry,
    question,
    rule,
)

FOUND = frozenset({DataClass.HEALTH, DataClass.FINANCIAL, DataClass.PHONE})
ASKED = rule(ChoiceParams(consent="explicit"), "choice", data=SENSITIVE)
HUMAN = ChoiceParams(human_only=("contract", "hiring"))


def found(params: ChoiceParams, site: Site = CN_SITE, **asked: Any) -> list[Problem]:
    spoken = rule(params, "choice", data=SENSITIVE)
    return list(problems(params, spoken, question(inquiry(**asked)), site))


def test_what_was_found_and_not_agreed_to_is_named() -> None:
    (problem,) = unconsented(ASKED, question(inquiry(data=FOUND)))
    assert problem.text.en == "No consent is on record for: financial, health."
    assert problem.text.zh == "以下类别的信息没有同意记录：financial、health。"
    assert problem.remedy is not None
    assert problem.remedy.en == "The person would have to agree for: financial, health."


def test_consent_takes_a_class_away() -> None:
    half = question(inquiry(data=FOUND, choices=agreed(DataClass.HEALTH)))
    (problem,) = unconsented(ASKED, half)
    assert problem.text.en == "No consent is on record for: financial."
    whole = question(inquiry(data=FOUND, choices=agreed(*SENSITIVE)))
    assert list(unconsented(ASKED, whole)) == []


def test_only_a_rule_that_asks_for_consent_misses_it_and_only_at_a_partner() -> None:
    consent = ChoiceParams(consent="separate")
    assert len(found(consent, data=FOUND)) == 1
    assert found(consent, DEVICE_SITE, data=FOUND) == []
    assert found(ChoiceParams(controls=("off",)), data=FOUND) == []


def test_a_site_that_may_train_on_what_people_say() -> None:
    params = ChoiceParams(training_on_inputs=False)
    (problem,) = found(params)
    assert problem.remedy is not None
    assert found(params, EU_SITE) == []
    assert found(params, dataclasses.replace(CN_SITE, terms=Terms(trains_on_input=False))) == []
    assert found(params, DEVICE_SITE) == []


@pytest.mark.parametrize("fact", ["action", "use"])
@pytest.mark.parametrize("site", [CN_SITE, DEVICE_SITE])
def test_what_must_be_left_to_a_person_is_refused_on_the_device_too(fact: str, site: Site) -> None:
    (problem,) = found(HUMAN, site, facts={fact: frozenset({"hiring", "browse"})})
    assert problem.text.en == "A person must do this: hiring."
    assert problem.remedy is not None
    assert "`action=human_only`" in problem.remedy.en


def test_with_a_person_at_the_wheel_it_may_help() -> None:
    assert found(HUMAN, facts={"action": frozenset({"contract", "human_only"})}) == []
    helped = {"use": frozenset({"hiring"}), "action": frozenset({"human_only"})}
    assert found(HUMAN, facts=helped) == []


def test_whatever_else_an_agent_does_needs_nobody() -> None:
    assert found(HUMAN) == []
    assert found(HUMAN, facts={"action": frozenset({"browse"})}) == []
