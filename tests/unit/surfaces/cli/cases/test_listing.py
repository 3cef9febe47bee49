from tests.unit.surfaces.cli.cases.store import opened
from tests.unit.surfaces.cli.house import House


def test_cases_are_listed_and_narrowed_down(house: House, case_id: str, breach_id: str) -> None:
    told = house.json("case", "list")["cases"]
    assert [each["id"] for each in told] == [breach_id, case_id]
    assert house.json("case", "list", "--market", "EU") == {"cases": []}
    assert house.call("case", "list", "--overdue").stdout == ""
    lines = house.call("case", "list", "--market", "CN").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [breach_id, case_id]
    assert house.json("case", "list", "--market", "XX", status=2)["error"]["code"] == "D801"


def test_one_is_shown_and_another_is_not_there(house: House, case_id: str) -> None:
    assert house.json("case", "show", case_id)["state"] == "escalated"
    assert house.json("case", "show", "00", status=2)["error"]["code"] == "D820"


def test_histories_are_checked(house: House, case_id: str) -> None:
    assert house.json("case", "verify") == {"cases": 1}
    assert "1 cases" in house.call("case", "verify").stdout
    domicile = opened(house)
    with domicile.database.write() as connection:
        connection.execute("UPDATE case_file SET state = 'answered'")
    domicile.database.close()
    assert house.json("case", "verify", status=4)["error"]["code"] == "D503"
    assert case_id
