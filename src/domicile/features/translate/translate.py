"""Translation of a text into English or Simplified Chinese."""

from collections.abc import Mapping

from domicile.core.ids import FeatureId
from domicile.core.reply import Reply
from domicile.core.request import Request
from domicile.core.task import Task
from domicile.core.text import Bilingual
from domicile.features.prompting import one_text, option, refuse_unknown
from domicile.features.screening import TEXT_ON_REQUEST

INSTRUCTIONS = {
    "en": "Translate the user's text into English. Output only the translation.",
    "zh": "把用户的文字翻译成简体中文。只输出译文。",
}


class Translate:
    """One text in, its translation out."""

    id = FeatureId("translate")
    title = Bilingual(en="Translate", zh="翻译")
    modality = "text"
    is_sensitive = False
    screening = TEXT_ON_REQUEST
    options: Mapping[str, tuple[str, ...]] = {"to": ("en", "zh")}

    def plan(self, request: Request) -> Task:
        """Ask for a translation of what the person said last.

        Raises:
            InvalidRequestError: There is no text, or ``to`` is not a language we know.
        """
        refuse_unknown(request.options, self.options)
        language = option(request.options, "to", self.options)
        return one_text(request, INSTRUCTIONS[language])

    def follow(self, task: Task, reply: Reply) -> Task | None:
        """End after one turn."""
        del task, reply
        return None
