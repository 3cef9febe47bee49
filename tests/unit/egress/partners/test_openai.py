import json
from pathlib import Path
from typing import cast

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.content import Content, Message, Sampling, ToolCall, ToolSpec
from domicile.core.errors import (
    LeakError,
    PartnerRejectedError,
    PartnerUnreachableError,
    PrivacyError,
    SecretError,
)
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.ids import SiteId
from domicile.core.reply import CallDelta, Delta, Finish, ReplyEvent, Sent, Unsent
from domicile.core.site import Site
from domicile.core.task import Needs, Task
from domicile.egress.partners.openai import OpenAIPartner, request_body
from domicile.privacy.cleared import Cleared
from domicile.privacy.minimize import minimize
from domicile.privacy.surrogates import Session
from tests.unit.egress.recording import SAID, STOPPED, RecordingPartner, chunk, sends, serves

HELLO = Content(messages=(Message(role="user", content="Grüße, 你好"),))
TOOL = ToolSpec(name="save", description="Saves.", parameters={"type": "object"})


def cleared(
    content: Content = HELLO,
    sampling: Sampling | None = None,
    findings: tuple[Finding, ...] = (),
) -> Cleared:
    task = Task(content=content, needs=Needs(window_tokens=99), sampling=sampling or Sampling())
    return minimize(task, findings, {}, Session(SystemEntropy()))


def site(partner: RecordingPartner, key: Path | str = "") -> Site:
    return Site(id=SiteId("it"), base_url=partner.base_url, model="m", api_key_file=str(key))


async def ask(place: Site, task: Cleared) -> list[ReplyEvent]:
    partner = OpenAIPartner(place, 5.0)
    try:
        return [event async for event in partner.run(task)]
    finally:
        await partner.aclose()


def test_the_body_is_this_and_the_same_every_time() -> None:
    body = request_body("m", cleared())
    assert body.decode() == (
        '{"model":"m","messages":[{"role":"user","content":"Grüße, 你好"}],"stream":true,'
        '"stream_options":{"include_usage":true},"max_tokens":1024,"temperature":0.0,"top_p":1.0}'
    )
    assert body == request_body("m", cleared())


FUNCTION = {"name": "save", "description": "Saves.", "parameters": {"type": "object"}}


def test_a_conversation_with_tools() -> None:
    call = ToolCall(id="1", name="save", arguments='{"a":1}')
    content = Content(
        messages=(
            Message(role="system", content="s"),
            Message(role="assistant", tool_calls=(call,)),
            Message(role="tool", content="done", tool_call_id="1"),
        ),
        tools=(TOOL,),
    )
    body = json.loads(request_body("m", cleared(content)))
    called = {"id": "1", "type": "function", "function": {"name": "save", "arguments": '{"a":1}'}}
    assert body["messages"] == [
        {"role": "system", "content": "s"},
        {"role": "assistant", "content": "", "tool_calls": [called]},
        {"role": "tool", "content": "done", "tool_call_id": "1"},
    ]
    assert body["tools"] == [{"type": "function", "function": FUNCTION}]
    assert "tool_choice" not in body


def test_how_a_reply_is_drawn_and_shaped() -> None:
    content = Content(messages=HELLO.messages, schema={"type": "object"})
    sampling = Sampling(max_tokens=5, temperature=1.5, top_p=0.5, seed=0, stop=("END",))
    body = json.loads(request_body("m", cleared(content, sampling)))
    shape = {"name": "reply", "schema": {"type": "object"}, "strict": True}
    assert {name: body[name] for name in body if name not in {"model", "messages"}} == {
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 5,
        "temperature": 1.5,
        "top_p": 0.5,
        "seed": 0,
        "stop": ["END"],
        "response_format": {"type": "json_schema", "json_schema": shape},
    }


@pytest.mark.parametrize(
    ("choice", "wire"),
    [
        ("auto", "auto"),
        ("none", "none"),
        ("required", "required"),
        ("save", {"type": "function", "function": {"name": "save"}}),
    ],
)
def test_the_choice_of_a_tool(choice: str, wire: object) -> None:
    content = Content(messages=HELLO.messages, tools=(TOOL,), tool_choice=choice)
    assert json.loads(request_body("m", cleared(content)))["tool_choice"] == wire


def test_half_a_surrogate_pair_is_no_error() -> None:
    content = Content(messages=(Message(role="user", content="a\ud800b"),))
    assert json.loads(request_body("m", cleared(content)))["messages"][0]["content"] == "a?b"


