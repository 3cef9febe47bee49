from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domicile.core.errors import InvalidRequestError, StorageError, UnknownMarketError
from domicile.core.ids import MarketId, RuleId, SubjectId
from domicile.policy.person.person import UnlabelledCopy
from domicile.policy.person.rights import Beside, Claim, Done, Held
from domicile.store.subjects import Subject
from tests.unit.policy.person.stage import ASK, SPEAKER, Stage
from tests.unit.policy.samples import CN, EU, US_CA
from tests.unit.store.people.books import NOON, WANG

HELD = Held(id="ab", reason="court order 12")
COPY = UnlabelledCopy(market=CN, rule=RuleId("CN-LAB-007"), mark="aa", log_months=6)


def days(done: Done) -> list[int]:
    return [(each.by - NOON.date()).days for one in done.owed for each in one.deadlines]


def known(stage: Stage, market: MarketId) -> None:
    stage.subjects.put(Subject(id=WANG, market=market, name="王小明"))


@pytest.mark.parametrize(
    ("market", "event", "deadlines"),
    [
        ("CN", ("access", "delete", "withdraw"), [15]),
        ("EU", ("access", "erase", "restrict"), [30, 90]),
        ("US-CA", ("know", "delete", "limit_sensitive"), [21, 45, 90]),
    ],
)
def test_the_deadlines_are_those_of_the_persons_market(
    market: str, event: tuple[str, str, str], deadlines: list[int], stage: Stage
) -> None:
    """CN-CHO-005, EU-CHO-001, US-CA-CHO-001."""
    known(stage, MarketId(market))
    done = (stage.rights.export(ASK), stage.rights.restrict(ASK), stage.rights.erase(ASK))
    assert [each.claim.event for each in done] == [event[0], event[2], event[1]]
    for each in done:
        assert sorted(set(days(each))) == deadlines


def test_where_a_market_names_no_such_right_nothing_is_due(stage: Stage) -> None:
    done = stage.rights.export(replace(ASK, market=MarketId("US")))
    assert (done.claim.event, done.owed) == ("", ())


def test_a_part_of_a_market_has_the_rights_of_the_whole(stage: Stage) -> None:
    assert stage.rights.export(replace(ASK, market=MarketId("US-TX"))).claim.market == "US"


def test_of_whom_nothing_is_recorded_the_operators_market_counts(stage: Stage) -> None:
    assert stage.rights.export(ASK).claim.market == US_CA
    known(stage, EU)
    assert stage.rights.export(ASK).claim.market == EU
    assert stage.rights.export(replace(ASK, market=CN)).claim.market == CN


def test_a_person_gets_everything_that_is_held_of_them(tmp_path: Path) -> None:
    stage = Stage(tmp_path, beside=Beside(cases=lambda subject: ({"about": subject},)))
    known(stage, CN)
    stage.choices.give(SPEAKER, ["health"])
    stage.people.record(WANG, notices={"cn.rights": "v1"}, unlabelled=COPY)
    document: Any = stage.rights.export(ASK).document
    assert document["record"] == {"market": "CN", "name": "王小明"}
    assert list(document["consents"]) == ["health"]
    assert len(document["unlabelled"]) == len(document["notices"]) == 1
    assert document["cases"] == [{"about": "wang"}]
    stage.database.close()


def test_whoever_is_erased_is_forgotten_but_for_what_a_rule_keeps(stage: Stage) -> None:
    known(stage, CN)
    stage.choices.give(SPEAKER, ["health"])
    stage.people.record(WANG, notices={"cn.rights": "v1"}, unlabelled=COPY)
    done = stage.rights.erase(ASK)
    assert not done.was_refused
    assert done.gone == {
        "acts": 1,
        "notices": 1,
        "sessions": 0,
        "copies": 0,
        "subject": 1,
        "exports": 0,
    }
    assert [copy.rule for copy in done.kept] == ["CN-LAB-007"]
    assert not stage.people.about(WANG).choices.consents
    stage.clock.at += timedelta(days=200)
    assert stage.rights.erase(ASK).kept == ()


def test_a_hold_stops_an_erasure_and_is_named(tmp_path: Path) -> None:
    holds = [HELD]
    asked: list[Claim] = []

    def open_case(claim: Claim) -> str:
        asked.append(claim)
        return "case 1"

    stage = Stage(tmp_path, beside=Beside(holds=lambda _: holds, open_case=open_case))
    known(stage, CN)
    stage.choices.give(SPEAKER, ["health"])
    done = stage.rights.erase(ASK)
    assert done.was_refused
    assert (done.held, done.gone, done.case) == ((HELD,), {}, "case 1")
    assert stage.people.about(WANG).choices.consents == {"health"}
    assert "court order" not in str(stage.rights.document(WANG))
    holds.clear()
    assert not stage.rights.erase(ASK).was_refused
    assert [claim.event for claim in asked] == ["delete", "delete"]
    stage.database.close()


def test_before_anything_is_erased_its_traces_are_remembered(tmp_path: Path) -> None:
    held: list[frozenset[str]] = []

    def leave_traces() -> None:
        held.append(frozenset(stage.people.about(WANG).choices.consents))

    holds = [HELD]
    stage = Stage(tmp_path, beside=Beside(holds=lambda _: holds, leave_traces=leave_traces))
    stage.choices.give(SPEAKER, ["health"])
    stage.rights.erase(ASK)
    assert held == []
    holds.clear()
    stage.rights.erase(ASK)
    assert held == [{"health"}]
    stage.database.close()


def test_a_restriction_opens_a_case_and_lifting_it_none(tmp_path: Path) -> None:
    asked: list[Claim] = []

    def open_case(claim: Claim) -> str:
        asked.append(claim)
        return "case 1"

    stage = Stage(tmp_path, beside=Beside(open_case=open_case))
    known(stage, EU)
    assert stage.rights.restrict(ASK).case == "case 1"
    assert stage.people.about(WANG).is_restricted
    assert stage.rights.restrict(ASK, lift=True).case == ""
    assert not stage.people.about(WANG).is_restricted
    assert [(claim.right, claim.market) for claim in asked] == [("restrict", "EU")]
    assert [act.by for act in stage.choices.history(WANG)] == ["Zhao", "Zhao"]
    stage.database.close()


def test_without_its_case_nothing_is_erased(tmp_path: Path) -> None:
    def fails(_claim: Claim) -> str:
        raise StorageError("the disk broke")

    stage = Stage(tmp_path, beside=Beside(open_case=fails))
    stage.choices.give(SPEAKER, ["health"])
    with pytest.raises(StorageError):
        stage.rights.erase(ASK)
    assert stage.people.about(WANG).choices.consents == {"health"}
    stage.database.close()


@pytest.mark.parametrize(
    "ask",
    [
        lambda stage, who: stage.rights.export(who),
        lambda stage, who: stage.rights.erase(who),
        lambda stage, who: stage.rights.restrict(who),
    ],
)
def test_the_person_is_named_and_their_market_exists(
    ask: Callable[[Stage, object], object], stage: Stage
) -> None:
    with pytest.raises(InvalidRequestError, match="not named"):
        ask(stage, replace(ASK, subject=SubjectId("")))
    with pytest.raises(UnknownMarketError):
        ask(stage, replace(ASK, market=MarketId("ZZ")))
