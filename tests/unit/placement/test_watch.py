import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest

from domicile.core.errors import PartnerTimeoutError, StorageError
from domicile.core.reply import Delta, Finish, ReplyEvent, Sent
from domicile.placement.watch import watched

SHORT_S = 0.01


@dataclass
class Model:
    """Says pieces; waits for ever before the one of number ``waits_at``."""

    pieces: int = 3
    waits_at: int | None = None
    error: Exception | None = None
    asked: int = 0
    closed: int = 0
    said: list[ReplyEvent] = field(default_factory=list)

    async def run(self) -> AsyncGenerator[ReplyEvent]:
        try:
            for number in range(self.pieces):
                self.asked += 1
                if number == self.waits_at:
                    await asyncio.sleep(3600)
                yield Sent(size_bytes=1) if number == 0 else Delta(text=str(number))
            if self.error:
                raise self.error
            yield Finish(reason="stop")
        finally:
            self.closed += 1


async def heard(model: Model, permitted: list[bool]) -> list[ReplyEvent]:
    def may_go_on() -> bool:
        return permitted[0] if len(permitted) == 1 else permitted.pop(0)

    async with (
        asyncio.timeout(5),
        aclosing(watched(model.run(), may_go_on, every_s=SHORT_S)) as all_,
    ):
        return [event async for event in all_]


async def test_everything_is_heard_as_long_as_it_may_go_on() -> None:
    model = Model()
    events = await heard(model, [True])
    assert [type(event) for event in events] == [Sent, Delta, Delta, Finish]
    assert model.closed == 1


async def test_nothing_is_asked_for_when_it_may_not_even_begin() -> None:
    model = Model()
    assert await heard(model, [False]) == []
    assert model.asked == 0


async def test_a_silent_model_is_closed_when_it_may_no_longer() -> None:
    model = Model(waits_at=2)
    assert len(await heard(model, [True, True, True, False])) == 2
    assert model.closed == 1


async def test_the_next_event_is_asked_for_only_when_the_last_was_taken_and_more_is_wanted() -> (
    None
):
    """Nothing leaves before it was heard that it will."""
    model = Model()
    async with aclosing(watched(model.run(), lambda: True)) as events:
        assert isinstance(await anext(events), Sent)
        await asyncio.sleep(SHORT_S)
        assert model.asked == 1
    assert model.closed == 1


async def test_what_fails_is_raised_and_closes() -> None:
    model = Model(error=PartnerTimeoutError("too long"))
    with pytest.raises(PartnerTimeoutError):
        await heard(model, [True])
    assert model.closed == 1


async def test_who_cannot_tell_whether_it_may_ends_it() -> None:
    looks = 0

    def fail() -> bool:
        nonlocal looks
        looks += 1
        if looks > 1:
            raise StorageError("the store is gone")
        return True

    model = Model(waits_at=1)
    with pytest.raises(StorageError):
        async with (
            asyncio.timeout(5),
            aclosing(watched(model.run(), fail, every_s=SHORT_S)) as all_,
        ):
            [event async for event in all_]
    assert model.closed == 1


async def test_a_listener_who_is_cancelled_closes_the_model() -> None:
    model = Model(waits_at=1)
    listening = asyncio.create_task(heard(model, [True]))
    await asyncio.sleep(3 * SHORT_S)
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert model.closed == 1
