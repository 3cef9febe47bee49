"""Each import contract of pyproject.toml can fail: a planted import breaks it."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]
LAYERS = re.findall(r"\w+", " ".join(CONTRACTS[0]["layers"]))
NAMED = (
    "surfaces/cli/a",
    "surfaces/demo/a",
    "receipts/verify",
    "receipts/seal",
    "privacy/cleared",
    "personal/memory",
    "relay/client",
)

PLANTED = [
    ("layers", "core/a", "import domicile.tlog.a"),
    ("layers", "store/a", "import domicile.personal.memory"),
    ("layers", "policy/a", "import domicile.egress.a"),
    ("layers", "privacy/a", "import domicile.receipts.seal"),
    ("layers", "markets/a", "import domicile.relay.client"),
    ("layers", "reports/a", "import domicile.evals.a"),
    ("layers", "new/a", ""),
    ("ways-in", "surfaces/http/a", "import domicile.surfaces.cli.a"),
    ("one-door-out", "runtimes/a", "import aiohttp"),
    ("one-door-out", "surfaces/a", "import aiohttp"),
    ("one-door-out", "store/a", "from requests import get"),
    ("sockets", "features/a", "import socket"),
    ("sockets", "privacy/a", "import ssl"),
    ("behaviour-stays-home", "egress/a", "import domicile.personal.memory"),
    ("behaviour-stays-home", "placement/a", "import domicile.personal.memory"),
    ("behaviour-stays-home", "relay/client", "import domicile.personal.memory"),
    ("same-features-everywhere", "features/a", "import domicile.markets.a"),
    ("verify-alone", "receipts/verify", "import domicile.receipts.seal"),
    ("verify-alone", "receipts/verify", "import domicile.store.a"),
    ("verify-alone", "tlog/a", "import numpy\n\nimport domicile.core.a"),
    ("only-privacy-clears", "placement/a", "import domicile.privacy.cleared"),
    ("no-cycles", "tlog/a", "import domicile.tlog.b"),
]


def house(root: Path) -> Path:
    """Build an empty house: every layer, one module each, and our contracts."""
    shutil.copy(ROOT / "pyproject.toml", root)
    package = root / "domicile"
    for layer in LAYERS:
        is_module = (ROOT / PACKAGE / layer).with_suffix(".py").exists()
        path = package / (f"{layer}.py" if is_module else f"{layer}/a.py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for name in NAMED:
        (package / name).parent.mkdir(exist_ok=True)
        (package / name).with_suffix(".py").touch()
    (package / "receipts/verify.py").write_text("import domicile.tlog.a\n", encoding="utf-8")
    (package / "tlog/b.py").write_text("import domicile.tlog.a\n", encoding="utf-8")
    for folder in [package, *(path for path in package.rglob("*") if path.is_dir())]:
        (folder / "__init__.py").touch()
    return package


def lint(root: Path, contract: str) -> tuple[bool, str]:
    """Check one contract in ``root``; return whether it is kept, and what was said."""
    program = str(Path(sys.executable).with_name("lint-imports"))
    result = subprocess.run(
        [program, "--no-cache", "--contract", contract],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    said = (result.stdout + result.stderr).rpartition("\u2514\u2500\u2500")[2]
    return result.returncode == 0, said


def test_every_contract_is_tried() -> None:
    assert {each["id"] for each in CONTRACTS} == {contract for contract, _, _ in PLANTED}


@pytest.mark.parametrize("contract", sorted({contract for contract, _, _ in PLANTED}))
def test_an_orderly_house_keeps(contract: str, tmp_path: Path) -> None:
    house(tmp_path)
    kept, said = lint(tmp_path, contract)
    assert kept, said


@pytest.mark.parametrize("contract", sorted({contract for contract, _, _ in PLANTED}))
def test_rooms_may_still_be_missing(contract: str, tmp_path: Path) -> None:
    package = house(tmp_path)
    for later in ("personal", "relay", "evals", "reports"):
        shutil.rmtree(package / later)
    kept, said = lint(tmp_path, contract)
    assert kept, said


@pytest.mark.parametrize(("contract", "module", "line"), PLANTED)
def test_a_planted_import_breaks(contract: str, module: str, line: str, tmp_path: Path) -> None:
    package = house(tmp_path)
    path = (package / module).with_suffix(".py")
    path.parent.mkdir(exist_ok=True)
    (path.parent / "__init__.py").touch()
    path.write_text(f"{line}\n", encoding="utf-8")
    kept, said = lint(tmp_path, contract)
    assert not kept
    assert "1 broken" in said or "not listed" in said, said
