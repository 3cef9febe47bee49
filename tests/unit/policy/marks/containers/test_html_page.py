import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, MARK, SOURCE_TYPE, Marks
from domicile.policy.marks.containers.html_page import MAX_TOKENS, read, write
from domicile.policy.marks.normal import normal

LABEL = '{"Label":"1","ContentProducer":"a<b>&\'c"}'
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
MARKS = Marks(properties={MARK: "m", AIGC: LABEL, SOURCE_TYPE: IPTC}, visible="AI & co")
PAGE = (
    "<!DOCTYPE html>\n<html lang=en><head><title>T</title></head>"
    "<body><h1>A</h1><p>b<b>c</b> &lt;d</p></body></html>"
)
FRAGMENT = "<p>one</p><p>two</p>"


@pytest.mark.parametrize(
    "page", [PAGE, FRAGMENT, "plain", "", "<!doctype html><p>x", "<html><p>x</html>"]
)
def test_marks_are_read_again(page: str) -> None:
    written = write(page.encode(), MARKS)
    found = read(written)
    assert found.first(MARK) == "m"
    assert found.first(AIGC) == LABEL
    assert found.properties[SOURCE_TYPE] == (
        IPTC,
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    )
    before, after = read(page.encode()).content, found.content
    assert isinstance(before, str)
    assert isinstance(after, str)
    assert normal(before) == normal(after, ["AI & co"])
    assert "AI & co" in after


def test_where_they_stand() -> None:
    written = write(PAGE.encode(), MARKS).decode()
    assert '<head><meta name="domicile:mark" content="m">' in written
    assert '<p class="ai-label">AI &amp; co</p>\n</body></html>' in written
    fragment = write(FRAGMENT.encode(), MARKS).decode()
    assert fragment.startswith('<meta name="domicile:mark"')
    assert fragment.endswith('</p><p class="ai-label">AI &amp; co</p>\n')


def test_nothing_is_written_twice() -> None:
    once = write(PAGE.encode(), MARKS)
    twice = write(once, MARKS)
    assert read(twice).properties == read(once).properties
    assert twice.count(b"<script") == 1
    assert twice.count(b"ai-label") == 1


def test_the_text_is_what_people_see() -> None:
    content = read(PAGE.encode()).content
    assert isinstance(content, str)
    assert content.split() == ["A", "bc", "<d"]
    hidden = b"<style>p{}</style><script>x()</script><p>y<!-- z --></p>"
    assert str(read(hidden).content).split() == ["y"]


def test_marks_of_others() -> None:
    page = (
        "<meta name='AIGC' content='{\"Label\":\"2\"}'><meta name=mark content=x><meta name=other>"
        '<script type="application/ld+json">{"digitalSourceType" : "http://x/y"}</script>'
        '<script>{"digitalSourceType":"no"}</script>'
    )
    found = read(page.encode())
    assert found.properties == {AIGC: ('{"Label":"2"}',), SOURCE_TYPE: ("http://x/y",)}
    replaced = read(write(page.encode(), Marks(properties={AIGC: LABEL})))
    assert replaced.properties == {AIGC: (LABEL,), SOURCE_TYPE: ("http://x/y",)}


def test_a_page_of_too_many_tags() -> None:
    with pytest.raises(LabelError, match="tags"):
        read(b"<b>" * (MAX_TOKENS + 1))


def test_only_a_visible_label() -> None:
    written = write(b"x", Marks(visible="AI")).decode()
    assert written == 'x<p class="ai-label">AI</p>\n'
