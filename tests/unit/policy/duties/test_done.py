from domicile.core.decision import Duty, DutyStatus
from domicile.core.ids import RuleId
from domicile.core.text import Bilingual
from domicile.policy.duties.done import TRIGGER, by_operator, params_of

DUTY = Duty(
    rule=RuleId("CN-X-001"),
    kind="assess",
    status=DutyStatus.UNMET,
    basis="law",
    known="primary",
    citation="Law, Art. 1",
    text=Bilingual(en="Required.", zh="要求。"),
    params={
        "document": "pipia",
        "notice": {"id": "cn.told"},
        "event": ["operation"],
        TRIGGER: ["entrust"],
    },
)


def test_a_rules_own_parameters_are_without_what_was_handed_on_beside_them() -> None:
    assert params_of(DUTY) == {"document": "pipia"}


def test_what_the_operator_has_to_supply_is_named_in_both_languages() -> None:
    marked = by_operator(["contact", "retention"])
    assert not marked.met
    assert marked.text.en == (
        "The operator has to supply, in `operator.statements`: contact, retention."
    )
    assert marked.text.zh == "须由运营者在 `operator.statements` 中提供：contact、retention。"
