from datetime import UTC, datetime

import pytest

from tests.unit.surfaces.cli.house import FixedClock, House

OVERLAY = """
schema: domicile.overlay/1
as_of: 2026-11-24
tighten:
- {rule: EU-LOC-001, in_force_from: 2018-01-01}
"""


def test_markets_are_listed(house: House) -> None:
    markets = {each["market"]: each for each in house.json("market", "list")["markets"]}
    assert {"CN", "EU", "US", "US-CA"} <= markets.keys()
    assert markets["US-CA"]["extends"] == ["US"]
    assert markets["CN"]["counsel"] is None
    said = house.call("market", "list").stdout
    assert f"not reviewed by counsel; to be looked at again by {markets['CN']['expires']}" in said


def test_the_share_of_rules_by_how_they_are_known_is_told(house: House) -> None:
    told = house.json("market", "list")
    for each in (*told["markets"], told["all"]):
        assert each["known"].keys() == {"primary", "secondary", "memory"}
        assert each["basis"].keys() == {"law", "guidance", "voluntary", "house"}
        assert sum(each["known"].values()) == sum(each["basis"].values()) == each["rule_count"]
    assert told["all"]["rule_count"] == sum(each["rule_count"] for each in told["markets"])
    memory, rules = told["all"]["known"]["memory"], told["all"]["rule_count"]
    *_, last = house.call("market", "list").stdout.splitlines()
    assert last.startswith("all ")
    assert f"{memory} ({round(100 * memory / rules)} %)" in last


def test_the_operators_own_rules_are_no_part_of_a_packs_share(house: House) -> None:
    before = house.json("market", "list")["all"]
    shown = house.json("market", "show", "EU")["rule_count"]
    (house.folder / "overlay.yaml").write_text(OVERLAY, encoding="utf-8")
    house.write('[operator]\noverlay = "overlay.yaml"')
    assert house.json("market", "list")["all"] == before
    whole = house.json("market", "show", "EU")
    assert whole["rule_count"] == shown + 1
    assert whole["rules"][-1]["overlay"] == "overlay.yaml"


def test_the_language_is_the_settings(house: House) -> None:
    house.write('language = "zh"\ndata_dir = "store"')
    said = house.call("market", "list").stdout
    assert "未经法律顾问审阅；须在 " in said
    assert "凭记忆" in said


def test_a_market_is_shown_with_its_rules_and_cases(house: House) -> None:
    told = house.json("market", "show", "EU")
    assert told["rule_count"] == len(told["rules"])
    first = told["rules"][0]
    assert first["rule"].startswith("EU-")
    assert first["citation"]
    assert first["in_force_until"] is None or first["in_force_until"] > first["in_force_from"]
    assert first["overlay"] is None
    cases = [case for rule in told["rules"] for case in rule["cases"]]
    assert {case["expect"] for case in cases} >= {"permit", "refuse", "duty"}
    assert {"given": {}, "expect": "permit"} in cases
    assert "### EU-" in house.call("market", "show", "EU").stdout
    assert house.json("market", "show", "XX", status=2)["error"]["code"] == "D801"


def test_a_review_that_has_run_out_is_listed_as_expired(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = datetime(2027, 2, 24, tzinfo=UTC)
    monkeypatch.setattr(FixedClock, "now", lambda _self: later)
    assert "EXPIRED on 2027-02-23" in house.call("market", "list").stdout
