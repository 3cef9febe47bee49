import dataclasses

import pytest

from domicile.core.errors import InvalidRequestError, UnknownMarketError
from domicile.core.ids import MarketId, RuleId
from domicile.core.request import Audience
from domicile.markets.kinds.gate import GateParams
from domicile.markets.resolve import Atlas
from domicile.policy.register.numbering import check_number
from domicile.store.releases import Release, ReleaseState
from tests.unit.policy.register.ledger import GATED, KEY
from tests.unit.policy.samples import CN_SITE, OPERATOR, TODAY, rule, world

PUBLIC = dataclasses.replace(OPERATOR, audience="public")
RELEASE = Release(key=KEY, state=ReleaseState.FILED, number="", model="m", model_digest="")


def check(
    number: str, *, audience: Audience = "public", opening: bool = True, atlas: Atlas = GATED
) -> None:
    check_number(
        dataclasses.replace(RELEASE, number=number),
        CN_SITE,
        atlas=atlas,
        operator=dataclasses.replace(OPERATOR, audience=audience),
        at=TODAY,
        is_opening=opening,
    )


def test_a_number_that_is_asked_for_must_be_there_when_it_opens() -> None:
    with pytest.raises(InvalidRequestError, match="CN-GATE-002 asks for the number"):
        check("")
    check("", opening=False)
    check("", audience="internal")
    check("DEMO-App-20260101")


def test_a_gate_that_asks_for_no_number_asks_for_none() -> None:
    gate = rule(GateParams(artifact="x", release=True), "gate", id=RuleId("CN-GATE-009"))
    check("", atlas=world(gate))


@pytest.mark.parametrize("opening", [True, False])
def test_a_number_of_another_form_is_never_taken(*, opening: bool) -> None:
    with pytest.raises(InvalidRequestError, match="form"):
        check("Beijing-App-1", audience="internal", opening=opening)


def test_a_market_that_does_not_exist_asks_for_nothing() -> None:
    nowhere = dataclasses.replace(RELEASE, key=KEY._replace(market=MarketId("XX")))
    with pytest.raises(UnknownMarketError):
        check_number(nowhere, CN_SITE, atlas=world(), operator=PUBLIC, at=TODAY, is_opening=False)
