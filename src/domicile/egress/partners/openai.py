"""The OpenAI dialect: chat completions, streamed. Qwen, DeepSeek, Doubao, vLLM … speak it too."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import aiohttp

from domicile.core.content import Content, Message
from domicile.core.errors import PartnerUnreachableError, PrivacyError, SecretError
from domicile.core.reply import ReplyEvent, Sent, Unsent
from domicile.core.site import Site
from domicile.egress.connection import Connection
from domicile.egress.partners.openai_reply import OpenAIReply
from domicile.privacy.cleared import Cleared
from domicile.store.secret_file import read_secret

DONE: Final = b"[DONE]"


class OpenAIPartner:
    """A site that speaks the OpenAI dialect. For use from one event loop.

    Args:
        site: The site; its address, model and key file are used.
        timeout_s: Longest wait for the response, and then for each event, in seconds.
    """

    def __init__(self, site: Site, timeout_s: float) -> None:
        self._site = site
        url = f"{site.base_url.rstrip('/')}/chat/completions"
        self._connection = Connection(url, who=f"partner {site.id}", timeout_s=timeout_s)

    async def run(self, cleared: Cleared) -> AsyncGenerator[ReplyEvent]:
        """Send ``cleared``; yield pieces of the reply as they come, and one ``Finish`` at the end.

        The exact bytes are looked through once more before a connection is made. Closing the
        iterator closes the connection.

        Raises:
            PrivacyError: What is given is no ``Cleared``, or still holds what must not leave.
            SecretError: The key file cannot be used.
            StorageError: The key file cannot be read.
            PartnerError: The partner cannot be reached, refuses, or does not keep to its dialect.
        """
        if not isinstance(cleared, Cleared):
            raise PrivacyError("only a cleared task may leave this machine")
        body = request_body(self._site.model, cleared)
        cleared.scan(body)
        headers = self._authorization()
        yield Sent(size_bytes=len(body))
        try:
            async with (
                self._connection.post(body, headers) as response,
                aclosing(self._reply(response)) as events,
            ):
                async for event in events:
                    yield event
        except PartnerUnreachableError:
            yield Unsent(size_bytes=len(body))
            raise

    async def aclose(self) -> None:
        """Close every connection."""
        await self._connection.aclose()

    async def _reply(self, response: aiohttp.ClientResponse) -> AsyncGenerator[ReplyEvent]:
        reply = OpenAIReply(self._site.id)
        if response.status != HTTPStatus.OK:
            if not reply.take_fault(await self._connection.fault_body(response)):
                raise self._connection.fault(response.status)
        else:
            async with aclosing(self._connection.events(response)) as stream:
                async for data in stream:
                    if data == DONE:
                        break
                    for event in reply.take(data):
                        yield event
        for event in reply.end():
            yield event

    def _authorization(self) -> dict[str, str]:
        if not self._site.api_key_file:
            return {}
        return {"Authorization": f"Bearer {_secret(Path(self._site.api_key_file))}"}


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
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace")  # half a surrogate pair says nothing


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
