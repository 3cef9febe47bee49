import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domicile.core.ids import MarketId, RuleId, SubjectId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.desks import Desks
from domicile.policy.person.person import UnlabelledCopy
from domicile.store.holds import Scope
from tests.unit.surfaces.cli.house import House

WANG = ("--subject", "wang")
COPY = UnlabelledCopy(
    market=MarketId("CN"), rule=RuleId("CN-LAB-007"), mark="0badcafe", log_months=6
)


@pytest.fixture(autouse=True)
def _wang(house: House) -> None:
    house.json("consent", "give", *WANG, "--market", "CN", "--class", "health")


@contextmanager
def inside(house: House) -> Iterator[Desks]:
    """Give the desks, as another process has them."""
    around = Surroundings(environment={}, home=house.folder, folder=house.folder)
    domicile = house.build(load_settings(around, config=None))
    yield domicile.desks
    domicile.database.close()


def hand_out(house: House) -> None:
    """Record an unlabelled copy, as an answer would."""
    with inside(house) as desks:
        desks.people.record(SubjectId("wang"), notices={}, unlabelled=COPY)


def test_a_person_gets_everything_that_is_held(house: House, tmp_path: Path) -> None:
    told = house.json("rights", "export", *WANG, "--by", "Zhao")
    assert (told["right"], told["event"], told["market"]) == ("export", "access", "CN")
    assert list(told["export"]["consents"]) == ["health"]
    assert told["deadlines"][0]["by"] == "2026-12-09"
    assert told["case"]
    assert told["output"] is None
    file = tmp_path / "wang.json"
    written = house.json("rights", "export", *WANG, "-o", "wang.json")
    assert (written["output"], written["export"]) == ("wang.json", None)
    assert json.loads(file.read_text("utf-8"))["consents"] == told["export"]["consents"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [case["event"] for case in json.loads(file.read_text("utf-8"))["cases"]] == [
        "access",
        "access",
    ]


def test_an_export_is_never_written_over_a_file(house: House, tmp_path: Path) -> None:
    file = tmp_path / "wang.json"
    file.write_text("mine", encoding="utf-8")
    assert house.call("rights", "export", *WANG, "-o", "wang.json").exit_code == 2
    assert file.read_text("utf-8") == "mine"


def test_people_read_the_document_or_where_it_lies(house: House) -> None:
    shown = house.call("rights", "export", *WANG)
    assert json.loads(shown.stdout)["subject"] == "wang"
    assert shown.stderr.startswith("case ")
    assert "2026-12-09" in shown.stderr
    beside = house.call("rights", "export", *WANG, "-o", "wang.json").stdout.splitlines()
    assert beside[0].startswith("case ")
    assert beside[1] == "CN-CHO-005: by 2026-12-09, within 15 calendar days"


def test_whoever_is_erased_is_gone_but_for_what_a_rule_keeps(house: House) -> None:
    hand_out(house)
    told = house.json("rights", "erase", *WANG)
    assert told["status"] == "done"
    assert told["erased"]["acts"] == told["erased"]["subject"] == 1
    assert [each["rule"] for each in told["kept"]] == ["CN-LAB-007"]
    assert house.json("consent", "list", *WANG)["history"] == []
    lines = house.call("rights", "erase", *WANG).stdout.splitlines()
    assert lines[0].startswith("erased: acts 0")
    assert lines[1] == "CN-LAB-007 keeps the record of an unlabelled copy until 2027-05-24."


def test_a_hold_is_named_and_nothing_is_erased(house: House) -> None:
    with inside(house) as desks:
        desks.holds.place(Scope(subject=SubjectId("wang")), by="Zhao", reason="court order 12")
    told = house.json("rights", "erase", *WANG, status=3)
    assert told["status"] == "held"
    assert [each["reason"] for each in told["holds"]] == ["court order 12"]
    assert told["erased"] == {}
    result = house.call("rights", "erase", *WANG)
    assert result.exit_code == 3
    assert "court order 12" in result.stdout
    assert list(house.json("consent", "list", *WANG)["consents"]) == ["health"]


def test_use_is_restricted_and_that_is_lifted(house: House) -> None:
    told = house.json("rights", "restrict", *WANG)
    assert (told["restricted"], bool(told["case"])) == (True, True)
    assert house.json("consent", "list", *WANG)["choices"]["device_only"]
    told = house.json("rights", "restrict", *WANG, "--lift")
    assert (told["restricted"], told["case"]) == (False, None)
    assert not house.json("consent", "list", *WANG)["choices"]["device_only"]
    assert "restricted" in house.call("rights", "restrict", *WANG).stdout
    assert "lifted" in house.call("rights", "restrict", *WANG, "--lift").stdout


def test_unlabelled_copies_are_listed_without_names(house: House) -> None:
    """CN-LAB-007."""
    assert house.call("rights", "unlabelled", "--market", "CN").stdout == "0 copies in CN\n"
    hand_out(house)
    told = house.json("rights", "unlabelled", "--market", "CN")
    assert told["count"] == 1
    assert (told["copies"][0]["mark"], told["copies"][0]["kept_until"]) == (
        "0badcafe",
        "2027-05-24",
    )
    shown = house.call("rights", "unlabelled", "--market", "CN").stdout
    assert "0badcafe" in shown
    assert "wang" not in shown + json.dumps(told)
    assert house.call("rights", "unlabelled", "--market", "ZZ").exit_code == 2


def test_another_market_can_be_named(house: House) -> None:
    told = house.json("rights", "export", *WANG, "--market", "EU")
    assert [each["rule"] for each in told["deadlines"]] == ["EU-CHO-001"] * 2
