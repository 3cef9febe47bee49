from typing import Any

import pytest

from domicile.core.ids import FeatureId
from domicile.markets.facts import READ_ONLY, AppliesTo
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.policy.person.actions import action_class, action_classes
from tests.unit.policy.samples import ATLAS, CN, EU, inquiry, question, rule, world

LEFT = ("payment_over_limit", "contract", "deletion_irrecoverable", "third_party_pi_share")


def stating(*actions: str, **changes: Any) -> Any:
    return inquiry(changes.pop("market", CN), facts={"action": frozenset(actions)}, **changes)


@pytest.mark.parametrize("action", LEFT)
def test_china_leaves_these_to_a_person(action: str) -> None:
    """CN-CHO-006."""
    asked = question(stating(action, "human_only"), ATLAS)
    assert action_classes(asked) == {action: "human_only"}
    assert action_classes(question(stating(action, market=EU), ATLAS)) == {
        action: "user_authorised"
    }


def test_a_feature_that_the_rule_does_not_speak_of_is_not_bound() -> None:
    asked = question(stating("contract", feature=FeatureId("writing")), ATLAS)
    assert action_class(asked, "contract") == "user_authorised"


def test_what_no_rule_lists_takes_the_persons_word() -> None:
    asked = question(stating("send_mail", "contract"), ATLAS)
    assert action_classes(asked) == {"contract": "human_only", "send_mail": "user_authorised"}


def test_only_what_changes_nothing_and_no_rule_names_is_done_alone() -> None:
    assert action_classes(question(stating(READ_ONLY), ATLAS)) == {READ_ONLY: "autonomous"}
    for params, applies_to in (
        (ChoiceParams(human_only=(READ_ONLY,)), AppliesTo()),
        (ChoiceParams(), AppliesTo(action=(READ_ONLY,))),
    ):
        naming = rule(params, "choice", applies_to=applies_to)
        assert action_class(question(stating(READ_ONLY), world(naming)), READ_ONLY) != "autonomous"


def test_a_packs_default_binds_what_it_does_not_list() -> None:
    strict = ChoiceParams(human_only=("contract",), defaults={"actions": "human_only"})
    listed = AppliesTo(action=("contract",))
    atlas = world(rule(strict, "choice", applies_to=listed))
    assert action_class(question(stating("send_mail"), atlas), "send_mail") == "human_only"
    unheard = world(rule(ChoiceParams(defaults={"actions": "whatever"}), "choice"))
    assert action_class(question(stating("send_mail"), unheard), "send_mail") == "user_authorised"


def test_rules_of_other_kinds_say_nothing_of_actions() -> None:
    atlas = world(rule(ProtectParams(), "protect"))
    assert action_class(question(stating("send_mail"), atlas), "send_mail") == "user_authorised"


def test_where_no_action_is_stated_there_is_no_class() -> None:
    assert action_classes(question(inquiry(), ATLAS)) == {}
