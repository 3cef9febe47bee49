"""The checkout, read once for all house tests."""

import pytest

from tests.house.source import PACKAGE, Source, python_files


@pytest.fixture(scope="session")
def everything() -> tuple[Source, ...]:
    """Every Python file of ours."""
    return python_files()


@pytest.fixture(scope="session")
def product(everything: tuple[Source, ...]) -> tuple[Source, ...]:
    """Every Python file of the product."""
    return tuple(each for each in everything if each.path.startswith(PACKAGE))


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """List what was found where nothing should be."""
    if op == "==" and right == [] and isinstance(left, list):
        return [f"{len(left)} found:", *(f"  {each}" for each in left)]
    return None
