from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.settings_file import Surroundings, load_settings

SITE = """
[[sites]]
id = "{name}"
base_url = "http://127.0.0.1:1/v1"
model = "m"
features = ["{feature}"]
"""
SETTINGS = """
data_dir = "store"
models_dir = "no-models"
[operator]
name = "<Operator & Söhne>"
"""


@pytest.fixture
async def domicile(tmp_path: Path) -> AsyncIterator[Domicile]:
    sites = [("typist", "writing"), ("one", "assistant"), ("two", "assistant")]
    text = SETTINGS + "".join(SITE.format(name=name, feature=feature) for name, feature in sites)
    (tmp_path / "domicile.toml").write_text(text, encoding="utf-8")
    surroundings = Surroundings(environment={}, home=tmp_path, folder=tmp_path)
    domicile = Domicile(load_settings(surroundings))
    yield domicile
    await domicile.aclose()
