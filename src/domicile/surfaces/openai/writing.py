"""From an answer to OpenAI's JSON, whole or in chunks."""

from dataclasses import dataclass

import msgspec

from domicile.core.answer import Answer
from domicile.core.content import ToolCall
from domicile.core.reply import CallDelta, Delta, Usage
from domicile.surfaces.openai.reading import Chat
from domicile.surfaces.shape import JsonObject

DONE = b"data: [DONE]\n\n"
"""The end of every stream that ended well."""


def frame(data: bytes) -> bytes:
    """Return ``data``, one JSON text, as a server-sent event."""
    return b"data: " + data + b"\n\n"


def completion(answer: Answer, *, name: str, created: int, chat: Chat) -> JsonObject:
    """Return a whole chat completion.

    Args:
        answer: What came of the request.
        name: A name for the completion.
        created: Now, in seconds since 1970.
        chat: The request.
    """
    reply = answer.reply
    message: JsonObject = {
        "role": "assistant",
        "content": reply.text if reply.text or not reply.calls else None,
        "refusal": None,
    }
    if reply.calls:
        message["tool_calls"] = [_call(call) for call in reply.calls]
    return {
        "id": name,
        "object": "chat.completion",
        "created": created,
        "model": chat.model,
        "choices": [
            {
                "index": 0,
                "message": message,
                "logprobs": None,
                "finish_reason": finish_reason(answer),
            }
        ],
        "usage": _usage(reply.finish.usage),
        "domicile": about(answer),
    }


def about(answer: Answer) -> JsonObject:
    """Return what Domicile says about an answer, beside OpenAI's members; msgspec encodes it."""
    place = answer.placement
    return {
        "receipt_id": answer.receipt_id,
        "site": place.site,
        "level": place.level,
        "model": place.model,
        "evidence": place.evidence,
        "demo": place.evidence == "simulated",
        "labels": answer.labels,
        "notices": answer.notices,
        "interventions": answer.interventions,
    }


def finish_reason(answer: Answer) -> str:
    """Return why the answer ended, in OpenAI's words; they have none for a broken reply."""
    reason = answer.reply.finish.reason
    if reason == "broken":
        return "stop"
    return "tool_calls" if answer.reply.calls and reason == "stop" else reason


@dataclass(slots=True, kw_only=True)
class Chunks:
    """Writes the chunks of one stream. Not for use by two tasks at once."""

    id: str
    """A name for the completion."""

    created: int
    """When it began, in seconds since 1970."""

    chat: Chat
    """The request."""

    _calls: int = 0
    _head: bytes = b""

    def __post_init__(self) -> None:
        # All chunks begin alike; encoding that once halves the work of each.
        common = {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.chat.model,
        }
        self._head = b"data: " + msgspec.json.encode(common)[:-1]

    def opening(self) -> bytes:
        """Return the chunk that says who speaks."""
        return self._choice(b'{"role":"assistant","content":""}')

    def piece(self, piece: Delta | CallDelta) -> bytes:
        """Return a piece of the answer as a chunk."""
        if isinstance(piece, Delta):
            return self._choice(b'{"content":' + msgspec.json.encode(piece.text) + b"}")
        call = {"index": self._calls} | _call(piece.call)
        self._calls += 1
        return self._choice(msgspec.json.encode({"tool_calls": [call]}))

    def closing(self, answer: Answer) -> bytes:
        """Return the last chunks; the very last one carries the receipt."""
        receipt = b',"domicile":' + msgspec.json.encode(about(answer)) + b"}\n\n"
        reason = finish_reason(answer).encode()
        if not self.chat.include_usage:
            return self._choice(b"{}", b'"' + reason + b'"', end=receipt) + DONE
        usage = msgspec.json.encode(_usage(answer.reply.finish.usage))
        counted = self._head + b',"choices":[],"usage":' + usage + receipt
        return self._choice(b"{}", b'"' + reason + b'"') + counted + DONE

    def _choice(self, delta: bytes, reason: bytes = b"null", *, end: bytes = b"}\n\n") -> bytes:
        usage = b',"usage":null' if self.chat.include_usage else b""
        return b"".join(
            (
                self._head,
                b',"choices":[{"index":0,"delta":',
                delta,
                b',"logprobs":null,"finish_reason":',
                reason,
                b"}]",
                usage,
                end,
            )
        )


def _call(call: ToolCall) -> JsonObject:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def _usage(usage: Usage) -> JsonObject:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }
