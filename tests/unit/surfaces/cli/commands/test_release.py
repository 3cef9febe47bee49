from pathlib import Path

import pytest

from tests.unit.surfaces.cli.house import House

WHERE = ("--market", "US-CA", "--feature", "assistant", "--site", "one")
BY = ("--by", "Li")


def state(house: House) -> str:
    (found,) = house.json("release", "list")["releases"]
    return str(found["state"])


def test_a_release_goes_its_way(house: House) -> None:
    for verb, then in (
        ("submit", "filed"),
        ("approve", "released"),
        ("restrict", "restricted"),
        ("suspend", "suspended"),
        ("approve", "released"),
        ("withdraw", "withdrawn"),
        ("submit", "filed"),
    ):
        told = house.json("release", verb, *WHERE, *BY, "--reason", "so")
        assert (told["state"], told["market"], told["site"]) == (then, "US-CA", "one")
        assert state(house) == then


def test_what_the_state_forbids_fails(house: House) -> None:
    told = house.json("release", "approve", *WHERE, *BY, status=1)
    assert told["error"]["code"] == "D605"
    assert house.call("release", "suspend", *WHERE, *BY).exit_code == 1


def test_the_history_holds_who_why_and_what_shows_it(house: House, tmp_path: Path) -> None:
    (tmp_path / "evidence.pdf").write_bytes(b"x")
    words = ("--evidence", "evidence.pdf", "--reason", "assessed", "--number", "App-1")
    result = house.call("release", "submit", *WHERE, *BY, *words)
    assert result.stdout == "US-CA/assistant/one#3 filed\n", result.stderr
    events = house.json("release", "history", "--site", "one")["events"]
    assert [event["state"] for event in events] == ["proposed", "assessed", "filed"]
    last = events[-1]
    assert (last["by"], last["reason"], last["number"]) == ("Li", "assessed", "App-1")
    assert last["evidence"].startswith("2d711642")
    assert last["at"].startswith("2026-11-24T12:00:00")
    assert "assessed" in house.call("release", "history").stdout


def test_lists_are_narrowed_down(house: House) -> None:
    house.release()
    house.release(feature="writing", market="US")
    assert len(house.json("release", "list")["releases"]) == 2
    assert len(house.json("release", "list", "--market", "US")["releases"]) == 1
    assert house.json("release", "list", "--feature", "translate") == {"releases": []}
    assert house.call("release", "list", "--site", "device").stdout == ""
    assert house.json("release", "history", "--market", "EU") == {"events": []}
    assert len(house.call("release", "list").stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [(("--market", "XX"), "D801"), (("--feature", "sing"), "D802"), (("--site", "two"), "D804")],
)
@pytest.mark.parametrize("verb", ["submit", "suspend"])
def test_what_does_not_exist_is_wrong_usage(
    house: House, verb: str, changed: tuple[str, str], code: str
) -> None:
    told = house.json("release", verb, *WHERE, *changed, *BY, status=2)
    assert told["error"]["code"] == code


@pytest.mark.parametrize(
    ("changed", "code"),
    [(("--market", "XX"), "D801"), (("--feature", "sing"), "D802"), (("--site", "two"), "D804")],
)
@pytest.mark.parametrize("verb", ["list", "history"])
def test_nothing_is_listed_of_what_does_not_exist(
    house: House, verb: str, changed: tuple[str, str], code: str
) -> None:
    assert house.json("release", verb, *changed, status=2)["error"]["code"] == code


def test_what_left_the_settings_is_still_listed(house: House) -> None:
    house.release()
    house.write('data_dir = "store"')
    assert len(house.json("release", "list", "--site", "one")["releases"]) == 1
    assert len(house.json("release", "history", "--site", "one")["events"]) == 5


def test_what_left_the_settings_can_still_be_closed(house: House) -> None:
    house.release()
    house.write('data_dir = "store"')
    assert house.json("release", "suspend", *WHERE, *BY)["state"] == "suspended"
    assert house.json("release", "approve", *WHERE, *BY, status=2)["error"]["code"] == "D804"


@pytest.mark.parametrize("missing", ["--market", "--feature", "--site", "--by"])
def test_everything_must_be_named(house: House, missing: str) -> None:
    words = [*WHERE, *BY]
    position = words.index(missing)
    del words[position : position + 2]
    assert house.call("release", "submit", *words).exit_code == 2


def test_a_blank_name_and_missing_evidence_are_wrong_usage(house: House) -> None:
    assert house.call("release", "submit", *WHERE, "--by", " ").exit_code == 2
    assert house.call("release", "submit", *WHERE, *BY, "--evidence", "none").exit_code == 2
