from domicile.reports.formats.markdown import to_markdown, write
from tests.unit.reports.formats.paper import FULL, REPORT


def test_every_cell_stays_in_its_place() -> None:
    assert to_markdown(FULL, "en").split("\n") == [
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
        "| c d | 站点\x1b |",
        "",
        "## Nothing",
        "",
        "- Nothing.",
        "",
    ]


def test_it_speaks_chinese() -> None:
    text = write(REPORT, "zh").decode()
    assert "- 一。" in text
    assert "| 名称 | 值 |" in text
