from domicile.core.text import Bilingual
from domicile.reports.document import Document, Section, to_html, to_markdown

TITLE = Bilingual(en="A <report>", zh="一份<报告>")
FULL = Document(
    title=TITLE,
    sections=(
        Section(
            title=Bilingual(en="Lines & rows", zh="内容"),
            lines=(Bilingual(en="One.", zh="一。"), Bilingual(en="Two.", zh="二。")),
            head=(Bilingual(en="Name", zh="名称"), Bilingual(en="Value", zh="值")),
            rows=(("a|b", "<script>"), ("c\nd", "e")),
        ),
        Section(title=Bilingual(en="Nothing", zh="无")),
    ),
)


def test_markdown_keeps_every_cell_in_its_place() -> None:
    assert to_markdown(FULL, "en").splitlines() == [
        "# A <report>",
        "",
        "## Lines & rows",
        "",
        "- One.",
        "- Two.",
        "",
        "| Name | Value |",
        "| --- | --- |",
        r"| a\|b | &lt;script> |",
        "| c d | e |",
        "",
        "## Nothing",
    ]


def test_markdown_speaks_chinese() -> None:
    text = to_markdown(FULL, "zh")
    assert "- 一。" in text
    assert "| 名称 | 值 |" in text


def test_html_runs_and_loads_nothing() -> None:
    page = to_html(FULL, "en")
    assert "<script" not in page
    assert "<title>A &lt;report&gt;</title>" in page
    assert "<h2>Lines &amp; rows</h2>" in page
    assert "<td>a|b</td><td>&lt;script&gt;</td>" in page
    assert "<ul><li>One.</li><li>Two.</li></ul>" in page
    assert "http" not in page
    assert page.count("<ul>") == page.count("<table>") == 1


def test_html_tells_its_language() -> None:
    assert '<html lang="zh-CN">' in to_html(FULL, "zh")
