"""Replies in the OpenAI dialect: what the chunks of a stream add up to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

import msgspec

from domicile.core.content import ToolCall
from domicile.core.errors import PartnerBusyError, PartnerReplyError
from domicile.core.ids import SiteId
from domicile.core.reply import (
    CallDelta,
    Delta,
    Finish,
    FinishReason,
    Intervention,
    ReplyEvent,
    Usage,
)
from domicile.core.text import Bilingual

FILTERED: Final = Bilingual(
    en="The partner signals that its own filter changed or cut this answer.",
    zh="合作方表示，其自身的过滤器改动或截断了本次回答。",
)
REFUSED: Final = Bilingual(
    en="The partner signals that its model refused.",
    zh="合作方表示，其模型拒绝作答。",
)

_REASONS: Final[Mapping[str, FinishReason]] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "content_filter": "content_filter",
}
_OVERLOADED: Final = "insufficient_system_resource"  # DeepSeek's

_FILTER_SIGNALS: Final = frozenset(
    {
        "content_filter",  # Azure
        "data_inspection_failed",  # Qwen
        "SensitiveContentDetected",  # Doubao, this and the next four; some go on after a full stop
        "InputTextSensitiveContentDetected",
        "OutputTextSensitiveContentDetected",
        "InputTextRiskDetection",
        "OutputTextRiskDetection",
        "Content Exists Risk",  # DeepSeek, which has no code for it
    }
)
"""Codes, types and messages of errors by which partners tell that their filter struck."""

_Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]  # what a receipt can hold
_Name = Annotated[str, msgspec.Meta(max_length=256)]


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class _CallPart(msgspec.Struct):
    index: int = 0
    id: str | None = None
    function: _Function | None = None


class _Delta(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_CallPart] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: _Count = 0
    completion_tokens: _Count = 0


class _Fault(msgspec.Struct):
    code: str | int | None = None
    type: str | None = None
    message: str | None = None

    def is_filter(self) -> bool:
        code = self.code.partition(".")[0] if isinstance(self.code, str) else None
        return not _FILTER_SIGNALS.isdisjoint({code, self.type, self.message})


class _Chunk(msgspec.Struct):
    """What is read of one event; the dialect's other members are of no use to us."""

    choices: list[_Choice] = []
    usage: _Usage | None = None
    model: _Name | None = None
    error: _Fault | str | None = None

    def is_filter(self) -> bool:
        return isinstance(self.error, _Fault) and self.error.is_filter()


@dataclass(slots=True, kw_only=True)
class _Call:
    """A tool call, as far as it has come."""

    id: str = ""
    """The partner's name for it."""

    name: list[str] = field(default_factory=list)
    """Pieces of the tool's name."""

    arguments: list[str] = field(default_factory=list)
    """Pieces of its arguments."""


class OpenAIReply:
    """Gathers one reply.

    Args:
        site: Who sends it.
    """

    def __init__(self, site: SiteId) -> None:
        self._site = site
        self._calls: dict[int, _Call] = {}
        self._reason: FinishReason | None = None
        self._usage = Usage()
        self._model = ""
        self._is_refusal = False

    def take_fault(self, body: bytes) -> bool:
        """Take the body of an error; return whether it says that the partner's filter struck."""
        chunk = _decoded(body)
        if chunk is None or not chunk.is_filter():
            return False
        self._reason = "content_filter"
        return True

    def take(self, data: bytes) -> Iterator[ReplyEvent]:
        """Take one chunk; yield the text in it.

        Raises:
            PartnerReplyError: It is not what the dialect promises, or tells of an error.
            PartnerBusyError: It says that the partner cannot go on for now.
        """
        chunk = _decoded(data)
        if chunk is None:
            raise self._broken("sent an event that is not in its dialect")
        if chunk.is_filter():
            self._reason = "content_filter"
        elif chunk.error is not None:
            raise self._broken("broke off with an error of its own")
        self._model = chunk.model or self._model
        if chunk.usage is not None:
            self._usage = Usage(
                prompt_tokens=chunk.usage.prompt_tokens,
                completion_tokens=chunk.usage.completion_tokens,
            )
        for choice in chunk.choices[:1]:
            yield from self._take_delta(choice.delta or _Delta())
            if choice.finish_reason:
                self._reason = self._known(choice.finish_reason)

    def end(self) -> Iterator[ReplyEvent]:
        """Yield the tool calls, whole, and the end.

        Raises:
            PartnerReplyError: The reply never finished, or a tool call has no name.
        """
        if self._reason is None:
            raise self._broken("ended its reply in the middle")
        for call in self._calls.values():
            name, arguments = "".join(call.name), "".join(call.arguments)
            if not name:
                raise self._broken("called a tool without naming it")
            yield CallDelta(call=ToolCall(id=call.id, name=name, arguments=arguments))
        yield Finish(
            reason=self._reason,
            usage=self._usage,
            model=self._model,
            interventions=tuple(self._interventions()),
        )

    def _take_delta(self, delta: _Delta) -> Iterator[ReplyEvent]:
        self._is_refusal = self._is_refusal or bool(delta.refusal)
        text = (delta.content or "") + (delta.refusal or "")
        if text:
            yield Delta(text=text)
        for part in delta.tool_calls or ():
            function = part.function or _Function()
            call = self._calls.setdefault(part.index, _Call())
            call.id = call.id or part.id or ""
            call.name.append(function.name or "")
            call.arguments.append(function.arguments or "")

    def _known(self, reason: str) -> FinishReason:
        if reason == _OVERLOADED:
            raise PartnerBusyError(f"partner {self._site} cannot go on for now")
        if reason not in _REASONS:
            raise self._broken("finished for a reason that its dialect does not have")
        return _REASONS[reason]

    def _interventions(self) -> Iterator[Intervention]:
        source = f"partner:{self._site}"
        if self._reason == "content_filter":
            yield Intervention(source=source, kind="filtered", text=FILTERED)
        if self._is_refusal:
            yield Intervention(source=source, kind="refused", text=REFUSED)

    def _broken(self, what: str) -> PartnerReplyError:
        return PartnerReplyError(f"partner {self._site} {what}")


def _decoded(data: bytes) -> _Chunk | None:
    """Return the chunk, or None if it is not in the dialect; why may quote it, and is dropped."""
    try:
        return msgspec.json.decode(data, type=_Chunk)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
