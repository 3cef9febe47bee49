import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from domicile.policy.cases.case import Case
from domicile.surfaces.cases import asker_json, case_json, may_appeal
from tests.unit.policy.cases.office import Office, asked, by, foreign, office
from tests.unit.policy.samples import CN


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


def complaint(room: Office, *, answered: bool = True) -> Case:
    case = room.desk.complain(CN, asked("it was wrong", contact="me@example.com")).case
    return room.desk.act(case.id, "answer", by("Li", "sorry")) if answered else case


def test_operators_see_the_whole_case(room: Office) -> None:
    case = foreign(room.desk, asker="Court", law="Some Act", area="criminal")
    told = case_json(case, "zh")
    assert json.loads(json.dumps(told)) == told
    assert (told["state"], told["due"], told["area"]) == ("escalated", None, "criminal")
    assert told["asked"]["asker"] == "Court"
    assert told["allowed"] == ["propose", "refuse", "close"]
    assert told["rules"][0]["rule"] == "CN-LOC-002"
    assert "境内" in told["rules"][0]["text"]
    assert [each["verb"] for each in told["history"]] == ["open", "escalate"]
    assert told["history"][1]["rules"] == ["CN-LOC-002"]
    assert told["history"][0]["log_index"] == 0


def test_whoever_complained_sees_the_answer_and_nobodys_name(room: Office) -> None:
    told = asker_json(complaint(room), "en")
    assert told["state_text"] == "answered"
    assert [each["text"] for each in told["answers"]] == ["sorry"]
    assert told["due"] == "2026-12-09T23:59:59+00:00"
    assert told["may_appeal"] is True
    assert "Li" not in json.dumps(told)
    assert "me@example.com" not in json.dumps(told)


def test_an_appeal_is_offered_once(room: Office) -> None:
    open_ = complaint(room, answered=False)
    assert not may_appeal(open_)
    case = complaint(room)
    room.desk.act(case.id, "appeal", by(text="no"))
    room.desk.act(case.id, "answer", by(text="put right"))
    closed = room.desk.act(case.id, "close", by())
    assert "appeal" in closed.allowed
    assert not may_appeal(closed)
