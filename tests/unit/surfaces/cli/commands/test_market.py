from importlib import resources
from pathlib import Path

import pytest

from tests.unit.surfaces.cli.house import House


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    file = tmp_path / "pack.yaml"
    packs = resources.files("domicile.markets") / "packs"
    file.write_text((packs / "eu" / "pack.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return file


def test_markets_are_listed(house: House) -> None:
    markets = {each["market"]: each for each in house.json("market", "list")["markets"]}
    assert {"CN", "EU", "US", "US-CA"} <= markets.keys()
    assert markets["US-CA"]["extends"] == ["US"]
    assert markets["CN"]["counsel"] is None
    assert "not reviewed by counsel" in house.call("market", "list").stdout


def test_the_language_is_the_settings(house: House) -> None:
    house.write('language = "zh"\ndata_dir = "store"')
    assert "未经法律顾问审阅" in house.call("market", "list").stdout


def test_a_market_is_shown_with_its_rules(house: House) -> None:
    told = house.json("market", "show", "EU")
    assert told["rule_count"] == len(told["rules"])
    first = told["rules"][0]
    assert first["rule"].startswith("EU-")
    assert first["citation"]
    assert first["in_force_until"] is None or first["in_force_until"] > first["in_force_from"]
    assert "### EU-" in house.call("market", "show", "EU").stdout
    assert house.json("market", "show", "XX", status=2)["error"]["code"] == "D801"


def test_every_pack_that_comes_with_us_is_good(house: House) -> None:
    told = house.json("market", "check")
    assert all(each["cases"] and not each["mismatches"] for each in told["packs"])
    assert "0 wrong" in house.call("market", "check").stdout


def test_a_pack_of_ones_own_is_checked(house: House, pack: Path) -> None:
    (checked,) = house.json("market", "check", str(pack))["packs"]
    assert checked["market"] == "EU"
    text = pack.read_text(encoding="utf-8")
    assert "expect: refuse" in text
    pack.write_text(text.replace("expect: refuse", "expect: permit", 1), encoding="utf-8")
    told = house.json("market", "check", str(pack), status=1)
    assert told["error"]["code"] == "D110"
    wrong = told["packs"][0]["mismatches"]
    mismatch = wrong[-1]
    assert mismatch["problem"] == "expected permit, found refuse"
    result = house.call("market", "check", str(pack))
    assert result.exit_code == 1
    assert f"{len(wrong)} wrong" in result.stdout
    assert f"{mismatch['rule']} #{mismatch['case']}: " in result.stdout


def test_a_malformed_pack_is_told_with_its_line(house: House, pack: Path) -> None:
    pack.write_text("schema: [", encoding="utf-8")
    told = house.json("market", "check", str(pack), status=1)
    assert told["error"]["code"] == "D110"
    assert "pack.yaml" in told["error"]["message"]
    assert house.call("market", "check", "none.yaml").exit_code == 2


def test_what_comes_is_listed_soonest_first(house: House) -> None:
    coming = house.json("market", "upcoming", "--days", "365")["upcoming"]
    assert [each["date"] for each in coming] == sorted(each["date"] for each in coming)
    assert all("2026-11-24" < each["date"] <= "2027-11-24" for each in coming)
    of_california = house.json("market", "upcoming", "--days", "365", "--market", "US-CA")
    assert {each["rule"][:2] for each in of_california["upcoming"]} == {"US"}
    assert house.call("market", "upcoming", "--days", "1").stdout == ""
    assert house.call("market", "upcoming", "--days", "0").exit_code == 2
    assert house.call("market", "upcoming", "--market", "XX").exit_code == 2
