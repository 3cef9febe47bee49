from tests.unit.surfaces.cli.house import House

TEXT = "call 13812345678 or 13912345678"


def test_what_would_leave_is_shown_and_nothing_leaves(house: House) -> None:
    result = house.call("clear", TEXT, "--market", "US-CA")
    assert result.exit_code == 0
    assert result.stdout.startswith("call ")
    assert "13812345678" not in result.stdout
    assert "found: phone replaced (2)" in result.stderr
    assert "no partner may get it" in result.stderr
    assert house.engines.heard == []


def test_who_may_get_it_is_said(house: House) -> None:
    house.release()
    assert "may get it: one" in house.call("clear", "hi", "--market", "US-CA").stderr
    assert "可接收的站点：one" in house.call("clear", "hi", "--language", "zh").stderr


def test_where_a_site_is_named_no_other_gets_it(house: House) -> None:
    house.release()
    assert house.json("clear", "hi", "--site", "one")["sites"] == ["one"]
    assert house.json("clear", "hi", "--site", "device")["sites"] == []
    assert "no partner may get it" in house.call("clear", "hi", "--site", "device").stderr


def test_programs_get_text_counts_and_sites(house: House) -> None:
    house.release()
    told = house.json("clear", "-", "--market", "US-CA", given=TEXT)
    assert told["counts"] == {"phone": 2}
    assert told["sites"] == ["one"]
    assert [found["action"] for found in told["findings"]] == ["replaced", "replaced"]
    assert "13912345678" not in told["text"]


def test_an_unknown_market_is_wrong_usage(house: House) -> None:
    assert house.call("clear", "x", "--market", "XX").exit_code == 2
