"""What ``make new-…`` lays out is tidy, loads, and asks for the rest of the work."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from domicile.markets.check import check_pack
from domicile.markets.load import parse_pack
from domicile.markets.resolve import load_atlas
from domicile.policy.trial import trial
from tests.house.source import ROOT
from tools.scaffold import FILES, ScaffoldError, lay_out, main

BESIDE = ("pyproject.toml", "src/domicile", "tests/unit/features/conftest.py")
"""What a new thing needs around it to be linted and tested."""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the checkout in which things may be laid out."""
    for name in BESIDE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    return tmp_path


def tool(house: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=house,
        env={"PATH": "", "PYTHONPATH": str(house / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


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


@pytest.mark.parametrize("kind", sorted(set(FILES) - {"market"}))
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


def test_a_new_market_keeps_everything_on_the_device(tmp_path: Path) -> None:
    path = next(path for path in lay_out("market", "jp", tmp_path) if path.suffix == ".yaml")
    pack = parse_pack(path.read_bytes(), "jp/pack.yaml")
    assert pack.id == "JP"
    assert check_pack(pack, trial(load_atlas())) == ()


@pytest.mark.parametrize("name", ["", "Blue", "1st", "a-b", "../x", "a.b"])
def test_a_name_that_no_module_can_have_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScaffoldError):
        lay_out("feature", name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["feature"], ["castle", "x"], ["feature", "A"]])
def test_wrong_use_ends_with_2(arguments: list[str]) -> None:
    assert main(arguments) == 2
