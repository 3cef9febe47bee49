import pytest

from domicile.reports.document import legible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\nc", "a\tb\nc"),
        ("回执 🏠", "回执 🏠"),
        ("a\x00b\x1b[0m", "a\ufffdb\ufffd[0m"),
        ("\ud83d", "\ufffd"),
        ("\ufffe", "\ufffd"),
    ],
)
def test_what_no_document_may_hold_leaves_a_mark(text: str, expected: str) -> None:
    assert legible(text) == expected
