import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from domicile.core.errors import StorageError
from domicile.core.ids import RuleId
from domicile.policy.person import desk
from domicile.policy.person.desk import NOBODY
from domicile.policy.person.person import UnlabelledCopy
from domicile.store.people.sessions import Sitting
from tests.unit.policy.person.stage import OF_LI, SPEAKER, Stage
from tests.unit.policy.samples import ATLAS, CN, world
from tests.unit.store.people.books import LI, NOON, WANG

COPY = UnlabelledCopy(market=CN, rule=RuleId("CN-LAB-007"), mark="aa", log_months=6)


def versions(stage: Stage) -> int:
    """Count the writes to the store that a second connection sees."""
    return stage.database.data_version()


def test_of_nobody_and_of_a_stranger_nothing_is_known(stage: Stage) -> None:
    assert stage.people.about(None) is NOBODY
    assert stage.people.about(WANG) == NOBODY


def test_what_one_process_takes_down_the_other_heeds_at_once(stage: Stage, tmp_path: Path) -> None:
    other = Stage(tmp_path)
    assert not other.people.about(WANG).choices.consents
    stage.choices.give(SPEAKER, ["health"])
    assert other.people.about(WANG).choices.consents == {"health"}
    stage.choices.withdraw(SPEAKER, ["health"])
    assert not other.people.about(WANG).choices.consents
    other.database.close()


def test_what_was_read_is_remembered_until_something_is_written(stage: Stage) -> None:
    stage.choices.give(SPEAKER, ["health"])
    first = stage.people.about(WANG)
    assert stage.people.about(WANG) is first
    stage.choices.give(OF_LI, ["health"])
    assert stage.people.about(WANG) is not first
    assert stage.people.about(WANG) == first


def test_only_so_many_are_remembered(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_REMEMBERED", 1)
    first = stage.people.about(WANG)
    stage.people.about(LI)
    assert stage.people.about(WANG) is not first


def test_an_agreement_ends_with_the_text_that_was_read(tmp_path: Path) -> None:
    atlases = [ATLAS]
    stage = Stage(tmp_path, atlas=lambda: atlases[-1])
    stage.choices.agree(SPEAKER, "label_terms")
    assert stage.people.about(WANG).agreed == {"label_terms"}
    atlases.append(world())
    assert stage.people.about(WANG).agreed == frozenset()
    stage.database.close()


def test_a_session_is_the_persons_whatever_it_is_called(stage: Stage) -> None:
    assert stage.people.sitting(WANG, "one") == Sitting(0, 0)
    stage.clock.wait(25)
    assert stage.people.sitting(WANG, "two") == Sitting(25, 0)
    stage.clock.wait(5)
    assert stage.people.sitting(WANG).minutes == 30


def test_without_a_person_it_is_the_sessions_own(stage: Stage) -> None:
    stage.people.sitting(None, "wang")
    stage.clock.wait(10)
    assert stage.people.sitting(None, "wang").minutes == 10
    assert stage.people.sitting(None, "other").minutes == 0
    assert stage.people.sitting(WANG).minutes == 0


def test_where_nobody_is_named_nothing_is_written(stage: Stage) -> None:
    before = versions(stage)
    assert stage.people.sitting(None) == Sitting(0, 0)
    assert versions(stage) == before


def test_what_was_shown_is_remembered_and_written_once(stage: Stage) -> None:
    stage.people.record(WANG, notices={"cn.rights": "v1"})
    assert stage.people.about(WANG).seen == {"cn.rights": "v1"}
    before = versions(stage)
    stage.people.record(WANG, notices={"cn.rights": "v1"})
    stage.people.record(LI, notices={})
    assert versions(stage) == before
    stage.people.record(WANG, notices={"cn.rights": "v2"})
    assert stage.people.about(WANG).seen == {"cn.rights": "v2"}


def test_a_copy_is_recorded_for_as_long_as_its_rule_says(stage: Stage) -> None:
    stage.people.record(WANG, notices={}, unlabelled=COPY)
    (copy,) = stage.people.shown.all_copies(CN)
    assert (copy.at, copy.rule, copy.mark) == (NOON, "CN-LAB-007", "aa")
    assert copy.kept_until == date(2027, 5, 24)


def test_a_copy_that_cannot_be_recorded_is_an_error(stage: Stage) -> None:
    stage.database.close()
    with pytest.raises(StorageError):
        stage.people.record(WANG, notices={}, unlabelled=COPY)


def test_timers_delete_what_is_old(stage: Stage) -> None:
    stage.people.sitting(WANG)
    stage.people.record(WANG, notices={"cn.rights": "v1"}, unlabelled=COPY)
    day = NOON.date() + timedelta(days=1)
    assert stage.people.delete_before(day, held=[WANG]) == 0
    assert stage.people.delete_before(day) == 2
    assert stage.people.delete_copies_before(day) == 0
    stage.clock.at += timedelta(days=200)
    assert stage.people.delete_copies_before(day, held=[WANG]) == 0
    assert stage.people.delete_copies_before(day) == 1


def test_many_threads_see_the_same(stage: Stage) -> None:
    stage.choices.give(SPEAKER, ["health"])
    found: list[bool] = []

    def look() -> None:
        found.extend("health" in stage.people.about(WANG).choices.consents for _ in range(50))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 200
