from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.clock import SystemClock
from domicile.core.errors import PackError
from domicile.core.ids import MarketId, SiteId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.core.site import Certificate, Site, Terms
from domicile.surfaces.cli.checks import house as checks
from domicile.surfaces.cli.checks.house import NAME_MODEL
from tests.unit.surfaces.cli.house import MODEL, MODELS, SETTINGS, House


class At(SystemClock):
    def __init__(self, year: int) -> None:
        self._year = year

    def now(self) -> datetime:
        return datetime(self._year, 11, 24, tzinfo=UTC)


@pytest.fixture
def domicile(tmp_path: Path) -> Iterator[Domicile]:
    yield from opened(tmp_path, 2026)


def opened(folder: Path, year: int, **flags: str) -> Iterator[Domicile]:
    surroundings = Surroundings(environment={}, home=folder, folder=folder)
    loaded = load_settings(surroundings, flags={"data_dir": "store", "models_dir": "packs"} | flags)
    made = Domicile(loaded, clock=At(year))
    yield made
    if "database" in vars(made):
        made.database.close()


def test_a_store_that_is_not_there_yet_is_left_alone(domicile: Domicile, tmp_path: Path) -> None:
    assert checks.store(domicile).health == "ok"
    assert checks.at_rest_key(domicile).health == "ok"
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_there_is_opened(domicile: Domicile) -> None:
    assert domicile.keys.list() == ()
    assert "schema" in checks.store(domicile).detail.en


def test_a_file_that_is_no_store_fails(domicile: Domicile, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "domicile.sqlite").write_text("this is no database at all, truly not")
    found = checks.store(domicile)
    assert (found.health, found.detail.en[:4]) == ("fail", "D602")


def test_the_key_opens_what_was_sealed_or_fails(house: House, domicile: Domicile) -> None:
    house.json("ask", "hi")
    assert checks.at_rest_key(domicile).detail.en == "opens what was sealed"
    key = house.folder / "store" / "keys" / "at-rest.key"
    key.unlink()
    domicile.database.close()
    for again in opened(house.folder, 2026):
        assert checks.at_rest_key(again).detail.en.startswith("D604")


def test_a_key_that_is_open_to_others_fails(domicile: Domicile, tmp_path: Path) -> None:
    domicile.vault.seal(b"x", "test")
    assert "nothing is sealed" in checks.at_rest_key(domicile).detail.en
    (tmp_path / "store" / "keys" / "at-rest.key").chmod(0o644)
    assert checks.at_rest_key(domicile).detail.en.startswith("D104")


def test_a_review_runs_out(domicile: Domicile, tmp_path: Path) -> None:
    assert {check.health for check in checks.markets(domicile)} == {"ok"}
    for later in opened(tmp_path, 2030):
        found = list(checks.markets(later))
        assert {check.health for check in found} == {"warn"}
        assert "ran out" in found[0].detail.en


def test_a_review_by_counsel_is_told() -> None:
    told = checks._review("CN", "Li", expires=date(2027, 1, 1), today=date(2026, 1, 1))
    assert "reviewed by Li" in told.detail.en


def test_a_malformed_pack_fails(domicile: Domicile, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(market: MarketId) -> None:
        raise PackError(f"{market} is malformed")

    monkeypatch.setattr(domicile.atlas, "get", refuse)
    (found,) = checks.markets(domicile)
    assert (found.health, found.detail.en) == ("fail", "D110: CN is malformed")


def test_without_models_nothing_works(domicile: Domicile) -> None:
    names, model, memory = checks.models(domicile)
    assert (names.health, model.health, memory.health) == ("fail", "fail", "ok")
    assert "models pull names-zh" in names.remedy


def test_partners_may_answer_where_the_device_cannot(house: House) -> None:
    house.has_device = False
    surroundings = Surroundings(environment={}, home=house.folder, folder=house.folder)
    found = list(checks.models(house.build(load_settings(surroundings))))
    assert found[1].health == "warn"


def test_a_model_that_nobody_knows_fails(tmp_path: Path) -> None:
    for domicile in opened(tmp_path, 2026, **{"device.model": "gpt-zero"}):
        (found,) = checks.models(domicile)
        assert found.detail.en.startswith("D807")


def test_a_pack_that_nobody_checked_is_told(domicile: Domicile, tmp_path: Path) -> None:
    folder = tmp_path / "packs" / MODEL
    folder.mkdir(parents=True)
    file = domicile.shelf.manifest(MODEL).files[0]
    with (folder / file.name).open("wb") as hollow:
        hollow.truncate(file.size_bytes)
    found = list(checks.models(domicile))[1]
    assert (found.health, found.remedy) == ("warn", "Run `domicile models verify`.")


def test_a_pack_of_the_wrong_size_is_damaged(domicile: Domicile, tmp_path: Path) -> None:
    folder = tmp_path / "packs" / MODEL
    folder.mkdir(parents=True)
    (folder / domicile.shelf.manifest(MODEL).files[0].name).write_bytes(b"GGUF")
    found = list(checks.models(domicile))[1]
    assert found.health == "fail"
    assert found.detail.en.startswith("D202")


@pytest.mark.model
def test_a_pack_that_was_checked_is_well(tmp_path: Path) -> None:
    for domicile in opened(tmp_path, 2026, models_dir=str(MODELS)):
        domicile.shelf.path(NAME_MODEL)
        assert next(iter(checks.models(domicile))).health == "ok"


SITE = Site(id=SiteId("one"), base_url="https://me:secret@example.com/v1", model="m")


def test_a_site_is_not_connected_to() -> None:
    found = checks.site(SITE)
    assert found.health == "ok"
    assert found.detail.en.startswith("example.com; no connection was made")


def test_the_file_of_a_key_must_be_there_filled_and_closed(tmp_path: Path) -> None:
    key = tmp_path / "key"
    keyed = replace(SITE, api_key_file=str(key))
    assert checks.site(keyed).detail.en.startswith("D104")
    key.touch(mode=0o600)
    assert checks.site(keyed).health == "fail"
    key.write_text("sk-secret\n")
    assert checks.site(keyed).health == "ok"
    key.chmod(0o644)
    found = checks.site(keyed)
    assert (found.health, "chmod 600" in found.remedy) == ("fail", True)


def test_evidence_that_is_missing_is_told(tmp_path: Path) -> None:
    (tmp_path / "dpa.pdf").touch()
    told = replace(
        SITE,
        terms=Terms(evidence=str(tmp_path / "terms.pdf")),
        documents={"dpa": str(tmp_path / "dpa.pdf"), "ab2013_url": "https://example.com/x"},
        certificates={"iso": Certificate(scope="all", expires=date(2027, 1, 1))},
    )
    found = checks.site(told)
    assert found.health == "warn"
    assert found.detail.en == f"evidence is missing: {tmp_path / 'terms.pdf'}"


def test_partners_are_looked_at_even_where_the_devices_model_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "domicile.toml").write_text(SETTINGS)
    for domicile in opened(tmp_path, 2026, **{"device.model": "gpt-zero"}):
        assert [check.name for check in checks.sites(domicile)] == ["site one"]


def test_partners_whose_settings_make_no_sense_fail(tmp_path: Path) -> None:
    (tmp_path / "domicile.toml").write_text(SETTINGS.replace("writing", "writting"))
    for domicile in opened(tmp_path, 2026):
        (found,) = checks.sites(domicile)
        assert (found.health, found.detail.en[:4]) == ("fail", "D102")
