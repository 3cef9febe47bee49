"""Nothing that was planted ever reaches a partner: by chat, in a stream, through tools."""

import json
import re
import unicodedata
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from domicile.app import Domicile
from domicile.core.answer import Answer
from domicile.core.content import Content, Message, Sampling, ToolCall, ToolSpec
from domicile.core.findings import Action
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.reply import Delta
from domicile.core.settings_file import Surroundings, load_settings
from domicile.policy.caller import Caller
from domicile.policy.register.approvals import Motion
from domicile.store.releases import ReleaseKey

pytestmark = pytest.mark.model

PLANTED = ("王小明", "13812345678", "wang.xm@example.net")
TEXT = "我叫王小明，手机13812345678，邮箱wang.xm@example.net。请写一条请假短信，署名并留下电话。"
REMOVED = {
    "financial": ("我的银行卡号是{}，请记住。", "4111 1111 1111 1111"),
    "gov_id": ("身份证号码{}，请记住。", "11010519491231002X"),
}
MARKET = MarketId("US-CA")
SITE = SiteId("echo")
FEATURES = ("assistant", "translate", "writing")


@dataclass
class EchoPartner:
    """Says back what it was told last; keeps every byte that it got."""

    bodies: list[bytes] = field(default_factory=list)
    calls: list[Mapping[str, Any]] = field(default_factory=list)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.bodies.append(body)
        asked = json.loads(body)
        said = asked["messages"][-1]["content"] or "."
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for start in range(0, len(said), 3):
            await self.event(response, {"content": said[start : start + 3]})
        if asked.get("tools"):
            call = {"name": "save", "arguments": json.dumps({"note": said})}
            await self.event(response, {"tool_calls": [{"index": 0, "id": "1", "function": call}]})
        reason = "tool_calls" if asked.get("tools") else "stop"
        await self.event(response, {}, reason)
        await response.write(b"data: [DONE]\n\n")
        return response

    async def event(
        self, response: web.StreamResponse, delta: Mapping[str, Any], reason: str | None = None
    ) -> None:
        chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}], "model": "e"}
        await response.write(f"data: {json.dumps(chunk)}\n\n".encode())

    def saw(self, value: str) -> bool:
        forms = {value, json.dumps(value)[1:-1], value.replace(" ", "")}
        return any(form.encode() in body for form in forms for body in self.bodies)


@pytest.fixture
async def partner() -> AsyncIterator[tuple[EchoPartner, int]]:
    echo = EchoPartner()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", echo.complete)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield echo, runner.addresses[0][1]
    await runner.cleanup()


@pytest.fixture
async def domicile(tmp_path: Path, partner: tuple[EchoPartner, int]) -> AsyncIterator[Domicile]:
    config = tmp_path / "domicile.toml"
    config.write_text(f"""
data_dir = "store"
[[sites]]
id = "{SITE}"
base_url = "http://127.0.0.1:{partner[1]}/v1"
model = "e"
owner_country = "US"
region = "us"
inference_scope = "us"
features = {json.dumps(FEATURES)}
evidence = "simulated"
""")
    surroundings = Surroundings(environment={}, home=Path.home(), folder=tmp_path)
    house = Domicile(load_settings(surroundings, config=config))
    for feature in FEATURES:
        key = ReleaseKey(MARKET, FeatureId(feature), SITE)
        house.register.move("submit", key, Motion(by="test"))
        house.register.move("approve", key, Motion(by="test"))
    yield house
    await house.aclose()


async def ask(
    house: Domicile,
    content: Content,
    feature: str = "assistant",
    sampling: Sampling | None = None,
) -> Answer:
    caller = Caller(market=MARKET, site=SITE)
    request = house.request(FeatureId(feature), content, caller, sampling=sampling)
    outcome = await house.answer(request)
    assert isinstance(outcome, Answer)
    return outcome


def said(text: str) -> Content:
    return Content(messages=(Message(role="user", content=text),))


