from importlib import resources
from pathlib import Path

import pytest

from tests.unit.surfaces.cli.house import House

RULE = """
- id: US-CA-LOC-009
  kind: locate
  in_force_from: 2027-01-01
  requirement: {en: Stay in Europe., zh: 留在欧洲。}
  params: {regions: [eu]}
  on_fail: block
  cite: {at: "Law, Art. 1", checked: 2026-11-23}
  basis: house
  known: memory
  cases: [{expect: refuse}, {given: {on_device: true}, expect: permit}]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a newer edition of California's pack, with a rule that closes the US."""
    shipped = resources.files("domicile.markets") / "packs" / "us_ca" / "pack.yaml"
    text = shipped.read_text(encoding="utf-8").replace("as_of: 2026-11-23", "as_of: 2026-11-24")
    file = tmp_path / "new.yaml"
    file.write_text(text.rstrip() + RULE, encoding="utf-8")
    return file


def test_a_rule_that_is_added_closes_a_site_and_voids_its_release(house: House, pack: Path) -> None:
    house.release()
    told = house.json("market", "diff", "US-CA", str(pack))
    assert told["market"] == "US-CA"
    assert told["head"] == [{"field": "as_of", "old": "2026-11-23", "new": "2026-11-24"}]
    assert [(one["rule"], one["what"]) for one in told["rules"]] == [("US-CA-LOC-009", "added")]
    assistant = next(one for one in told["effects"] if one["feature"] == "assistant")
    assert assistant["release"].startswith("US-CA/assistant/one#")
    assert {name: assistant[name] for name in ("what", "market", "site", "from", "until")} == {
        "what": "closes",
        "market": "US-CA",
        "site": "one",
        "from": "2027-01-01",
        "until": None,
    }
    assert assistant["rules"] == ["US-CA-LOC-009"]
    assert {one["feature"] for one in told["effects"]} == {"assistant", "writing"}
    assert told["days"][0] == "2026-11-24"
    assert told["undecided"] == []


def test_the_way_back_opens_it(house: House, pack: Path) -> None:
    told = house.json("market", "diff", str(pack), "US-CA")
    assert [one["what"] for one in told["rules"]] == ["removed"]
    assert {one["what"] for one in told["effects"]} == {"opens"}


def test_it_can_be_read(house: House, pack: Path) -> None:
    house.release()
    lines = house.call("market", "diff", "US-CA", str(pack)).stdout.splitlines()
    assert lines[:3] == [
        "US-CA: 2026-11-23 → 2026-11-24",
        '  as_of: "2026-11-23" → "2026-11-24"',
        "+ US-CA-LOC-009: Stay in Europe. (from 2027-01-01; Law, Art. 1)",
    ]
    assert lines[3] == "Closes:"
    assert lines[4].startswith("  US-CA/assistant/one (release US-CA/assistant/one#")
    assert lines[4].endswith(") from 2027-01-01: US-CA-LOC-009")


def test_a_change_is_told_field_by_field(house: House, pack: Path) -> None:
    text = pack.read_text(encoding="utf-8")
    milder = pack.with_name("milder.yaml")
    ending = "in_force_from: 2027-01-01\n  in_force_until: 2027-01-31\n"
    milder.write_text(text.replace("in_force_from: 2027-01-01\n", ending), encoding="utf-8")
    said = house.call("market", "diff", str(pack), str(milder)).stdout
    assert '    in_force_until: null → "2027-01-31"' in said
    assert "Opens:\n  US-CA/assistant/one from 2027-02-01" in said
    back = house.json("market", "diff", "US-CA", str(milder))
    assert {one["until"] for one in back["effects"]} == {"2027-01-31"}
    assert (
        "from 2027-01-01 until 2027-01-31"
        in house.call("market", "diff", "US-CA", str(milder)).stdout
    )


def test_two_equal_editions_change_nothing(house: House) -> None:
    told = house.json("market", "diff", "EU", "EU")
    assert (told["head"], told["rules"], told["effects"]) == ([], [], [])
    assert house.call("market", "diff", "EU", "EU").stdout.splitlines() == [
        "EU: 2026-11-23 → 2026-11-23",
        "No rule differs.",
        "It closes and opens no site of the settings within 400 days.",
    ]


def test_days_that_a_stale_pack_may_not_speak_on_are_told(house: House, pack: Path) -> None:
    text = pack.read_text(encoding="utf-8")
    stale = pack.with_name("stale.yaml")
    stale.write_text(
        text.replace("as_of: 2026-11-24", "as_of: 2025-01-01").replace(
            "expires: 2027-02-23", "expires: 2025-12-01"
        ),
        encoding="utf-8",
    )
    told = house.json("market", "diff", str(stale), "US-CA")
    assert "2026-12-02" in told["undecided"]
    assert "2026-11-24" not in told["undecided"]
    said = house.call("market", "diff", str(stale), "US-CA").stdout
    assert "Not decided, as one of the packs may no longer speak: 2026-12-02" in said


def test_the_operators_own_rules_stay_on_both_sides(house: House, pack: Path) -> None:
    (house.folder / "overlay.yaml").write_text(
        "schema: domicile.overlay/1\nas_of: 2026-11-24\n"
        "rules:\n- {id: OWN-LOC-001, market: US-CA, kind: locate, in_force_from: 2020-01-01,"
        " requirement: {en: Europe., zh: 欧洲。}, params: {regions: [eu]}, on_fail: block,"
        ' cite: {at: "Own choice", checked: 2026-11-23}}\n',
        encoding="utf-8",
    )
    settings = (house.folder / "domicile.toml").read_text(encoding="utf-8")
    house.write(
        '[operator]\noverlay = "overlay.yaml"\n'
        + settings.replace('data_dir = "store"\nmodels_dir = "packs"\n', "")
    )
    told = house.json("market", "diff", "US-CA", str(pack))
    assert [one["rule"] for one in told["rules"]] == ["US-CA-LOC-009"]
    assert told["effects"] == [], "the overlay had closed it before"


def test_a_market_that_is_new_closes_nothing_yet(house: House, pack: Path) -> None:
    jp = pack.with_name("jp.yaml")
    text = pack.read_text(encoding="utf-8").replace("US-CA-", "JP-").replace("id: US-CA", "id: JP")
    jp.write_text(text, encoding="utf-8")
    told = house.json("market", "diff", str(jp), str(jp))
    assert (told["market"], told["effects"]) == ("JP", [])


def test_what_cannot_be_compared_is_wrong_usage(house: House, pack: Path) -> None:
    assert house.json("market", "diff", "CN", "EU", status=2)["error"]["code"] == "D805"
    assert house.json("market", "diff", "CN", "none.yaml", status=2)["error"]["code"] == "D801"
    pack.write_text("schema: [", encoding="utf-8")
    assert house.json("market", "diff", "US-CA", str(pack), status=1)["error"]["code"] == "D110"
