"""Names of people in Chinese text, by the name model."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from domicile.core.findings import DataClass
from domicile.privacy.names.sentences import sentences
from domicile.privacy.recognizer import Span

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HAN_RUN = re.compile(rf"{_HAN.pattern}(?:[·•・]?{_HAN.pattern})+")
_LATIN = re.compile(r"[A-Za-z]")
_NAME_TAGS = frozenset({"PER", "nr"})
_EDGE = " \t,.;:!?，。、；：！？“”‘’\"'()（）[]【】《》<>/\\|~～…—-_*#@&+=·•"


class Tags(Protocol):
    """What tags characters; ``names.tagger.Tagger`` does."""

    def tag(self, sentences: Sequence[str]) -> list[list[str]]:
        """Return one tag for each character of each sentence."""
        ...


class PersonNameRecognizer:
    """Finds names such as 王小明, 欧阳娜娜, 约翰·史密斯, and 李老师 with its title.

    Args:
        tagger: The name model.
    """

    name = "person_name"
    data_class = DataClass.NAME
    is_slow = True

    def __init__(self, tagger: Tags) -> None:
        self._tagger = tagger

    def spans(self, text: str) -> Iterator[Span]:
        """Find names of two or more characters, at least one of them Han."""
        placed = list(_readings(text))
        tagged = self._tagger.tag([words for _, words in placed])
        for (offset, words), tags in zip(placed, tagged, strict=True):
            for start, end in _runs(tags):
                yield from _name(words, start, end, offset)


def _readings(text: str) -> Iterator[tuple[int, str]]:
    """Yield what the model reads, with the offset at which it begins.

    The model knows Chinese alone: of a sentence that is mostly Latin it reads the Chinese words,
    each by itself.
    """
    for start, words in sentences(text):
        runs = tuple(_HAN_RUN.finditer(words))
        if len(_LATIN.findall(words)) > sum(run.end() - run.start() for run in runs):
            for run in runs:
                yield start + run.start(), run[0]
        elif _HAN.search(words):
            yield start, words


def _runs(tags: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where the tags say that a name begins and ends."""
    start = 0
    while start < len(tags):
        kind, _, _ = tags[start].partition("-")
        end = start + 1
        while end < len(tags) and tags[end] == f"{kind}-I":
            end += 1
        if kind in _NAME_TAGS:
            yield start, end
        start = end


def _name(words: str, start: int, end: int, offset: int) -> Iterator[Span]:
    """Yield the name without marks around it; the model likes to take them along."""
    name = words[start:end]
    start += len(name) - len(name.lstrip(_EDGE))
    name = name.strip(_EDGE)
    if len(name) > 1 and _HAN.search(name):
        yield Span(start=offset + start, end=offset + start + len(name), score=0.85)
