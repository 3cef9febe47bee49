"""The console in a real browser, before the real gateway."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from domicile.core.steps import STEPS
from tests.e2e.stage import DOMICILE, opened, running

EXAMPLE = "我叫王小明，手机13812345678，帮我写一条请假短信给李老师，署名并留下电话"
MARKETS = ("CN", "EU", "US-CA")
SETTINGS = """
data_dir = "store"
models_dir = "no-models"
[[sites]]
id = "away"
base_url = "http://127.0.0.1:1/v1"
model = "m"
owner_country = "US"
region = "us"
inference_scope = "us"
features = ["assistant"]
evidence = "simulated"
"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A gateway without models, whose only partner cannot be reached."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "domicile.toml").write_text(SETTINGS, encoding="utf-8")
    release = ("--market", "US-CA", "--feature", "assistant", "--site", "away", "--by", "test")
    for verb in ("submit", "approve"):
        subprocess.run([DOMICILE, "release", verb, *release], cwd=folder, check=True)
    with running(folder, "serve") as home:
        yield home


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo, with the small model everywhere."""
    folder = tmp_path_factory.mktemp("demo")
    with running(folder, "demo", "--small", "--folder", "demo") as home:
        yield home


def market(page: Page, name: str) -> Locator:
    return page.locator(f'[data-market="{name}"]')


def ask(page: Page) -> None:
    page.locator("button[type=submit]").click()
    finished(page)


def finished(page: Page) -> None:
    """Wait until all three are done."""
    for name in MARKETS:
        expect(market(page, name)).to_have_attribute(
            "data-state", re.compile("answered|refused|failed|stopped"), timeout=240_000
        )
    expect(page.locator("#stop")).to_be_hidden()


def steps(column: Locator, state: str) -> list[str]:
    found = column.locator(f'[data-step][data-state="{state}"]').all()
    return [step.get_attribute("data-step") or "" for step in found]


def receipt(page: Page, column: Locator) -> bytes:
    with page.expect_download() as download:
        column.locator("a[download]").click()
    return download.value.path().read_bytes()


def is_focused(element: Locator) -> bool:
    return bool(element.evaluate("element => element === document.activeElement"))


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en-GB", ("en", "One request, three markets")),
        ("zh-CN", ("zh-Hans", "一个请求，三地规则")),
    ],
)
def test_the_page_speaks_the_readers_language(
    browser: Browser, bare: str, locale: str, shown: tuple[str, str]
) -> None:
    tag, title = shown
    with opened(browser, bare, locale=locale) as page:
        expect(page.locator("html")).to_have_attribute("lang", tag)
        expect(page.locator("h1")).to_have_text(title)
        expect(page.locator("#text")).to_have_value(EXAMPLE)
        for name in MARKETS:
            assert market(page, name).locator("[data-step]").count() == len(STEPS)


def test_the_language_can_be_switched(browser: Browser, bare: str) -> None:
    with opened(browser, bare, locale="en") as page:
        page.get_by_role("link", name="中文").click()
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_keyboard_is_enough(browser: Browser, bare: str) -> None:
    with opened(browser, bare) as page:
        page.keyboard.press("Tab")
        assert is_focused(page.locator(".skip"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{bare}/console#text")
        assert is_focused(page.locator("#text"))
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type("Hello")
        page.keyboard.press("Tab")
        assert is_focused(page.locator("input[value=device]"))
        page.keyboard.press("ArrowDown")
        assert page.locator("input[value=partner]").is_checked()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert is_focused(page.locator("button[type=submit]"))
        page.keyboard.press("Enter")
        finished(page)
        page.locator("#text").focus()
        with page.expect_request("**/v1/features/**"):
            page.keyboard.press("Control+Enter")
        finished(page)


def test_a_refusal_shows_every_reason_and_what_would_help(browser: Browser, bare: str) -> None:
    with opened(browser, bare) as page:
        page.locator("input[value=partner]").check()
        page.locator("#text").fill("Hello")
        ask(page)
        column = market(page, "EU")
        expect(column).to_have_attribute("data-state", "refused")
        rules = column.locator("[data-part=outcome] [data-outcome=refuse] .rule code")
        assert {"EU-PART-003", "EU-LOC-001", "approval.missing"} <= set(rules.all_inner_texts())
        outcome = column.locator("[data-part=outcome]")
        expect(outcome).to_contain_text("domicile release submit")
        expect(outcome).to_contain_text("It would take a site that computes only in eu.")
        expect(outcome).to_contain_text("GDPR")
        assert steps(column, "done") == ["decide", "seal"]
        assert steps(column, "skipped") == list(STEPS[1:-1])
        expect(column.locator("[data-part=facts]")).to_contain_text("Nothing")
        expect(column.locator("[data-step=choose]")).to_contain_text("away")
        expect(column.locator("[data-step=apply]")).to_contain_text("EU-LAB-001")
        assert json.loads(receipt(page, column))


def test_an_error_shows_its_number_and_its_remedy(browser: Browser, bare: str) -> None:
    with opened(browser, bare) as page:
        page.locator("#text").fill("Hello")
        ask(page)
        outcome = market(page, "EU").locator("[data-part=outcome]")
        expect(outcome.locator("code").first).to_have_text("D201")
        expect(outcome).to_contain_text("domicile models pull")
        page.locator("input[value=partner]").check()
        ask(page)
        outcome = market(page, "US-CA").locator("[data-part=outcome]")
        expect(outcome.locator("code").first).to_have_text("D301")


def test_blank_text_is_not_sent(browser: Browser, bare: str) -> None:
    with opened(browser, bare) as page:
        page.locator("#text").fill("  ")
        page.locator("button[type=submit]").click()
        expect(market(page, "CN")).to_have_attribute("data-state", "idle")
        assert page.locator("#text").evaluate("box => box.validationMessage")


def test_an_example_in_english_is_at_hand(browser: Browser, bare: str) -> None:
    with opened(browser, bare) as page:
        page.locator("button[lang=en]").click()
        expect(page.locator("#text")).to_have_value(re.compile("my teacher"))
        expect(page.locator("#text")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("width", [320, 390, 820, 1280, 1920])
def test_nothing_is_cut_off(browser: Browser, bare: str, width: int, locale: str) -> None:
    with opened(browser, bare, width=width, locale=locale) as page:
        page.locator("input[value=partner]").check()
        ask(page)
        for summary in page.locator("[data-part=happened] summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        tops = {round(market(page, name).evaluate("e => e.offsetTop")) for name in MARKETS}
        assert len(tops) == (1 if width >= 1280 else len(MARKETS))


@pytest.mark.model
@pytest.mark.slow
def test_the_device_answers_in_all_three_markets(browser: Browser, demo: str) -> None:
    with opened(browser, demo, locale="zh-CN") as page:
        ask(page)
        for name in MARKETS:
            column = market(page, name)
            expect(column).to_have_attribute("data-state", "answered")
            expect(column.locator("[data-part=state]")).to_have_text("在本机运行 ")
            assert column.locator(".answer").inner_text().strip()
            assert steps(column, "done") == list(STEPS)
            facts = column.locator("[data-part=facts]")
            expect(facts.locator("mark")).to_have_text(["王小明", "13812345678", "李老师"])
            expect(facts.locator("mark[data-action=kept]")).to_have_count(3)
            expect(facts).to_contain_text("D 级")
            expect(column.locator(".tag.demo")).to_have_count(0)
        expect(market(page, "CN").locator(".answer")).to_contain_text("内容由AI生成")


@pytest.mark.model
@pytest.mark.slow
def test_partners_get_cleared_text_and_receipts_verify(
    browser: Browser, demo: str, tmp_path: Path
) -> None:
    with opened(browser, demo) as page:
        page.locator("input[value=partner]").check()
        ask(page)
        for name, site in (("CN", "demo-cn"), ("US-CA", "demo-us")):
            column = market(page, name)
            expect(column).to_have_attribute("data-state", "answered")
            expect(column.locator("[data-part=state]")).to_contain_text(f"By {site}")
            expect(column.locator("[data-part=state] .demo")).to_have_text("DEMO")
            expect(column.locator("mark[data-action=replaced]")).to_have_count(3)
            expect(column.locator("[data-part=facts]")).to_contain_text("Level P0")
            assert steps(column, "done") == list(STEPS)
            file = tmp_path / f"{name}.json"
            file.write_bytes(receipt(page, column))
            subprocess.run([DOMICILE, "receipt", "verify", file], check=True, cwd=tmp_path)
        expect(market(page, "EU")).to_have_attribute("data-state", "refused")


@pytest.mark.model
@pytest.mark.slow
def test_asking_can_be_stopped(browser: Browser, demo: str) -> None:
    with opened(browser, demo) as page:
        page.locator("button[type=submit]").click()
        expect(market(page, "CN")).to_have_attribute("data-state", "running")
        expect(page.locator("#progress")).to_contain_text("answering")
        page.locator("#stop").click()
        finished(page)
        for name in MARKETS:
            expect(market(page, name)).to_have_attribute("data-state", "stopped")
        page.locator("button[type=submit]").click()
        expect(market(page, "CN")).to_have_attribute("data-state", "answered", timeout=240_000)


def test_a_key_is_asked_for_once_keys_exist(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "domicile.toml").write_text(SETTINGS, encoding="utf-8")
    made = subprocess.run(
        [DOMICILE, "config", "key", "add", "--market", "EU", "--json"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    secret = json.loads(made.stdout)["secret"]
    with running(tmp_path, "serve") as home, opened(browser, home) as page:
        page.locator("input[value=partner]").check()
        page.locator("#text").fill("Hello")
        ask(page)
        column = market(page, "EU")
        expect(column.locator("[data-part=outcome] code").first).to_have_text("D903")
        page.locator(".key summary").click()
        page.locator("#key").fill(secret)
        ask(page)
        expect(column).to_have_attribute("data-state", "refused")
        assert json.loads(receipt(page, column))
