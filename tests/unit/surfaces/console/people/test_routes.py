import json
import re
from importlib import resources

import pytest
from starlette.testclient import TestClient

from domicile.app import Domicile
from domicile.core.ids import MarketId
from domicile.core.text import Bilingual
from domicile.surfaces.console.frame import PACKAGE
from domicile.surfaces.console.people import words
from domicile.surfaces.serving.server import build

HOME = "http://127.0.0.1:8420"
PAGES = {
    "notices": ("Notices", "告知事项"),
    "complaint": ("File the complaint", "提交投诉"),
    "detect": ("Is it ours?", "核验标识"),
}
SCRIPTS = {"complaint": "COMPLAINT_SAYS", "detect": "DETECT_SAYS"}
HAN = re.compile(r"[\u4e00-\u9fff]")
BLANK = re.compile(r"\{\w*\}")
GROUPS = {
    name: group
    for name, group in vars(words).items()
    if name.isupper() and all(isinstance(each, Bilingual) for each in group.values())
}
EVERY = [
    pytest.param(said, id=f"{group}.{name}")
    for group, found in GROUPS.items()
    for name, said in found.items()
]


def text(*place: str) -> str:
    return resources.files(PACKAGE).joinpath(*place).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_there_for_everybody_in_both_languages(domicile: Domicile, name: str) -> None:
    domicile.keys.add([MarketId("CN")])
    client = TestClient(build(domicile), base_url=HOME)
    for language, said in zip(("en", "zh"), PAGES[name], strict=True):
        reply = client.get(f"/console/{name}?lang={language}")
        assert reply.status_code == 200
        assert said in reply.text
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")
        assert not re.search(r"<[^>]+ (?:on\w+|style)=", reply.text)
        assert "<script>" not in reply.text
    assert client.post(f"/console/{name}").status_code == 405


def test_notices_are_shown_with_their_version(domicile: Domicile) -> None:
    client = TestClient(build(domicile), base_url=HOME)
    found = client.get("/v1/notices?market=EU").json()["notices"]
    page = client.get("/console/notices?lang=zh").text
    assert found
    for notice in found:
        assert f'data-notice="{notice["id"]}"' in page
        assert notice["version"][:12] in page
    assert "您正在与人工智能系统对话" in page


def test_a_notice_has_blanks_where_something_is_not_said_yet(domicile: Domicile) -> None:
    page = TestClient(build(domicile), base_url=HOME).get("/console/notices?lang=en").text
    assert "by the AI model ____, filing number ____." in page
    assert not re.search(r"[{}]", page)


def test_where_a_person_is_begins_with_the_usual_market(domicile: Domicile) -> None:
    page = TestClient(build(domicile), base_url=HOME).get("/console/complaint?lang=en").text
    assert re.search(r'<option value="US-CA" selected>California', page)
    assert '<option value="CN">Mainland China' in page


@pytest.mark.parametrize("said", EVERY)
def test_both_languages_are_there(said: Bilingual) -> None:
    assert said.en.strip()
    assert not HAN.search(said.en)
    assert HAN.search(said.zh) or said.zh in {"、", "{producer}，{date}"}
    assert sorted(BLANK.findall(said.en)) == sorted(BLANK.findall(said.zh))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_uses_every_word_and_no_other(name: str) -> None:
    template = text("templates", "people", f"{name}.html")
    assert set(re.findall(r"\bwords\.(\w+)", template)) == set(GROUPS[name.upper()])


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_says_every_word_and_no_other(name: str, domicile: Domicile) -> None:
    script = text("assets", f"{name}.js") + text("assets", "call.js")
    said = set(re.findall(r'say\("(\w+)"', script)) | {"list_comma"}
    assert said == set(GROUPS[SCRIPTS[name]])
    page = TestClient(build(domicile), base_url=HOME).get(f"/console/{name}?lang=zh").text
    found = re.search(r'data-words="([^"]*)"', page)
    assert found is not None
    told = json.loads(found[1].replace("&#34;", '"').replace("&amp;", "&"))
    assert told["unreachable"] == "网关没有响应，请确认其仍在运行。"


def test_every_problem_of_a_mark_has_its_words() -> None:
    script = text("assets", "detect.js")
    assert set(re.findall(r"^  (\w+): \(\) => say", script, re.MULTILINE)) == {
        "malformed",
        "unknown_key",
        "wrong_signature",
        "altered",
    }
