import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from domicile.app import Domicile
from domicile.core.errors import UnknownRouteError
from domicile.core.steps import STEPS
from domicile.surfaces.console.frame import PACKAGE
from domicile.surfaces.console.routes import load_assets, routes
from tests.unit.surfaces.console.stage import SETTINGS, opened

CONTRAST_AA = 4.5
"""Least contrast of text (WCAG 2.2, 1.4.3)."""

CONTRAST_PARTS = 3.0
"""Least contrast of what belongs to a control (WCAG 2.2, 1.4.11)."""

TEXT_ON = [
    ("ink", "paper"),
    ("ink", "panel"),
    ("ink", "sunken"),
    ("muted", "paper"),
    ("muted", "panel"),
    ("muted", "sunken"),
    ("accent", "paper"),
    ("accent", "panel"),
    ("on-accent", "accent"),
    ("good", "panel"),
    ("good", "good-soft"),
    ("bad", "panel"),
    ("bad", "bad-soft"),
    ("warn", "panel"),
    ("warn", "warn-soft"),
    ("on-mark", "mark"),
]


class Page(HTMLParser):
    """What a page holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def having(self, attribute: str) -> list[str | None]:
        return [found[attribute] for _, found in self.elements if attribute in found]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def client(domicile: Domicile) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(domicile))) as client:
        yield client


def page(client: TestClient, path: str = "/console?lang=en") -> Page:
    return Page(client.get(path).text)


def texts(folder: Traversable) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from texts(entry)
        else:
            yield entry.read_text(encoding="utf-8")


def luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def palette(scheme: str) -> dict[str, str]:
    css = load_assets()["console.css"].body.decode()
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    find = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
    return dict(find.findall(light)) | (dict(find.findall(dark)) if scheme == "dark" else {})


def test_the_root_leads_to_the_console(client: TestClient) -> None:
    reply = client.get("/", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (307, "/console")


@pytest.mark.parametrize("path", ["/", "/console", "/console/assets/console.js"])
def test_every_reply_forbids_what_the_page_does_not_need(client: TestClient, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    policy = headers["content-security-policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert set(policy) == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "accepted", "tag"),
    [
        ("/console", "zh-CN", "zh-Hans"),
        ("/console", "fr", "en"),
        ("/console?lang=zh", "en", "zh-Hans"),
        ("/console?lang=en", "zh", "en"),
    ],
)
def test_the_page_comes_in_the_readers_language(
    client: TestClient, path: str, accepted: str, tag: str
) -> None:
    reply = client.get(path, headers={"accept-language": accepted})
    shown = Page(reply.text)
    assert shown.all("html")[0]["lang"] == tag
    assert reply.headers["content-language"] == tag
    assert reply.headers["cache-control"] == "no-store"
    current = [link for link in shown.all("a") if "aria-current" in link]
    assert [link["lang"] for link in current] == [tag]


def test_there_is_a_column_for_each_market_with_all_steps(client: TestClient) -> None:
    shown = page(client)
    assert [each for each in shown.having("data-market") if each] == ["CN", "EU", "US-CA"]
    assert shown.having("data-step") == [*STEPS] * 3
    assert set(shown.having("data-partner")) == {"one"}


def test_the_request_is_written_already(client: TestClient) -> None:
    text = client.get("/console").text
    example = "我叫王小明，手机13812345678，帮我写一条请假短信给李老师，署名并留下电话"
    assert f">{example}</textarea>" in text
    assert example in page(client).having("data-example")


def test_what_settings_say_is_escaped(client: TestClient) -> None:
    text = client.get("/console").text
    assert "&lt;Operator &amp; Söhne&gt;" in text
    assert "<Operator" not in text


def test_the_words_reach_the_script_whole(client: TestClient) -> None:
    (main,) = page(client, "/console?lang=zh").all("main")
    assert json.loads(main["data-words"] or "")["refused"] == "已拒绝"
    assert json.loads(main["data-terms"] or "")["classes"]["phone"] == "电话号码"


async def test_without_partners_only_the_device_can_be_chosen(tmp_path: Path) -> None:
    domicile = opened(tmp_path, SETTINGS)
    with TestClient(Starlette(routes=routes(domicile))) as client:
        choices = {each["value"]: each for each in page(client).all("input") if "value" in each}
    assert "disabled" in choices["partner"]
    assert "disabled" not in choices["device"]
    await domicile.aclose()


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client: TestClient) -> None:
    shown = page(client)
    assert not shown.all("style")
    assert not shown.having("style")
    assert all(each["src"] for each in shown.all("script"))
    assert not [name for _, found in shown.elements for name in found if name.startswith("on")]
    links = [*shown.having("src"), *shown.having("href")]
    assert all(re.match(r"/(?!/)|[?#]", link or "") for link in links)
    for name, asset in load_assets().items():
        places = re.findall(r"https?://[^\s\"')]+|url\([^)]*\)|@import", asset.body.decode())
        assert set(places) <= {"http://www.w3.org/2000/svg"}, name


def test_the_script_never_reads_text_as_html() -> None:
    script = b"\n".join(a.body for name, a in load_assets().items() if name.endswith(".js"))
    assert b"replaceChildren" in script
    unsafe = (
        rb"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser"
    )
    assert not re.findall(unsafe, script)


def test_every_file_that_is_named_exists(client: TestClient) -> None:
    templates = resources.files(PACKAGE).joinpath("templates")
    named = set(re.findall(r"/console/assets/[\w.]+", "".join(texts(templates))))
    modules = {
        f"/console/assets/{name}"
        for asset in load_assets().values()
        for name in re.findall(r'from "\./([\w.]+)"', asset.body.decode())
    }
    assert {f"/console/assets/{name}" for name in load_assets()} == named | modules
    assert all(client.get(str(path)).status_code == 200 for path in named | modules)


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("console.css", "text/css; charset=utf-8"),
        ("console.js", "text/javascript; charset=utf-8"),
        ("mark.svg", "image/svg+xml"),
    ],
)
def test_a_file_is_sent_once(client: TestClient, name: str, media: str) -> None:
    first = client.get(f"/console/assets/{name}")
    assert first.headers["content-type"] == media
    assert first.content == load_assets()[name].body
    again = {"if-none-match": first.headers["etag"]}
    assert client.get(f"/console/assets/{name}", headers=again).status_code == 304
    assert client.get(f"/console/assets/{name}", headers={"if-none-match": '"x"'}).content


@pytest.mark.parametrize("name", ["nothing.js", "routes.py", "console.html", "%2e%2e"])
def test_no_other_file_is_handed_out(client: TestClient, name: str) -> None:
    with pytest.raises(UnknownRouteError):
        client.get(f"/console/assets/{name}")


def test_no_path_leads_out_of_the_folder(client: TestClient) -> None:
    assert client.get("/console/assets/..%2froutes.py").status_code == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    colors = palette(scheme)
    assert contrast(colors[text], colors[ground]) >= CONTRAST_AA


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_borders_of_controls_can_be_seen(scheme: str) -> None:
    colors = palette(scheme)
    for ground in ("paper", "panel"):
        assert contrast(colors["edge"], colors[ground]) >= CONTRAST_PARTS
