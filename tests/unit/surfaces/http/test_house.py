from starlette.types import Message as Sent

from domicile.core.content import Content, Message
from domicile.core.ids import FeatureId
from domicile.policy.caller import Caller
from domicile.store.keys import ApiKey
from domicile.surfaces.http.call import Call
from tests.unit.surfaces.standins import ANSWER, RECEIPT, FakeDomicile, house_of

KEY = ApiKey(id="k", role="caller", markets=(), features=(), created_at="", revoked_at=None)


async def nothing() -> Sent:
    raise AssertionError


async def nowhere(message: Sent) -> None:
    raise AssertionError(message)


def test_an_outcome_is_counted_and_handed_over(domicile: FakeDomicile) -> None:
    house = house_of(domicile)
    call = Call({"method": "POST", "headers": []}, nothing, nowhere)
    call.key = KEY
    content = Content(messages=(Message(role="user", content="x"),))
    house.record(call, domicile.request(FeatureId("assistant"), content, Caller()), ANSWER)
    assert call.receipt_id == RECEIPT
    assert house.ledger.may_read(RECEIPT, KEY)
    assert b'status="answered"' in house.meter.text()


def test_it_knows_when_it_began(domicile: FakeDomicile) -> None:
    assert house_of(domicile).began_at == int(domicile.clock.now().timestamp())
