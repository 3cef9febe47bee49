import re

from tests.unit.surfaces.cli.house import SETTINGS, House


def test_an_answer_takes_approval_and_two_people(house: House, case_id: str) -> None:
    """CN-LOC-002."""
    (house.folder / "answer.pdf").write_bytes(b"x")
    (house.folder / "ok.pdf").write_bytes(b"ok")
    propose = ("case", "propose", case_id, "--by", "Li", "--file", "answer.pdf")
    told = house.json(*propose, status=3)
    assert told["error"]["code"] == "D621"
    assert "CN-LOC-002" in told["error"]["message"]
    assert house.json(*propose, "--approval", "ok.pdf")["state"] == "answer_proposed"
    assert house.json("case", "confirm", case_id, "--by", "li", status=1)["error"]["code"] == "D620"
    assert house.json("case", "confirm", case_id, "--by", "Wang")["outcome"] == "answered"
    assert house.json("case", "close", case_id, "--by", "Li")["state"] == "closed"


def test_a_refusal_takes_two_people_as_well(house: House, case_id: str) -> None:
    told = house.json("case", "refuse", case_id, "--by", "Li", "--text", "no ground")
    assert told["state"] == "refusal_proposed"
    assert house.json("case", "confirm", case_id, "--by", "Wang")["state"] == "refused"


def test_what_the_state_does_not_allow_names_what_it_does(house: House, case_id: str) -> None:
    told = house.json("case", "escalate", case_id, "--by", "Li", status=1)
    assert told["error"]["remedy"] == "From there one can: propose, refuse, close."


def test_a_request_that_no_rule_speaks_of_is_escalated_by_hand(house: House) -> None:
    add = ("case", "add", "--event", "foreign_request", "--market", "US", "--by", "Li")
    told = house.json(*add, "--text", "all chats", "--site", "one")
    assert told["state"] == "held"
    assert house.json("case", "escalate", told["id"], "--by", "Li")["state"] == "escalated"


def test_a_right_is_extended_and_answered(house: House) -> None:
    add = ("case", "add", "--event", "access", "--market", "EU", "--by", "Li", "--text", "copy")
    name = house.json(*add)["id"]
    told = house.json(
        "case", "extend", name, "--by", "Li", "--days", "60", "--text", "many records"
    )
    assert (told["state"], told["due"][:10]) == ("extended", "2027-02-22")
    assert house.json("case", "answer", name, "--by", "Li", "--text", "here")["state"] == "answered"


def test_an_incident_is_reported(house: House, breach_id: str) -> None:
    (house.folder / "report.md").write_text("what happened", encoding="utf-8")
    report = ("case", "report", breach_id, "--by", "Li", "--file", "report.md", "--to")
    assert house.json(*report, "regulator")["state"] == "open"
    told = house.json(*report, "people")
    assert told["state"] == "reported"
    assert re.fullmatch(r"[0-9a-f]{64}", told["history"][-1]["evidence"])


def test_signed_answers_take_keys(house: House, case_id: str) -> None:
    keys = [house.call("release", "key", name, "-o", f"{name}.key") for name in ("Li", "Wang")]
    lines = [line for made in keys for line in made.stdout.splitlines() if " = " in line]
    register = "\n".join(["[register]", "signed = true", "[register.approvers]", *lines])
    house.write(SETTINGS.replace("[[sites]]", f"{register}\n[[sites]]"))
    refuse = ("case", "refuse", case_id, "--by", "Li", "--text", "no")
    assert house.json(*refuse, status=2)["error"]["code"] == "D805"
    house.json(*refuse, "--key", "Li.key")
    confirm = ("case", "confirm", case_id, "--by", "Wang", "--key")
    assert house.json(*confirm, "Li.key", status=2)["error"]["code"] == "D805"
    assert house.json(*confirm, "Wang.key")["state"] == "refused"
