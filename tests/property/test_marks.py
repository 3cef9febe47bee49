"""What holds of marks whatever is in a text or a file: foreign bytes never do harm."""

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domicile.core.errors import SignatureError
from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.catalog import CONTAINERS, marked
from domicile.policy.marks.containers.container import AIGC, MARK, SOURCE_TYPE, Container, Marks
from domicile.policy.marks.containers.markup import tokens
from domicile.policy.marks.mark import parse_mark
from domicile.policy.marks.normal import normal, readings
from tests.unit.policy.marks.samples import ATLAS, EU, FILES, Workshop, workshop

LABELS = ("（内容由AI生成）", "AI-generated")
MARKS = Marks(
    properties={
        MARK: "eyJ.eyJ-_.x",
        SOURCE_TYPE: "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        AIGC: '{"Label":"1","ContentProducer":"a&b<c>\'d","ProduceID":"1"}',
    },
    visible="（内容由AI生成）",
)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def bare(content: str | bytes) -> str | bytes:
    return normal(content, LABELS) if isinstance(content, str) else content


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    folder: Path = tmp_path_factory.mktemp("marks")
    assert ATLAS.markets
    return workshop(folder)


def harmed(data: bytes) -> st.SearchStrategy[bytes]:
    """A file with a piece cut out, changed, doubled or put in."""
    place = st.integers(0, len(data))

    def change(begin: int, end: int, put: bytes) -> bytes:
        first, last = sorted((begin, end))
        return data[:first] + put + data[last:]

    return st.builds(change, place, place, st.binary(max_size=40))


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda each: each.name)
@QUICK
@given(st.data())
def test_a_harmed_file_is_read_or_refused(container: Container, data: st.DataObject) -> None:
    start = FILES[container.name]
    whole = marked(container, start, MARKS) if data.draw(st.booleans()) else start
    file = data.draw(st.one_of(st.binary(max_size=200), harmed(whole)))
    try:
        written = marked(container, file, MARKS)
    except LabelError:
        return
    after = container.read(written)
    assert all(after.first(name) == value for name, value in MARKS.properties.items())
    again = container.read(marked(container, written, MARKS))
    assert again.properties == after.properties
    assert bare(again.content) == bare(after.content)


@pytest.mark.parametrize("name", ["text", "markdown", "html", "json"])
@QUICK
@given(text=st.text(max_size=300))
def test_any_text_takes_marks_or_says_why_not(name: str, text: str) -> None:
    container = next(each for each in CONTAINERS if each.name == name)
    try:
        file = text.encode()
        written = marked(container, file, MARKS)
    except (UnicodeEncodeError, LabelError):
        return
    assert container.read(written).first(MARK) == MARKS.properties[MARK]


@QUICK
@given(text=st.text(max_size=300))
def test_the_normal_form_is_its_own(text: str) -> None:
    once = normal(text, LABELS)
    assert normal(once) == once
    assert all(normal(each) == each for each in readings(text, LABELS))


@QUICK
@given(
    text=st.text(alphabet="ab（内容由AI生成） \n\t\"'", max_size=80), label=st.sampled_from(LABELS)
)
def test_labels_and_spaces_make_no_difference(text: str, label: str) -> None:
    bare = normal(text, LABELS)
    assert normal(f"{text}\n\n{label}\n", LABELS) == bare
    assert normal(f" {label} \n{text}", LABELS) == bare
    if bare:
        assert bare in readings(f"{text}\n{label}", LABELS)


@QUICK
@given(text=st.text(min_size=1, max_size=200), other=st.text(max_size=200))
def test_a_mark_holds_for_its_text_and_no_other(house: Workshop, text: str, other: str) -> None:
    mark = house.marker.mark(text, market=EU, modality="text").encoded
    assert house.detector.text(text, marks=[mark]).labelled
    found = house.detector.text(other, marks=[mark])
    same = set(readings(other, LABELS)) & set(readings(text, LABELS))
    assert not found.labelled or same or not normal(other, LABELS)


@QUICK
@given(st.data())
def test_no_byte_of_a_mark_goes_unsigned(house: Workshop, data: st.DataObject) -> None:
    mark = house.marker.mark("some text", market=EU, modality="text").encoded
    place = data.draw(st.integers(0, len(mark) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda one: one != mark[place]))
    changed = mark[:place] + letter + mark[place + 1 :]
    assert not house.detector.text("some text", marks=[changed]).labelled


@QUICK
@given(st.text(alphabet=".eyJ0aA-_=é", max_size=200))
def test_what_is_no_mark_is_refused(text: str) -> None:
    with pytest.raises(SignatureError):
        parse_mark(text)


@QUICK
@given(st.text(alphabet="<>!-/ abscript=\"'&;\n", max_size=200))
def test_markup_covers_every_character_once(text: str) -> None:
    place = 0
    for token in tokens(text):
        assert token.begin == place
        assert token.end > token.begin or token.kind == "raw"
        place = token.end
    assert place == len(text)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("html", b"<!--"), ("html", b"<a "), ("html", b"<script>"), ("html", b"</b"),
        ("html", b"<a x='\">"), ("html", b"<meta name=AIGC content='"), ("html", b"&#1"),
        ("text", b"[domicile-marks {"), ("text", b"eyJ."), ("text", b">\n"),
        ("markdown", b"---\n"), ("markdown", b"- [{"), ("json", b'{"a":'), ("json", b"[["),
    ],
)  # fmt: skip
def test_hostile_texts_take_little_time(house: Workshop, name: str, unit: bytes) -> None:
    suffix = {each.name: each.suffixes[0] for each in CONTAINERS}
    for data in (unit * (1_000_000 // len(unit)), b"---\n" + unit * 20_000 + b"\n---\n"):
        began = time.process_time()
        with contextlib.suppress(LabelError):
            house.detector.file(data, name=f"a{suffix[name]}")
        assert time.process_time() - began < 5
