import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, MARK, Marks
from domicile.policy.marks.containers.markdown import read, write

LABEL = '{"Label":"1"}'
MARKS = Marks(properties={MARK: "m", AIGC: LABEL}, visible="（内容由AI生成）")
LINES = 'AIGC: {"Label":"1"}\ndomicile: {"mark":"m"}\n'


def test_front_matter_is_made() -> None:
    written = write(b"# Title\n\nText.\n", MARKS).decode()
    assert written == f"---\n{LINES}---\n\n# Title\n\nText.\n\n（内容由AI生成）\n"
    assert read(written.encode()).properties == {MARK: ("m",), AIGC: (LABEL,)}


def test_front_matter_is_added_to() -> None:
    text = "---\ntitle: T\ntags: [a, b]\n---\nText.\n"
    written = write(text.encode(), Marks(properties=MARKS.properties)).decode()
    assert written == f"---\ntitle: T\ntags: [a, b]\n{LINES}---\nText.\n"
    assert write(written.encode(), MARKS).decode().count("AIGC:") == 1


def test_what_others_wrote_in_lines_of_their_own_is_read_and_replaced() -> None:
    text = '---\nAIGC:\n  Label: "1"\n  ContentProducer: 示例\ntitle: T\n---\nText.\n'
    found = read(text.encode())
    assert found.properties[AIGC] == ('{"Label":"1","ContentProducer":"\\u793a\\u4f8b"}',)
    written = write(text.encode(), Marks(properties={AIGC: LABEL})).decode()
    assert written == '---\ntitle: T\nAIGC: {"Label":"1"}\n---\nText.\n'


def test_a_quoted_label_is_read() -> None:
    assert read(b'---\nAIGC: \'{"Label":"2"}\'\n---\n').first(AIGC) == '{"Label":"2"}'
    assert read(b"---\nAIGC: [1]\ndomicile: {mark: [x], 1: y}\n---\n").properties == {AIGC: ("{}",)}


@pytest.mark.parametrize(
    "text",
    [
        "---\n",
        "---\nnot a mapping\n---\nx",
        "---\n- a\n---\nx",
        "---\n: : :\n{\n---\nx",
        "text\n---\na: b\n---\n",
        "---\n" + "- [" * 3000 + "\n---\n",
        "---\na: " + "x" * 70_000 + "\n---\n",
        "----\na: b\n---\n",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    found = read(text.encode())
    assert (found.content, found.properties) == (text, {})
    again = read(write(text.encode(), MARKS))
    assert again.first(MARK) == "m"


def test_braces_take_no_lines() -> None:
    with pytest.raises(LabelError, match="braces"):
        write(b"---\n{a: b}\n---\n", MARKS)


def test_a_byte_order_mark_and_windows_lines() -> None:
    text = "\ufeff---\r\ntitle: T\r\n---\r\nText.\r\n"
    written = write(text.encode(), Marks(properties=MARKS.properties)).decode()
    assert written.startswith("\ufeff---\n")
    assert read(written.encode()).properties == {MARK: ("m",), AIGC: (LABEL,)}
    assert read(written.encode()).content == "Text.\r\n"


def test_keys_that_are_no_words_are_left_alone() -> None:
    written = write(b"---\n? [a]\n: b\n---\nx\n", Marks(properties={MARK: "m"}))
    assert b"? [a]" in written


def test_nothing_to_write() -> None:
    assert write(b"Text.\n", Marks()) == b"Text.\n"
