"""The detector knows what was labelled here, whatever way it took, and nothing else.

``labels/others.jsonl`` holds 200 texts that are not ours: prose, what other assistants answer,
short sentences, texts that say they were made by AI, marks forged with another key, and (at
``{mark}``) marks of ours on another text. They were written for this test and come under the
licence of the repository.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from domicile.policy.marks.containers.catalog import CONTAINERS
from domicile.policy.marks.containers.container import MARK
from tests.unit.policy.marks.samples import CN, EU, Workshop, workshop

OTHERS: Final[list[dict[str, Any]]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "labels" / "others.jsonl").read_text("utf-8").splitlines()
]
KINDS: Final = {each.name: each for each in CONTAINERS}


def made() -> Iterator[str]:
    """Yield 200 texts that a model could have made, half of them Chinese."""
    for number in range(100):
        yield (
            f"On day {number + 1} the survey team walked {number * 3 + 2} kilometres along the"
            f" ridge, noted {number % 7} herds of goats and repaired the {number % 5 + 1}. marker."
        )
        yield (
            f"第{number + 1}天，勘测队沿山脊走了{number * 3 + 2}公里，记录了{number % 7}群山羊，"
            f"修好了第{number % 5 + 1}号标桩，傍晚回到营地生火做饭。"
        )


TEXTS: Final = tuple(made())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return workshop(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def marked_elsewhere(house: Workshop) -> str:
    """A mark of ours that speaks of a text of ours, all of which are known by fingerprint."""
    for text in TEXTS:
        house.marker.mark(text, market=EU, modality="text", remember=True)
    return house.marker.mark(TEXTS[0], market=EU, modality="text").encoded


def test_the_vectors_are_what_they_say() -> None:
    kinds = Counter(each["kind"] for each in OTHERS)
    assert len(OTHERS) == len({each["text"] for each in OTHERS}) == 200
    assert {"prose", "assistant", "short", "says_ai", "forged", "moved"} <= set(kinds)
    assert {each["lang"] for each in OTHERS} == {"en", "zh"}
    assert len(set(TEXTS)) == 200


@pytest.mark.parametrize("other", OTHERS, ids=lambda each: str(each["id"]))
def test_what_is_not_ours(house: Workshop, marked_elsewhere: str, other: dict[str, Any]) -> None:
    text = other["text"].replace("{mark}", marked_elsewhere)
    for found in (
        house.detector.text(text),
        house.detector.text(text, marks=[marked_elsewhere]),
        *(house.detector.file(text.encode(), name=f"a{suffix}") for suffix in (".txt", ".html")),
        house.detector.file(text.encode(), media="text/markdown"),
    ):
        assert not found.labelled
        assert found.by is None
    if other["kind"] in {"forged", "moved"}:
        assert house.detector.text(text).problem in {"unknown_key", "altered", "malformed", None}


def test_what_came_in_the_api_field(house: Workshop) -> None:
    for text in TEXTS:
        mark = house.marker.mark(text, market=EU, modality="text")
        found = house.detector.text(f"{text}\n\n（内容由AI生成）", marks=[mark.encoded])
        assert (found.labelled, found.by, found.mark) == (True, "mark", mark.claim)


@pytest.mark.parametrize("kind", ["text", "markdown", "html"])
@pytest.mark.parametrize("market", [CN, EU])
def test_what_came_in_a_file(house: Workshop, kind: str, market: Any) -> None:
    container = KINDS[kind]
    for text in TEXTS[:100] if market == CN else TEXTS[100:]:
        file = f"<p>{text}</p>" if kind == "html" else f"{text}\n"
        labelled = house.labeller.add(file.encode(), container, market)
        found = house.detector.file(labelled.data, name=f"a{container.suffixes[0]}")
        assert (found.labelled, found.by, found.intact) == (True, "mark", True)
        assert found.visible == (market == CN)
        assert not found.foreign


@pytest.mark.parametrize("kind", ["text", "markdown", "html"])
def test_all_two_hundred_through_every_kind_of_file(house: Workshop, kind: str) -> None:
    container = KINDS[kind]
    for text in TEXTS:
        file = f"<p>{text}</p>" if kind == "html" else f"{text}\n"
        labelled = house.labeller.add(file.encode(), container, EU)
        assert house.detector.file(labelled.data, name=f"a{container.suffixes[0]}").labelled


@pytest.mark.parametrize("wrapping", ["{}", "“{}”", "\n\n {} \n", "> {}", "{}\n\nAI-generated"])
def test_what_lost_its_mark(house: Workshop, marked_elsewhere: str, wrapping: str) -> None:
    assert marked_elsewhere
    for text in TEXTS:
        found = house.detector.text(wrapping.format(text))
        assert (found.labelled, found.by) == (True, "fingerprint")


def test_one_changed_word_is_another_text(house: Workshop, marked_elsewhere: str) -> None:
    for text in TEXTS:
        changed = text.replace("goats", "sheep").replace("山羊", "绵羊")
        mark = house.marker.mark(text, market=EU, modality="text").encoded
        found = house.detector.text(changed, marks=[mark, marked_elsewhere])
        assert (found.labelled, found.intact, found.problem) == (False, False, "altered")
        assert not house.detector.text(f"And then: {text} The end.").labelled


def test_the_mark_that_stands_in_a_file_is_the_one_that_was_reported(house: Workshop) -> None:
    container = KINDS["markdown"]
    labelled = house.labeller.add(TEXTS[0].encode(), container, CN)
    mark = labelled.written.properties[MARK]
    assert container.read(labelled.data).properties[MARK] == (mark,)
