from dataclasses import replace
from pathlib import Path

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.ids import MarketId
from domicile.core.settings import OperatorSettings
from domicile.policy.cases.case import Asked, Opening
from domicile.policy.cases.desk import CaseDesk
from domicile.policy.cases.surroundings import Surroundings
from domicile.policy.person.beside import RightsCases
from domicile.policy.person.rights import Claim
from domicile.receipts.batch import Batches
from domicile.receipts.keyring import KeyRing
from tests.unit.policy.person.stage import ASK, Stage
from tests.unit.policy.samples import ATLAS, CN
from tests.unit.store.people.books import LI, WANG

ERASE = Claim(right="erase", event="delete", market=CN, ask=ASK)


@pytest.fixture
def cases(stage: Stage, tmp_path: Path) -> CaseDesk:
    entropy = SystemEntropy()
    batches = Batches(
        stage.database, keys=KeyRing(tmp_path, entropy), clock=stage.clock, entropy=entropy
    )
    around = Surroundings(
        atlas=lambda: ATLAS, operator=OperatorSettings, sites=lambda: (), log=batches.log
    )
    return CaseDesk(stage.database, stage.vault, around=around, clock=stage.clock, entropy=entropy)


def test_a_right_that_is_asked_for_is_a_case_of_the_person(cases: CaseDesk) -> None:
    desk = RightsCases(cases)
    name = desk.open(ERASE)
    (found,) = cases.of_subject(WANG)
    assert (found.id, found.kind, found.event, found.market) == (name, "rights", "delete", CN)
    (told,) = desk.about(WANG)
    assert (told["id"], told["event"]) == (name, "delete")
    assert str(told["due"]).startswith("2026-12-09")
    assert desk.about(LI) == ()


def test_every_right_makes_a_case(cases: CaseDesk) -> None:
    desk = RightsCases(cases)
    desk.open(replace(ERASE, right="export", event="access"))
    desk.open(replace(ERASE, right="restrict", event="withdraw"))
    assert len({str(each["text"]) for each in desk.about(WANG)}) == 2


def test_where_the_market_has_no_such_right_there_is_no_case(cases: CaseDesk) -> None:
    assert RightsCases(cases).open(replace(ERASE, event="")) == ""
    assert cases.list() == ()


def test_of_what_an_authority_asks_the_person_is_not_told_here(cases: CaseDesk) -> None:
    asked = Asked(text="everything", asker="a court", law="a law", subject=WANG)
    cases.open("regulator_request", CN, Opening(by="Zhao", asked=asked, area="criminal"))
    assert len(cases.of_subject(WANG)) == 1
    assert RightsCases(cases).about(WANG) == ()


def test_a_case_without_a_time_tells_none(cases: CaseDesk) -> None:
    asked = Asked(text="a leak", subject=WANG)
    cases.open("rejected_prohibited_offer", MarketId("US"), Opening(by="Zhao", asked=asked))
    assert len(RightsCases(cases).about(WANG)) == 1
