"""What features offer and what they may use. Only ``app`` knows both ends."""

from collections.abc import AsyncGenerator, Mapping
from typing import Protocol

from domicile.core.ids import FeatureId
from domicile.core.reply import Reply, ReplyEvent
from domicile.core.request import Request
from domicile.core.task import Task
from domicile.core.text import Bilingual


class Feature(Protocol):
    """Something that a person can ask for.

    Implementations MUST be free of state: one object serves all requests at once.
    """

    @property
    def id(self) -> FeatureId:
        """The name in ``--feature``, in packs and in receipts."""
        ...

    @property
    def title(self) -> Bilingual:
        """The name for people."""
        ...

    @property
    def modality(self) -> str:
        """What it makes: ``text``, ``audio``, ``image``; label rules ask."""
        ...

    @property
    def is_sensitive(self) -> bool:
        """Whether what people say to it is sensitive by its nature."""
        ...

    @property
    def screening(self) -> Mapping[str, Bilingual]:
        """Prohibited practices that it was screened against, and why it is none of them."""
        ...

    @property
    def options(self) -> Mapping[str, tuple[str, ...]]:
        """Names of its options, each with the values it takes; the first is the default."""
        ...

    def plan(self, request: Request) -> Task:
        """Turn ``request`` into a task for a model.

        Raises:
            InvalidRequestError: An option is missing or unknown.
        """
        ...

    def follow(self, task: Task, reply: Reply) -> Task | None:
        """Return what to ask next after ``reply``, or None when the answer is complete."""
        ...


class Runtime(Protocol):
    """A model on this device."""

    def run(self, task: Task) -> AsyncGenerator[ReplyEvent]:
        """Run ``task``, yielding pieces as they are made and one ``Finish`` at the end.

        Implementations MUST stop the model promptly when the iterator is closed.

        Raises:
            ModelError: The model is missing, damaged, cannot be loaded or broke off.
        """
        ...