async def test_a_reply_and_exactly_those_bytes(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("sk-1\n")
    key.chmod(0o600)
    call = {"index": 0, "id": "1", "function": {"name": "save", "arguments": "{}"}}
    script = serves(SAID, chunk({"tool_calls": [call]}), STOPPED)
    async with RecordingPartner(script).running() as partner:
        events = await ask(site(partner, key), cleared())
    expected = request_body("m", cleared())
    assert events == [
        Sent(size_bytes=len(expected)),
        Delta(text="hello"),
        CallDelta(call=ToolCall(id="1", name="save", arguments="{}")),
        Finish(reason="stop"),
    ]
    assert partner.bodies == [expected]
    assert partner.heads[0].startswith("POST /v1/chat/completions HTTP/1.1\r\n")
    assert "\r\nAuthorization: Bearer sk-1\r\n" in partner.heads[0]


async def test_without_a_key_there_is_no_authorization() -> None:
    async with RecordingPartner(serves(SAID, STOPPED)).running() as partner:
        await ask(site(partner), cleared())
    assert "authorization" not in partner.heads[0].lower()


async def test_only_a_cleared_task_leaves() -> None:
    task = Task(content=HELLO, needs=Needs(window_tokens=99))
    async with RecordingPartner(serves(SAID, STOPPED)).running() as partner:
        there = OpenAIPartner(site(partner), 5.0)
        with pytest.raises(PrivacyError, match="only a cleared task"):
            await anext(there.run(cast("Cleared", task)))
        await there.aclose()
    assert partner.connections == 0


async def test_a_value_that_comes_back_in_by_the_model_name_stops_everything() -> None:
    finding = Finding(
        data_class=DataClass.PHONE,
        path="messages[0].content",
        start=0,
        end=11,
        score=1.0,
        recognizer="phone",
    )
    content = Content(messages=(Message(role="user", content="13812345678"),))
    task = cleared(content, findings=(finding,))
    assert task.counts[(DataClass.PHONE, Action.REMOVED)] == 1
    async with RecordingPartner(serves(SAID, STOPPED)).running() as partner:
        place = Site(id=SiteId("it"), base_url=partner.base_url, model="to-138-1234-5678")
        with pytest.raises(LeakError):
            await ask(place, task)
    assert partner.connections == 0


@pytest.mark.parametrize("text", [None, "", " \n", "two\nlines", "schlüssel", "a\x00b"])
async def test_a_key_that_cannot_be_used_stops_everything(tmp_path: Path, text: str | None) -> None:
    key = tmp_path / "key"
    if text is not None:
        key.write_text(text)
        key.chmod(0o600)
    async with RecordingPartner(serves(SAID, STOPPED)).running() as partner:
        with pytest.raises(SecretError):
            await ask(site(partner, key), cleared())
    assert partner.connections == 0


async def test_a_key_that_others_can_read_stops_everything(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("sk-1")
    key.chmod(0o644)
    async with RecordingPartner(serves(SAID, STOPPED)).running() as partner:
        with pytest.raises(SecretError):
            await ask(site(partner, key), cleared())
    assert partner.connections == 0


async def test_nothing_leaves_before_it_is_said() -> None:
    async with RecordingPartner(serves(SAID, STOPPED)).running() as partner:
        there = OpenAIPartner(site(partner), 5.0)
        events = there.run(cleared())
        assert isinstance(await anext(events), Sent)
        assert partner.connections == 0
        await events.aclose()
        await there.aclose()
    assert partner.connections == 0


async def test_a_partners_filter_is_an_answer_and_other_faults_are_errors() -> None:
    struck = b'{"error":{"code":"data_inspection_failed","message":"your text"}}'
    other = b'{"error":{"code":"invalid_api_key","message":"your text"}}'
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n"
    async with RecordingPartner(sends(head % len(struck) + struck)).running() as partner:
        finish = (await ask(site(partner), cleared()))[-1]
    assert isinstance(finish, Finish)
    assert finish.reason == "content_filter"
    assert [told.kind for told in finish.interventions] == ["filtered"]
    async with RecordingPartner(sends(head % len(other) + other)).running() as partner:
        with pytest.raises(PartnerRejectedError) as caught:
            await ask(site(partner), cleared())
    assert "your text" not in str(caught.value)


async def test_what_did_not_leave_is_taken_back() -> None:
    partner = OpenAIPartner(Site(id=SiteId("it"), base_url="http://127.0.0.1:1/v1", model="m"), 5.0)
    size_bytes = len(request_body("m", cleared()))
    events = partner.run(cleared())
    assert await anext(events) == Sent(size_bytes=size_bytes)
    assert await anext(events) == Unsent(size_bytes=size_bytes)
    with pytest.raises(PartnerUnreachableError):
        await anext(events)
    await partner.aclose()
