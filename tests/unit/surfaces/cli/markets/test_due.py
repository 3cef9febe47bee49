from typing import Any

import pytest

from tests.unit.surfaces.cli.house import House


def by_rule(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["rule"]: one for one in told["owed"]}


def test_a_breach_is_told_to_whom_and_by_when(house: House) -> None:
    told = house.json(
        "market", "due", "--event", "pi_breach", "--at", "2026-11-24T09:00", "--market", "EU"
    )
    assert (told["at"], told["event"]) == ("2026-11-24T09:00:00+00:00", "pi_breach")
    breach = by_rule(told)["EU-REP-001"]
    assert {"regulator", "people"} == set(breach["to"])
    assert breach["deadlines"] == [
        {"by": "2026-11-27T09:00:00+00:00", "text": "within 72 hours", "extended": False}
    ]
    assert breach["citation"].startswith("GDPR")
    assert (breach["status"], breach["document"], breach["market"]) == ("owed", None, "EU")


def test_a_right_has_its_extended_time(house: House) -> None:
    told = house.json("market", "due", "--event", "access", "--market", "EU", "--at", "2026-11-24")
    times = by_rule(told)["EU-CHO-001"]["deadlines"]
    assert [(one["by"], one["extended"]) for one in times] == [
        ("2026-12-24", False),
        ("2027-02-22", True),
    ]


def test_time_runs_from_now_and_in_every_market_of_the_settings(house: House) -> None:
    told = house.json("market", "due", "--event", "pi_breach")
    assert told["at"] == "2026-11-24T12:00:00+00:00"
    assert {one["market"] for one in told["owed"]} == {"CN", "EU", "US-CA"}
    house.write('[operator]\nmarkets = ["EU"]\ndefault_market = "EU"')
    assert {one["market"] for one in house.json("market", "due")["owed"]} == {"EU"}


def test_the_zone_that_was_given_counts(house: House) -> None:
    told = house.json("market", "due", "--event", "pi_breach", "--at", "2026-11-24T09:00:00+0800")
    assert told["at"] == "2026-11-24T09:00:00+08:00"
    assert house.call("market", "due", "--at", "yesterday").exit_code == 2
    assert house.json("market", "due", "--at", "9999-12-31", status=2)["error"]["code"] == "D805"


def test_a_document_on_file_meets_it(house: House) -> None:
    before = by_rule(house.json("market", "due", "--market", "CN"))["CN-ASS-001"]
    assert before["status"] == "owed"
    house.write('[operator.documents]\npipia = "pipia.pdf"')
    after = by_rule(house.json("market", "due", "--market", "CN"))["CN-ASS-001"]
    assert (after["status"], after["document"]) == ("met", "pipia")
    assert "(met, `pipia` is on file)" in house.call("market", "due", "--market", "CN").stdout


def test_the_list_can_be_read(house: House) -> None:
    lines = house.call(
        "market", "due", "--event", "pi_breach", "--market", "CN"
    ).stdout.splitlines()
    assert lines[0] == "Counted from 2026-11-24 12:00 UTC:"
    assert lines[1].startswith("CN-REP-002 [pi_breach] (owed): ")
    assert lines[1].endswith(", from memory)")
    assert "  2026-11-24 12:00 UTC: at once" in lines
    assert "  to: regulator, people" in lines
    whole = house.call("market", "due", "--market", "CN").stdout
    assert "  only for trigger=" in whole
    assert "CN-REP-003 [operation] (only informs)" in whole
    house.write('language = "zh"\ndata_dir = "store"')
    assert "（待履行）：" in house.call("market", "due").stdout


def test_where_nothing_is_owed_that_is_said(house: House) -> None:
    said = house.call("market", "due", "--market", "EU", "--at", "1990-01-01").stdout
    assert said == "Nothing is owed.\n"


@pytest.mark.parametrize("market", ["CN", "EU"])
def test_an_unknown_event_names_the_nearest_and_all_others(house: House, market: str) -> None:
    told = house.json("market", "due", "--event", "pi_breech", "--market", market, status=2)
    assert "the nearest one is `pi_breach`" in told["error"]["message"]
    assert "access, " in told["error"]["remedy"]
    assert house.call("market", "due", "--market", "XX").exit_code == 2
