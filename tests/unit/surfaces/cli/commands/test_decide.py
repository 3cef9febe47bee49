from typing import Any

import pytest

from tests.unit.surfaces.cli.house import House


def test_a_decision_is_told_with_its_sources(house: House) -> None:
    result = house.call("decide", "--market", "EU", "--site", "device")
    assert result.exit_code == 0
    assert result.stdout.startswith("Permitted: on the device.")
    assert "EU-GATE-001" in result.stdout
    assert "AI Act" in result.stdout
    assert house.call("decide", "--market", "EU", "--language", "zh").stdout.startswith("准予")


def test_a_refusal_has_its_status(house: House) -> None:
    assert house.call("decide", "--site", "one").exit_code == 3
    told = house.json("decide", "--site", "one", status=3)
    assert told["permitted"] is False
    assert "approval.missing" in {reason["rule"] for reason in told["reasons"]}


def test_the_text_is_searched_and_the_findings_come_with_it(house: House) -> None:
    told = house.json("decide", "--text", "call 13812345678")
    assert [(each["class"], each["start"], each["end"]) for each in told["findings"]] == [
        ("phone", 5, 16)
    ]
    assert house.json("decide", "--text", "-", given="call 13812345678")["findings"]


def test_the_day_may_be_chosen_for_rules_and_register(house: House) -> None:
    house.release()
    today = house.json("decide", "--site", "one", "--at", "2026-11-24")
    assert today["at"] == "2026-11-24"
    assert "US-CA-CHO-002" in {rule["rule"] for rule in today["upcoming"]}
    later = house.json("decide", "--site", "one", "--at", "2027-06-01")
    assert "US-CA-CHO-002" not in {rule["rule"] for rule in later["upcoming"]}
    assert house.json("decide", "--site", "one", "--at", "2026-11-23", status=3)


@pytest.mark.parametrize("day", ["2027-02-30", "yesterday", "20270101"])
def test_a_day_is_written_in_one_way(house: House, day: str) -> None:
    assert house.call("decide", "--at", day).exit_code == 2


def test_classes_are_named_with_commas(house: House) -> None:
    spaced = house.json("decide", "--market", "EU", "--data", " name,health, ")
    assert spaced == house.json("decide", "--market", "EU", "--data", "health,name")
    assert "EU-CHO-003" in {reason["rule"] for reason in spaced["reasons"]}


def test_an_unknown_class_is_wrong_usage(house: House) -> None:
    assert house.json("decide", "--data", "soul", status=2)["error"]["code"] == "D803"
    assert house.call("decide", "--data", "name", "--text", "x").exit_code == 2


def limits(told: dict[str, Any]) -> set[str]:
    return {one["rule"] for one in told["reasons"] if one["outcome"] == "limit"}


def test_what_if_the_person_agreed(house: House) -> None:
    plain = house.json("decide", "--market", "EU", "--data", "health")
    assert "EU-CHO-003" in limits(plain)
    agreed = house.json("decide", "--market", "EU", "--data", "health", "--consent", "health")
    assert "EU-CHO-003" not in limits(agreed)
    assert house.json("decide", "--consent", "soul", status=2)["error"]["code"] == "D803"
    assert house.call("ask", "hi", "--consent", "health").exit_code == 2


def test_facts_and_the_persons_wish_decide(house: House) -> None:
    house.release()
    assert house.json("decide", "--site", "one")["permitted"]
    told = house.json("decide", "--site", "one", "--device-only", status=3)
    assert told["reasons"][0]["rule"] == "person.device_only"
    assert house.json("decide", "--market", "CN", "--fact", "user=under_14", status=3)["duties"]


def test_a_refusal_says_what_would_make_it_possible(house: House) -> None:
    told = house.json("decide", "--site", "one", status=3)
    (reason,) = [one for one in told["reasons"] if one["rule"] == "approval.missing"]
    assert "`domicile release submit`" in reason["remedy"]
    said = house.call("decide", "--site", "one").stdout
    assert "What would make it possible:\n  approval.missing [one]: " in said
    assert said.endswith("This is no legal advice.\n")


def test_markets_that_contradict_each_other_are_named(house: House) -> None:
    words = ("decide", "--market", "CN", "--user-market", "US")
    told = house.json(*words)
    assert ["CN-LOC-001", "US-PART-001"] in [one["rules"] for one in told["conflicts"]]
    assert "Markets that contradict each other:" in house.call(*words).stdout


def test_what_only_informs_is_a_note_and_packs_tell_their_review(house: House) -> None:
    told = house.json("decide", "--market", "CN")
    assert {"CN-REP-003"} <= {one["rule"] for one in told["notes"]}
    assert told["packs"][0]["review"] == "unreviewed"
    late = house.json("decide", "--market", "CN", "--at", "2027-02-24")
    assert late["packs"][0]["review"] == "expired"
    said = house.call("decide", "--market", "CN", "--at", "2027-02-24").stdout
    assert "EXPIRED on 2027-02-23" in said
