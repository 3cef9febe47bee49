from typing import Any

from tests.unit.surfaces.cli.cases.store import opened
from tests.unit.surfaces.cli.house import House

ADD = ("complaint", "add", "--market", "CN", "--text", "it was wrong")


def added(house: House) -> tuple[str, tuple[str, str]]:
    told = house.json(*ADD)
    return str(told["id"]), ("--secret", str(told["secret"]))


def answered(house: House, name: str) -> Any:
    return house.json("case", "answer", name, "--by", "Li", "--text", "sorry")


def test_a_complaint_is_acknowledged_looked_up_and_appealed(house: House) -> None:
    name, secret = added(house)
    told = house.json("complaint", "show", name, *secret)
    assert (told["state"], told["due"]) == ("open", "2026-12-09T23:59:59+00:00")
    assert told["rules"][0]["rule"] == "CN-REP-001"
    answered(house, name)
    told = house.json("complaint", "appeal", name, *secret, "--text", "it still is")
    assert told["state"] == "appealed"
    assert house.json("complaint", "appeal", name, *secret, "--text", "no", status=1)


def test_people_read_by_when_and_what_they_can_do(house: House) -> None:
    said = house.call(*ADD, "--contact", "me@example.com").stdout
    assert "2026-12-09" in said
    assert "me@example.com" not in said
    name, secret = added(house)
    assert "2026-12-09" in house.call("complaint", "show", name, *secret).stdout
    answered(house, name)
    shown = house.call("complaint", "show", name, *secret).stdout.splitlines()
    assert shown[:2] == [f"{name} answered", "sorry"]
    assert "complaint appeal" in shown[2]


def test_where_no_rule_sets_a_time_that_is_said(house: House) -> None:
    said = house.call("complaint", "add", "--market", "EU", "--text", "it was wrong").stdout
    assert "No rule of this market sets a time" in said


def test_a_late_answer_is_said_to_be_late(house: House) -> None:
    name, secret = added(house)
    domicile = opened(house)
    with domicile.database.write() as connection:
        connection.execute("UPDATE case_file SET due = '2026-01-01T00:00:00.000000+00:00'")
    domicile.database.close()
    assert "The answer is late." in house.call("complaint", "show", name, *secret).stdout
    assert len(house.json("case", "list", "--overdue")["cases"]) == 1


def test_with_another_secret_there_is_no_such_complaint(house: House) -> None:
    name, _ = added(house)
    told = house.json("complaint", "show", name, "--secret", "00", status=2)
    assert told["error"]["code"] == "D820"


def test_a_receipt_must_be_there(house: House) -> None:
    told = house.json(*ADD, "--receipt", "ab" * 16, status=1)
    assert told["error"]["code"] == "D603"
    receipt = house.json("ask", "hello", "--market", "US-CA")["receipt_id"]
    assert house.json(*ADD, "--receipt", receipt)["state"] == "open"
