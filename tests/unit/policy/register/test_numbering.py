import dataclasses

import pytest

from domicile.core.errors import InvalidRequestError, UnknownMarketError
from domicile.core.ids import MarketId
from domicile.policy.register.numbering import check_number
from domicile.store.releases import Release, ReleaseState
from tests.unit.policy.register.ledger import GATED, KEY
from tests.unit.policy.samples import CN_SITE, OPERATOR, TODAY, world

PUBLIC = dataclasses.replace(OPERATOR, audience="public")
RELEASE = Release(key=KEY, state=ReleaseState.FILED, number="", model="m", model_digest="")


def check(number: str, *, audience: str = "public", opening: bool = True) -> None:
    check_number(
        dataclasses.replace(RELEASE, number=number),
        CN_SITE,
        atlas=GATED,
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


@pytest.mark.parametrize("opening", [True, False])
def test_a_number_of_another_form_is_never_taken(*, opening: bool) -> None:
    with pytest.raises(InvalidRequestError, match="form"):
        check("Beijing-App-1", audience="internal", opening=opening)


def test_a_market_that_does_not_exist_asks_for_nothing() -> None:
    nowhere = dataclasses.replace(RELEASE, key=KEY._replace(market=MarketId("XX")))
    with pytest.raises(UnknownMarketError):
        check_number(nowhere, CN_SITE, atlas=world(), operator=PUBLIC, at=TODAY, is_opening=False)
