from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock
from domicile.core.ids import MarketId, SubjectId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.desks import Desks
from domicile.policy.retention.timer import AS_ALWAYS
from domicile.store.database import Database
from domicile.store.network_log import Kind, minute_of
from tests.unit.surfaces.cli.house import House

CN = MarketId("CN")
PLACE = ("retention", "hold", "add", "--by", "Li", "--reason", "court order 12/2026")


@contextmanager
def inside(house: House) -> Iterator[Desks]:
    """Give the desks, as another process has them."""
    around = Surroundings(environment={}, home=house.folder, folder=house.folder)
    domicile = house.build(load_settings(around, config=None))
    yield domicile.desks
    domicile.database.close()


def log(house: House, day: date, count: int = 1) -> None:
    """Log calls, as a gateway would."""
    with inside(house) as desks:
        desks.network_log.add({Kind(minute_of(day), CN, "GET", "/v1/models", 200, ""): count})


def database(house: House) -> Database:
    return Database(house.folder / "store" / "domicile.sqlite", SystemClock())


def test_everything_that_is_kept_is_listed_with_its_time_and_its_rules(house: House) -> None:
    log(house, date(2026, 11, 1), count=4)
    told = house.json("retention", "list")
    kept = {(each["record"], each["market"]): each for each in told["records"]}
    calls = kept["network_log", "CN"]
    assert (calls["count"], calls["oldest"], calls["keep_days"]) == (4, "2026-11-01", 184)
    assert calls["setting"] == "retention.network_log_days"
    assert [(bound["rule"], bound["at_least"]) for bound in calls["bounds"]] == [
        ("CN-RET-001", 184)
    ]
    assert kept["receipts", "US"]["decided_by"] == "US-RET-001"
    assert kept["prompt", None]["keep_days"] is None
    assert {bound["word"] for bound in kept["documents", None]["bounds"]} >= {"pipia"}
    rules = {each["rule"]: each["status"] for each in told["rules"]}
    assert rules["CN-RET-001"] == "met"
    assert rules["US-CA-RET-001"] == "unmet"


def test_the_list_is_for_people_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    log(house, date(2026, 11, 1), count=4)
    hold = house.json(*PLACE, "--record", "usage")
    said = house.call("retention", "list").stdout
    assert "4 since 2026-11-01" in said
    assert "3653 days (US-RET-001)" in said
    assert f"held by {hold['id']}" in said
    assert "court order 12/2026" in said
    assert "not deleted here" in said
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "184 日（设置）" in house.call("retention", "list").stdout


def test_what_is_past_its_time_is_counted_then_deleted(house: House) -> None:
    log(house, date(2026, 5, 23), count=4)
    log(house, date(2026, 5, 24))
    first = house.json("retention", "run", "--dry-run")
    assert (first["outcome"], first["deleted"]) == ("dry_run", 4)
    told = house.json("retention", "run")
    assert (told["outcome"], told["deleted"], told["wiped"]) == ("done", 1, True)
    (line,) = told["lines"]
    assert (line["record"], line["market"], line["before"]) == ("network_log", "CN", "2026-05-24")
    listed = house.json("retention", "list")
    assert listed["history"][0] | {"at": ""} == {
        "at": "",
        "record": "network_log",
        "market": "CN",
        "deleted": 1,
        "held_back": 0,
    }


def test_a_run_is_told_to_people(house: House) -> None:
    log(house, date(2026, 5, 23))
    said = house.call("retention", "run", "--dry-run")
    assert "would delete 1, held back 0" in said.stdout
    said = house.call("retention", "run")
    assert "network_log CN: 1 from before 2026-05-24, held back 0" in said.stdout
    assert "deleted 1, held back 0" in said.stdout
    assert "network_log CN: 1/1" in said.stderr


def test_a_hold_is_shown_wherever_it_stops_something(house: House) -> None:
    with inside(house) as desks:
        desks.people.sitting(SubjectId("wang"))
    hold = house.json(*PLACE, "--record", "usage", "--subject", "wang")
    assert (hold["record"], hold["market"], hold["subject"]) == ("usage", None, "wang")
    assert house.json("retention", "hold", "list")["holds"] == [hold]
    listed = {each["record"]: each for each in house.json("retention", "list")["records"]}
    assert [each["id"] for each in listed["usage"]["holds"]] == [hold["id"]]
    (conflict,) = listed["usage"]["conflicts"]
    for part in (hold["id"], "court order 12/2026", "EU-RET-001", "GDPR"):
        assert part in conflict


