from domicile.core.request import Choices
from domicile.policy.person.person import Person


def test_of_somebody_unknown_nothing_is_assumed() -> None:
    nobody = Person()
    assert nobody.choices == Choices()
    assert not nobody.facts
    assert not nobody.agreed
    assert not nobody.seen
    assert not nobody.is_restricted
