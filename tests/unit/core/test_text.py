import pytest

from domicile.core.text import Bilingual, Language, joined


@pytest.mark.parametrize(("language", "expected"), [("en", "Yes"), ("zh", "好")])
def test_speaks_the_asked_language(language: Language, expected: str) -> None:
    assert Bilingual(en="Yes", zh="好").spoken(language) == expected


def test_words_are_filled_in_in_both_languages() -> None:
    text = Bilingual(en="{count} of {name}.", zh="{name}：{count}。")
    assert text.filled(count=2, name="CN") == Bilingual(en="2 of CN.", zh="CN：2。")


def test_sentences_are_joined_as_each_language_joins_them() -> None:
    one, two = Bilingual(en="One.", zh="一。"), Bilingual(en="Two.", zh="二。")
    assert joined(each for each in (one, two)) == Bilingual(en="One. Two.", zh="一。二。")
    assert joined([one]) is one
