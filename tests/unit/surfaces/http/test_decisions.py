from datetime import date
from typing import Any

import pytest

from domicile.core.findings import DataClass
from tests.unit.surfaces.standins import Client, FakeDomicile

PATH = "/v1/decide"


async def test_a_decision_by_data_classes_and_day(domicile: FakeDomicile, call: Client) -> None:
    body = {"feature": "assistant", "market": "EU", "data": ["phone", "name"], "at": "2027-01-31"}
    got = await call("POST", PATH, body)
    assert got.status == 200
    assert got.json()["permitted"] is True
    assert got.json()["market_source"] == "header"
    assert got.json()["at"] == "2027-01-31"
    assert domicile.decided == [(frozenset({DataClass.PHONE, DataClass.NAME}), date(2027, 1, 31))]


async def test_a_decision_by_text(domicile: FakeDomicile, call: Client) -> None:
    body = {"feature": "assistant", "text": "13812345678", "site": "partner", "language": "zh"}
    got = await call("POST", PATH, body)
    assert got.json()["findings"][0]["class"] == "phone"
    assert got.json()["findings"][0]["action"] == "replaced"
    assert got.json()["reasons"][0]["text"] == "X 如此规定。"
    assert domicile.decided == [(frozenset({DataClass.PHONE}), None)]
    assert domicile.asked[0].site == "partner"


async def test_facts_and_the_persons_wish_reach_the_request(
    domicile: FakeDomicile, call: Client
) -> None:
    body = {"feature": "assistant", "facts": {"user": ["minor"]}, "device_only": True}
    assert (await call("POST", PATH, body)).status == 200
    headers = {"Domicile-Facts": "user=minor", "Domicile-Device-Only": "true"}
    chat = {"model": "auto", "messages": [{"role": "user", "content": "x"}]}
    assert (await call("POST", "/v1/chat/completions", chat, headers=headers)).status == 200
    feature = {"text": "x", "facts": {"use": ["companion"]}}
    path = "/v1/features/assistant"
    assert (await call("POST", path, feature, headers=headers)).status == 200
    decided, chatted, featured = domicile.asked
    assert decided.facts == chatted.facts == {"user": {"minor"}}
    assert featured.facts == {"user": {"minor"}, "use": {"companion"}}
    assert all(asked.choices.device_only for asked in domicile.asked)


async def test_a_decision_about_nothing_in_particular(domicile: FakeDomicile, call: Client) -> None:
    assert (await call("POST", PATH, {"feature": "assistant"})).status == 200
    assert domicile.decided == [(frozenset(), None)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"feature": "assistant", "data": ["shoe size"]}, "D803"),
        ({"feature": "telepathy"}, "D802"),
        ({"feature": "assistant", "market": "XX"}, "D801"),
        ({"feature": "assistant", "site": "nowhere"}, "D804"),
        ({"feature": "assistant", "data": [], "text": ""}, "D805"),
        ({"feature": "assistant", "at": "31.1.2027"}, "D805"),
        ({"feature": "assistant", "facts": {"user": ["guardian_consent"]}}, "D805"),
        ({"feature": "assistant", "facts": {"handler": ["ciio"]}}, "D805"),
        ({"feature": "assistant", "consents": ["health"]}, "D805"),
        ({}, "D805"),
    ],
)
async def test_what_cannot_be_decided(body: dict[str, Any], code: str, call: Client) -> None:
    got = await call("POST", PATH, body)
    assert got.status == 400
    assert got.json()["error"]["code"] == code
