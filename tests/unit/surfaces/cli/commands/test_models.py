from collections.abc import Callable
from pathlib import Path

import pytest

from domicile.core.errors import ModelFetchError
from domicile.core.ids import ModelId
from domicile.egress.fetch import ModelFetcher
from domicile.egress.pip import Pip
from domicile.store.models.shelf import ModelShelf
from tests.unit.surfaces.cli.house import MODEL, MODELS, House


class Fetcher(ModelFetcher):
    async def pull(self, pack: ModelId, progress: Callable[[int, int], None]) -> Path:
        if pack != MODEL:
            raise ModelFetchError("no source gave it")
        progress(0, 200)
        progress(100, 200)
        progress(200, 200)
        return Path("packs") / pack


@pytest.fixture
def fetching(house: House) -> House:
    house.fetcher = Fetcher(ModelShelf(Path("packs")), Pip({}))
    return house


def test_packs_are_listed_installed_or_not(house: House) -> None:
    models = house.json("models", "list")["models"]
    assert {each["id"] for each in models} >= {MODEL, "names-zh"}
    assert not any(each["installed"] for each in models)
    assert "not installed" in house.call("models", "list").stdout


def test_a_pack_of_the_wrong_size_is_not_called_missing(house: House) -> None:
    house.has_device = False
    folder = Path(house.json("models", "list")["models"][0]["folder"]).parent / MODEL
    folder.mkdir(parents=True)
    (folder / f"{MODEL}-q4_k_m.gguf").write_bytes(b"GGUF")
    lines = house.call("models", "list").stdout.splitlines()
    (line,) = [line for line in lines if MODEL in line]
    assert line.rstrip().endswith("damaged")


def test_a_pack_is_pulled(fetching: House) -> None:
    assert fetching.json("models", "pull", MODEL) == {"model": MODEL, "folder": f"packs/{MODEL}"}
    assert fetching.call("models", "pull", MODEL).stdout == f"packs/{MODEL}\n"
    assert fetching.json("models", "pull", "other", status=1)["error"]["code"] == "D204"


def test_a_terminal_sees_how_far_it_is(fetching: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domicile.surfaces.cli.commands.models._is_watched", lambda: True)
    result = fetching.call("models", "pull", MODEL)
    assert result.exit_code == 0
    assert result.stdout == f"packs/{MODEL}\n"
    assert MODEL in result.stderr


def test_what_is_not_installed_cannot_be_verified(house: House) -> None:
    house.has_device = False
    models = house.json("models", "verify")["models"]
    assert {each["status"] for each in models} == {"missing"}
    assert house.json("models", "verify", MODEL, status=1)["error"]["code"] == "D201"
    assert house.json("models", "verify", "other", status=2)["error"]["code"] == "D807"
    assert house.json("models", "pull", "other", status=2)["error"]["code"] == "D807"


def test_a_damaged_pack_has_the_status_of_its_own(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "packs" / MODEL
    folder.mkdir(parents=True)
    manifest = ModelShelf(tmp_path / "packs").manifest(MODEL)
    (folder / manifest.files[0].name).write_bytes(b"x")
    told = house.json("models", "verify", status=4)
    assert told["error"]["code"] == "D202"
    assert {"id": MODEL, "status": "damaged"} in told["models"]
    result = house.call("models", "verify", MODEL)
    assert result.exit_code == 4
    assert "damaged" in result.stdout


@pytest.mark.model
def test_an_installed_pack_is_good(house: House) -> None:
    house.write(f'data_dir = "store"\nmodels_dir = "{MODELS}"')
    told = house.json("models", "verify", "names-zh")
    assert told == {"models": [{"id": "names-zh", "status": "good"}]}
    assert "names-zh  good" in house.call("models", "verify", "names-zh").stdout
