import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.content import ToolCall
from domicile.core.errors import PartnerBusyError, PartnerError, PartnerReplyError
from domicile.core.ids import SiteId
from domicile.core.reply import CallDelta, Delta, Finish, ReplyEvent, Usage
from domicile.egress.partners.openai_reply import FILTERED, REFUSED, OpenAIReply

SECRET = "wang.xm@example.net"


def read(*chunks: object) -> list[ReplyEvent]:
    reply = OpenAIReply(SiteId("it"))
    events = [event for chunk in chunks for event in reply.take(json.dumps(chunk).encode())]
    return [*events, *reply.end()]


def said(reason: str | None = None, **delta: object) -> dict[str, object]:
    return {"choices": [{"delta": delta, "finish_reason": reason}]}


def called(index: int, reason: str | None = None, **call: object) -> dict[str, object]:
    return said(reason, tool_calls=[{"index": index, **call}])


def test_text_and_what_it_took() -> None:
    usage = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    events = read(
        {**said(role="assistant", content=""), "model": "m-1", "usage": None, "error": None},
        said(content="Hel", reasoning_content="unseen"),
        said(content="lo"),
        said("stop"),
        {"choices": [], "usage": usage},
    )
    took = Usage(prompt_tokens=5, completion_tokens=2)
    assert events == [
        Delta(text="Hel"),
        Delta(text="lo"),
        Finish(reason="stop", usage=took, model="m-1"),
    ]


@pytest.mark.parametrize("reason", ["stop", "length", "tool_calls", "content_filter"])
def test_reasons(reason: str) -> None:
    finish = read(said(reason, content="x"))[-1]
    assert isinstance(finish, Finish)
    assert finish.reason == reason
    assert bool(finish.interventions) == (reason == "content_filter")


def test_tool_calls_come_whole_and_in_order() -> None:
    events = read(
        called(0, id="a", type="function", function={"name": "sa", "arguments": ""}),
        called(0, function={"name": "ve", "arguments": '{"x"'}),
        called(1, id="b", function={"name": "open", "arguments": None}),
        called(0, id="", function={"name": None, "arguments": ": 1}"}),
        called(1, "tool_calls", function=None),
    )
    assert events == [
        CallDelta(call=ToolCall(id="a", name="save", arguments='{"x": 1}')),
        CallDelta(call=ToolCall(id="b", name="open", arguments="")),
        Finish(reason="tool_calls"),
    ]


def test_a_call_in_many_pieces_costs_no_more_than_their_number() -> None:
    def seconds(count: int) -> float:
        reply = OpenAIReply(SiteId("it"))
        piece = json.dumps(called(0, function={"arguments": "x" * 100})).encode()
        start = time.process_time()
        for _ in range(count):
            assert list(reply.take(piece)) == []
        return time.process_time() - start

    seconds(100)
    assert seconds(40_000) < 30 * seconds(4_000)


def test_a_refusal_is_said_and_told() -> None:
    *text, finish = read(said(refusal="No."), said("stop"))
    assert text == [Delta(text="No.")]
    assert isinstance(finish, Finish)
    (told,) = finish.interventions
    assert (told.source, told.kind, told.text) == ("partner:it", "refused", REFUSED)


@pytest.mark.parametrize(
    "error",
    [
        {"code": "data_inspection_failed", "message": "x"},
        {"code": 400, "type": "content_filter"},
        {"code": "SensitiveContentDetected.Violence"},
        {"code": "invalid_request_error", "message": "Content Exists Risk"},
    ],
)
def test_a_partners_filter_is_told(error: object) -> None:
    events = read(said(content="Hel"), {"error": error})
    finish = events[-1]
    assert isinstance(finish, Finish)
    assert finish.reason == "content_filter"
    (told,) = finish.interventions
    assert (told.source, told.kind, told.text) == ("partner:it", "filtered", FILTERED)
    reply = OpenAIReply(SiteId("it"))
    assert reply.take_fault(json.dumps({"error": error}).encode())
    assert list(reply.end()) == [finish]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"{}", b'{"error": "content_filter"}', b'{"error": {"code": 5}}'],
)
def test_other_faults_are_no_filter(body: bytes) -> None:
    reply = OpenAIReply(SiteId("it"))
    assert not reply.take_fault(body)
    with pytest.raises(PartnerReplyError):
        list(reply.end())


@pytest.mark.parametrize(
    ("chunks", "why"),
    [
        ((), "ended its reply in the middle"),
        ((said(content="x"),), "ended its reply in the middle"),
        ((said(""),), "ended its reply in the middle"),
        (({"choices": [{"delta": None}]},), "ended its reply in the middle"),
        ((said(SECRET),), "finished for a reason that its dialect does not have"),
        ((called(0, "stop", id="a"),), "called a tool without naming it"),
        (({"error": {"message": SECRET}},), "broke off with an error of its own"),
        (({"error": SECRET},), "broke off with an error of its own"),
        (([SECRET],), "sent an event that is not in its dialect"),
        (({"choices": SECRET},), "sent an event that is not in its dialect"),
        (({"error": [SECRET]},), "sent an event that is not in its dialect"),
        (({"model": SECRET * 99},), "sent an event that is not in its dialect"),
        (({"usage": {"prompt_tokens": -1}},), "sent an event that is not in its dialect"),
        (({"usage": {"prompt_tokens": 2**53 + 1}},), "sent an event that is not in its dialect"),
    ],
)
def test_what_is_not_in_the_dialect(chunks: tuple[object, ...], why: str) -> None:
    with pytest.raises(PartnerReplyError) as caught:
        read(*chunks)
    assert str(caught.value) == f"partner it {why}"
    assert caught.value.__cause__ is None


def test_an_overloaded_partner() -> None:
    with pytest.raises(PartnerBusyError):
        read(said("insufficient_system_resource"))


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b'{"model": "\xff"}', b'{"x": ' + b"[" * 99_999 + b"]" * 99_999 + b"}"]
)
def test_bytes_that_are_no_json(data: bytes) -> None:
    with pytest.raises(PartnerReplyError, match="not in its dialect"):
        list(OpenAIReply(SiteId("it")).take(data))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "delta", "content", "finish_reason", "error", "usage", "tool_calls"]
            ),
            inner,
        )
    ),
)


@given(st.lists(JSON, max_size=4))
def test_anything_is_read_or_refused(chunks: list[object]) -> None:
    assert ended(chunks) in {"finished", "refused"}


def ended(chunks: list[object]) -> str:
    try:
        return "finished" if isinstance(read(*chunks)[-1], Finish) else "unfinished"
    except PartnerError:
        return "refused"
