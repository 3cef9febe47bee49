from tests.unit.surfaces.cli.house import House


def test_the_text_goes_to_standard_output_and_the_rest_beside_it(house: House) -> None:
    result = house.call("ask", "say", "你好", "--market", "EU")
    assert result.exit_code == 0
    assert result.stdout == "say 你好\n"
    assert "device (D, " in result.stderr
    assert "left" in result.stderr
    assert "nothing" in result.stderr
    assert house.engines.is_closed


def test_for_programs_there_is_one_document_and_nothing_else(house: House) -> None:
    told = house.json("ask", "hi")
    assert (told["status"], told["text"]) == ("answered", "hi")
    assert told["decision"]["market_source"] == "default"
    assert told["trace"][0]["step"] == "decide"
    before = house.call("--json", "ask", "hi")
    assert before.stdout.startswith("{")
    assert before.stderr == ""


def test_a_partner_gets_the_cleared_text_and_the_person_their_own(house: House) -> None:
    house.release()
    result = house.call("ask", "call 13812345678", "--site", "one")
    assert result.exit_code == 0
    assert result.stdout == "call 13812345678\n"
    assert "13812345678" not in house.engines.heard[-1]
    assert "phone replaced (1)" in result.stderr
    assert "DEMO" in result.stderr


def test_a_refusal_has_a_status_of_its_own_and_a_receipt(house: House) -> None:
    result = house.call("ask", "hi", "--site", "one")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "approval.missing" in result.stderr
    told = house.json("ask", "hi", "--site", "one", status=3)
    assert told["status"] == "refused"
    assert told["receipt_id"]
    assert house.engines.heard == []


def test_the_language_of_the_terminal_is_spoken(house: House) -> None:
    result = house.call("ask", "hi", "--language", "zh")
    assert "回执" in result.stderr


def test_the_text_may_come_by_standard_input(house: House) -> None:
    assert house.call("ask", "-", given="早上好\n").stdout == "早上好\n"
    assert house.json("ask", "-", given="早上好\n")["text"] == "早上好"


def test_saying_nothing_is_wrong_usage(house: House) -> None:
    assert house.call("ask").exit_code == 2
    assert house.json("ask", "", status=2)["error"]["code"] == "D805"