@pytest.mark.parametrize("feature", FEATURES)
async def test_chat(domicile: Domicile, partner: tuple[EchoPartner, int], feature: str) -> None:
    answer = await ask(domicile, said(TEXT), feature)
    assert answer.reply.text.startswith(TEXT)
    assert answer.sent_bytes == len(partner[0].bodies[0])
    assert not [value for value in PLANTED if partner[0].saw(value)]


async def test_stream(domicile: Domicile, partner: tuple[EchoPartner, int]) -> None:
    caller = Caller(market=MARKET, site=SITE)
    request = domicile.request(FeatureId("assistant"), said(TEXT), caller)
    pieces = [event async for event in domicile.respond(request)]
    text = "".join(piece.text for piece in pieces if isinstance(piece, Delta))
    assert text.startswith(TEXT)
    assert sum(isinstance(piece, Delta) for piece in pieces) > 3
    assert not [value for value in PLANTED if partner[0].saw(value)]


@pytest.mark.parametrize(
    "text",
    [
        "Please write to 王小明 about it.",
        "手机138\n1234\n5678",
        "手机**138**1234**5678**",
        "手机①③⑧①②③④⑤⑥⑦⑧",
        "手机1\ufe0f\u20e33\ufe0f\u20e3812345678",
        "手机1\u202e3\u202e812345678",
        "https://example.net/?e=wang.xm%40example.net",
        '{"name": "\\u738b\\u5c0f\\u660e", "tel": "\\u0031\\u00338-1234-5678"}',
    ],
)
async def test_dressed_up(domicile: Domicile, partner: tuple[EchoPartner, int], text: str) -> None:
    await ask(domicile, said(text), sampling=Sampling(stop=("王小明，", "电话13812345678")))
    skeleton = "".join(str(unicodedata.digit(char, char)) for char in partner[0].bodies[0].decode())
    digits = re.sub(r"\\n|[^0-9]", "", skeleton)
    assert "王小明" not in skeleton
    assert r"\u738b" not in skeleton
    assert "wang.xm" not in skeleton
    assert "13812345678" not in digits


@pytest.mark.parametrize("data_class", REMOVED)
async def test_a_sensitive_value_is_removed_and_does_not_come_back(
    domicile: Domicile, partner: tuple[EchoPartner, int], data_class: str
) -> None:
    sentence, value = REMOVED[data_class]
    answer = await ask(domicile, said(sentence.format(value)))
    assert not partner[0].saw(value)
    assert [(treated.finding.data_class, treated.action) for treated in answer.findings] == [
        (data_class, Action.REMOVED)
    ]
    assert value not in answer.reply.text


async def test_tools(domicile: Domicile, partner: tuple[EchoPartner, int]) -> None:
    tool = ToolSpec(
        name="save",
        description="Saves a note for 王小明, 13812345678.",
        parameters={"type": "object", "properties": {"note": {"type": "string"}}},
    )
    earlier = ToolCall(id="0", name="save", arguments=json.dumps({"to": "王小明"}))
    content = Content(
        messages=(
            Message(role="user", content=TEXT),
            Message(role="assistant", tool_calls=(earlier,)),
            Message(role="tool", tool_call_id="0", content="王小明的电话是13812345678。"),
            Message(role="user", content=TEXT),
        ),
        tools=(tool,),
    )
    answer = await ask(domicile, content)
    assert json.loads(answer.reply.calls[0].arguments) == {"note": TEXT}
    assert not [value for value in PLANTED if partner[0].saw(value)]


async def test_the_receipt_counts_what_left_and_holds_no_value(
    domicile: Domicile, partner: tuple[EchoPartner, int]
) -> None:
    answer = await ask(domicile, said(TEXT))
    bundle = domicile.book.export(answer.receipt_id).decode()
    assert partner[0].bodies
    assert '"phone"' in bundle
    assert not [value for value in PLANTED if value in bundle]
