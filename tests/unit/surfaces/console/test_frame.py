import pytest

from domicile.core.text import Bilingual
from domicile.surfaces.console.frame import Frame, Pages

FRAME = Frame(language="zh", operator="<&>", path="/console/x", query=(("a", "1&2"), ("b", "王")))


def test_another_language_keeps_the_rest_of_the_address() -> None:
    assert FRAME.switched("en") == "?a=1%262&b=%E7%8E%8B&lang=en"


def test_a_link_keeps_the_language() -> None:
    assert FRAME.link("/console") == "/console?lang=zh"
    assert FRAME.link("/console", a="1&lang=en") == "/console?a=1%26lang%3Den&lang=zh"


def test_words_are_said_in_the_pages_language() -> None:
    one, two = {"a": Bilingual(en="A", zh="甲")}, {"b": Bilingual(en="B", zh="乙")}
    assert FRAME.said(one, two) == {"a": "甲", "b": "乙"}
    assert FRAME.tag == FRAME.tag_of("zh") == "zh-Hans"


@pytest.mark.parametrize("name", ["frame.html"])
def test_what_is_shown_is_escaped_and_never_kept(name: str) -> None:
    reply = Pages().page(name, FRAME, {})
    text = bytes(reply.body).decode()
    assert "&lt;&amp;&gt;" in text
    assert 'lang="zh-Hans"' in text
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["content-language"] == "zh-Hans"
    assert reply.headers["referrer-policy"] == "same-origin"
