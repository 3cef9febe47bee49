"""The OpenAI dialect: chat completions, streamed. Qwen, DeepSeek, Doubao, vLLM … speak it too."""

import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import aiohttp
import msgspec

from domicile.core.content import Content, Message, ToolCall
from domicile.core.errors import (
    PartnerBusyError,
    PartnerError,
    PartnerRejectedError,
    PartnerReplyError,
    PartnerTimeoutError,
    PartnerUnreachableError,
    PrivacyError,
    SecretError,
)
from domicile.core.reply import (
    CallDelta,
    Delta,
    Finish,
    FinishReason,
    Intervention,
    ReplyEvent,
    Sent,
    Usage,
)
from domicile.core.site import Site
from domicile.egress.sse import read_events
from domicile.privacy.cleared import Cleared
from domicile.store.secret_file import read_secret

CONNECT_TIMEOUT_S: Final = 10.0
USER_AGENT: Final = "domicile"
DONE: Final = b"[DONE]"
FILTERED: Final = "The partner signals that its own filter changed or cut this answer."
REFUSED: Final = "The partner signals that its model refused."

_REASONS: Final[Mapping[str, FinishReason]] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "content_filter": "content_filter",
}
_FAULTS: Final[Mapping[int, type[PartnerError]]] = {
    400: PartnerRejectedError,
    401: PartnerRejectedError,
    403: PartnerRejectedError,
    404: PartnerRejectedError,
    413: PartnerRejectedError,
    422: PartnerRejectedError,
    408: PartnerTimeoutError,
    504: PartnerTimeoutError,
    429: PartnerBusyError,
    503: PartnerBusyError,
}


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class _CallPart(msgspec.Struct):
    index: int = 0
    id: str | None = None
    function: _Function = msgspec.field(default_factory=_Function)


class _Delta(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_CallPart] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Chunk(msgspec.Struct):
    """What is read of one event; the dialect's other members are of no use to us."""

    choices: list[_Choice] = []
    usage: _Usage | None = None
    model: str | None = None
    error: msgspec.Raw | None = None


class OpenAIPartner:
    """A site that speaks the OpenAI dialect. For use from one event loop.

    Args:
        site: The site; its address, model and key file are used.
        timeout_s: Longest wait for its next event, in seconds.
    """

    def __init__(self, site: Site, timeout_s: float) -> None:
        self._site = site
        self._timeout_s = timeout_s
        self._who = f"partner {site.id}"

    async def run(self, cleared: Cleared) -> AsyncGenerator[ReplyEvent]:
        """Send ``cleared``; yield pieces of the reply as they come, and one ``Finish`` at the end.

        The exact bytes are looked through once more before a connection is made. Closing the
        iterator closes the connection.

        Raises:
            PrivacyError: What is given is no ``Cleared``, or still holds what must not leave.
            SecretError: The key file cannot be used.
            PartnerError: The partner cannot be reached, refuses, or does not keep to its dialect.
        """
        if not isinstance(cleared, Cleared):
            raise PrivacyError("only a cleared task may leave this machine")
        body = request_body(self._site.model, cleared)
        cleared.scan(body)
        headers = self._headers()
        yield Sent(size_bytes=len(body))
        try:
            async with (
                self._session.post(
                    f"{self._site.base_url.rstrip('/')}/chat/completions",
                    data=body,
                    headers=headers,
                    allow_redirects=False,
                ) as response,
                aclosing(self._reply(response)) as events,
            ):
                async for event in events:
                    yield event
        except aiohttp.ServerTimeoutError as error:
            raise PartnerTimeoutError(f"{self._who} did not answer in time") from error
        except aiohttp.ClientConnectorError as error:
            raise PartnerUnreachableError(f"{self._who} cannot be reached") from error
        except (aiohttp.ClientError, ConnectionError) as error:
            raise PartnerReplyError(f"{self._who} broke the connection off") from error

    async def aclose(self) -> None:
        """Close every connection."""
        session = self.__dict__.pop("_session", None)
        if session is not None:
            await session.close()

    @cached_property
    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=CONNECT_TIMEOUT_S, sock_read=self._timeout_s
            ),
            trust_env=False,
        )

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT}
        if self._site.api_key_file:
            headers["Authorization"] = f"Bearer {_secret(Path(self._site.api_key_file))}"
        return headers

    async def _reply(self, response: aiohttp.ClientResponse) -> AsyncGenerator[ReplyEvent]:
        """Read the reply; nothing of an error's body goes further, as it may echo the request."""
        if response.status != HTTPStatus.OK:
            fault = _FAULTS.get(response.status, PartnerReplyError)
            raise fault(f"{self._who} answered with HTTP status {response.status}")
        if response.content_type != "text/event-stream":
            raise PartnerReplyError(f"{self._who} did not send a stream of events")
        gathered = _Gathered(self._site)
        chunks = response.content.iter_any()
        events = read_events(chunks, who=self._who, timeout_s=self._timeout_s)
        async with aclosing(events) as stream:
            async for data in stream:
                if data == DONE:
                    break
                for event in gathered.take(data):
                    yield event
        for event in gathered.end():
            yield event


