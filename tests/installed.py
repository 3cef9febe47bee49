"""Model packs of this machine, for tests that run a real one."""

import os
from pathlib import Path

import pytest

from domicile.core.errors import ModelMissingError
from domicile.core.ids import ModelId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.store.models.shelf import ModelShelf

SMALL = ModelId("qwen2.5-coder-0.5b-instruct")
NAMES = ModelId("names-zh")


def shelf() -> ModelShelf:
    surroundings = Surroundings(environment=os.environ, home=Path.home(), folder=Path.home())
    return ModelShelf(load_settings(surroundings).settings.models_dir)


def folder(pack: ModelId) -> Path:
    """Return the folder of an installed pack; what is damaged fails the test."""
    try:
        return shelf().path(pack)
    except ModelMissingError:
        pytest.skip(f"model pack {pack} is not installed; run `make setup`")


def model_file(pack: ModelId = SMALL) -> Path:
    """Return the file of an installed language model; what is damaged fails the test."""
    folder(pack)
    return shelf().model_file(pack)
