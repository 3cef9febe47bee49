from tests.unit.surfaces.cli.house import House


def test_what_comes_is_listed_soonest_first(house: House) -> None:
    coming = house.json("market", "upcoming", "--days", "365")["upcoming"]
    assert [each["date"] for each in coming] == sorted(each["date"] for each in coming)
    assert all("2026-11-24" < each["date"] <= "2027-11-24" for each in coming)
    of_california = house.json("market", "upcoming", "--days", "365", "--market", "US-CA")
    assert {each["rule"][:2] for each in of_california["upcoming"]} == {"US"}
    assert {each["market"] for each in of_california["upcoming"]} == {"US", "US-CA"}


def test_rules_and_reviews_that_end_are_listed_too(house: House) -> None:
    coming = house.json("market", "upcoming", "--days", "800")["upcoming"]
    found = {(each["what"], each["rule"], each["date"]) for each in coming}
    assert {
        ("begins", "US-CA-CHO-002", "2027-01-01"),
        ("grace_ends", "EU-LAB-001", "2026-12-02"),
        ("due", "EU-LAB-004", "2027-02-02"),
        ("review_expires", "CN", "2027-02-23"),
    } <= found


def test_each_line_says_what_happens(house: House) -> None:
    first = house.call("market", "upcoming").stdout.splitlines()[0].split("  ")
    assert first[:2] == ["2026-12-02", "begins"]
    house.write('language = "zh"\ndata_dir = "store"')
    assert "过渡期届满" in house.call("market", "upcoming").stdout


def test_where_nothing_comes_nothing_is_said(house: House) -> None:
    assert house.call("market", "upcoming", "--days", "1").stdout == ""
    assert house.call("market", "upcoming", "--days", "0").exit_code == 2
    assert house.call("market", "upcoming", "--market", "XX").exit_code == 2
