import pytest

from domicile.app import Domicile
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.site import Site
from domicile.policy.register.approvals import Motion
from domicile.store.releases import ReleaseKey
from domicile.surfaces.console.view import MARKETS, partner, view

ASSISTANT = FeatureId("assistant")
CN, EU, US = MarketId("CN"), MarketId("EU"), MarketId("US")
ONE, TWO = SiteId("one"), SiteId("two")
SITES = (Site(id=ONE, features=(ASSISTANT,)), Site(id=TWO, features=(ASSISTANT,)))


def release(domicile: Domicile, market: MarketId, site: SiteId) -> ReleaseKey:
    key = ReleaseKey(market, ASSISTANT, site)
    domicile.register.move("submit", key, Motion(by="test"))
    domicile.register.move("approve", key, Motion(by="test"))
    return key


def test_the_first_site_released_there_is_asked() -> None:
    released = [ReleaseKey(CN, ASSISTANT, TWO)]
    assert partner(CN, SITES, released) == TWO
    assert partner(CN, SITES, [ReleaseKey(CN, ASSISTANT, ONE), *released]) == ONE


def test_without_a_release_there_the_most_released_is_asked() -> None:
    released = [ReleaseKey(CN, ASSISTANT, TWO), ReleaseKey(US, ASSISTANT, TWO)]
    assert partner(EU, SITES, [ReleaseKey(CN, ASSISTANT, ONE), *released]) == TWO
    assert partner(EU, SITES, []) == ONE


def test_a_site_that_cannot_serve_the_assistant_is_never_asked() -> None:
    typist = Site(id=ONE, features=(FeatureId("writing"),))
    assert partner(CN, (typist,), [ReleaseKey(CN, ASSISTANT, ONE)]) is None
    assert partner(CN, (), []) is None


async def test_the_register_is_read_anew_for_every_page(domicile: Domicile) -> None:
    before = view(domicile, "en").columns[0]
    assert (before.market, before.partner, before.is_released) == ("CN", "one", False)
    key = release(domicile, CN, TWO)
    after = view(domicile, "en").columns[0]
    assert (after.partner, after.is_released) == ("two", True)
    domicile.register.move("suspend", key, Motion(by="test"))
    again = view(domicile, "en").columns[0]
    assert again.is_released is False


async def test_a_release_of_another_feature_does_not_count(domicile: Domicile) -> None:
    key = ReleaseKey(CN, FeatureId("writing"), SiteId("typist"))
    domicile.register.move("submit", key, Motion(by="test"))
    domicile.register.move("approve", key, Motion(by="test"))
    assert view(domicile, "en").columns[0].partner == "one"


@pytest.mark.parametrize(
    ("language", "tag", "names"),
    [
        ("en", "en", ("Mainland China", "European Union", "California")),
        ("zh", "zh-Hans", ("中国大陆", "欧盟", "加利福尼亚州")),
    ],
)
async def test_everything_is_in_one_language(
    domicile: Domicile, language: str, tag: str, names: tuple[str, ...]
) -> None:
    shown = view(domicile, "zh" if language == "zh" else "en")
    assert (shown.tag, tuple(column.name for column in shown.columns)) == (tag, names)
    assert tuple(column.market for column in shown.columns) == MARKETS
    assert (shown.result["refused"] == "refused") is (language == "en")
    assert shown.has_partner
