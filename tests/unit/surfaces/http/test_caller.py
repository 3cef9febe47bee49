import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.types import Message

from domicile.core.errors import ForbiddenError, InvalidRequestError
from domicile.core.ids import FeatureId, MarketId, SiteId, SubjectId
from domicile.policy.caller import Caller
from domicile.store.keys import ApiKey
from domicile.surfaces.http import caller
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.caller import Said, feature_of
from tests.unit.surfaces.standins import FakeDomicile, house_of

CallerOf = Callable[[Call, Said], Caller]
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


@pytest.fixture
def caller_of(domicile: FakeDomicile) -> CallerOf:
    house = house_of(domicile)
    return lambda call, said: caller.caller_of(house, call, said)


def test_nothing_said(caller_of: CallerOf) -> None:
    assert caller_of(call_of(), Said()) == Caller(source="header")


def test_headers(caller_of: CallerOf) -> None:
    call = call_of(
        domicile_market="CN",
        domicile_user_market="EU",
        domicile_device_market="US",
        domicile_subject="anna",
    )
    assert caller_of(call, Said()) == Caller(
        market=CN, source="header", user_market=EU, device_market=US, subject=SubjectId("anna")
    )


def test_the_body_says_the_same_and_more(caller_of: CallerOf) -> None:
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
def test_body_and_headers_may_not_contradict_each_other(
    member: str, said: Said, caller_of: CallerOf
) -> None:
    headers = {f"domicile_{member}": "EU"}
    with pytest.raises(InvalidRequestError, match="contradict"):
        caller_of(call_of(None, **headers), said)


def test_a_market_without_a_name_is_one_that_nobody_knows(caller_of: CallerOf) -> None:
    nameless = MarketId("")
    said = Said(market=nameless, user_market=nameless, device_market=nameless)
    found = caller_of(call_of(), said)
    assert (found.market, found.user_market, found.device_market) == (nameless,) * 3
    with pytest.raises(InvalidRequestError, match="contradict"):
        caller_of(call_of(domicile_market="CN"), said)


def test_the_keys_market_is_its_first(caller_of: CallerOf) -> None:
    found = caller_of(call_of(KEY, domicile_market="EU"), Said())
    assert (found.key_market, found.market) == (CN, EU)
    assert caller_of(call_of(replace(KEY, markets=())), Said()).key_market is None


def test_the_feature_is_named_or_the_assistant() -> None:
    assert feature_of(call_of()) == "assistant"
    assert feature_of(call_of(KEY, domicile_feature="writing")) == "writing"
    with pytest.raises(ForbiddenError):
        feature_of(call_of(KEY))


def test_facts_of_body_and_header_add_up(caller_of: CallerOf) -> None:
    call = call_of(domicile_facts="user=minor, use=companion")
    found = caller_of(call, Said(facts={"user": ["under_16"]}))
    assert found.facts == {"user": {"minor", "under_16"}, "use": {"companion"}}
    assert caller_of(call_of(domicile_facts=" "), Said(facts={})).facts == {}


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("user=minors", "no pack knows this word of `user`; the nearest one is `minor`"),
        ("usr=minor", "this is no fact of a request; the nearest one is `user`"),
        ("handler=ciio", "this is no fact of a request"),
        ("user=guardian_consent", "only the operator can state it"),
        ("action=human_only", "only the operator can state it"),
        ("minor", "written as `NAME=WORD`"),
        ("user=minor,", "written as `NAME=WORD`"),
    ],
)
def test_facts_that_no_caller_may_state(header: str, problem: str, caller_of: CallerOf) -> None:
    with pytest.raises(InvalidRequestError, match=re.escape(problem)) as caught:
        caller_of(call_of(domicile_facts=header), Said())
    assert caught.value.param == "facts"


def test_an_unknown_word_is_not_repeated(caller_of: CallerOf) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        caller_of(call_of(), Said(facts={"user": ["13812345678"]}))
    assert "13812345678" not in f"{caught.value.message} {caught.value.remedy}"


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, Said(device_only=True)),
        ({"domicile_device_only": "true"}, Said()),
        ({"domicile_device_only": "True"}, Said(device_only=True)),
    ],
)
def test_the_person_may_want_no_partner(
    headers: dict[str, str], said: Said, caller_of: CallerOf
) -> None:
    assert caller_of(call_of(None, **headers), said).device_only


def test_without_a_wish_partners_may_answer(caller_of: CallerOf) -> None:
    assert not caller_of(call_of(), Said()).device_only
    assert not caller_of(call_of(domicile_device_only="false"), Said()).device_only


def test_that_wish_is_read_strictly(caller_of: CallerOf) -> None:
    with pytest.raises(InvalidRequestError, match="is `true` or `false`"):
        caller_of(call_of(domicile_device_only="yes"), Said())
    with pytest.raises(InvalidRequestError, match="contradict"):
        caller_of(call_of(domicile_device_only="true"), Said(device_only=False))
