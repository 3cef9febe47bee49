import pytest

from domicile.core.text import Bilingual, Language


@pytest.mark.parametrize(("language", "expected"), [("en", "Yes"), ("zh", "好")])
def test_speaks_the_asked_language(language: Language, expected: str) -> None:
    assert Bilingual(en="Yes", zh="好").spoken(language) == expected
