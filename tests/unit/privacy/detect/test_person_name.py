import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from domicile.core.settings_file import Surroundings, load_settings
from domicile.privacy.detect.person_name import PersonNameRecognizer
from domicile.privacy.names.tagger import Tagger


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


def test_of_a_latin_sentence_each_chinese_word_is_read_by_itself() -> None:
    tags = MarkedTags()
    assert found("Please write to 王小明, and to 约翰·史密斯 too.", tags) == []
    assert tags.asked == ["王小明", "约翰·史密斯"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "我叫王小明,手机13812345678,帮我写一条请假短信给李老师,署名并留下电话",
            ["王小明", "李老师"],
        ),
        ("请联系欧阳娜娜和诸葛亮。", ["欧阳娜娜", "诸葛亮"]),
        ("昨天约翰·史密斯在北京见了刘德华。", ["约翰·史密斯", "刘德华"]),
        ("这份季度报告写得很好" * 30 + ",负责人是张伟。", ["张伟"]),
        ("Please write to 王小明 about it, and thank 李雷.", ["王小明", "李雷"]),
        ('{"name": "韩梅梅", "city": "北京"}', ["韩梅梅"]),
        ("What does 高兴 mean, and 方便 or 金融?", []),
        ("今天天气真好,我们去公园散步吧。", []),
    ],
)
def test_the_real_model_finds_names(text: str, names: list[str], tmp_path: Path) -> None:
    surroundings = Surroundings(environment=os.environ, home=Path.home(), folder=tmp_path)
    folder = load_settings(surroundings).settings.models_dir / "names-zh"
    spans = PersonNameRecognizer(Tagger(lambda: folder)).spans(text)
    assert [text[span.start : span.end] for span in spans] == names
