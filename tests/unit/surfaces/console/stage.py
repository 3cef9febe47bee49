"""A Domicile of a folder, and the browser's part in a conversation with it."""

from pathlib import Path

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


def opened(folder: Path, settings: str) -> Domicile:
    """Open the Domicile of ``folder``, with these settings."""
    (folder / "domicile.toml").write_text(settings, encoding="utf-8")
    return Domicile(load_settings(Surroundings(environment={}, home=folder, folder=folder)))
