import pytest

from domicile.core.ids import MarketId
from domicile.core.request import Whereabouts
from domicile.policy.caller import Caller, whereabouts

CN, EU, US = MarketId("CN"), MarketId("EU"), MarketId("US-CA")


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (Caller(), Whereabouts(operator=US, user=US, device=US, source="default")),
        (Caller(market=CN), Whereabouts(operator=CN, user=CN, device=CN, source="flag")),
        (
            Caller(market=CN, user_market=EU, device_market=US),
            Whereabouts(operator=CN, user=EU, device=US, source="flag"),
        ),
        (
            Caller(market=EU, source="header"),
            Whereabouts(operator=EU, user=EU, device=EU, source="header"),
        ),
        (
            Caller(key_market=CN),
            Whereabouts(operator=CN, user=CN, device=CN, source="key"),
        ),
        (
            Caller(subject_market=EU),
            Whereabouts(operator=EU, user=EU, device=EU, source="subject"),
        ),
    ],
)
def test_one_market_is_the_base(caller: Caller, expected: Whereabouts) -> None:
    assert whereabouts(caller, US) == expected


def test_a_header_adds_to_the_keys_market_and_cannot_replace_it() -> None:
    where = whereabouts(Caller(market=EU, source="header", key_market=CN), US)
    assert (where.operator, where.source) == (CN, "key")
    assert where.markets == (CN, EU)


def test_a_header_and_a_key_of_the_same_market_add_nothing() -> None:
    assert whereabouts(Caller(market=CN, source="header", key_market=CN), US).also == ()


def test_a_header_does_not_take_the_person_out_of_the_market_that_is_recorded() -> None:
    by_key = whereabouts(Caller(key_market=US, user_market=CN, source="header"), EU)
    assert (by_key.operator, by_key.user, by_key.also) == (US, CN, (US,))
    by_subject = whereabouts(Caller(subject_market=US, user_market=CN, source="header"), EU)
    assert (by_subject.operator, by_subject.user, by_subject.also) == (US, CN, (US,))
    both = whereabouts(
        Caller(key_market=CN, subject_market=US, user_market=EU, market=US, source="header"), EU
    )
    assert (both.operator, both.user, both.also) == (CN, EU, (US,))


def test_a_person_who_is_recorded_elsewhere_than_the_key_is_not_of_the_keys_market() -> None:
    assert whereabouts(Caller(key_market=US, subject_market=CN), EU).also == (CN,)


def test_without_a_record_whoever_calls_says_whose_person_it_is() -> None:
    assert whereabouts(Caller(market=US, user_market=CN, source="header"), EU).also == ()
    assert whereabouts(Caller(market=US, user_market=CN), EU).also == ()


def test_a_market_without_a_name_is_never_left_out() -> None:
    nameless = MarketId("")
    where = whereabouts(Caller(user_market=nameless, device_market=nameless), US)
    assert (where.user, where.device) == (nameless, nameless)
    assert whereabouts(Caller(market=nameless), US).operator == nameless


def test_a_flag_does_not_free_the_subject_of_their_own_market() -> None:
    where = whereabouts(Caller(market=US, subject_market=CN), US)
    assert (where.operator, where.user, where.source) == (US, CN, "flag")


def test_where_the_device_lies_adds_to_the_keys_market() -> None:
    where = whereabouts(Caller(key_market=CN, device_market=EU, source="header"), US)
    assert where.markets == (CN, EU)


def test_naming_another_person_does_not_either() -> None:
    where = whereabouts(Caller(market=US, subject_market=CN, user_market=EU), US)
    assert set(where.markets) == {US, CN, EU}
