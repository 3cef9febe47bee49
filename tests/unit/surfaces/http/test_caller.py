from dataclasses import replace

import pytest
from starlette.types import Message

from domicile.core.errors import ForbiddenError, InvalidRequestError
from domicile.core.ids import FeatureId, MarketId, SiteId, SubjectId
from domicile.policy.caller import Caller
from domicile.store.keys import ApiKey
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.caller import Said, caller_of, feature_of

CN, EU, US = MarketId("CN"), MarketId("EU"), MarketId("US")
KEY = ApiKey(
    id="k",
    role="caller",
    markets=(CN, EU),
    features=(FeatureId("writing"),),
    created_at="",
    revoked_at=None,
)


def call_of(key: ApiKey | None = None, **headers: str) -> Call:
    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    call = Call({"method": "POST", "headers": raw}, receive, send)
    call.key = key
    return call


def test_nothing_said() -> None:
    assert caller_of(call_of(), Said()) == Caller(source="header")


def test_headers() -> None:
    call = call_of(
        domicile_market="CN",
        domicile_user_market="EU",
        domicile_device_market="US",
        domicile_subject="anna",
    )
    assert caller_of(call, Said()) == Caller(
        market=CN, source="header", user_market=EU, device_market=US, subject=SubjectId("anna")
    )


def test_the_body_says_the_same_and_more() -> None:
    said = Said(
        market=CN,
        user_market=EU,
        device_market=US,
        site=SiteId("s"),
        subject=SubjectId("anna"),
        language="zh",
    )
    expected = Caller(
        market=CN,
        source="header",
        user_market=EU,
        device_market=US,
        subject=SubjectId("anna"),
        site=SiteId("s"),
        language="zh",
    )
    assert caller_of(call_of(), said) == expected
    assert caller_of(call_of(domicile_market="CN"), said) == expected


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ("market", Said(market=CN)),
        ("user_market", Said(user_market=CN)),
        ("device_market", Said(device_market=CN)),
        ("subject", Said(subject=SubjectId("wang"))),
    ],
)
def test_body_and_headers_may_not_contradict_each_other(member: str, said: Said) -> None:
    headers = {f"domicile_{member}": "EU"}
    with pytest.raises(InvalidRequestError, match="contradict"):
        caller_of(call_of(None, **headers), said)


def test_the_keys_market_is_its_first() -> None:
    caller = caller_of(call_of(KEY, domicile_market="EU"), Said())
    assert (caller.key_market, caller.market) == (CN, EU)
    assert caller_of(call_of(replace(KEY, markets=())), Said()).key_market is None


def test_the_feature_is_named_or_the_assistant() -> None:
    assert feature_of(call_of()) == "assistant"
    assert feature_of(call_of(KEY, domicile_feature="writing")) == "writing"
    with pytest.raises(ForbiddenError):
        feature_of(call_of(KEY))
