import dataclasses
from datetime import UTC, date, datetime

import pytest

from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.store.releases import Act, Release, ReleaseEvent, ReleaseKey, ReleaseState
from domicile.surfaces.releases import event_json, release_json, remark

RELEASE = Release(
    key=ReleaseKey(MarketId("CN"), FeatureId("assistant"), SiteId("one")),
    state=ReleaseState.RELEASED,
    number="N",
    model="m",
    model_version="2",
    model_digest="ab",
    filing_no="F",
    certificates={"mlps": date(2027, 1, 31)},
    min_client="1.2",
    event=4,
)


def test_programs_are_told_everything() -> None:
    assert release_json(RELEASE) == {
        "market": "CN",
        "feature": "assistant",
        "site": "one",
        "state": "released",
        "number": "N",
        "model": "m",
        "version": "2",
        "model_digest": "ab",
        "origin": "",
        "filing_no": "F",
        "certificates": {"mlps": "2027-01-31"},
        "min_client": "1.2",
        "entry": "CN/assistant/one#4",
        "signed": False,
        "logged": True,
        "pending": "",
    }
    pending = dataclasses.replace(RELEASE, is_pending=True, barred="unlogged", is_signed=True)
    told = release_json(pending)
    assert (told["signed"], told["logged"]) == (True, False)
    assert told["pending"] == "one more approval by another person"


@pytest.mark.parametrize(("index", "logged"), [(None, False), (0, True)])
def test_an_event_tells_who_why_and_what_vouches_for_it(index: int | None, *, logged: bool) -> None:
    act = Act(verb="approve", actor="Li", at=datetime(2026, 11, 24, tzinfo=UTC), reason="so")
    event = ReleaseEvent(
        release=RELEASE,
        act=act,
        previous="p",
        salt="s",
        note="n",
        digest="d",
        log_index=index,
    )
    told = event_json(event)
    assert (told["verb"], told["by"], told["reason"], told["at"]) == (
        "approve",
        "Li",
        "so",
        "2026-11-24T00:00:00+00:00",
    )
    assert (told["digest"], told["previous"], told["signed"]) == ("d", "p", True)
    assert told["logged"] is logged


def test_people_are_told_what_stands_beside_the_state() -> None:
    assert remark(dataclasses.replace(RELEASE, min_client=""), "en") == ""
    barred = dataclasses.replace(RELEASE, barred="unsigned", is_pending=True)
    assert remark(barred, "en") == (
        "(one more approval by another person; not open: not signed as the settings ask;"
        " clients from 1.2)"
    )
    assert remark(RELEASE, "zh") == "(客户端 1.2 及以上)"
    assert "等待写入日志" in remark(dataclasses.replace(RELEASE, barred="unlogged"), "zh")
