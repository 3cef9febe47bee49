"""The official OpenAI client works unchanged."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import cast

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import (
    ChatCompletionFunctionToolParam,
    ChatCompletionMessageParam,
    ChatCompletionUserMessageParam,
)
from pydantic import BaseModel

from domicile.app import Domicile
from domicile.core.ids import FeatureId
from tests.integration.running import (
    MARKET,
    PLANTED,
    SITE,
    TEXT,
    Partner,
    domicile_at,
    gateway_running,
    partner_running,
)

pytestmark = pytest.mark.model

USER: ChatCompletionUserMessageParam = {"role": "user", "content": TEXT}
TOOL: ChatCompletionFunctionToolParam = {
    "type": "function",
    "function": {
        "name": "save",
        "description": "Saves a note for 王小明.",
        "parameters": {"type": "object", "properties": {"note": {"type": "string"}}},
    },
}


class Letter(BaseModel):
    """What the model is asked to fill in."""

    greeting: str
    lines: int


@pytest.fixture
async def behind() -> AsyncIterator[tuple[Partner, int]]:
    async with partner_running() as running:
        yield running


@pytest.fixture
def partner(behind: tuple[Partner, int]) -> Partner:
    return behind[0]


@pytest.fixture
async def domicile(tmp_path: Path, behind: tuple[Partner, int]) -> AsyncIterator[Domicile]:
    async with domicile_at(tmp_path, behind[1]) as product:
        yield product


@pytest.fixture
async def url(domicile: Domicile) -> AsyncIterator[str]:
    async with gateway_running(domicile) as address:
        yield f"{address}/v1"


@pytest.fixture
async def client(url: str) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=url, api_key="unused") as client:
        yield client


@pytest.fixture
def blocking(url: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=url, api_key="unused") as client:
        yield client


async def test_a_chat(client: AsyncOpenAI, partner: Partner) -> None:
    answer = await client.chat.completions.create(model=SITE, messages=[USER], temperature=0.2)
    assert (answer.choices[0].message.content or "").startswith(TEXT)
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert answer.usage.total_tokens == 12
    assert answer.model_extra is not None
    assert answer.model_extra["domicile"]["site"] == SITE
    assert not [value for value in PLANTED if partner.saw(value)]


async def test_the_client_that_blocks(blocking: OpenAI) -> None:
    def chat() -> str:
        answer = blocking.chat.completions.create(model=SITE, messages=[USER])
        return answer.choices[0].message.content or ""

    def stream() -> str:
        chunks = blocking.chat.completions.create(model=SITE, messages=[USER], stream=True)
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)

    assert (await asyncio.to_thread(chat)).startswith(TEXT)
    assert (await asyncio.to_thread(stream)).startswith(TEXT)


async def test_a_stream_with_its_receipt(client: AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(
        model=SITE, messages=[USER], stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text.startswith(TEXT)
    last = chunks[-1]
    assert last.usage is not None
    assert last.usage.completion_tokens == 7
    assert last.model_extra is not None
    assert len(last.model_extra["domicile"]["receipt_id"]) == 32


async def test_the_streaming_helper(client: AsyncOpenAI) -> None:
    async with client.chat.completions.stream(model=SITE, messages=[USER]) as stream:
        answer = await stream.get_final_completion()
    assert (answer.choices[0].message.content or "").startswith(TEXT)


async def test_headers_name_the_receipt(client: AsyncOpenAI, domicile: Domicile) -> None:
    raw = await client.chat.completions.with_raw_response.create(
        model=SITE, messages=[USER], extra_headers={"Domicile-Feature": "writing"}
    )
    assert raw.headers["domicile-receipt"] == domicile.book.newest()[0].header.receipt_id
    assert domicile.book.newest()[0].fields["feature"] == "writing"


async def test_a_tool_there_and_back(client: AsyncOpenAI, partner: Partner) -> None:
    messages: list[ChatCompletionMessageParam] = [USER]
    asked = await client.chat.completions.create(model=SITE, messages=messages, tools=[TOOL])
    message = asked.choices[0].message
    assert asked.choices[0].finish_reason == "tool_calls"
    assert message.tool_calls is not None
    call = message.tool_calls[0]
    assert call.type == "function"
    assert json.loads(call.function.arguments) == {"note": TEXT}
    messages.append(
        cast("ChatCompletionMessageParam", message.to_dict())
    )  # the answer goes back as it came
    messages.append({"role": "tool", "tool_call_id": call.id, "content": "saved for 王小明"})
    done = await client.chat.completions.create(model=SITE, messages=messages, tools=[TOOL])
    assert "saved for 王小明" in (done.choices[0].message.content or "")
    assert not [value for value in PLANTED if partner.saw(value)]


async def test_a_tool_call_in_a_stream(client: AsyncOpenAI) -> None:
    async with client.chat.completions.stream(model=SITE, messages=[USER], tools=[TOOL]) as stream:
        answer = await stream.get_final_completion()
    calls = answer.choices[0].message.tool_calls
    assert calls is not None
    assert json.loads(calls[0].function.arguments) == {"note": TEXT}


async def test_an_answer_by_schema(client: AsyncOpenAI, partner: Partner) -> None:
    partner.says = '{"greeting": "hello", "lines": 3}'
    answer = await client.chat.completions.parse(
        model=SITE, messages=[USER], response_format=Letter
    )
    assert answer.choices[0].message.parsed == Letter(greeting="hello", lines=3)
    assert json.loads(partner.bodies[-1])["response_format"]["type"] == "json_schema"


async def test_models_are_listed(client: AsyncOpenAI) -> None:
    assert [model.id async for model in client.models.list()] == ["auto", "device", SITE]
    assert (await client.models.retrieve(SITE)).owned_by == "unknown"


async def test_a_refusal_is_a_status_of_its_own(client: AsyncOpenAI, partner: Partner) -> None:
    headers = {"Domicile-Market": "CN"}
    with pytest.raises(openai.APIStatusError) as caught:
        await client.chat.completions.create(model=SITE, messages=[USER], extra_headers=headers)
    assert caught.value.status_code in {403, 451}
    assert caught.value.type == "refused"
    assert isinstance(caught.value.body, dict)
    assert caught.value.body["reasons"]
    assert partner.bodies == []


async def test_only_the_house_refuses(client: AsyncOpenAI, domicile: Domicile) -> None:
    assert domicile.settings.operator.default_market == MARKET
    with pytest.raises(openai.NotFoundError) as missing:
        await client.chat.completions.create(model="gpt-9", messages=[USER])
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.BadRequestError) as bad:
        await client.chat.completions.create(model=SITE, messages=[USER], n=2)
    assert bad.value.param == "n"


async def test_keys_are_told_apart(url: str, domicile: Domicile) -> None:
    _, secret = domicile.keys.add([MARKET], features=[FeatureId("writing")])
    async with AsyncOpenAI(base_url=url, api_key="wrong") as client:
        with pytest.raises(openai.AuthenticationError):
            await client.models.list()
    async with AsyncOpenAI(base_url=url, api_key=secret) as client:
        with pytest.raises(openai.PermissionDeniedError):
            await client.chat.completions.create(model=SITE, messages=[USER])
        answer = await client.chat.completions.create(
            model=SITE, messages=[USER], extra_headers={"Domicile-Feature": "writing"}
        )
        assert answer.choices[0].message.content


async def test_what_would_fail_again_is_not_tried_again(
    client: AsyncOpenAI, partner: Partner
) -> None:
    partner.status = 401
    with pytest.raises(openai.InternalServerError):
        await client.chat.completions.create(model=SITE, messages=[USER])
    assert len(partner.bodies) == 1


async def test_an_error_in_the_middle_of_a_stream_is_raised(
    client: AsyncOpenAI, partner: Partner
) -> None:
    partner.halt = asyncio.Event()
    stream = await client.chat.completions.create(model=SITE, messages=[USER], stream=True)
    await anext(stream)
    partner.halt.set()
    partner.cut = True
    with pytest.raises(openai.APIError):
        async for _ in stream:
            pass
