import pytest

from domicile.policy.register.versions import is_older, parse_version


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2", (2, 0, 0, 0, 0, 0, 0, 0)),
        ("2.1", (2, 1, 0, 0, 0, 0, 0, 0)),
        ("1.2.3.4.5.6.7.8", (1, 2, 3, 4, 5, 6, 7, 8)),
    ],
)
def test_a_version_is_read(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_version(text) == numbers


@pytest.mark.parametrize(
    "text",
    ["", "v2", "2.", ".2", "2..1", "2.1-beta", " 2", "2\n", "-1", "２", "1" * 10, "1" + ".1" * 8],
)
def test_what_is_no_version_is_none(text: str) -> None:
    assert parse_version(text) is None


@pytest.mark.parametrize(
    ("client", "least", "older"),
    [
        ("2.0.9", "2.1.0", True),
        ("2.1", "2.1.0", False),
        ("2.1.0", "2.1", False),
        ("2.10", "2.9", False),
        ("2.9", "2.10", True),
        ("", "1", True),
        ("new", "1", True),
        ("9", "broken", True),
    ],
)
def test_versions_compare_number_by_number_and_what_cannot_be_read_is_older(
    client: str, least: str, *, older: bool
) -> None:
    assert is_older(client, least) is older
