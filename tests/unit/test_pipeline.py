import asyncio
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import pytest

from domicile.core.answer import Answer, Placement, Refusal
from domicile.core.content import Sampling
from domicile.core.decision import Decision, DutyStatus
from domicile.core.errors import PartnerTimeoutError, PartnerUnreachableError, StorageError
from domicile.core.findings import Action, DataClass
from domicile.core.ids import DEVICE
from domicile.core.reply import Delta, Finish, Reply, ReplyEvent
from domicile.core.request import Request
from domicile.core.site import Site
from domicile.core.steps import STEPS
from domicile.core.task import Task
from domicile.placement.sites import Capacity
from domicile.privacy.cleared import Cleared
from tests.unit.story_standins import (
    DECISION,
    LABEL,
    PARTNER,
    PHONE,
    REFUSED,
    SAID,
    Adding,
    Echo,
    Engines,
    House,
    Unreachable,
    permit,
    request,
    skipped,
)


async def test_on_the_device_the_task_passes_as_it_is() -> None:
    house = House(permit)
    answer = await house.pipeline().answer(request())
    assert isinstance(answer, Answer)
    assert answer.reply.text == SAID
    site, ready = house.engines.seen[0]
    assert site.is_device
    assert isinstance(ready, Task)
    assert ready.content.messages[0].content == SAID
    assert [treated.action for treated in answer.findings] == [Action.KEPT]
    assert (answer.sent_bytes, answer.placement.level) == (0, "D")
    assert skipped(answer) == []
    notes = {event.step: event.note for event in answer.trace}
    assert "nothing leaves" in str(notes["clear"])


async def test_a_partner_gets_a_cleared_task_and_the_person_their_own_words() -> None:
    house = House(permit)
    answer = await house.pipeline().answer(request("one"))
    assert isinstance(answer, Answer)
    _, ready = house.engines.seen[0]
    assert isinstance(ready, Cleared)
    assert PHONE not in ready.content.messages[0].content
    assert answer.reply.text == SAID
    assert [treated.action for treated in answer.findings] == [Action.REPLACED]
    assert answer.sent_bytes == 100


async def test_texts_that_end_the_reply_are_found_and_cleared_too() -> None:
    house = House(permit)
    asked = replace(request("one", "你好"), sampling=Sampling(stop=(PHONE, "END")))
    await house.pipeline().answer(asked)
    assert set(house.asked) == {frozenset({DataClass.PHONE})}
    _, ready = house.engines.seen[0]
    assert PHONE not in ready.sampling.stop
    assert ready.sampling.stop[1] == "END"


async def test_a_stream_is_the_same_story() -> None:
    events = [event async for event in House(permit).pipeline().respond(request("one"))]
    place, *pieces, last = events
    assert isinstance(place, Placement)
    assert place.site == "one"
    assert isinstance(last, Answer)
    assert "".join(piece.text for piece in pieces if isinstance(piece, Delta)) == SAID
    assert len(pieces) > 1


async def test_every_answer_has_its_receipt() -> None:
    house = House(permit)
    answer = await house.pipeline().answer(request())
    assert answer.receipt_id == "receipt-1"
    sealed = house.sealed[0]
    assert sealed.receipt_id == ""
    assert [event.step for event in sealed.trace] == list(STEPS)
    assert skipped(sealed) == []


async def test_a_refusal_runs_nothing_and_has_a_receipt_too() -> None:
    house = House(lambda _request, _classes: REFUSED)
    refusal = await house.pipeline().answer(request())
    assert isinstance(refusal, Refusal)
    assert refusal.receipt_id == "receipt-1"
    assert house.engines.seen == []
    assert skipped(refusal) == ["plan", "choose", "clear", "run", "restore", "apply"]


async def test_what_the_plan_adds_is_decided_on_before_anything_leaves() -> None:
    house = House(permit, feature=Echo(adds="写信给a.b@example.net"))
    await house.pipeline().answer(request("one"))
    found = [{DataClass.PHONE}, {DataClass.PHONE, DataClass.EMAIL}]
    assert list(dict.fromkeys(house.asked)) == found
    _, ready = house.engines.seen[0]
    assert "a.b@example.net" not in ready.content.messages[0].content


async def test_what_the_plan_adds_can_refuse() -> None:
    def decide(_request: Request, classes: frozenset[DataClass]) -> Decision:
        return REFUSED if DataClass.EMAIL in classes else DECISION

    house = House(decide, feature=Echo(adds="写信给a.b@example.net"))
    refusal = await house.pipeline().answer(request("one"))
    assert isinstance(refusal, Refusal)
    assert house.engines.seen == []


async def test_each_turn_is_cleared_again_with_the_same_surrogates() -> None:
    house = House(permit, feature=Echo(turns=2))
    answer = await house.pipeline().answer(request("one"))
    assert isinstance(answer, Answer)
    assert answer.reply.text == SAID
    first, second = (ready for _, ready in house.engines.seen)
    assert isinstance(second, Cleared)
    assert PHONE not in second.content.messages[-1].content
    assert second.content.messages[0] == first.content.messages[0]
    assert answer.sent_bytes == 200


