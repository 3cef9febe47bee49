import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.errors import PartnerReplyError, PartnerTimeoutError
from domicile.egress import sse
from domicile.egress.sse import MAX_EVENT_BYTES, read_events


async def pieces(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def read(*parts: bytes) -> list[bytes]:
    return [event async for event in read_events(pieces(parts), who="it", timeout_s=5)]


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: a\n\ndata: b\n\n", [b"a", b"b"]),
        (b"data:a\n\n", [b"a"]),
        (b"data:  a\n\n", [b" a"]),
        (b"data: a\ndata: b\n\n", [b"a\nb"]),
        (b"data: a\r\n\r\ndata: b\r\r", [b"a", b"b"]),
        (b"\xef\xbb\xbfdata: a\n\n", [b"a"]),
        (b"data\n\n", [b""]),
        (b"data:\ndata:\n\n", [b"\n"]),
        (b": comment\n\ndata: a\n: comment\n\n", [b"a"]),
        (b"event: x\nid: 1\nretry: 2\n\n", []),
        (b"event: x\ndata: a:b\n\n", [b"a:b"]),
        (b"database: a\n Data: a\n\n", []),
        (b"\n\n\n", []),
        (b"", []),
        (b"data: a\n\ndata: cut off\n", [b"a"]),
        (b"data: cut off", []),
    ],
)
async def test_events_are_read_as_the_standard_says(stream: bytes, events: list[bytes]) -> None:
    assert await read(stream) == events
    assert await read(*(bytes([byte]) for byte in stream)) == events


async def test_an_empty_piece_is_not_the_end() -> None:
    assert await read(b"data: a\r", b"", b"\n", b"", b"data: b\r\n\r\n") == [b"a\nb"]


@given(
    st.lists(st.sampled_from([b"data: x", b"data:", b":c", b"\r\n", b"\n", b"\r", b"z", b"id: 1"])),
    st.lists(st.integers(min_value=0, max_value=60)),
)
def test_where_a_stream_is_cut_makes_no_difference(words: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(words)
    edges = [0, *sorted(cuts), len(stream)]
    parts = [stream[start:end] for start, end in pairwise(edges)]
    assert asyncio.run(read(*parts)) == asyncio.run(read(stream))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_dropped(stream: bytes) -> None:
    assert all(b"\r" not in event for event in asyncio.run(read(stream)))


async def test_the_longest_event_is_read_and_a_longer_one_refused() -> None:
    longest = b"data:" + b"x" * (MAX_EVENT_BYTES - 5)
    assert await read(longest + b"\n\n") == [longest[5:]]
    for wrong in (longest + b"x\n\n", longest + b"x", longest + b"\ndata:x\n\n", b":" + longest):
        with pytest.raises(PartnerReplyError, match="it sent more than is read"):
            await read(wrong)


async def test_an_event_of_many_empty_lines_is_refused_too() -> None:
    with pytest.raises(PartnerReplyError, match="more than is read"):
        await read(b"data:\n" * (MAX_EVENT_BYTES // 5 + 1))


async def test_a_stream_that_does_not_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_STREAM_BYTES", 100)
    assert len(await read(b"data: x\n\n" * 11)) == 11
    with pytest.raises(PartnerReplyError, match="more than is read"):
        await read(*[b": x\n"] * 26)


def test_tiny_pieces_cost_no_more_than_their_number() -> None:
    def seconds(count: int) -> float:
        events = sse._Events("it")
        start = time.process_time()
        found = [
            event for piece in (b"data:", *[b"x"] * count, b"\n\n") for event in events.take(piece)
        ]
        assert [len(event) for event in found] == [count]
        return time.process_time() - start

    seconds(1000)
    assert seconds(400_000) < 40 * seconds(40_000)


async def forever(piece: bytes, every_s: float) -> AsyncIterator[bytes]:
    while True:
        await asyncio.sleep(every_s)
        yield piece


@pytest.mark.parametrize("piece", [b"x", b": still here\n\n", b"event: ping\n\n", b"data: x\n"])
async def test_what_completes_no_event_does_not_buy_time(piece: bytes) -> None:
    with pytest.raises(PartnerTimeoutError, match="it did not go on in time"):
        await anext(read_events(forever(piece, 0.001), who="it", timeout_s=0.05))


async def test_every_event_buys_time_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_STREAM_S", 0.4)
    events = read_events(forever(b"data: x\n\n", 0.02), who="it", timeout_s=0.2)
    for _ in range(5):
        assert await anext(events) == b"x"
    with pytest.raises(PartnerTimeoutError):
        await exhaust(events)


async def exhaust(events: AsyncIterator[bytes]) -> None:
    async for _ in events:
        pass


async def test_a_slow_reader_is_not_taken_for_a_slow_sender() -> None:
    events = read_events(pieces([b"data: a\n\n", b"data: b\n\n"]), who="it", timeout_s=0.05)
    assert await anext(events) == b"a"
    await asyncio.sleep(0.1)
    assert await anext(events) == b"b"


async def test_cancelling_is_not_a_timeout() -> None:
    async def consume(events: AsyncGenerator[bytes]) -> None:
        await anext(events)

    task = asyncio.create_task(consume(read_events(forever(b"", 9), who="it", timeout_s=9)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
