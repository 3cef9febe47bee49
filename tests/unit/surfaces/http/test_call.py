import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message

from domicile.core.errors import BodyTimeoutError, BodyTooLargeError, InvalidRequestError
from domicile.surfaces.http import call as module
from domicile.surfaces.http.call import DRAIN_BYTES, MAX_BODY_BYTES, Attended, Call

Receive = Callable[[], Awaitable[Message]]
LEFT: Message = {"type": "http.disconnect"}


def part(data: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": data, "more_body": more}


def receiving(*messages: Message) -> Receive:
    waiting = list(messages)

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    return receive


def call_of(receive: Receive, *headers: tuple[bytes, bytes]) -> Call:
    async def send(message: Message) -> None:
        assert message

    return Call({"method": "POST", "headers": headers, "path_params": {"id": 1}}, receive, send)


async def test_a_body_in_one_part_and_in_many() -> None:
    assert await call_of(receiving(part(b"abc"))).body() == b"abc"
    parts = (part(b"a", more=True), part(b"b", more=True), part(b"c"))
    assert await call_of(receiving(*parts)).body() == b"abc"


async def test_the_largest_body_is_read_and_one_byte_more_is_not() -> None:
    largest = b"x" * MAX_BODY_BYTES
    assert await call_of(receiving(part(largest))).body() == largest
    with pytest.raises(BodyTooLargeError):
        await call_of(receiving(part(largest + b"x"))).body()
    with pytest.raises(BodyTooLargeError):
        await call_of(receiving(part(largest, more=True), part(b"x"))).body()


async def test_a_body_without_end_is_not_read_to_its_end() -> None:
    piece = b"x" * MAX_BODY_BYTES
    served = 0

    async def endless() -> Message:
        nonlocal served
        served += len(piece)
        return part(piece, more=True)

    with pytest.raises(BodyTooLargeError):
        await call_of(endless).body()
    assert served <= DRAIN_BYTES + len(piece)


async def test_a_body_that_never_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BODY_TIMEOUT_S", 0.01)
    with pytest.raises(BodyTimeoutError):
        await call_of(receiving(part(b"a", more=True))).body()


async def test_a_caller_who_leaves_within_the_body() -> None:
    with pytest.raises(InvalidRequestError):
        await call_of(receiving(part(b"{}", more=True), LEFT)).body()


def test_headers_and_parts_of_the_path() -> None:
    call = call_of(receiving(), (b"a", b" x "), (b"b", b""), (b"c", b"\xff"))
    assert call.header(b"a") == "x"
    assert call.header(b"b") is None
    assert call.header(b"z") is None
    assert call.param("id") == "1"
    with pytest.raises(InvalidRequestError, match="`c` is not UTF-8"):
        call.header(b"c")


async def test_the_status_is_remembered() -> None:
    call = call_of(receiving())
    assert not call.is_begun
    await call.send({"type": "http.response.start", "status": 200, "headers": []})
    await call.send({"type": "http.response.body", "body": b""})
    assert call.is_begun
    assert call.status == 200


async def test_a_block_ends_when_the_caller_leaves() -> None:
    call = call_of(receiving(part(b""), LEFT))
    reached = False
    with Attended(call):
        await asyncio.sleep(30)
        reached = True
    assert call.is_left
    assert not reached
    await asyncio.sleep(0)  # and nothing of the cancellation is left


async def test_a_block_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    call = call_of(receiving())
    with Attended(call):
        await asyncio.sleep(0)
    monkeypatch.setattr(module, "PATIENCE_S", 0.01)
    with Attended(call):
        await asyncio.sleep(0.03)
    assert not call.is_left


def test_a_block_is_attended_in_a_task_only() -> None:
    with pytest.raises(RuntimeError), Attended(call_of(receiving())):
        pass


async def test_a_short_block_makes_no_task() -> None:
    before = len(asyncio.all_tasks())
    with Attended(call_of(receiving(LEFT))):
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == before


async def test_an_error_passes() -> None:
    async def work() -> None:
        with Attended(call_of(receiving())):
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await work()


async def test_an_error_at_the_moment_of_leaving_passes() -> None:
    async def work() -> None:
        with Attended(call_of(receiving(LEFT))):
            try:
                await asyncio.sleep(30)
            finally:
                raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await work()


async def test_a_cancellation_by_others_passes() -> None:
    async def work() -> None:
        with Attended(call_of(receiving())):
            await asyncio.sleep(30)

    task = asyncio.create_task(work())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_beat_while_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.01)
    beats = 0

    async def beat() -> None:
        nonlocal beats
        beats += 1

    with Attended(call_of(receiving()), beat, every_s=0.01):
        await asyncio.sleep(0.1)
    assert beats > 1


@pytest.mark.parametrize("second", [b"false", b"true", b""])
def test_a_header_that_stands_twice_is_refused_and_never_half_heard(second: bytes) -> None:
    call = call_of(receiving(), (b"x-wish", b"true"), (b"x-wish", second), (b"x-other", b"1"))
    assert call.header(b"x-other") == "1"
    with pytest.raises(InvalidRequestError, match="`x-wish` stands twice"):
        call.header(b"x-wish")
