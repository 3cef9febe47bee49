"""Each import contract of pyproject.toml can fail: a planted import breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

LAYERS = (
    *("surfaces.demo", "app", "pipeline", "reports", "evals"),
    *("features", "policy", "placement", "runtimes", "egress"),
    *("privacy", "receipts", "markets", "personal", "relay", "store", "tlog", "core"),
)
MODULES = {"app", "pipeline"}
NAMED = ("receipts/verify", "receipts/seal", "privacy/cleared", "personal/memory", "relay/client")

PLANTED = [
    ("layers", "core/a", "import domicile.tlog.a"),
    ("layers", "store/a", "import domicile.personal.memory"),
    ("layers", "policy/a", "import domicile.egress.a"),
    ("layers", "privacy/a", "import domicile.receipts.seal"),
    ("layers", "markets/a", "import domicile.relay.client"),
    ("layers", "reports/a", "import domicile.evals.a"),
    ("layers", "new/a", ""),
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
        path = package / layer.replace(".", "/")
        if layer in MODULES:
            path.with_suffix(".py").touch()
        else:
            path.mkdir(parents=True)
            (path / "a.py").touch()
    for name in NAMED:
        (package / name).with_suffix(".py").touch()
    (package / "receipts/verify.py").write_text("import domicile.tlog.a\n", encoding="utf-8")
    (package / "tlog/b.py").write_text("import domicile.tlog.a\n", encoding="utf-8")
    for folder in [package, *(path for path in package.rglob("*") if path.is_dir())]:
        (folder / "__init__.py").touch()
    return package


def lint(root: Path, contract: str) -> subprocess.CompletedProcess[str]:
    """Check one contract in ``root``."""
    program = str(Path(sys.executable).with_name("lint-imports"))
    command = [program, "--no-cache", "--contract", contract]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("contract", sorted({contract for contract, _, _ in PLANTED}))
def test_an_orderly_house_keeps(contract: str, tmp_path: Path) -> None:
    house(tmp_path)
    result = lint(tmp_path, contract)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("contract", sorted({contract for contract, _, _ in PLANTED}))
def test_rooms_may_still_be_missing(contract: str, tmp_path: Path) -> None:
    package = house(tmp_path)
    for later in ("personal", "relay", "evals", "reports"):
        shutil.rmtree(package / later)
    result = lint(tmp_path, contract)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("contract", "module", "line"), PLANTED)
def test_a_planted_import_breaks(contract: str, module: str, line: str, tmp_path: Path) -> None:
    package = house(tmp_path)
    path = (package / module).with_suffix(".py")
    path.parent.mkdir(exist_ok=True)
    (path.parent / "__init__.py").touch()
    path.write_text(f"{line}\n", encoding="utf-8")
    result = lint(tmp_path, contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "1 broken" in result.stdout or "not listed" in result.stdout, result.stdout
