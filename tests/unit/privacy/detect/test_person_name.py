from collections.abc import Sequence
from dataclasses import dataclass, field

from domicile.privacy.detect.person_name import PersonNameRecognizer


@dataclass
class MarkedTags:
    """Tags what stands between ``[`` and ``]`` (both included) as a person."""

    kind: str = "PER"
    asked: list[str] = field(default_factory=list)

    def tag(self, sentences: Sequence[str]) -> list[list[str]]:
        self.asked += sentences
        return [self._one(sentence) for sentence in sentences]

    def _one(self, sentence: str) -> list[str]:
        tags: list[str] = []
        inside = False
        for char in sentence:
            if char == "[":
                tags.append(f"{self.kind}-B")
                inside = True
            else:
                tags.append(f"{self.kind}-I" if inside else "O")
            inside = inside and char != "]"
        return tags


def found(text: str, tags: MarkedTags | None = None) -> list[str]:
    spans = PersonNameRecognizer(tags or MarkedTags()).spans(text)
    return [text[span.start : span.end] for span in spans]


def test_names_stand_where_the_tags_say_without_marks_around_them() -> None:
    assert found("我叫[王小明,]你好。他是[约翰·史密斯]!") == ["王小明", "约翰·史密斯"]
    assert found("[王小明][李娜]") == ["王小明", "李娜"]
    assert found("[王小明", MarkedTags("nr")) == ["王小明"]


def test_what_is_no_name_is_left() -> None:
    assert found("我在[北京]", MarkedTags("LOC")) == []
    assert found("[王]") == []
    assert found("他说[Tom]好") == []
    assert found("[,。]好") == []


def test_only_sentences_with_chinese_are_read() -> None:
    tags = MarkedTags()
    assert found("Hello. [Tom]!\n你好!", tags) == []
    assert tags.asked == ["你好!"]
    assert found("", tags) == []
