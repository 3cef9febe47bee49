import dataclasses
from typing import Any

import pytest

from domicile.core.errors import InvalidValueError
from domicile.core.ids import FeatureId, MarketId
from domicile.core.settings import OperatorSettings
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.gate import GateParams
from domicile.policy.attested import check_features, check_operator
from tests.unit.policy.samples import ASSISTANT, CN, CN_SITE, DEVICE_SITE, OPERATOR, rule, world

ATLAS = world(
    rule(
        GateParams(artifact="x"),
        "gate",
        applies_to=AppliesTo(handler=("ciio", "important_data")),
        unless=AppliesTo(transaction=("transit",)),
    )
)
FEATURES = {ASSISTANT: None, FeatureId("writing"): None}


def operator(**changes: Any) -> OperatorSettings:
    return dataclasses.replace(OPERATOR, **changes)


def test_words_that_rules_ask_for_or_except_may_be_attested() -> None:
    check_operator(OPERATOR, ATLAS)
    check_operator(
        operator(facts={"handler": ("ciio", "important_data"), "transaction": ("transit",)}), ATLAS
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"markets": (CN, MarketId("XX"))}, r"operator\.markets: .* known are CN, EU, US, US-CA"),
        ({"facts": {"handlr": ("ciio",)}}, r"operator\.facts: .*`handlr`; did you mean `handler`"),
        (
            {"facts": {"handler": ("cii",)}},
            r"operator\.facts\.handler: .*`cii`; did you mean `ciio`\? Known: ciio, important_data",
        ),
        ({"facts": {"asset": ("x",)}}, r"operator\.facts\.asset: .*`x`; no pack .* Known: none"),
        ({"facts": {"user": ("minor",)}}, r"operator\.facts: nobody knows `user`"),
        ({"facts": {"trigger": ("entrust",)}}, r"operator\.facts: nobody knows `trigger`"),
    ],
)
def test_a_slip_that_would_silence_a_rule_is_refused_with_the_nearest_word(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidValueError, match=said):
        check_operator(operator(**changes), ATLAS)


def test_features_that_exist_may_be_named() -> None:
    check_features(operator(sensitive_features=(ASSISTANT,)), (DEVICE_SITE, CN_SITE), FEATURES)


def test_a_feature_that_does_not_exist_is_named_with_its_place() -> None:
    with pytest.raises(InvalidValueError, match=r"operator\.sensitive_features: .*`asistant`"):
        check_features(operator(sensitive_features=(FeatureId("asistant"),)), (), FEATURES)
    wrong = dataclasses.replace(CN_SITE, features=(ASSISTANT, FeatureId("writting")))
    with pytest.raises(InvalidValueError, match=r"sites\[1\]\.features: .* `writing`"):
        check_features(OPERATOR, (DEVICE_SITE, wrong), FEATURES)
