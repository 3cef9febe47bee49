import pytest

from domicile.core.errors import DomicileError, ModelMissingError


def test_an_error_carries_code_message_and_remedy() -> None:
    error = ModelMissingError("the pack is not installed")
    assert (error.code, error.message) == ("D201", "the pack is not installed")
    assert "domicile models pull" in error.remedy
    assert str(error) == "the pack is not installed"


def test_a_remedy_of_its_own_stays_with_one_error() -> None:
    assert ModelMissingError("x", remedy="wait").remedy == "wait"
    assert ModelMissingError("x").remedy != "wait"


def _all(kind: type[DomicileError]) -> list[type[DomicileError]]:
    return [kind, *(inner for child in kind.__subclasses__() for inner in _all(child))]


@pytest.mark.parametrize("kind", _all(DomicileError))
def test_a_code_belongs_to_the_range_of_its_family(kind: type[DomicileError]) -> None:
    *_, family = [base for base in kind.__mro__ if issubclass(base, DomicileError)][:-1] or [kind]
    assert kind.code[:2] == family.code[:2]
