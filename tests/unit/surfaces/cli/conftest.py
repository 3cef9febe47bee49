from pathlib import Path

import pytest

from tests.unit.surfaces.cli.house import House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("DOMICILE_MODELS_DIR", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return House(tmp_path)
