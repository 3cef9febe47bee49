import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from domicile.core.content import Content, Message, ToolCall, ToolSpec
from domicile.core.errors import RecognizerError
from domicile.core.findings import DataClass
from domicile.privacy.detect.catalog import structured_recognizers
from domicile.privacy.detector import Detector
from domicile.privacy.recognizer import Span
from tests.unit.privacy.samples import CountedEntropy, LiteralRecognizer, detector, task


@dataclass
class BrokenRecognizer:
    error: Exception
    name: str = "broken"
    data_class: DataClass = DataClass.NAME
    is_slow: bool = False

    def spans(self, text: str) -> Iterator[Span]:
        yield Span(start=0, end=len(text), score=0.5)
        raise self.error


@dataclass
class SlowRecognizer:
    name: str = "slow"
    data_class: DataClass = DataClass.NAME
    is_slow: bool = True
    threads: set[int] = field(default_factory=set)

    def spans(self, text: str) -> Iterator[Span]:
        self.threads.add(threading.get_ident())
        yield Span(start=0, end=len(text), score=0.5)


async def test_every_text_of_a_content_is_read() -> None:
    call = ToolCall(id="1", name="t", arguments=json.dumps({"to": ["王小明", 13812345678]}))
    content = Content(
        messages=(
            Message(role="user", content="我叫王小明"),
            Message(role="assistant", tool_calls=(call,)),
        ),
        tools=(ToolSpec(name="t", description="王小明的", parameters={"title": "王小明"}),),
        schema={"王小明": True},
    )
    found = await detector("王小明").find(content)
    assert [(each.path, each.start, each.end, each.data_class) for each in found] == [
        ("messages[0].content", 2, 5, "name"),
        ("messages[1].tool_calls[0].arguments:/to/0", 0, 3, "name"),
        ("messages[1].tool_calls[0].arguments:/to/1", 0, 11, "phone"),
        ("tools[0].description", 0, 3, "name"),
        ("tools[0].parameters:/title", 0, 3, "name"),
        ("schema:/王小明#", 0, 3, "name"),
    ]


def test_findings_in_a_text_have_no_path() -> None:
    (found,) = detector().find_text("手机：１３８ １２３４ ５６７８。")
    assert (found.path, found.start, found.end) == ("", 3, 16)
    assert (found.data_class, found.recognizer) == (DataClass.PHONE, "phone")


def test_offsets_are_those_of_the_text_as_it_is_written() -> None:
    text = "\u200b他叫\\u738b\\u5c0f\\u660e。"
    (found,) = detector("王小明").find_text(text)
    assert text[found.start : found.end] == "\\u738b\\u5c0f\\u660e"


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("身份证11010519491231002X", ["gov_id"]),
        ("邮箱13812345678@qq.com", ["email"]),
        ("卡号6222021381234567890", ["financial"]),
        ("王小明13812345678", ["name", "phone"]),
        ("nothing here", []),
        ("", []),
    ],
)
def test_one_place_has_one_finding(text: str, classes: list[str]) -> None:
    assert [found.data_class for found in detector("王小明").find_text(text)] == classes


async def test_a_text_is_read_once() -> None:
    names = LiteralRecognizer(("王小明",))
    one = Detector((names,), CountedEntropy())
    given = task("王小明", "王小明", "你好").content
    first = await one.find(given)
    assert await one.find(given) == first
    assert len(first) == 2
    assert one.find_text("王小明") == one.find_text("王小明")
    assert names.asked == ["王小明", "你好"]


@pytest.mark.parametrize("error", [ValueError("王小明"), KeyError("x"), OSError(), RuntimeError()])
async def test_a_recognizer_that_fails_stops_everything(error: Exception) -> None:
    one = Detector((LiteralRecognizer(("王小明",)), BrokenRecognizer(error)), CountedEntropy())
    with pytest.raises(RecognizerError) as caught:
        await one.find(task("王小明").content)
    assert caught.value.__cause__ is error
    assert "`broken`" in caught.value.message
    assert "王小明" not in caught.value.message
    with pytest.raises(RecognizerError):
        one.find_text("王小明")


async def test_an_error_that_already_says_why_passes_as_it_is() -> None:
    error = RecognizerError("the model is missing", remedy="install it")
    with pytest.raises(RecognizerError) as caught:
        await Detector((BrokenRecognizer(error),), CountedEntropy()).find(task("x").content)
    assert caught.value is error


async def test_a_slow_recognizer_runs_beside_the_event_loop() -> None:
    slow = SlowRecognizer()
    one = Detector((slow,), CountedEntropy())
    both = await asyncio.gather(one.find(task("a", "b").content), one.find(task("b").content))
    assert [len(found) for found in both] == [2, 1]
    assert threading.get_ident() not in slow.threads


async def test_it_works_without_a_name_model() -> None:
    one = Detector(structured_recognizers(), CountedEntropy())
    assert [found.data_class for found in await one.find(task("王小明13812345678").content)] == [
        DataClass.PHONE
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 lone",
        "\u202e13812345678\u202c",
        "👩‍👩‍👧‍👦13812345678🙂",
        "1" * 100_000,
        "1 " * 100_000,
        "@" * 100_000,
        "a@" * 50_000,
        "a." * 50_000 + "@" + "a." * 50_000,
        "(" * 100_000,
        "\\u" * 50_000,
        "\x00\x01\x02",
    ],
    ids=range(11),
)
def test_any_text_is_read_in_time(text: str) -> None:
    detector("王小明").find_text(text)
