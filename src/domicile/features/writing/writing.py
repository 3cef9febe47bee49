"""Writing tools: rewrite, proofread, summarize, compose."""

from collections.abc import Mapping

from domicile.core.ids import FeatureId
from domicile.core.reply import Reply
from domicile.core.request import Request
from domicile.core.task import Task
from domicile.core.text import Bilingual
from domicile.features.prompting import one_text, option, refuse_unknown
from domicile.features.screening import TEXT_ON_REQUEST

INSTRUCTIONS = {
    "rewrite": (
        "Rewrite the user's text so that it reads clearly and politely. Keep its language, "
        "its meaning, and every name and number. Output only the new text."
    ),
    "proofread": (
        "Correct spelling, grammar and punctuation of the user's text. Keep its language and "
        "wording, and change nothing that is right. Output only the corrected text."
    ),
    "summarize": (
        "Summarize the user's text in one or two sentences, in its own language. "
        "Output only the summary."
    ),
    "compose": (
        "Write the text that the user describes, in the user's language, ready to use. "
        "Output only that text."
    ),
}


class Writing:
    """One text in, a better one out."""

    id = FeatureId("writing")
    title = Bilingual(en="Writing tools", zh="写作工具")
    modality = "text"
    is_sensitive = False
    screening = TEXT_ON_REQUEST
    options: Mapping[str, tuple[str, ...]] = {"mode": tuple(INSTRUCTIONS)}

    def plan(self, request: Request) -> Task:
        """Ask for the chosen treatment of what the person said last.

        Raises:
            InvalidRequestError: There is no text, or ``mode`` is none of ours.
        """
        refuse_unknown(request.options, self.options)
        mode = option(request.options, "mode", self.options)
        return one_text(request, INSTRUCTIONS[mode])

    def follow(self, task: Task, reply: Reply) -> Task | None:
        """End after one turn."""
        del task, reply
        return None
