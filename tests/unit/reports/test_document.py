import pytest

from domicile.core.text import Bilingual
from domicile.reports.document import NOTHING, Section, legible


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


def test_a_section_that_has_nothing_to_tell_says_so() -> None:
    title = Bilingual(en="Rules", zh="规则")
    assert Section(title=title, head=(title,)).said == (NOTHING,)
    assert Section(title=title, head=(title,), rows=(("a",),)).said == ()
    assert Section(title=title, lines=(title,)).said == (title,)
