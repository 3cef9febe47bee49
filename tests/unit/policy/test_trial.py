import pytest

from domicile.core.errors import PackError
from domicile.core.ids import MarketId
from domicile.markets.check import check_pack, said
from domicile.markets.schema import Given
from domicile.policy.trial import trial
from tests.unit.policy.samples import ATLAS, CN, TODAY, US, pack

PACK = ATLAS.get(CN)


@pytest.mark.parametrize("market", ATLAS.markets)
def test_every_bundled_pack_says_what_its_cases_expect(market: MarketId) -> None:
    assert check_pack(ATLAS.get(market), trial(ATLAS)) == ()


def test_a_case_is_a_lawful_public_offer_unless_it_says_otherwise() -> None:
    decision = trial(ATLAS)(PACK, Given(), at=TODAY)
    assert decision.permitted
    assert decision.places == ("partner",)


def test_a_case_may_take_facts_away_and_change_others() -> None:
    run = trial(ATLAS)
    unknown = run(PACK, Given(unknown=("filing_no", "no such fact")), at=TODAY)
    assert said(unknown, PACK.rules[3].id) == "refuse"
    assert not run(PACK, Given(site={"region": "sg"}), at=TODAY).permitted
    assert not run(PACK, Given(release=""), at=TODAY).permitted


def test_a_case_may_bring_a_person_from_elsewhere() -> None:
    for given in (Given(user=US), Given(device=US)):
        decision = trial(ATLAS)(PACK, given, at=TODAY)
        assert {each.market for each in decision.packs} == {"CN", "US"}


def test_the_pack_under_check_takes_the_place_of_its_namesake() -> None:
    decision = trial(ATLAS)(pack(sample_site={"id": "sample", "model": "x"}), Given(), at=TODAY)
    assert [each.digest for each in decision.packs] == ["d" * 64]


def test_a_site_that_makes_no_sense_is_named() -> None:
    with pytest.raises(PackError, match="CN: the site of a case makes no sense"):
        trial(ATLAS)(PACK, Given(site={"colour": "red"}), at=TODAY)
