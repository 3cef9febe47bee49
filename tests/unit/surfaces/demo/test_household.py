import stat
import tomllib
from pathlib import Path

import pytest

from domicile.core.ids import SiteId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.surfaces.demo.household import (
    LARGE,
    PEOPLE,
    SMALL,
    partners,
    releases,
    settings_text,
    write_private,
)

DIGESTS = {LARGE: "ab", SMALL: "cd"}
PORTS = {SiteId("demo-cn"): 8421, SiteId("demo-us"): 8422}


def test_a_different_model_in_each_market() -> None:
    china, america = partners(small=False)
    assert (china.model, america.model) == (LARGE, SMALL)
    assert {player.model for player in partners(small=True)} == {SMALL}


def test_the_settings_load_and_every_site_is_stamped(tmp_path: Path) -> None:
    text = settings_text(partners(small=False), PORTS, DIGESTS, small=False)
    (tmp_path / "domicile.toml").write_text(text, encoding="utf-8")
    loaded = load_settings(Surroundings(environment={}, home=tmp_path, folder=tmp_path))
    assert [site.id for site in loaded.settings.sites] == ["demo-cn", "demo-us"]
    assert [site.model_digest for site in loaded.settings.sites] == ["ab", "cd"]
    assert {site.evidence for site in loaded.settings.sites} == {"simulated"}
    assert loaded.settings.data_dir == tmp_path / "store"
    assert loaded.settings.operator.audience == "internal"
    assert loaded.settings.device.model == LARGE


def test_the_first_releases_are_those_of_the_guided_story() -> None:
    entries = {
        (entry.market, entry.feature, entry.site): entry.approved
        for entry in releases(partners(small=True))
    }
    assert entries == {
        ("CN", "assistant", "demo-cn"): True,
        ("US", "assistant", "demo-us"): True,
        ("US-CA", "assistant", "demo-us"): True,
        ("CN", "writing", "demo-cn"): False,
    }


def test_the_household_lives_in_the_three_markets() -> None:
    assert {person.market for person in PEOPLE} == {"CN", "EU", "US-CA"}


def test_a_private_file_is_for_its_owner_and_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "one"
    for text in ("first", "second"):
        write_private(file, text)
        assert file.read_text() == text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in file.parent.iterdir()] == ["one"]


@pytest.mark.parametrize("small", [True, False])
def test_the_settings_are_toml(*, small: bool) -> None:
    text = settings_text(partners(small=small), PORTS, DIGESTS, small=small)
    assert len(tomllib.loads(text)["sites"]) == 2
