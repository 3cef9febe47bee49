from functools import cached_property
from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.ids import MarketId, SubjectId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.desks import Desks
from domicile.policy.person.choices import Speaker
from domicile.policy.person.rights import Ask
from domicile.store.expiry.ledger import RunLedger

DESKS = sorted(name for name, kind in vars(Desks).items() if isinstance(kind, cached_property))


@pytest.fixture
def domicile(tmp_path: Path) -> Domicile:
    (tmp_path / "domicile.toml").write_text(
        'data_dir = "store"\nmodels_dir = "packs"\n[operator]\nname = "One"\n', encoding="utf-8"
    )
    around = Surroundings(environment={}, home=tmp_path, folder=tmp_path)
    return Domicile(load_settings(around))


@pytest.mark.parametrize("name", DESKS)
async def test_every_desk_opens_on_its_own_and_stays(name: str, domicile: Domicile) -> None:
    desk = getattr(domicile.desks, name)
    assert getattr(domicile.desks, name) is desk
    await domicile.aclose()


async def test_what_waits_is_brought_into_the_logs_and_nothing_waits_at_first(
    domicile: Domicile,
) -> None:
    domicile.desks.log_pending()
    assert domicile.logs.checkpoint(domicile.settings.operator.default_market) is None
    await domicile.aclose()


async def test_what_an_erasure_leaves_the_next_run_of_the_timer_wipes(domicile: Domicile) -> None:
    desks, subject = domicile.desks, SubjectId("wang")
    ledger = RunLedger(domicile.database)
    desks.choices.give(Speaker(subject=subject, how="cli", market=MarketId("CN")), ["health"])
    assert desks.retention.run().is_wiped
    assert not ledger.standing().has_traces
    desks.rights.erase(Ask(subject=subject, by="Zhao", how="cli"))
    assert ledger.standing().has_traces
    assert desks.retention.run().is_wiped
    assert not ledger.standing().has_traces
    await domicile.aclose()


async def test_a_mark_names_the_operator_as_it_is_now(tmp_path: Path, domicile: Domicile) -> None:
    market = domicile.settings.operator.default_market
    file = tmp_path / "domicile.toml"
    for name in ("One", "Another"):
        file.write_text(file.read_text().replace("One", name), encoding="utf-8")
        mark = domicile.desks.marks.mark("Some text.", market=market, modality="text")
        assert mark.claim.producer == name
    await domicile.aclose()


async def test_desks_read_the_settings_as_they_are_now(tmp_path: Path, domicile: Domicile) -> None:
    ground = domicile.desks._ground
    assert ground.settings.operator.name == "One"
    file = tmp_path / "domicile.toml"
    file.write_text(file.read_text().replace("One", "Another"), encoding="utf-8")
    assert ground.settings.operator.name == "Another"
    await domicile.aclose()
