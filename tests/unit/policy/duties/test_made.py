from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pytest

from domicile.core.answer import Placement
from domicile.core.canonical import Json
from domicile.core.clock import SystemClock
from domicile.core.content import Content, Message
from domicile.core.findings import DataClass, Finding
from domicile.core.ids import FeatureId, SubjectId
from domicile.core.reply import Delta, Finish, Reply, Usage
from domicile.core.request import Request
from domicile.core.steps import Trace
from domicile.core.story import Story
from domicile.core.task import Needs, Task
from domicile.core.text import Bilingual
from domicile.policy.duties.made import Beside, Made
from tests.unit.policy.samples import ASSISTANT, CN, CN_SITE, where


@dataclass(frozen=True, slots=True, kw_only=True)
class Painter:
    """A feature that makes pictures."""

    id: FeatureId
    title: Bilingual
    modality: str = "image"
    is_sensitive: bool = False
    screening: Mapping[str, Bilingual] = field(default_factory=lambda: MappingProxyType({}))
    options: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def plan(self, request: Request) -> Task:
        return Task(content=request.content, needs=Needs(window_tokens=1))

    def follow(self, task: Task, reply: Reply) -> Task | None:
        return task if reply.calls else None


PAINTER = Painter(id=FeatureId("painter"), title=Bilingual(en="Painter", zh="画师"))


def story(schema: Mapping[str, Json] | None = None, **asked: Any) -> Story:
    content = Content(messages=(Message(role="user", content="hi"),), schema=schema)
    request = Request(
        feature=ASSISTANT,
        content=content,
        whereabouts=where(CN),
        audience="internal",
        role="both",
        language="zh",
        **asked,
    )
    told = Story(request=request, trace=Trace(SystemClock()))
    told.found(
        [
            Finding(
                data_class=DataClass.PHONE,
                path="messages[0].content",
                start=0,
                end=2,
                score=1.0,
                recognizer="phone",
            )
        ]
    )
    told.placement = Placement(
        site=CN_SITE.id,
        level="P0",
        model=CN_SITE.model,
        model_digest="",
        evidence="simulated",
        why="",
        region="cn-mainland",
    )
    return told


def test_an_answer_is_seen_from_outside() -> None:
    told = story()
    told.hear(Delta(text="five!"))
    told.hear(Finish(reason="stop", usage=Usage(completion_tokens=2)))
    made = Made.of(told, PAINTER, CN_SITE)
    assert made == Made(
        modality="image",
        has_text=True,
        structured=False,
        tokens=2,
        site=CN_SITE,
        level="P0",
        model=CN_SITE.model,
        language="zh",
        classes=frozenset({DataClass.PHONE}),
    )


def test_what_is_known_of_person_and_session_comes_along() -> None:
    beside = Beside(operator="Example", is_known=True)
    told = story(
        facts={"user": frozenset({"minor"})},
        session="s",
        session_minutes=130,
        session_minutes_before=110,
        unlabelled=True,
    )
    made = Made.of(told, PAINTER, CN_SITE, beside)
    assert made.beside is beside
    assert made.facts == {"user": frozenset({"minor"})}
    assert made.minutes == (110, 130)
    assert made.is_unlabelled
    assert made.has_session


@pytest.mark.parametrize(
    ("asked", "expected"),
    [({}, False), ({"session": "s"}, True), ({"subject": SubjectId("p")}, True)],
)
def test_a_session_is_known_by_its_name_or_by_its_person(
    asked: dict[str, Any], *, expected: bool
) -> None:
    assert Made.of(story(**asked), PAINTER, CN_SITE).has_session is expected


def test_without_a_count_every_character_counts() -> None:
    told = story()
    told.hear(Delta(text="five!"))
    told.hear(Finish(reason="stop"))
    assert Made.of(told, PAINTER, CN_SITE).tokens == 5


@pytest.mark.parametrize("text", ["", "  \n"])
def test_blank_text_is_no_text(text: str) -> None:
    told = story({"type": "object"})
    told.hear(Delta(text=text))
    told.hear(Finish(reason="stop"))
    made = Made.of(told, PAINTER, CN_SITE)
    assert not made.has_text
    assert made.structured


def test_before_a_site_was_chosen_the_worst_level_holds() -> None:
    told = story()
    told.placement = None
    assert Made.of(told, PAINTER, CN_SITE).level == "P0"
