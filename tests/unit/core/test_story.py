from dataclasses import replace
from datetime import date

import pytest

from domicile.core.answer import Placement
from domicile.core.clock import SystemClock
from domicile.core.content import Content, Message, ToolCall
from domicile.core.decision import Decision
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.ids import DEVICE, FeatureId, MarketId, SiteId
from domicile.core.reply import CallDelta, Delta, Finish, Intervention, Sent, Unsent
from domicile.core.request import Request, Whereabouts
from domicile.core.steps import LEAVES, STAYS, Trace
from domicile.core.story import Story
from domicile.core.text import Bilingual

CN = MarketId("CN")
PHONE = Finding(
    data_class=DataClass.PHONE,
    path="messages[0].content",
    start=0,
    end=11,
    score=1,
    recognizer="phone",
)
NAME = replace(PHONE, data_class=DataClass.NAME)
DECISION = Decision(
    permitted=True,
    places=("partner",),
    sites=(),
    actions=dict.fromkeys(DataClass, Action.REPLACED),
    reasons=(),
    duties=(),
    upcoming=(),
    packs=(),
    at=date(2026, 11, 24),
)
PLACEMENT = Placement(
    site=SiteId("one"),
    level="P0",
    model="m",
    model_digest="",
    evidence="declared",
    why="",
    region="us",
)


@pytest.fixture
def story() -> Story:
    where = Whereabouts(operator=CN, user=CN, device=CN, source="flag")
    request = Request(
        feature=FeatureId("assistant"),
        content=Content(messages=(Message(role="user", content="x"),)),
        whereabouts=where,
        audience="internal",
        role="both",
    )
    return Story(request=request, trace=Trace(SystemClock()))


def test_only_new_classes_are_more(story: Story) -> None:
    story.found([PHONE])
    assert story.findings == (PHONE,)
    assert not story.found_more([PHONE])
    assert story.found_more([PHONE, NAME])
    assert not story.found_more([NAME])
    assert story.classes == {DataClass.PHONE, DataClass.NAME}


def test_a_turn_is_gathered_into_a_reply(story: Story) -> None:
    call = ToolCall(id="1", name="clock", arguments="{}")
    finish = Finish(reason="tool_calls")
    for event in (Delta(text="a"), Delta(text="b"), CallDelta(call=call), finish):
        story.hear(event)
    reply = story.reply()
    assert (reply.text, reply.calls, reply.finish) == ("ab", (call,), finish)


def test_a_new_turn_begins_empty_but_what_left_and_who_intervened_stays(story: Story) -> None:
    hand = Intervention(source="partner:one", kind="filtered", text=Bilingual(en="x", zh="x"))
    for event in (
        Sent(size_bytes=7),
        Delta(text="a"),
        Finish(reason="stop", interventions=(hand,)),
    ):
        story.hear(event)
    story.place(PLACEMENT)
    story.hear(Sent(size_bytes=3))
    assert story.reply().text == ""
    assert story.sent_bytes == 10
    assert story.interventions == (hand,)


def test_bytes_that_left_without_an_end_broke_off(story: Story) -> None:
    assert not story.broke_off
    story.hear(Sent(size_bytes=1))
    assert story.broke_off
    assert story.reply().finish.reason == "broken"
    story.hear(Finish(reason="stop"))
    assert story.broke_off  # until there is a receipt
    with story.step("seal"):
        assert not story.broke_off
    assert not story.broke_off


def test_a_place_says_whether_anything_leaves(story: Story) -> None:
    assert story.place(PLACEMENT) == PLACEMENT
    assert story.placement == PLACEMENT
    notes = {event.step: event.note for event in story.trace.events()}
    assert notes["clear"] == LEAVES
    story.place(replace(PLACEMENT, site=DEVICE))
    notes = {event.step: event.note for event in story.trace.events()}
    assert notes["clear"] == STAYS


def test_what_was_announced_and_did_not_leave_does_not_count(story: Story) -> None:
    story.placement = PLACEMENT
    for event in (Sent(size_bytes=7), Unsent(size_bytes=7)):
        story.hear(event)
    assert (story.sent_bytes, story.left_for, story.broke_off) == (0, None, False)
    for event in (Sent(size_bytes=5), Sent(size_bytes=7), Unsent(size_bytes=7)):
        story.hear(event)
    assert (story.sent_bytes, story.left_for, story.broke_off) == (5, PLACEMENT, True)


@pytest.mark.parametrize(("sent_bytes", "action"), [(0, Action.KEPT), (5, Action.REPLACED)])
def test_a_finding_was_treated_only_if_something_left(
    story: Story, sent_bytes: int, action: Action
) -> None:
    story.found([PHONE])
    story.placement = PLACEMENT
    if sent_bytes:
        story.hear(Sent(size_bytes=sent_bytes))
    answer = story.answer(DECISION)
    assert [treated.action for treated in answer.findings] == [action]
    assert answer.sent_bytes == sent_bytes


def test_an_answer_needs_a_place(story: Story) -> None:
    with pytest.raises(ValueError, match="somewhere"):
        story.answer(DECISION)


def test_a_refusal_keeps_everything(story: Story) -> None:
    story.found([PHONE])
    refusal = story.refusal(DECISION, ())
    assert [treated.action for treated in refusal.findings] == [Action.KEPT]


def test_steps_are_timed(story: Story) -> None:
    with story.step("decide"):
        pass
    assert not story.trace.events()[0].skipped
