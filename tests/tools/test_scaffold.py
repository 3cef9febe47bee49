"""What ``make new-…`` lays out is tidy, loads, and asks for the rest of the work."""

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from domicile.core.findings import DataClass
from domicile.core.site import Region
from domicile.markets.case import Given
from domicile.markets.check import check_pack
from domicile.markets.load import load_pack
from domicile.markets.page import page_name
from domicile.markets.resolve import load_atlas
from domicile.policy.trial import trial
from tests.house.source import ROOT
from tools.scaffold import FILES, ScaffoldError, lay_out, main

BESIDE = (
    "pyproject.toml",
    "README.md",
    "src/domicile",
    "docs",
    "tools",
    "tests/unit/features/conftest.py",
    "tests/unit/policy/samples.py",
    "tests/vectors/rules",
)
"""What a new thing needs around it to be linted and tested."""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the checkout in which things may be laid out."""
    for name in BESIDE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


TODAY = date(2026, 12, 1)


def run(house: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=house,
        env={"PATH": "", "PYTHONPATH": str(house / "src"), "HOME": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )


def tool(house: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return run(house, "-m", *command)


def domicile(house: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return run(house, "-c", "from domicile.surfaces.cli.main import main; main()", *command)


@pytest.mark.parametrize("kind", sorted(FILES))
def test_every_file_is_written_once(kind: str, tmp_path: Path) -> None:
    written = lay_out(kind, "blue_bird", tmp_path)
    assert len(written) == len(FILES[kind])
    assert all(path.is_file() for path in written)
    assert not [path for path in written if "@name" in path.read_text(encoding="utf-8").lower()]
    with pytest.raises(ScaffoldError, match="already"):
        lay_out(kind, "blue_bird", tmp_path)


@pytest.mark.parametrize("kind", sorted(FILES))
def test_the_makefile_says_what_is_laid_out(kind: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^new-{kind}: ## (.*)", makefile, re.MULTILINE)
    for template, word in (("test.py", "test"), ("page.md", "page"), ("pack.yaml", "pack")):
        assert (word in line) == (template in FILES[kind])


@pytest.mark.parametrize("kind", sorted(FILES))
def test_what_is_written_is_tidy(kind: str, house: Path) -> None:
    paths = [str(path) for path in lay_out(kind, "blue_bird", house) if path.suffix == ".py"]
    for check in (("format", "--check"), ("check",)):
        result = tool(house, "ruff", *check, "--no-cache", *paths)
        assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("kind", sorted(set(FILES) - {"market"}))
def test_a_new_test_fails_until_the_work_is_done(kind: str, house: Path) -> None:
    (path,) = [path for path in lay_out(kind, "blue_bird", house) if path.name.startswith("test_")]
    result = tool(house, "pytest", "-p", "no:cacheprovider", str(path))
    assert result.returncode == pytest.ExitCode.TESTS_FAILED, result.stdout + result.stderr
    assert "AssertionError" in result.stdout


@pytest.mark.parametrize("name", ["zz", "us_zz", "blue_bird"])
def test_a_new_market_loads_and_every_case_comes_out(name: str, house: Path) -> None:
    path, test, page = lay_out("market", name, house, today=TODAY)
    pack = load_pack(path)
    assert pack.id == name.upper().replace("_", "-")
    assert pack.extends == (("US",) if name == "us_zz" else ())
    assert (pack.as_of, pack.review.expires) == (TODAY, date(2027, 3, 2))
    assert (pack.review.state, pack.review.counsel) == ("draft", None)
    assert {rule.basis for rule in pack.rules} == {"house"}
    assert check_pack(pack, trial(load_atlas())) == ()
    assert page.name == page_name(pack)
    assert test.name == f"test_{name}.py"


@pytest.mark.parametrize("scope", get_args(Region))
def test_a_new_market_keeps_everything_on_the_device(scope: Region, tmp_path: Path) -> None:
    pack = load_pack(lay_out("market", "zz", tmp_path, today=TODAY)[0])
    decide = trial(load_atlas())
    (rule,) = pack.rules
    site = {"region": scope, "inference_scope": scope, "owner_country": "ZZ"}
    for given in (Given(site=site), Given(site=site, data=tuple(DataClass), audience="internal")):
        assert not decide(pack, rule, given, at=TODAY).permitted
    at_home = decide(pack, rule, Given(on_device=True), at=TODAY)
    assert at_home.permitted
    assert at_home.places == ("device",)


def test_a_new_market_is_checked_tested_and_shown(house: Path) -> None:
    """The guide's steps, as far as they need nobody: lay out, check, test, make the page."""
    path, test, page = lay_out("market", "zz", house)
    name = str(path.relative_to(house))
    check = domicile(house, "market", "check", name)
    assert check.returncode == 0, check.stdout + check.stderr
    assert check.stdout == "ZZ: 1 rules, 4 cases, 0 wrong\n"
    result = tool(house, "pytest", "-p", "no:cacheprovider", str(test))
    assert result.returncode == pytest.ExitCode.OK, result.stdout + result.stderr
    made = tool(house, "tools.pages")
    assert made.returncode == 0, made.stdout + made.stderr
    assert "### ZZ-PART-001\n" in page.read_text(encoding="utf-8")
    assert "ZZ" in domicile(house, "market", "list").stdout


def test_a_new_market_that_was_broken_is_named_with_its_line(house: Path) -> None:
    path, *_ = lay_out("market", "zz", house)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("allow_scopes", "allow_scope"), encoding="utf-8")
    line = text[: text.index("allow_scopes")].count("\n") + 1
    check = domicile(house, "market", "check", str(path.relative_to(house)))
    assert check.returncode == 1
    assert f"pack.yaml:{line}: ZZ-PART-001: " in check.stderr
    assert "did you mean `allow_scopes`?" in check.stderr


@pytest.mark.parametrize("name", ["", "Blue", "1st", "a-b", "../x", "a.b"])
def test_a_name_that_no_module_can_have_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScaffoldError):
        lay_out("feature", name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["feature"], ["castle", "x"], ["feature", "A"]])
def test_wrong_use_ends_with_2(arguments: list[str]) -> None:
    assert main(arguments) == 2
