import pytest

from domicile.app import Domicile
from domicile.surfaces.console.operator import routes
from tests.unit.surfaces.console.operator.browser import BOARD, Browser, Shown


def test_a_step_leads_back_to_the_board_which_says_what_it_led_to(browser: Browser) -> None:
    reply = browser.step("submit")
    assert reply.status_code == 303
    shown = browser.open(reply.headers["location"].partition("?")[0])
    assert "Recorded" not in shown.text
    followed = Shown(browser.client.get(reply.headers["location"]).text)
    assert "Recorded: Mainland China · Assistant · one is now filed." in followed.text
    assert "CN-assistant-one" in followed.ids


def test_only_steps_that_are_allowed_are_offered(browser: Browser) -> None:
    browser.step("submit")
    offered = {link for link in browser.open().links if "/step?" in link}
    assert {link.partition("verb=")[2].partition("&")[0] for link in offered} == {
        "approve",
        "withdraw",
        "require",
    }
    for link in offered:
        assert browser.client.get(link).status_code == 200


def test_a_step_that_is_not_allowed_has_no_form_and_is_a_conflict(
    browser: Browser, domicile: Domicile
) -> None:
    where = {"verb": "approve", "market": "CN", "feature": "assistant", "site": "one"}
    shown = browser.open(f"{BOARD}/step", **where)
    assert "this step is not allowed" in shown.text
    assert "token" not in shown.fields
    token = browser.open(f"{BOARD}/step", **where | {"verb": "submit"}).fields["token"]
    reply = browser.send(f"{BOARD}/step", **where, token=token, by="Li")
    assert reply.status_code == 409
    assert "D605" in Shown(reply.text).text
    assert domicile.register.history() == ()


def test_what_people_wrote_is_escaped(browser: Browser) -> None:
    browser.step("submit", by="<b>Li</b>", reason='"><script>x</script>')
    for path in (BOARD, f"{BOARD}/history"):
        text = browser.get(path).text
        assert "&lt;b&gt;Li" in text
        assert "<script>x" not in text
        assert "<b>Li" not in text


def test_the_history_is_shown_latest_first_and_page_by_page(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.step("submit")
    browser.step("submit", site="two")
    monkeypatch.setattr(routes, "PAGE_EVENTS", 4)
    shown = browser.open(f"{BOARD}/history")
    assert shown.text.index("two#6") < shown.text.index("two#4") < shown.text.index("one#3")
    assert "one#2" not in shown.text
    (older,) = [link for link in shown.links if link.startswith(f"{BOARD}/history?before")]
    shown = Shown(browser.client.get(older).text)
    assert "one#2" in shown.text
    assert "one#3" not in shown.text
    assert not [link for link in shown.links if link.startswith(f"{BOARD}/history?before")]
    assert "two#6" in browser.open(f"{BOARD}/history", before="x").text


def test_every_page_is_in_one_language_and_can_be_switched(browser: Browser) -> None:
    browser.step("submit")
    browser.language = "zh"
    where = {"verb": "approve", "market": "CN", "feature": "assistant", "site": "one"}
    for path, query, said in (
        (BOARD, {}, "已申报"),
        (f"{BOARD}/history", {}, "任何记录都不会删除"),
        (f"{BOARD}/step", where, "您的姓名"),
    ):
        shown = browser.open(path, **query)
        assert said in shown.text
        (english,) = [link for link in shown.links if link.endswith("lang=en")]
        assert said not in Shown(browser.client.get(path + english).text).text


def test_a_release_can_be_submitted_for_every_market_feature_and_site(browser: Browser) -> None:
    shown = browser.open()
    for word in ("Mainland China (CN)", "Writing tools (writing)", "two", "device"):
        assert word in shown.text
    assert (shown.fields["verb"], shown.fields["lang"]) == ("submit", "en")
