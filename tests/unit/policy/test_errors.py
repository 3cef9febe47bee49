import inspect

import pytest

from domicile.core.errors import DomicileError
from domicile.policy import errors
from domicile.policy.errors import CaseHeldError

ALL = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if kind.__module__ == errors.__name__
]


@pytest.mark.parametrize("kind", ALL)
def test_every_error_has_a_code_of_its_own_and_a_remedy(kind: type[DomicileError]) -> None:
    assert issubclass(kind, DomicileError)
    assert "code" in vars(kind)
    error = kind("happened")
    assert (error.message, error.remedy) == ("happened", kind.remedy)


def test_what_a_rule_holds_back_names_the_rule() -> None:
    assert CaseHeldError("held", rule="CN-LOC-002").rule == "CN-LOC-002"
    assert CaseHeldError("held").rule == ""
