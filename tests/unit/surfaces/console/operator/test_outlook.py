from pathlib import Path

import pytest
from starlette.testclient import TestClient

from domicile.core.ids import SiteId
from domicile.policy.outlook.drill import Turn
from domicile.surfaces.console.operator.outlook import becomes
from domicile.surfaces.serving.server import build
from tests.unit.surfaces.console.operator.browser import BOARD, HOME, Browser, Shown
from tests.unit.surfaces.console.stage import SETTINGS, opened

ONE, TWO = SiteId("one"), SiteId("two")


def test_the_plan_names_what_is_missing_and_offers_the_next_step(browser: Browser) -> None:
    shown = browser.open(f"{BOARD}/plan")
    assert "Steps left in the register" in shown.text
    assert "CN-PART-001" in shown.text
    assert any("verb=submit" in link and "site=one" in link for link in shown.links)
    browser.step("submit")
    shown = browser.open(f"{BOARD}/plan", feature="assistant")
    assert any("verb=approve" in link and "market=CN" in link for link in shown.links)
    assert "`" not in shown.text


def test_the_plan_is_of_the_feature_that_was_chosen(browser: Browser) -> None:
    shown = browser.open(f"{BOARD}/plan", feature="writing")
    assert any("site=typist" in link for link in shown.links)
    assert not any("site=one" in link for link in shown.links)
    assert browser.get(f"{BOARD}/plan", feature="nothing").status_code == 400


def test_the_drill_says_what_becomes_of_every_feature(browser: Browser) -> None:
    shown = browser.open(f"{BOARD}/drill")
    assert "To do when it leaves" not in shown.text
    browser.step("submit")
    shown = browser.open(f"{BOARD}/drill", without="one")
    assert "closed already" in shown.text
    assert "To do when it leaves" in shown.text
    assert browser.get(f"{BOARD}/drill", without="nowhere").status_code == 400


@pytest.mark.parametrize(
    ("now", "then", "word"),
    [
        (ONE, None, "dies"),
        (None, None, "shut"),
        (ONE, ONE, "stays"),
        (ONE, TWO, "moves"),
    ],
)
def test_there_is_a_word_for_what_becomes_of_requests(
    now: SiteId | None, then: SiteId | None, word: str
) -> None:
    assert becomes(Turn(data="none", now=now, then=then, why=(), changes=())) == word


def test_the_report_says_what_a_partner_could_hand_over(browser: Browser) -> None:
    shown = browser.open(f"{BOARD}/exposure")
    assert "could be compelled" in shown.text
    shown = browser.open(f"{BOARD}/exposure", site="one", **{"from": "2026-01-01", "to": ""})
    assert "What one could be compelled to hand over" in shown.text
    assert shown.fields["from"] == "2026-01-01"
    browser.language = "zh"
    assert "从未获准提供任何功能" in browser.open(f"{BOARD}/exposure", site="one").text
    for query in ({"site": "nowhere"}, {"site": "one", "from": "x"}, {"site": "device"}):
        assert browser.get(f"{BOARD}/exposure", **query).status_code == 400


async def test_without_partners_the_pages_say_so(tmp_path: Path) -> None:
    domicile = opened(tmp_path, SETTINGS)
    client = TestClient(build(domicile), base_url=HOME)
    for page in ("drill", "exposure"):
        shown = Shown(client.get(f"{BOARD}/{page}?lang=en").text)
        assert "No partner is set up." in shown.text
        assert not shown.fields
    await domicile.aclose()
