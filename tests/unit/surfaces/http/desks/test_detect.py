import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.text import TEXT as TEXT_FILE
from domicile.policy.marks.detect import Detected
from domicile.surfaces.http.turnstile import MAX_WAITING
from tests.unit.policy.marks.samples import CHINESE, CN, EU, FILES, TEXT, Workshop, png, workshop
from tests.unit.surfaces.standins import Client, FakeDomicile

PATH = "/v1/detect"


@pytest.fixture
def house(tmp_path: Path, domicile: FakeDomicile, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    made = workshop(tmp_path / "marks")
    desks = SimpleNamespace(mark_detector=made.detector)
    monkeypatch.setattr(domicile, "desks", desks, raising=False)
    return made


async def test_a_text_with_its_mark(house: Workshop, call: Client) -> None:
    mark = house.marker.mark(TEXT, market=EU, modality="text")
    got = await call("POST", PATH, {"text": TEXT, "mark": mark.encoded})
    assert got.status == 200
    told = got.json()
    assert (told["labelled"], told["by"], told["intact"]) == (True, "mark", True)
    assert told["mark"]["id"] == mark.id
    assert (told["visible"], told["foreign"], told["problem"]) == (False, [], None)


async def test_the_labels_of_an_answer_as_they_came(house: Workshop, call: Client) -> None:
    mark = house.marker.mark(TEXT, market=CN, modality="text").encoded
    labels = [
        {"rule": "CN-LAB-001", "kind": "visible", "position": "end", "value": "（内容由AI生成）"},
        {"rule": "X", "kind": "metadata", "position": "beside", "value": '{"a":"b"}'},
        {"rule": "EU-LAB-001", "kind": "metadata", "position": "beside", "value": mark},
    ]
    text = f"{TEXT}\n\n（内容由AI生成）"
    got = await call("POST", PATH, {"text": text, "labels": labels})
    assert got.json()["labelled"] is True
    assert got.json()["visible"] is True


async def test_a_text_that_is_not_ours(house: Workshop, call: Client) -> None:
    mark = house.marker.mark(CHINESE, market=EU, modality="text").encoded
    got = await call("POST", PATH, {"text": TEXT})
    assert got.json()["labelled"] is False
    moved = await call("POST", PATH, {"text": TEXT, "mark": mark})
    assert (moved.json()["labelled"], moved.json()["problem"]) == (False, "altered")


async def test_files(house: Workshop, call: Client) -> None:
    text = house.labeller.add(FILES["text"], TEXT_FILE, CN).data
    kind = {"Content-Type": "text/plain; charset=utf-8"}
    got = await call("POST", PATH, text, headers=kind)
    assert got.json()["labelled"] is True
    got = await call("POST", PATH, png(), headers={"Content-Type": "image/png"})
    assert got.json() == {
        "labelled": False,
        "by": None,
        "intact": None,
        "mark": None,
        "visible": False,
        "foreign": [],
        "problem": None,
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "D805"),
        ({"text": 1}, "D805"),
        ({"text": "x", "more": 1}, "D805"),
        ({"text": "x", "labels": [{"kind": "metadata"}]}, "D805"),
        ({"text": "x", "labels": [{"value": "a.b.c"}] * 17}, "D805"),
    ],
)
@pytest.mark.usefixtures("house")
async def test_what_is_no_question(body: dict[str, Any], code: str, call: Client) -> None:
    got = await call("POST", PATH, body)
    assert got.status == 400
    assert got.json()["error"]["code"] == code


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("media", ["application/pdf", "image/png"])
async def test_a_file_that_cannot_be_read(media: str, call: Client) -> None:
    got = await call("POST", PATH, b"a secret text", headers={"Content-Type": media})
    assert got.status == 400
    assert got.json()["error"]["code"] == LabelError.code
    assert b"secret" not in got.body


@pytest.mark.usefixtures("house")
async def test_it_needs_no_key(domicile: FakeDomicile, call: Client) -> None:
    domicile.keys.add([CN])
    got = await call("POST", PATH, {"text": TEXT})
    assert got.status == 200


async def test_it_looks_at_one_thing_at_a_time_and_turns_crowds_away(
    house: Workshop, call: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, most = 0, 0

    def slow(_: object, text: str, **__: object) -> Detected:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.005)
        inside -= 1
        return Detected(labelled=text == "ours")

    monkeypatch.setattr(type(house.detector), "text", slow)
    crowd = [call("POST", PATH, {"text": "x"}) for _ in range(MAX_WAITING + 4)]
    statuses = sorted(got.status for got in await asyncio.gather(*crowd))
    assert most == 1
    assert statuses == [200] * (MAX_WAITING + 1) + [429] * 3
