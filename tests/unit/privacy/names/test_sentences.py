import pytest

from domicile.privacy.names.sentences import LONGEST, sentences


def test_sentences_end_where_people_end_them() -> None:
    text = " 你好。我是谁？！\n\n 第二行; end"
    assert [text[start : start + len(words)] for start, words in sentences(text)] == [
        "你好。", "我是谁？！", "第二行;", "end",
    ]  # fmt: skip
    assert [words for _, words in sentences(text)] == ["你好。", "我是谁？！", "第二行;", "end"]


@pytest.mark.parametrize("text", ["字" * 1000, "字字字，" * 300, "a b " * 300])
def test_long_sentences_are_cut_and_nothing_is_lost(text: str) -> None:
    parts = list(sentences(text))
    assert all(0 < len(words) <= LONGEST for _, words in parts)
    assert "".join(words for _, words in parts).replace(" ", "") == text.replace(" ", "")
    assert all(text[start : start + len(words)] == words for start, words in parts)


def test_a_long_sentence_is_cut_at_a_pause() -> None:
    text = "字" * 100 + "，" + "字" * 100
    assert [len(words) for _, words in sentences(text)] == [101, 100]


@pytest.mark.parametrize("text", ["", " \n ", "。。。"])
def test_nothing_to_read(text: str) -> None:
    assert list(sentences(text)) == []
