"""The assistant: a conversation, with the caller's tools where there are any."""

from collections.abc import Mapping

from domicile.core.ids import FeatureId
from domicile.core.reply import Reply
from domicile.core.request import Request
from domicile.core.task import Task
from domicile.core.text import Bilingual
from domicile.features.prompting import instructed, needs_of, refuse_unknown, source_text
from domicile.features.screening import TEXT_ON_REQUEST

INSTRUCTION = "You are a helpful assistant."
"""Small models answer worse the more they are told before the request."""


class Assistant:
    """Conversation; a caller's own system message and tools pass as they are."""

    id = FeatureId("assistant")
    title = Bilingual(en="Assistant", zh="智能助手")
    modality = "text"
    is_sensitive = False
    screening = TEXT_ON_REQUEST
    options: Mapping[str, tuple[str, ...]] = {}

    def plan(self, request: Request) -> Task:
        """Put the instruction before the conversation, unless the caller gave one.

        Raises:
            InvalidRequestError: The person said nothing, or an option is unknown.
        """
        refuse_unknown(request.options, self.options)
        if not any(message.role == "tool" for message in request.content.messages):
            source_text(request.content)
        content = instructed(request.content, INSTRUCTION)
        return Task(
            content=content,
            needs=needs_of(content, request.sampling.max_tokens),
            sampling=request.sampling,
        )

    def follow(self, task: Task, reply: Reply) -> Task | None:
        """End after one turn: the caller runs its own tools and asks again."""
        del task, reply
        return None