class _Gathered:
    """What the chunks of one reply add up to.

    Args:
        site: Who sends them.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._calls: dict[int, list[str]] = {}
        self._reason: FinishReason | None = None
        self._usage = Usage()
        self._model = ""
        self._refused = False

    def take(self, data: bytes) -> Iterator[ReplyEvent]:
        """Take one chunk; yield the text in it.

        Raises:
            PartnerReplyError: It is not what the dialect promises, or tells of an error.
        """
        try:
            chunk = msgspec.json.decode(data, type=_Chunk)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._broken("sent an event that is not in its dialect") from error
        if chunk.error is not None:
            raise self._broken("broke off with an error of its own")
        self._model = chunk.model or self._model
        if chunk.usage is not None:
            self._usage = Usage(
                prompt_tokens=chunk.usage.prompt_tokens,
                completion_tokens=chunk.usage.completion_tokens,
            )
        for choice in chunk.choices[:1]:
            yield from self._choice(choice)

    def end(self) -> Iterator[ReplyEvent]:
        """Yield the tool calls, whole, and the end.

        Raises:
            PartnerReplyError: The reply never finished, or a tool call has no name.
        """
        if self._reason is None:
            raise self._broken("ended its reply in the middle")
        for call_id, name, arguments in self._calls.values():
            if not name:
                raise self._broken("called a tool without naming it")
            yield CallDelta(call=ToolCall(id=call_id, name=name, arguments=arguments))
        yield Finish(
            reason=self._reason,
            usage=self._usage,
            model=self._model,
            interventions=tuple(self._interventions()),
        )

    def _choice(self, choice: _Choice) -> Iterator[ReplyEvent]:
        delta = choice.delta
        self._refused = self._refused or bool(delta.refusal)
        text = (delta.content or "") + (delta.refusal or "")
        if text:
            yield Delta(text=text)
        for part in delta.tool_calls or ():
            call = self._calls.setdefault(part.index, ["", "", ""])
            call[0] = call[0] or part.id or ""
            call[1] += part.function.name or ""
            call[2] += part.function.arguments or ""
        if choice.finish_reason is not None:
            if choice.finish_reason not in _REASONS:
                raise self._broken("finished for a reason that its dialect does not have")
            self._reason = _REASONS[choice.finish_reason]

    def _interventions(self) -> Iterator[Intervention]:
        source = f"partner:{self._site.id}"
        if self._reason == "content_filter":
            yield Intervention(source=source, kind="filtered", text=FILTERED)
        if self._refused:
            yield Intervention(source=source, kind="refused", text=REFUSED)

    def _broken(self, what: str) -> PartnerReplyError:
        return PartnerReplyError(f"partner {self._site.id} {what}")


def _secret(file: Path) -> str:
    """Return the key that ``file`` holds.

    Raises:
        SecretError: It is missing, empty, open to others, or not one line of ASCII.
    """
    text = (read_secret(file) or b"").strip()
    if not text or not text.isascii() or not text.decode("ascii").isprintable():
        raise SecretError(f"{file} does not hold a key")
    return text.decode("ascii")


def request_body(model: str, cleared: Cleared) -> bytes:
    """Return the exact bytes that leave: UTF-8 JSON, the same for the same task."""
    content, sampling = cleared.content, cleared.sampling
    body: dict[str, Any] = {
        "model": model,
        "messages": [_message(message) for message in content.messages],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": sampling.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
    }
    if sampling.seed is not None:
        body["seed"] = sampling.seed
    if sampling.stop:
        body["stop"] = list(sampling.stop)
    body |= _tools(content)
    if content.schema is not None:
        schema = {"name": "reply", "schema": content.schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _message(message: Message) -> dict[str, Any]:
    wire: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        wire["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in message.tool_calls
        ]
    if message.tool_call_id is not None:
        wire["tool_call_id"] = message.tool_call_id
    return wire


def _tools(content: Content) -> dict[str, Any]:
    if not content.tools:
        return {}
    wire: dict[str, Any] = {
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": tool.parameters,
                },
            }
            for tool in content.tools
        ]
    }
    if content.tool_choice in {"auto", "none", "required"}:
        wire["tool_choice"] = content.tool_choice
    elif content.tool_choice is not None:
        named = {"type": "function", "function": {"name": content.tool_choice}}
        wire["tool_choice"] = named
    return wire
