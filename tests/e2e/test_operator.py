"""The operator's board and the pages for people, in a real browser before the real gateway."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.stage import DOMICILE, opened, running

SETTINGS = """
data_dir = "store"
models_dir = "no-models"
[[sites]]
id = "demo-cn"
base_url = "http://127.0.0.1:1/v1"
model = "m"
owner_country = "CN"
region = "cn-mainland"
inference_scope = "cn-mainland"
filing_no = "DEMO-Example-20260101"
features = ["assistant", "writing"]
evidence = "simulated"
"""
BOARD = "console/operator"
LOCALES = ["en-GB", "zh-CN"]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A gateway without models, whose only partner cannot be reached; writing waits in China."""
    folder = tmp_path_factory.mktemp("operator")
    (folder / "domicile.toml").write_text(SETTINGS, encoding="utf-8")
    for feature, verbs in (("assistant", ("submit", "approve")), ("writing", ("submit",))):
        for verb in verbs:
            _release(folder, verb, feature)
    with running(folder, "serve") as home:
        yield home


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo, with the small model everywhere."""
    folder = tmp_path_factory.mktemp("demo")
    with running(folder, "demo", "--small", "--folder", "demo") as home:
        yield home


def _release(folder: Path, verb: str, feature: str) -> None:
    where = ("--market", "CN", "--feature", feature, "--site", "demo-cn", "--by", "test")
    subprocess.run([DOMICILE, "release", verb, *where], cwd=folder, check=True)


def step(page: Page, home: str, release: str, verb: str) -> None:
    """Take a release one step on, as an operator does on the board."""
    page.goto(f"{home}/{BOARD}")
    page.locator(f'[data-release="{release}"] a.{verb}').click()
    page.locator("#by").fill("王芳")
    page.locator("#reason").fill("tried")
    page.locator("form button.primary").click()
    expect(page.locator(".done")).to_be_visible()


def stage(page: Page, release: str) -> str | None:
    return page.locator(f'.stage:has([data-release="{release}"])').get_attribute("data-stage")


def ask_partner(page: Page, home: str) -> None:
    page.goto(f"{home}/console")
    page.locator("input[value=partner]").check()
    page.locator("#text").fill("Hello")
    page.locator("button[type=submit]").click()
    expect(page.locator("#stop")).to_be_hidden(timeout=240_000)
    expect(page.locator("#CN")).to_have_attribute(
        "data-state", re.compile("answered|refused|failed"), timeout=240_000
    )


def answered(page: Page, home: str, market: str) -> dict[str, Any]:
    """Ask the device or a partner over HTTP, as an app does."""
    reply = page.request.post(
        f"{home}/v1/features/assistant",
        data={"text": "Say in three sentences why tea is good.", "market": market},
        timeout=240_000,
    )
    said: dict[str, Any] = json.loads(reply.body())
    return said


@pytest.mark.parametrize("locale", LOCALES)
def test_suspending_on_the_board_refuses_the_next_request(
    browser: Browser, gateway: str, locale: str
) -> None:
    release = "CN/assistant/demo-cn"
    with opened(browser, gateway, locale=locale) as page:
        ask_partner(page, gateway)
        outcome = page.locator("#CN [data-part=outcome]")
        expect(outcome.locator("code").first).to_have_text("D301")  # it may, and cannot be reached
        step(page, gateway, release, "suspend")
        assert stage(page, release) == "suspended"
        ask_partner(page, gateway)
        expect(page.locator("#CN")).to_have_attribute("data-state", "refused")
        expect(outcome).to_contain_text("approval.suspended")
        step(page, gateway, release, "approve")
        assert stage(page, release) == "released"
        ask_partner(page, gateway)
        expect(outcome.locator("code").first).to_have_text("D301")


def test_approving_what_was_filed_opens_it_and_stands_in_the_history(
    browser: Browser, gateway: str
) -> None:
    release = "CN/writing/demo-cn"
    with opened(browser, gateway, locale="zh-CN") as page:
        page.goto(f"{gateway}/{BOARD}")
        assert stage(page, release) == "filed"
        card = page.locator(f'[data-release="{release}"]')
        expect(card).to_contain_text("未提供服务")
        step(page, gateway, release, "approve")
        assert stage(page, release) == "released"
        expect(card).to_contain_text("正在服务")
        page.get_by_role("link", name="历史").click()
        expect(page.locator("tbody tr").first).to_contain_text("王芳")
        expect(page.locator("tbody tr").first).to_contain_text("已发布")


def test_a_step_can_be_taken_without_a_mouse(browser: Browser, gateway: str) -> None:
    release = "CN/assistant/demo-cn"
    with opened(browser, gateway) as page:
        page.goto(f"{gateway}/{BOARD}")
        page.locator(f'[data-release="{release}"] a.restrict').focus()
        page.keyboard.press("Enter")
        page.locator("#by").focus()
        page.keyboard.type("Li")
        page.keyboard.press("Tab")
        page.keyboard.type("our own staff only")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".done")).to_contain_text("restricted")
        step(page, gateway, release, "approve")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_complaint_reaches_the_operator_and_its_answer_the_person(
    browser: Browser, gateway: str, locale: str
) -> None:
    with opened(browser, gateway, locale=locale) as page:
        page.goto(f"{gateway}/console/complaint")
        page.locator("#market").select_option("CN")
        page.locator("#text").fill("回答有误")
        page.locator("#file button.primary").click()
        number = page.locator("[data-part=number]").inner_text()
        secret = page.locator("[data-part=new-secret]").inner_text()
        page.goto(f"{gateway}/{BOARD}/cases")
        page.get_by_role("link", name=number).click()
        expect(page.locator(".answer")).to_have_text("回答有误")
        page.locator("#by").fill("王芳")
        page.locator("#text").fill("已更正。")
        page.locator("main form button.primary").click()
        expect(page.locator("main")).to_contain_text("已更正。")
        page.goto(f"{gateway}/console/complaint")
        page.locator("#case").fill(number)
        page.locator("#secret").fill(secret)
        page.locator("#look button.primary").click()
        expect(page.locator("[data-part=found]")).to_contain_text("已更正。")
        page.locator("#why").fill("仍然不对")
        page.locator("[data-part=send-appeal]").click()
        expect(page.locator("[data-part=appeal]")).to_be_hidden()


def test_a_text_of_others_is_not_recognized(browser: Browser, gateway: str) -> None:
    with opened(browser, gateway) as page:
        page.goto(f"{gateway}/console/detect")
        page.locator("#text").fill("AI生成: a text that somebody wrote elsewhere, with a label.")
        page.locator("button.primary").click()
        expect(page.locator("[data-labelled]")).to_have_attribute("data-labelled", "false")


def test_once_keys_exist_an_operators_key_opens_the_board(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "domicile.toml").write_text(SETTINGS, encoding="utf-8")
    _release(tmp_path, "submit", "assistant")
    made = subprocess.run(
        [DOMICILE, "config", "key", "add", "--market", "CN", "--role", "operator", "--json"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    secret = json.loads(made.stdout)["secret"]
    with running(tmp_path, "serve") as home:
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        page.goto(f"{home}/{BOARD}")
        expect(page.locator("h1")).to_have_text("仅限运营者")
        page.locator("#key").fill(secret)
        page.locator("button.primary").click()
        expect(page.locator("h1")).to_have_text("发布登记")
        (cookie,) = context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert secret not in cookie["value"]
        step(page, home, "CN/assistant/demo-cn", "approve")
        page.get_by_role("button", name="退出").click()
        expect(page.locator("h1")).to_have_text("仅限运营者")
        context.close()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_cut_off(browser: Browser, gateway: str, width: int, locale: str) -> None:
    pages = (
        BOARD,
        f"{BOARD}/step?verb=withdraw&market=CN&feature=assistant&site=demo-cn",
        f"{BOARD}/history",
        f"{BOARD}/plan",
        f"{BOARD}/drill?without=demo-cn",
        f"{BOARD}/exposure?site=demo-cn",
        f"{BOARD}/cases",
        f"{BOARD}/keeping",
        "console/notices",
        "console/complaint",
        "console/detect",
    )
    with opened(browser, gateway, width=width, locale=locale) as page:
        for path in pages:
            page.goto(f"{gateway}/{path}")
            expect(page.locator("h1")).to_be_visible()
            page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.model
@pytest.mark.slow
def test_the_detector_recognizes_an_answer(browser: Browser, demo: str) -> None:
    with opened(browser, demo, locale="zh-CN") as page:
        said = answered(page, demo, "EU")
        assert said["status"] == "answered"
        (label,) = [each["value"] for each in said["labels"] if each["kind"] == "metadata"]
        page.goto(f"{demo}/console/detect")
        page.locator("#text").fill(said["text"])
        page.locator("#mark").fill(label)
        page.locator("button.primary").click()
        verdict = page.locator("[data-part=verdict]")
        expect(verdict).to_have_attribute("data-labelled", "true")
        expect(verdict).to_contain_text("由 AI 生成并在此标记")
        page.locator("#mark").fill(json.loads(label)["mark"])
        page.locator("button.primary").click()
        expect(verdict).to_have_attribute("data-labelled", "true")
        expect(verdict).to_contain_text("由 AI 生成并在此标记")
        page.locator("#text").fill(said["text"] + " And more.")
        page.locator("button.primary").click()
        expect(verdict).to_have_attribute("data-labelled", "false")


@pytest.mark.model
@pytest.mark.slow
def test_in_the_demo_the_board_closes_and_opens_the_partner(browser: Browser, demo: str) -> None:
    release = "CN/assistant/demo-cn"
    with opened(browser, demo) as page:
        step(page, demo, release, "suspend")
        ask_partner(page, demo)
        expect(page.locator("#CN")).to_have_attribute("data-state", "refused")
        step(page, demo, release, "approve")
        ask_partner(page, demo)
        expect(page.locator("#CN")).to_have_attribute("data-state", "answered")
