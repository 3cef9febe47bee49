import asyncio

import pytest

from domicile.policy.errors import TooManyError
from domicile.surfaces.http.turnstile import MAX_WAITING, Turnstile


class Counter:
    """Counts who is inside."""

    def __init__(self) -> None:
        self.inside = self.most = self.served = 0
        self.door = Turnstile()
        self.may_leave = asyncio.Event()

    async def serve(self) -> None:
        async with self.door:
            self.inside += 1
            self.most = max(self.most, self.inside)
            await self.may_leave.wait()
            self.inside -= 1
            self.served += 1


async def test_one_at_a_time_and_only_so_many_wait() -> None:
    counter = Counter()
    all_ = [asyncio.create_task(counter.serve()) for _ in range(MAX_WAITING + 3)]
    await asyncio.sleep(0)
    counter.may_leave.set()
    ends = await asyncio.gather(*all_, return_exceptions=True)
    assert counter.most == 1
    assert counter.served == MAX_WAITING + 1
    assert [type(end) for end in ends if end is not None] == [TooManyError] * 2
    await counter.serve()
    assert counter.served == MAX_WAITING + 2


async def test_whoever_leaves_makes_room() -> None:
    counter = Counter()
    all_ = [asyncio.create_task(counter.serve()) for _ in range(MAX_WAITING + 1)]
    await asyncio.sleep(0)
    for each in all_[1:]:
        each.cancel()
    await asyncio.gather(*all_[1:], return_exceptions=True)
    counter.may_leave.set()
    await counter.serve()
    await all_[0]
    assert counter.served == 2


async def test_an_error_inside_lets_the_next_one_in() -> None:
    door = Turnstile()
    with pytest.raises(ZeroDivisionError):
        async with door:
            raise ZeroDivisionError
    async with door:
        assert True
