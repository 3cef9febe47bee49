import io
import zipfile

import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers import docx as module
from domicile.policy.marks.containers.container import AIGC, MARK, Marks
from domicile.policy.marks.containers.docx import MAX_PARTS, read, write
from tests.unit.policy.marks.samples import docx

LABEL = '{"Label":"1","ContentProducer":"a<b>&\'c"}'
MARKS = Marks(properties={MARK: "m", AIGC: LABEL}, visible="（内容由AI生成）")
CUSTOM = (
    '<Properties xmlns="c" xmlns:vt="v"><property fmtid="f" pid="7" name="Client"><vt:lpwstr>X'
    '</vt:lpwstr></property><property fmtid="f" pid="8" name="AIGC"><vt:lpwstr>{}</vt:lpwstr>'
    "</property></Properties>"
)
BODY = "<w:document><w:body>{}</w:body></w:document>"


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_marks_are_custom_properties() -> None:
    written = write(docx("Text"), MARKS)
    found = read(written)
    assert found.properties == {MARK: ("m",), AIGC: (LABEL,)}
    assert found.content == "Text\n（内容由AI生成）\n"
    assert 'PartName="/docProps/custom.xml"' in part(written, "[Content_Types].xml")
    assert 'Id="rIdMarks0"' in part(written, "_rels/.rels")
    assert part(written, "docProps/custom.xml").count('pid="2"') == 1


def test_nothing_is_written_twice() -> None:
    once = write(docx("Text"), MARKS)
    twice = write(once, MARKS)
    assert read(twice) == read(once)
    assert part(twice, "[Content_Types].xml") == part(once, "[Content_Types].xml")


def test_what_others_wrote_stays() -> None:
    written = write(docx(parts={"docProps/custom.xml": CUSTOM, "word/x.bin": "y"}), MARKS)
    assert read(written).properties == {MARK: ("m",), AIGC: (LABEL,)}
    custom = part(written, "docProps/custom.xml")
    assert 'name="Client"><vt:lpwstr>X' in custom
    assert custom.count('name="AIGC"') == 1
    assert 'pid="8"' in custom
    assert part(written, "word/x.bin") == "y"


def test_a_taken_name_of_a_relation() -> None:
    relations = '<Relationships><Relationship Id="rIdMarks0"/></Relationships>'
    written = write(docx(parts={"_rels/.rels": relations}), MARKS)
    assert 'Id="rIdMarks1"' in part(written, "_rels/.rels")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<w:p/>", "<w:p/>+</w:body>"),
        ("<w:p/><w:sectPr/>", "<w:p/>+<w:sectPr/></w:body>"),
        ("<w:p/><w:sectPr a='b'><w:x/></w:sectPr>\n", "<w:p/>+<w:sectPr a='b'>"),
        ("<w:p><w:pPr><w:sectPr/></w:pPr></w:p>", "</w:pPr></w:p>+</w:body>"),
    ],
)
def test_where_the_label_stands(body: str, expected: str) -> None:
    written = write(docx(parts={"word/document.xml": BODY.format(body)}), MARKS)
    begin, _, end = expected.partition("+")
    found = part(written, "word/document.xml")
    assert f"{begin}<w:p><w:r>" in found
    assert f"</w:r></w:p>{end}" in found


def test_tabs_breaks_and_entities() -> None:
    body = '<w:p><w:t xml:space="preserve">a &amp; </w:t><w:tab/><w:t>b</w:t><w:br w:x="y"/></w:p>'
    assert read(docx(parts={"word/document.xml": BODY.format(body)})).content == "a &  b\n\n"


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": "<!DOCTYPE x><w:document/>"},
        {"docProps/custom.xml": "<!-- -->"},
        {"docProps/custom.xml": "<other/>"},
        {"word/document.xml": "<w:document/>"},
        {"[Content_Types].xml": "<x/>"},
        {"_rels/.rels": "<x/>"},
    ],
)
def test_what_word_does_not_write(parts: dict[str, str]) -> None:
    with pytest.raises(LabelError):
        write(docx(parts=parts), MARKS)


def test_a_part_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_XML_BYTES", 10)
    with pytest.raises(LabelError, match="too large"):
        read(docx())


def test_a_bomb_does_not_go_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_INFLATED_BYTES", 100_000)
    with pytest.raises(LabelError, match="unfolds"):
        read(docx(parts={"bomb": "0" * 100_001}))


def test_a_bomb_that_lies_about_its_size() -> None:
    data = docx(parts={"bomb": "0" * 1_000_000})
    size = (1_000_000).to_bytes(4, "little")
    with pytest.raises(LabelError, match="damaged"):
        read(data.replace(size, (10).to_bytes(4, "little")))


def test_too_many_parts_or_two_of_one_name() -> None:
    with pytest.raises(LabelError, match="too many parts"):
        read(docx(parts={f"p{number}": "" for number in range(MAX_PARTS)}))
    out = io.BytesIO(docx(parts={"p1": ""}))
    data = out.getvalue().replace(b"p1", b"p2") + b""
    assert read(data).content
    twice = docx(parts={"p1": "", "p2": ""}).replace(b"p2", b"p1")
    with pytest.raises(LabelError, match="two of one name"):
        read(twice)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", docx()[:-30], docx()[:200]])
def test_what_is_no_document(data: bytes) -> None:
    with pytest.raises(LabelError):
        read(data)


def test_another_archive() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(LabelError, match="no Word document"):
        read(out.getvalue())