async def test_an_error_after_bytes_left_has_a_receipt() -> None:
    house = House(permit, engines=Engines(fails_after=2))
    with pytest.raises(PartnerTimeoutError):
        await house.pipeline().answer(request("one"))
    broken = house.sealed[0]
    assert isinstance(broken, Answer)
    assert broken.reply.finish.reason == "broken"
    assert broken.sent_bytes == 100


async def test_a_partner_that_nobody_reached_leaves_nothing_to_seal() -> None:
    house = House(permit, engines=Unreachable())
    with pytest.raises(PartnerUnreachableError):
        await house.pipeline().answer(request("one"))
    assert house.sealed == []


async def test_an_error_on_the_device_leaves_nothing_to_seal() -> None:
    house = House(permit, engines=Engines(fails_after=0))
    with pytest.raises(PartnerTimeoutError):
        await house.pipeline().answer(request())
    assert house.sealed == []


async def test_a_listener_who_leaves_stops_the_model_and_finds_a_receipt() -> None:
    house = House(permit)
    async with aclosing(house.pipeline().respond(request("one"))) as events:
        async for event in events:
            if isinstance(event, Delta):
                break
    assert house.engines.closed == 1
    assert len(house.sealed) == 1


async def test_a_reply_ends_when_its_site_may_no_longer_answer_and_what_was_said_is_labelled() -> (
    None
):
    """The partner says nine characters and then nothing; meanwhile its release is closed."""
    closed = False
    pinned = []

    def decide(asked: Request, _classes: frozenset[DataClass]) -> Decision:
        pinned.append(asked.site)
        if not closed:
            return replace(DECISION, duties=(LABEL,))
        refusing = replace(DECISION.sites[1], permitted=False)
        if asked.site is None:  # the device still may, but these are the partner's words
            return replace(DECISION, sites=(DECISION.sites[0], refusing), duties=(LABEL,))
        return replace(REFUSED, sites=(refusing,), duties=(LABEL,))

    house = House(
        decide,
        engines=Engines(waits_after=3),
        capacities={DEVICE: Capacity(window_tokens=1)},
    )
    said = []
    async with asyncio.timeout(5), aclosing(house.pipeline().respond(request())) as events:
        async for event in events:
            said.append(event)
            closed = closed or isinstance(event, Delta)
    *_, label, refusal = said
    assert isinstance(refusal, Refusal)
    assert isinstance(label, Delta)
    assert "AI-generated" in label.text
    assert [each.kind for each in refusal.labels] == ["visible"]
    assert refusal.decision.duties[0].status is DutyStatus.MET
    assert (refusal.sent_bytes, house.engines.closed) == (100, 1)
    assert refusal.left_for is not None
    assert pinned[-1] == PARTNER.id
    assert [sealed.receipt_id for sealed in house.sealed] == [""]
    assert refusal.receipt_id == "receipt-1"


async def test_a_reply_that_was_cut_and_may_go_on_again_is_broken() -> None:
    asked = 0

    def decide(_request: Request, _classes: frozenset[DataClass]) -> Decision:
        nonlocal asked
        asked += 1
        return REFUSED if asked == 2 else DECISION

    house = House(
        lambda request, classes: replace(
            decide(request, classes),
            sites=(DECISION.sites[0], replace(DECISION.sites[1], permitted=asked != 2)),
        ),
        engines=Engines(waits_after=1),
    )
    async with asyncio.timeout(5):
        answer = await house.pipeline().answer(request("one"))
    assert isinstance(answer, Answer)
    assert answer.reply.finish.reason == "broken"


async def test_a_release_that_is_closed_while_the_request_is_cleared_lets_nothing_leave() -> None:
    closed = replace(REFUSED, sites=(replace(DECISION.sites[1], permitted=False),))
    house = House(lambda _request, _classes: closed if house.asked[1:] else DECISION)
    refusal = await house.pipeline().answer(request("one"))
    assert isinstance(refusal, Refusal)
    assert house.engines.seen == []
    assert refusal.sent_bytes == 0
    assert [type(each) for each in house.sealed] == [Refusal]


async def test_a_label_is_the_last_piece_and_its_duty_is_met() -> None:
    house = House(lambda _request, _classes: replace(DECISION, duties=(LABEL,)))
    events = [event async for event in house.pipeline().respond(request())]
    *_, label, answer = events
    assert isinstance(answer, Answer)
    assert isinstance(label, Delta)
    assert "AI" in label.text
    assert answer.reply.text == SAID + label.text
    assert [duty.status for duty in answer.decision.duties] == [DutyStatus.MET]
    assert answer.labels[0].rule == LABEL.rule


