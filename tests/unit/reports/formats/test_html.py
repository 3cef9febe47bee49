from domicile.reports.formats.html import to_html, write
from tests.unit.reports.formats.paper import FULL, REPORT


def test_it_runs_and_loads_nothing() -> None:
    page = to_html(FULL, "en")
    assert "<script" not in page
    assert "<title>A &lt;report&gt;</title>" in page
    assert "<h2>Lines &amp; rows</h2>" in page
    assert "<td>a|b</td><td>&lt;script&gt;</td>" in page
    assert "<ul><li>One.</li><li>Two.</li></ul>" in page
    assert "http" not in page
    assert (page.count("<ul>"), page.count("<table>")) == (2, 1)


def test_it_tells_its_language() -> None:
    assert '<html lang="zh-CN">' in write(REPORT, "zh").decode()
