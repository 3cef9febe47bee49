"""What the tests of this folder share: fixed chance, literal names, small tasks."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domicile.core.content import Content, Message
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.task import Needs, Task
from domicile.privacy.cleared import Cleared
from domicile.privacy.detect.catalog import structured_recognizers
from domicile.privacy.detector import Detector
from domicile.privacy.minimize import minimize
from domicile.privacy.recognizer import Span
from domicile.privacy.surrogates import Session

REPLACE_ALL: Mapping[DataClass, Action] = dict.fromkeys(DataClass, Action.REPLACED)


@dataclass
class CountedEntropy:
    """Different bytes at each call, the same in each test."""

    seed: int = 0
    calls: int = field(default=0)

    def token(self, size_bytes: int) -> bytes:
        self.calls += 1
        return hashlib.shake_128(b"%d %d" % (self.seed, self.calls)).digest(size_bytes)


@dataclass
class LiteralRecognizer:
    """Finds given words; counts how often it was asked."""

    words: tuple[str, ...]
    data_class: DataClass = DataClass.NAME
    name: str = "literal"
    is_slow: bool = False
    asked: list[str] = field(default_factory=list)

    def spans(self, text: str) -> Iterator[Span]:
        self.asked.append(text)
        for word in self.words:
            for match in re.finditer(re.escape(word), text):
                yield Span(start=match.start(), end=match.end(), score=0.8)


def session(seed: int = 0) -> Session:
    return Session(CountedEntropy(seed))


def detector(*names: str) -> Detector:
    return Detector((*structured_recognizers(), LiteralRecognizer(names)), CountedEntropy())


def task(*texts: str) -> Task:
    return task_of(Content(messages=tuple(Message(role="user", content=text) for text in texts)))


def task_of(content: Content) -> Task:
    return Task(content=content, needs=Needs(window_tokens=100))


def finding(text: str, value: str, data_class: DataClass = DataClass.NAME) -> Finding:
    start = text.index(value)
    return Finding(
        data_class=data_class,
        path="messages[0].content",
        start=start,
        end=start + len(value),
        score=0.9,
        recognizer="test",
    )


async def cleared(
    given: Task,
    *names: str,
    actions: Mapping[DataClass, Action] = REPLACE_ALL,
    within: Session | None = None,
) -> Cleared:
    found = await detector(*names).find(given.content)
    return minimize(given, found, actions, within or session())


def said(result: Cleared) -> list[str]:
    return [message.content for message in result.content.messages]