async def test_a_listener_who_leaves_at_the_label_finds_a_receipt() -> None:
    house = House(lambda _request, _classes: replace(DECISION, duties=(LABEL,)))
    async with aclosing(house.pipeline().respond(request("one"))) as events:
        async for event in events:
            if isinstance(event, Delta) and "AI-generated" in event.text:
                break
    (sealed,) = house.sealed
    assert isinstance(sealed, Answer)
    assert [label.rule for label in sealed.labels] == [LABEL.rule]


@dataclass
class _Crowded(Engines):
    """A model whose end finds every thread of this process busy."""

    ended: asyncio.Event = field(default_factory=asyncio.Event)
    done: threading.Event = field(default_factory=threading.Event)

    async def run(self, site: Site, ready: Task | Cleared) -> AsyncGenerator[ReplyEvent]:
        async for event in super().run(site, ready):
            if isinstance(event, Finish):
                asyncio.get_running_loop().run_in_executor(None, self.done.wait)
                self.ended.set()
            yield event


async def test_whoever_is_cancelled_while_sealing_finds_a_receipt() -> None:
    engines = _Crowded()
    house = House(permit, engines=engines)
    with ThreadPoolExecutor(max_workers=1) as one_thread:
        asyncio.get_running_loop().set_default_executor(one_thread)
        asking = asyncio.create_task(house.pipeline().answer(request("one")))
        await engines.ended.wait()
        await asyncio.sleep(0.01)  # now it waits for a thread to seal in
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        engines.done.set()
    assert len(house.sealed) == 1


async def test_what_once_left_is_told_though_the_device_ends_the_story() -> None:
    """A second turn brings in what may not leave; the first had left all the same."""

    def decide(_request: Request, classes: frozenset[DataClass]) -> Decision:
        if DataClass.EMAIL not in classes:
            return DECISION
        return replace(DECISION, sites=DECISION.sites[:1], places=("device",))

    house = House(decide, feature=Adding(turns=2), capacities={DEVICE: Capacity(window_tokens=10)})
    answer = await house.pipeline().answer(request())
    assert isinstance(answer, Answer)
    assert [site.id for site, _ in house.engines.seen] == ["one", "device"]
    assert (answer.placement.site, answer.placement.level, answer.sent_bytes) == ("one", "P0", 100)


async def test_a_refusal_in_a_later_turn_tells_what_had_left() -> None:
    def decide(_request: Request, classes: frozenset[DataClass]) -> Decision:
        return REFUSED if DataClass.EMAIL in classes else DECISION

    house = House(decide, feature=Adding(turns=2))
    refusal = await house.pipeline().answer(request("one"))
    assert isinstance(refusal, Refusal)
    assert refusal.sent_bytes == 100
    assert refusal.left_for is not None
    assert refusal.left_for.site == "one"
    assert [treated.action for treated in refusal.findings] == [Action.REPLACED]


async def test_whose_data_leaves_is_counted_before_any_of_it_does() -> None:
    house = House(permit)
    await house.pipeline().answer(request("one"))
    assert house.counted == [(PARTNER.id, frozenset({DataClass.PHONE}))]


async def test_what_cannot_be_counted_is_not_sent() -> None:
    house = House(permit, count_error=StorageError("the store is full"))
    with pytest.raises(StorageError):
        await house.pipeline().answer(request("one"))
    assert house.engines.seen == []
    assert house.sealed == []


async def test_a_release_that_is_suspended_between_two_turns_ends_the_story() -> None:
    turns = iter((DECISION, DECISION, REFUSED))  # asked again right before anything leaves
    house = House(lambda _request, _classes: next(turns), feature=Echo(turns=2))
    refusal = await house.pipeline().answer(request("one"))
    assert isinstance(refusal, Refusal)
    assert len(house.engines.seen) == 1
    assert refusal.sent_bytes == 100
    assert [type(each) for each in house.sealed] == [Refusal]


class Failing(Echo):
    """An echo that breaks when it is asked what follows."""

    def follow(self, task: Task, reply: Reply) -> Task | None:
        assert task.content.messages
        assert reply.text
        raise StorageError("the store is full")


@pytest.mark.parametrize("fails", ["count", "decide", "follow"])
async def test_an_error_between_two_turns_has_a_receipt_too(fails: str) -> None:
    calls: list[str] = []

    def second(name: str) -> None:
        calls.append(name)
        looks = 2 if name == "decide" else 1  # it is asked again right before anything leaves
        if calls.count(name) > looks and name == fails:
            raise StorageError("the store is full")

    def decision(_request: Request, _classes: frozenset[DataClass]) -> Decision:
        second("decide")
        return DECISION

    def count(_request: Request, _site: Site, _classes: frozenset[DataClass]) -> None:
        second("count")

    feature = Failing() if fails == "follow" else Echo(turns=2)
    house = House(decision, feature=feature)
    with pytest.raises(StorageError):
        await replace(house.pipeline(), count=count).answer(request("one"))
    (sealed,) = house.sealed
    assert isinstance(sealed, Answer)
    assert sealed.sent_bytes == 100
