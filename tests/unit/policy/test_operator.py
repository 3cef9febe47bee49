import dataclasses
from typing import Any

import pytest

from domicile.core.decision import Outcome
from domicile.core.findings import DataClass
from domicile.core.ids import FeatureId
from domicile.core.request import Choices
from domicile.core.site import Terms
from domicile.policy import operator
from tests.unit.policy.samples import (
    ASSISTANT,
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    OPERATOR,
    US,
    US_CA,
    agreed,
    inquiry,
    question,
    where,
)

ONLY_PLAIN = dataclasses.replace(OPERATOR, partners_non_sensitive_only=True)


def test_nothing_to_say_when_all_is_well() -> None:
    assert list(operator.of_request(question())) == []
    assert list(operator.of_site(question(), CN_SITE)) == []


def test_a_market_outside_the_settings_is_refused() -> None:
    elsewhere = dataclasses.replace(OPERATOR, markets=(US_CA,))
    (reason,) = operator.of_request(question(inquiry(CN, operator=elsewhere)))
    assert (reason.rule, reason.kind, reason.basis) == ("operator.market", "operator", "house")
    assert reason.citation == "Settings, operator.markets"


def test_a_parent_market_does_not_stand_for_its_child() -> None:
    federal = dataclasses.replace(OPERATOR, markets=(US,))
    assert [each.rule for each in operator.of_request(question(inquiry(US_CA, operator=federal)))]


def test_people_from_markets_in_which_nothing_is_offered_may_be_guests() -> None:
    at_home = dataclasses.replace(OPERATOR, markets=(CN,))
    guest = inquiry(operator=at_home, whereabouts=where(CN, user=US, device=EU))
    assert list(operator.of_request(question(guest))) == []


def test_no_site_for_the_feature_is_said_once_unless_a_site_is_pinned() -> None:
    lonely = inquiry(CN, feature=FeatureId("companion"), sites=(CN_SITE,))
    assert [each.rule for each in operator.of_request(question(lonely))] == ["operator.feature"]
    pinned = dataclasses.replace(lonely, pin=CN_SITE.id)
    assert list(operator.of_request(question(pinned))) == []
    (reason,) = operator.of_site(question(pinned), CN_SITE)
    assert (reason.rule, reason.site) == ("operator.feature", CN_SITE.id)


@pytest.mark.parametrize(
    "changes",
    [
        {"is_sensitive": True},
        {"data": frozenset({DataClass.HEALTH})},
        {"operator": dataclasses.replace(ONLY_PLAIN, sensitive_features=(ASSISTANT,))},
    ],
)
def test_sensitive_features_and_data_stay_from_partners_altogether(changes: dict[str, Any]) -> None:
    plain = inquiry(CN, operator=ONLY_PLAIN)
    assert list(operator.of_site(question(plain), CN_SITE)) == []
    asked = question(dataclasses.replace(plain, **changes))
    (reason,) = operator.of_site(asked, CN_SITE)
    assert (reason.rule, reason.outcome) == ("operator.non_sensitive", Outcome.REFUSE)
    assert list(operator.of_site(asked, DEVICE_SITE)) == []
    open_ = dataclasses.replace(asked.inquiry.operator, partners_non_sensitive_only=False)
    lenient = dataclasses.replace(plain, **{**changes, "operator": open_})
    assert list(operator.of_site(question(lenient), CN_SITE)) == []


def test_consent_does_not_lift_the_operators_own_rule() -> None:
    health = frozenset({DataClass.HEALTH})
    asked = inquiry(CN, operator=ONLY_PLAIN, data=health, choices=agreed(*health))
    assert len(list(operator.of_site(question(asked), CN_SITE))) == 1


def test_a_person_may_want_nothing_to_go_to_partners() -> None:
    asked = question(inquiry(CN, choices=Choices(device_only=True)))
    (reason,) = operator.of_site(asked, CN_SITE)
    assert (reason.rule, reason.kind, reason.basis, reason.site) == (
        "person.device_only",
        "person",
        "house",
        CN_SITE.id,
    )
    assert reason.citation == "The person's choice"
    assert list(operator.of_site(asked, DEVICE_SITE)) == []
    assert list(operator.of_request(asked)) == []


@pytest.mark.parametrize(
    ("training", "trains", "refused"),
    [(False, True, True), (False, False, False), (None, True, False), (True, True, False)],
)
def test_whoever_does_not_want_to_be_trained_on_goes_to_no_site_that_may(
    *, training: bool | None, trains: bool, refused: bool
) -> None:
    site = dataclasses.replace(CN_SITE, terms=Terms(trains_on_input=trains))
    asked = question(inquiry(CN, choices=Choices(training=training), sites=(site, DEVICE_SITE)))
    reasons = list(operator.of_site(asked, site))
    assert [each.rule for each in reasons] == (["person.training"] if refused else [])
    assert all(each.outcome is Outcome.REFUSE and each.remedy is not None for each in reasons)
    assert list(operator.of_site(asked, DEVICE_SITE)) == []
