"""Every command of the page on withdrawing a partner runs, in the order of the page."""

import json
from pathlib import Path

import pytest

from tests.docs.page import Page

PAGE = Page("docs/do/withdraw-a-partner.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (settings,) = PAGE.blocks("toml")
    (tmp_path / "domicile.toml").write_text(settings, encoding="utf-8")
    return tmp_path


def test_every_command_runs(folder: Path) -> None:
    result = PAGE.run(PAGE.commands(), folder)
    assert result.returncode == 0, result.stderr
    told = json.loads((folder / "drill.json").read_text("utf-8"))
    (market,) = told["markets"]
    assert [
        (each["feature"], each["now"], each["then"], each["dies"]) for each in market["features"]
    ] == [
        ("assistant", "first-eu", "second-eu", False),
        ("translate", "first-eu", None, True),
    ]
    assert {each["what"] for each in told["exit"]} == {"release", "data", "document"}
    assert "Withdraw EU/translate/first-eu#" in result.stdout
    assert "# What first-eu could be compelled to hand over" in result.stdout
    assert (folder / "exposure.html").read_text("utf-8").startswith("<!doctype html>")


def test_after_the_withdrawal_nothing_is_open(folder: Path) -> None:
    asked = "domicile decide --market EU --feature assistant --site first-eu || test $? -eq 3"
    result = PAGE.run([*PAGE.commands(), asked], folder)
    assert result.returncode == 0, result.stderr
    assert "approval.withdrawn" in result.stdout