def test_a_hold_stops_a_run_until_it_is_lifted(house: House) -> None:
    log(house, date(2026, 5, 23))
    hold = house.json(*PLACE, "--market", "CN")
    said = house.call("retention", "run").stdout
    assert f"held back 1 ({hold['id']})" in said
    assert "deleted 0, held back 1" in said
    lifted = house.json("retention", "hold", "lift", hold["id"], "--by", "Wang", "--reason", "over")
    assert (lifted["lifted"]["by"], lifted["lifted"]["reason"]) == ("Wang", "over")
    assert house.json("retention", "run")["deleted"] == 1
    said = house.call("retention", "hold", "list").stdout
    assert "lifted by Wang" in said
    assert "court order 12/2026" in said


def test_a_hold_on_everything_says_so(house: House) -> None:
    assert "stands: everything; Li" in house.call(*PLACE).stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((*PLACE, "--record", "recepts"), "D805"),
        ((*PLACE, "--market", "XX"), "D801"),
        (("retention", "hold", "lift", "ffffffffffff", "--by", "Li"), "D632"),
    ],
    ids=["record", "market", "hold"],
)
def test_what_is_not_there_is_said(house: House, words: tuple[str, ...], code: str) -> None:
    result = house.call(*words)
    assert result.exit_code in {1, 2}
    assert code in result.stderr


def test_a_clock_that_went_back_is_said_and_deletes_nothing(house: House) -> None:
    log(house, date(2026, 5, 23))
    house.json("retention", "run", "--dry-run")
    store = database(house)
    with store.write() as connection:
        connection.execute("UPDATE retention_timer SET last_at = '2026-11-25T00:00:00+00:00'")
    store.close()
    result = house.call("retention", "run")
    assert result.exit_code == 1
    assert "--confirm-clock" in result.stdout
    assert house.json("retention", "run", status=1)["outcome"] == "clock_back"
    assert house.json("retention", "run", "--confirm-clock")["deleted"] == 1


def test_a_clock_far_ahead_is_an_error_with_its_remedy(house: House) -> None:
    log(house, date(2026, 5, 23))
    store = database(house)
    with store.write() as connection:
        connection.execute("UPDATE retention_timer SET last_at = '2025-01-01T00:00:00+00:00'")
    store.close()
    result = house.call("retention", "run")
    assert result.exit_code == 1
    assert "D630" in result.stderr
    assert "--confirm-clock" in result.stderr


def test_bytes_that_may_be_left_are_said(house: House) -> None:
    log(house, date(2026, 5, 23))
    reader = database(house)
    with reader.read() as connection:
        connection.execute("SELECT count(*) FROM network_call").fetchone()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("domicile.store.database.BUSY_TIMEOUT_S", 0.05)
            said = house.call("retention", "run").stdout
    reader.close()
    assert "deleted 1, held back 0" in said
    assert "may still lie in the store" in said


def test_a_receipt_goes_and_the_others_of_its_batch_still_verify(
    house: House, tmp_path: Path
) -> None:
    one = house.json("ask", "the first", "--market", "EU")["receipt_id"]
    two = house.json("ask", "the second", "--market", "EU")["receipt_id"]
    assert house.call("receipt", "export", two, "-o", "before.json").exit_code == 0
    store = database(house)
    with store.write() as connection:
        (sealed,) = connection.execute(
            "SELECT sealed FROM receipt WHERE receipt_id = ?", (one,)
        ).fetchone()
        connection.execute(
            "UPDATE receipt SET hour = '2016-11-01T09Z' WHERE receipt_id = ?", (one,)
        )
        (batches,) = connection.execute("SELECT count(DISTINCT batch_id) FROM receipt").fetchone()
    store.close()
    assert batches == 1
    assert house.json("retention", "run")["deleted"] == 1
    raw = b"".join(path.read_bytes() for path in (tmp_path / "store").glob("domicile.sqlite*"))
    assert sealed not in raw
    assert one.encode() not in raw
    assert house.call("receipt", "show", one).exit_code == 1
    assert house.call("receipt", "export", two, "-o", "after.json").exit_code == 0
    for name in ("before.json", "after.json"):
        assert house.call("receipt", "verify", name).exit_code == 0


def test_a_request_leaves_nothing_of_its_prompt_in_the_store(house: House, tmp_path: Path) -> None:
    house.release()
    assert house.call("ask", "my secret is plum-tree-77", "--market", "US-CA").exit_code == 0
    with inside(house) as desks:
        desks.retention.run(AS_ALWAYS)
    for path in (tmp_path / "store").rglob("*"):
        if path.is_file():
            assert b"plum-tree-77" not in path.read_bytes(), path
