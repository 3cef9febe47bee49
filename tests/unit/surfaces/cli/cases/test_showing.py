from tests.unit.surfaces.cli.house import House


def test_people_read_who_what_when_and_what_comes_next(house: House, case_id: str) -> None:
    lines = house.call("case", "show", case_id).stdout.splitlines()
    assert lines[0] == f"{case_id}  CN  foreign_request  escalated  2026-11-24 12:00"
    assert lines[1].startswith("CN-LOC-002: ")
    assert lines[2] == "2026-11-24T12:00  open  held  Li"
    assert lines[3] == "2026-11-24T12:00  escalate  escalated  domicile  CN-LOC-002"
    assert lines[4] == "From here: propose, refuse, close"


def test_deadlines_and_the_end_are_shown(house: House) -> None:
    add = ("case", "add", "--event", "delete", "--market", "US-CA", "--by", "Li", "--text", "all")
    name = house.json(*add)["id"]
    said = house.call("case", "show", name).stdout
    assert "due 2027-01-08: within 45 calendar days" in said
    house.call("case", "answer", name, "--by", "Li", "--text", "done")
    closed = house.call("case", "close", name, "--by", "Li").stdout
    assert closed.splitlines()[-1] == "From here: -"
