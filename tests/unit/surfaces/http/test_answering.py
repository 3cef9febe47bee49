import asyncio

import pytest

from domicile.core.reply import Delta
from domicile.surfaces.http import answering
from domicile.surfaces.http import call as call_module
from domicile.surfaces.http.answering import SILENCE, placed_headers
from tests.unit.surfaces.standins import ANSWER, REFUSAL, Client, FakeDomicile

PATH = "/v1/chat/completions"
BODY = {"model": "auto", "messages": [{"role": "user", "content": "x"}], "stream": True}


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "BEAT_S", 0.02)
    monkeypatch.setattr(call_module, "PATIENCE_S", 0.01)


async def test_a_long_silence_is_filled(domicile: FakeDomicile, call: Client) -> None:
    domicile.script = [0.1, Delta(text="a"), ANSWER]
    got = await call("POST", PATH, BODY)
    assert got.pieces[0] == SILENCE
    assert got.events()[0]["choices"][0]["delta"]["role"] == "assistant"
    assert got.events()[-1] == "[DONE]"


async def test_a_silence_between_pieces_is_filled_too(domicile: FakeDomicile, call: Client) -> None:
    domicile.script = [Delta(text="a"), 0.1, ANSWER]
    got = await call("POST", PATH, BODY)
    assert got.pieces[0] != SILENCE
    assert SILENCE in got.pieces


async def test_a_refusal_after_a_long_silence_is_an_event(
    domicile: FakeDomicile, call: Client
) -> None:
    domicile.script = [0.1, REFUSAL]
    got = await call("POST", PATH, BODY)
    assert got.status == 200
    assert got.events()[-1]["error"]["type"] == "refused"


async def test_a_feature_that_is_refused_late(domicile: FakeDomicile, call: Client) -> None:
    domicile.script = [0.1, REFUSAL]
    got = await call("POST", "/v1/features/assistant?stream=true", {"text": "x"})
    assert got.events()[-1]["status"] == "refused"


async def test_a_caller_who_leaves_between_pieces_closes_the_story(
    domicile: FakeDomicile, call: Client
) -> None:
    domicile.script = [*[Delta(text="a")] * 3, 30.0, ANSWER]
    call.hang_up_s = 0.05
    async with asyncio.timeout(5):
        await call("POST", PATH, BODY)
    assert domicile.closed == 1


def test_an_id_that_is_not_ascii_is_escaped() -> None:
    assert placed_headers("站点\n", "D") == (
        (b"domicile-site", b"%E7%AB%99%E7%82%B9%0A"),
        (b"domicile-level", b"D"),
    )
