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


def test_every_pack_that_comes_with_us_is_good(house: House) -> None:
    told = house.json("market", "check")
    assert {each["market"] for each in told["packs"]} >= {"CN", "EU", "US", "US-CA"}
    assert all(each["cases"] and not each["mismatches"] for each in told["packs"])
    assert "0 wrong" in house.call("market", "check").stdout


def test_a_pack_of_ones_own_is_checked_and_told_with_its_line(house: House, pack: Path) -> None:
    (checked,) = house.json("market", "check", str(pack))["packs"]
    assert checked["market"] == "EU"
    lines = pack.read_text(encoding="utf-8").splitlines()
    number = next(place for place, line in enumerate(lines, 1) if "expect: refuse" in line)
    lines[number - 1] = lines[number - 1].replace("expect: refuse", "expect: permit")
    pack.write_text("\n".join(lines), encoding="utf-8")
    told = house.json("market", "check", str(pack), status=1)
    assert told["error"]["code"] == "D110"
    wrong = {one["case"]: one for one in told["packs"][0]["mismatches"]}
    case = next(number for number in wrong if number)
    assert wrong[case]["problem"] == "expected permit, found refuse"
    assert wrong[case]["line"] == number
    result = house.call("market", "check", str(pack))
    assert result.exit_code == 1
    assert f"{len(wrong)} wrong" in result.stdout
    assert f"pack.yaml:{number}: {wrong[case]['rule']} #{case}: expected permit" in result.stdout


def test_cases_that_are_missing_are_told_with_the_line_of_their_rule(
    house: House, pack: Path
) -> None:
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text.replace("expect: refuse", "expect: permit"), encoding="utf-8")
    told = house.json("market", "check", str(pack), status=1)["packs"][0]
    one = next(each for each in told["mismatches"] if each["case"] is None)
    assert f"id: {one['rule']}" in text.splitlines()[one["line"] - 1]


def test_a_malformed_pack_is_told_with_its_line(house: House, pack: Path) -> None:
    pack.write_text("schema: [", encoding="utf-8")
    told = house.json("market", "check", str(pack), status=1)
    assert told["error"]["code"] == "D110"
    assert "pack.yaml" in told["error"]["message"]
    assert house.call("market", "check", "none.yaml").exit_code == 2


def test_the_operators_own_rules_need_no_cases(house: House) -> None:
    (house.folder / "overlay.yaml").write_text(
        "schema: domicile.overlay/1\nas_of: 2026-11-24\n"
        "tighten: [{rule: EU-LOC-001, in_force_from: 2018-01-01}]\n",
        encoding="utf-8",
    )
    house.write('[operator]\noverlay = "overlay.yaml"')
    assert house.call("market", "check").exit_code == 0


def test_an_installed_pack_that_does_not_fit_is_told_without_a_line(
    house: House, pack: Path
) -> None:
    text = pack.read_text(encoding="utf-8").replace("as_of: 2026-11-23", "as_of: 2026-11-24")
    pack.write_text(text.replace("expect: refuse", "expect: permit", 1), encoding="utf-8")
    (house.folder / "installed").mkdir()
    pack.rename(house.folder / "installed" / "eu.yaml")
    house.write('packs_dir = "installed"')
    told = house.json("market", "check", status=1)
    (wrong,) = [one for each in told["packs"] for one in each["mismatches"]]
    assert wrong["line"] is None
    said = house.call("market", "check").stdout
    assert f"\n  {wrong['rule']} #{wrong['case']}: expected permit" in said


OWN = """\
schema: domicile.overlay/1
as_of: 2026-11-24
rules:
- id: OWN-EU-001
  market: EU
  kind: locate
  in_force_from: 2026-01-01
  requirement: {en: Only here., zh: 仅限本地。}
  params: {regions: [eu]}
  on_fail: block
  cite: {at: Our own policy, checked: 2026-11-24}
  cases:
  - {given: {site: {region: us}}, expect: REFUSE}
"""


def test_cases_of_the_operators_own_rules_are_run(house: House) -> None:
    house.write('[operator]\noverlay = "overlay.yaml"')
    (house.folder / "overlay.yaml").write_text(OWN.replace("REFUSE", "refuse"), encoding="utf-8")
    assert "0 wrong" in house.call("market", "check").stdout
    (house.folder / "overlay.yaml").write_text(OWN.replace("REFUSE", "permit"), encoding="utf-8")
    told = house.json("market", "check", status=1)
    (wrong,) = [one for each in told["packs"] for one in each["mismatches"]]
    assert (wrong["rule"], wrong["case"]) == ("OWN-EU-001", 1)
    assert wrong["problem"] == "expected permit, found refuse"
