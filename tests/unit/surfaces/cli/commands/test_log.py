from tests.unit.surfaces.cli.house import House


def test_a_log_begins_with_its_first_batch(house: House) -> None:
    told = house.json("log", "checkpoint", "--market", "EU", status=1)
    assert told["error"]["code"] == "D600"
    receipt = house.json("ask", "hi", "--market", "EU")["receipt_id"]
    house.call("receipt", "export", receipt, "-o", "receipt.json")
    told = house.json("log", "checkpoint", "--market", "EU")
    assert (told["market"], told["size"]) == ("EU", 1)
    assert told["checkpoint"].startswith(f"{told['origin']}\n1\n{told['root']}\n\n— ")
    assert house.call("log", "checkpoint", "--market", "EU").stdout == told["checkpoint"]


def test_the_default_market_is_taken(house: House) -> None:
    assert "US-CA" in house.call("log", "checkpoint").stderr
    assert house.call("log", "checkpoint", "--market", "XX").exit_code == 2
