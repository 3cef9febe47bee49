from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domicile.core.errors import UnknownSiteError, UnsupportedError
from domicile.core.ids import MarketId, SiteId, SubjectId
from domicile.core.settings import RegisterSettings
from domicile.core.site import Site
from domicile.policy.cases.surroundings import Surroundings
from domicile.tlog.log import Log
from tests.unit.policy.samples import ATLAS, CN, CN_SITE, OPERATOR, SITES
from tests.unit.receipts.samples import open_office

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def sites() -> Iterator[Site]:
    yield from SITES


@pytest.fixture
def around(tmp_path: Path) -> Iterator[Surroundings]:
    office = open_office(tmp_path)

    def log(market: MarketId) -> Log:
        return office.batches.log(market)

    yield Surroundings(atlas=lambda: ATLAS, operator=lambda: OPERATOR, sites=sites, log=log)
    office.database.close()


def test_rules_are_those_of_the_site_that_is_named(around: Surroundings) -> None:
    found = around.rules("foreign_request", MarketId("US"), AT, site=CN_SITE.id)
    assert [each.rule for each in found] == ["CN-LOC-002"]
    assert around.rules("foreign_request", MarketId("US"), AT, site=SiteId("")) == ()
    with pytest.raises(UnknownSiteError):
        around.rules("foreign_request", CN, AT, site=SiteId("none"))


def test_where_nobody_lays_holds_that_is_said(around: Surroundings) -> None:
    with pytest.raises(UnsupportedError) as caught:
        around.lay_hold(by="Li", reason="so", market=CN, subject=SubjectId("a"))
    assert "--hold" in caught.value.remedy


def test_approvers_sign_only_where_the_settings_say_so(around: Surroundings) -> None:
    assert around.approvers() is None
    signing = replace(around, register=lambda: RegisterSettings(signed=True))
    assert signing.approvers() == {}
