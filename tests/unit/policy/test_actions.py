import pytest

from domicile.core.findings import Action, DataClass
from domicile.markets.kinds.choice import ChoiceParams
from domicile.policy.actions import DEFAULTS, actions, default
from tests.unit.policy.samples import rule

NOBODY: frozenset[DataClass] = frozenset()
HEALTH = frozenset({DataClass.HEALTH})


def test_every_class_has_a_default_and_consent_never_makes_it_stricter() -> None:
    assert set(DEFAULTS) == set(DataClass)
    for treatment in DEFAULTS.values():
        assert treatment.with_consent.strictness <= treatment.without_consent.strictness


@pytest.mark.parametrize(
    ("data_class", "without", "with_consent"),
    [
        (DataClass.NAME, Action.REPLACED, Action.REPLACED),
        (DataClass.PHONE, Action.REPLACED, Action.REPLACED),
        (DataClass.HEALTH, Action.REMOVED, Action.KEPT),
        (DataClass.PRECISE_GEO, Action.REMOVED, Action.GENERALIZED),
        (DataClass.ORGANIZATION, Action.KEPT, Action.KEPT),
    ],
)
def test_defaults(data_class: DataClass, without: Action, with_consent: Action) -> None:
    assert default(data_class, NOBODY) is without
    assert default(data_class, frozenset({data_class})) is with_consent
    assert actions((), NOBODY)[data_class] is without
    assert actions((), frozenset(DataClass))[data_class] is with_consent


def test_consent_is_for_the_class_that_it_names() -> None:
    assert default(DataClass.HEALTH, frozenset({DataClass.GENOMIC})) is Action.REMOVED


@pytest.mark.parametrize("on_fail", ["remove", "block"])
def test_a_rule_removes_what_nobody_agreed_to(on_fail: str) -> None:
    phone = frozenset({DataClass.PHONE})
    removing = rule(ChoiceParams(consent="explicit"), "choice", on_fail=on_fail, data=phone)
    assert actions([removing], NOBODY)[DataClass.PHONE] is Action.REMOVED
    assert actions([removing], phone)[DataClass.PHONE] is Action.REPLACED


def test_a_rule_that_only_adds_removes_nothing() -> None:
    adding = rule(ChoiceParams(), "choice", on_fail="add", data=HEALTH)
    assert actions([adding], HEALTH)[DataClass.HEALTH] is Action.KEPT


def test_a_name_is_replaced_and_never_dropped() -> None:
    everything = rule(
        ChoiceParams(consent="explicit"), "choice", on_fail="remove", data=frozenset(DataClass)
    )
    found = actions([everything], NOBODY)
    assert found[DataClass.NAME] is Action.REPLACED
    assert {found[each] for each in DataClass if each is not DataClass.NAME} == {Action.REMOVED}
