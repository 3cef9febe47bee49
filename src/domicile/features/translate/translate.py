"""Translation of a text into English or Simplified Chinese."""

from collections.abc import Mapping

from domicile.core.content import Content, Message
from domicile.core.ids import FeatureId
from domicile.core.reply import Reply
from domicile.core.request import Request
from domicile.core.task import Task
from domicile.core.text import Bilingual
from domicile.features.prompting import needs_of, option, refuse_unknown, source_text

INSTRUCTIONS = {
    "en": "Translate the user's text into English. Output only the translation.",
    "zh": "把用户的文字翻译成简体中文。只输出译文。",
}


class Translate:
    """One text in, its translation out."""

    id = FeatureId("translate")
    title = Bilingual(en="Translate", zh="翻译")
    modality = "text"
    options: Mapping[str, tuple[str, ...]] = {"to": ("en", "zh")}

    def plan(self, request: Request) -> Task:
        """Ask for a translation of what the person said last.

        Raises:
            InvalidRequestError: There is no text, or ``to`` is not a language we know.
        """
        refuse_unknown(request.options, self.options)
        language = option(request.options, "to", self.options)
        content = Content(
            messages=(
                Message(role="system", content=INSTRUCTIONS[language]),
                Message(role="user", content=source_text(request.content)),
            )
        )
        return Task(
            content=content,
            needs=needs_of(content, request.sampling.max_tokens),
            sampling=request.sampling,
        )

    def follow(self, task: Task, reply: Reply) -> Task | None:
        """End after one turn."""
        del task, reply
        return None
