import dataclasses

from domicile.core.findings import DataClass
from domicile.core.ids import FeatureId
from domicile.policy import operator
from tests.unit.policy.samples import (
    CN,
    CN_SITE,
    DEVICE_SITE,
    OPERATOR,
    US,
    US_CA,
    inquiry,
    question,
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


def test_no_site_for_the_feature_is_said_once_unless_a_site_is_pinned() -> None:
    lonely = inquiry(CN, feature=FeatureId("companion"), sites=(CN_SITE,))
    assert [each.rule for each in operator.of_request(question(lonely))] == ["operator.feature"]
    pinned = dataclasses.replace(lonely, pin=CN_SITE.id)
    assert list(operator.of_request(question(pinned))) == []
    (reason,) = operator.of_site(question(pinned), CN_SITE)
    assert (reason.rule, reason.site) == ("operator.feature", CN_SITE.id)


def test_sensitive_features_and_data_stay_from_partners() -> None:
    plain = inquiry(CN, operator=ONLY_PLAIN)
    assert list(operator.of_site(question(plain), CN_SITE)) == []
    for changes in (
        {"sensitive_feature": True},
        {"data": frozenset({DataClass.HEALTH})},
    ):
        asked = question(inquiry(CN, operator=ONLY_PLAIN, **changes))
        (reason,) = operator.of_site(asked, CN_SITE)
        assert reason.rule == "operator.non_sensitive"
        assert list(operator.of_site(asked, DEVICE_SITE)) == []


def test_consent_does_not_lift_the_operators_own_rule() -> None:
    health = frozenset({DataClass.HEALTH})
    asked = question(inquiry(CN, operator=ONLY_PLAIN, data=health, consents=health))
    assert len(list(operator.of_site(asked, CN_SITE))) == 1
