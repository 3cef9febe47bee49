"""Every command of the page on shipping in China runs, in the order of the page."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.docs.page import Page

PAGE = Page("docs/do/ship-a-feature-in-china.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the page's first settings, and the files that it speaks of."""
    settings, _ = PAGE.blocks("toml")
    (tmp_path / "domicile.toml").write_text(settings, encoding="utf-8")
    for name in ("registration", "contract", "algorithm-filing", "model-dossier", "pipia"):
        (tmp_path / f"{name}.pdf").write_bytes(b"%PDF")
    return tmp_path


def complete(folder: Path) -> None:
    with (folder / "domicile.toml").open("a", encoding="utf-8") as settings:
        settings.write(PAGE.blocks("toml")[1])


def written(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def test_every_command_runs(folder: Path) -> None:
    commands = PAGE.commands()
    first = next(place for place, each in enumerate(commands) if " submit " in each)
    before = PAGE.run(commands[:first], folder)
    assert before.returncode == 0, before.stderr
    assert "CN, Mainland China: closed; things to do at the nearest site: 3" in before.stdout
    assert "route: registration of a filed, unmodified model (CN-GATE-002" in before.stdout
    assert "the other route would be shorter" in before.stdout
    complete(folder)
    after = PAGE.run(commands[first:], folder)
    assert after.returncode == 0, after.stderr
    (site,) = written(folder, "plan")["markets"][0]["sites"]
    assert (site["open"], site["distance"], site["steps"]) == (True, 0, [])
    assert [duty for duty in site["duties_unmet"] if not duty["data"]] == []
    assert written(folder, "decision")["permitted"]
    closed = written(folder, "closed")
    assert not closed["permitted"]
    assert "approval.recalled" in [each["rule"] for each in closed["reasons"]]


def test_without_the_number_it_is_not_approved(folder: Path) -> None:
    submit, approve = (
        next(each for each in PAGE.commands() if f" {verb} " in each)
        for verb in ("submit", "approve")
    )
    bare = submit.replace(" --number DEMO-App-20261101", "")
    assert bare != submit
    assert PAGE.run([bare, approve], folder).returncode == 2


def test_without_documents_the_duties_stay(folder: Path) -> None:
    told = PAGE.run(["domicile release plan --feature writing --site model-cn"], folder).stdout
    for name in ("algorithm_filing", "model_dossier", "pipia", "label_methods, label_format"):
        assert name in told
