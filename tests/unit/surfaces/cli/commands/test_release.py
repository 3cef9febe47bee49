import re
import sqlite3
from pathlib import Path

import pytest

from tests.unit.surfaces.cli.house import SETTINGS, House

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
    (listed,) = house.json("release", "list", "--site", "one")["releases"]
    assert listed["changed"] == "Its site is no longer in the settings."
    assert len(house.json("release", "history", "--site", "one")["events"]) == 5


def test_a_release_that_its_site_no_longer_fits_is_listed_as_not_open(house: House) -> None:
    house.release()
    listed = ("release", "list", "--site", "one")
    assert house.json(*listed)["releases"][0]["changed"] == ""
    file = house.folder / "domicile.toml"
    house.write(re.sub(r'(?m)^(id = "one")$', r'\1\nmodel_version = "2"', file.read_text("utf-8")))
    (found,) = house.json(*listed)["releases"]
    assert (found["state"], found["changed"]) == (
        "released",
        "The model was changed after the release was submitted: its version.",
    )
    assert "(not open: The model was changed" in house.call(*listed).stdout
    house.json("release", "suspend", *WHERE, *BY)
    assert house.json(*listed)["releases"][0]["changed"] == ""


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


def test_programs_are_told_what_a_release_rests_on(house: House) -> None:
    house.write(
        SETTINGS
        + 'model_version = "2.5"\nfiling_no = "F-1"\n'
        + '[sites.certificates.mlps]\nscope = "all"\nexpires = 2027-01-31\n'
    )
    house.call("release", "submit", *WHERE, *BY, "--min-client", "1.2")
    (found,) = house.json("release", "list")["releases"]
    assert {name: found[name] for name in ("version", "filing_no", "certificates")} == {
        "version": "2.5",
        "filing_no": "F-1",
        "certificates": {"mlps": "2027-01-31"},
    }
    assert (found["min_client"], found["signed"], found["logged"], found["pending"]) == (
        "1.2",
        False,
        True,
        "",
    )
    events = house.json("release", "history")["events"]
    assert [event["verb"] for event in events] == ["submit"] * 3
    assert [event["previous"] for event in events[1:]] == [each["digest"] for each in events[:-1]]
    assert all(event["logged"] for event in events)


def test_an_expired_certificate_keeps_a_site_out(house: House) -> None:
    expired = '[sites.certificates.mlps]\nscope = "all"\nexpires = 2026-11-23\n'
    house.write(SETTINGS + expired)
    told = house.json("release", "submit", *WHERE, *BY, status=2)
    assert told["error"]["code"] == "D805"
    assert "`mlps` expired on 2026-11-23" in told["error"]["message"]


def test_a_minimum_version_is_required_and_lifted(house: House) -> None:
    house.release()
    told = house.json("release", "require", *WHERE, *BY, "--min-client", "2.1.0")
    assert (told["state"], told["min_client"]) == ("released", "2.1.0")
    assert "(clients from 2.1.0)" in house.call("release", "list").stdout
    assert house.json("release", "require", *WHERE, *BY, "--min-client", "")["min_client"] == ""
    assert house.call("release", "require", *WHERE, *BY).exit_code == 2
    assert house.call("release", "require", *WHERE, *BY, "--min-client", "new").exit_code == 2


def test_a_recall_withdraws_what_rests_on_the_number(house: House) -> None:
    house.write(SETTINGS + 'filing_no = "F-1"\n')
    house.release()
    house.release(feature="writing", market="US")
    told = house.json("release", "recall", "--filing", "f-1", *BY, "--reason", "taken back")
    assert [each["state"] for each in told["releases"]] == ["withdrawn", "withdrawn"]
    assert house.json("release", "submit", *WHERE, *BY, status=1)["error"]["code"] == "D605"
    again = house.call("release", "recall", "--filing", "F-1", *BY)
    assert again.stdout == ""
    assert "No release rests on this number" in again.stderr
    asked = ("decide", "--market", "US-CA", "--feature", "assistant", "--site", "one")
    refused = house.json(*asked, status=3)
    assert "approval.recalled" in {reason["rule"] for reason in refused["reasons"]}


def test_it_takes_two_people_where_the_settings_say_so(house: House) -> None:
    house.write("register.two_person = true\n" + SETTINGS)
    house.call("release", "submit", *WHERE, *BY)
    first = house.call("release", "approve", *WHERE, *BY)
    assert first.stdout.endswith("approved (one more approval by another person)\n")
    (found,) = house.json("release", "list")["releases"]
    assert found["pending"] == "one more approval by another person"
    told = house.json("release", "approve", *WHERE, *BY, status=1)
    assert told["error"]["code"] == "D605"
    assert house.json("release", "approve", *WHERE, "--by", "Zhao")["state"] == "released"


def test_an_approver_signs_with_a_key_of_their_own(house: House) -> None:
    made = house.json("release", "key", "Li Wang", "-o", "li.key")
    assert made["settings"].startswith('"Li Wang" = "domicile/')
    assert house.call("release", "key", "Li", "-o", "li.key").exit_code == 2
    printed = house.call("release", "key", "Chen", "-o", "chen.key").stdout
    assert printed.startswith("[register.approvers]\n")
    register = f"register.signed = true\nregister.approvers = {{ {made['settings']} }}\n"
    house.write(register + SETTINGS)
    house.call("release", "submit", *WHERE, *BY)
    assert house.call("release", "approve", *WHERE, *BY).exit_code == 2
    assert house.call("release", "approve", *WHERE, *BY, "--key", "li.key").exit_code == 2
    signed = (*WHERE, "--by", "Li Wang", "--key")
    assert house.call("release", "approve", *signed, "chen.key").exit_code == 2
    told = house.json("release", "approve", *signed, "li.key")
    assert (told["state"], told["signed"]) == ("released", True)
    assert house.json("release", "history")["events"][-1]["signed"] is True
    house.write("register.signed = true\n" + SETTINGS)
    assert "not open: not signed" in house.call("release", "list").stdout


def test_the_history_is_verified_against_the_logs(house: House) -> None:
    house.release()
    told = house.json("release", "history", "--verify")
    assert told["verified"] == {"events": 5, "logged": 5, "markets": ["US-CA"]}
    result = house.call("release", "history", "--verify", "--market", "US-CA")
    assert "5 events checked; 5 stand in the logs" in result.stderr
    connection = sqlite3.connect(house.folder / "store" / "domicile.sqlite")
    connection.execute("DROP TRIGGER release_event_stays")
    connection.execute("UPDATE release_event SET actor = 'Wang' WHERE event = 4")
    connection.commit()
    connection.close()
    told = house.json("release", "history", "--verify", status=4)
    assert told["error"]["code"] == "D503"
