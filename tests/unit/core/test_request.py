from domicile.core.ids import MarketId
from domicile.core.request import Choices, Whereabouts

CN, EU, US = MarketId("CN"), MarketId("EU"), MarketId("US")


def test_every_market_is_named_once_the_operators_first() -> None:
    where = Whereabouts(operator=EU, user=CN, device=EU, source="header", also=(US, CN))
    assert where.markets == (EU, CN, US)


def test_whoever_has_chosen_nothing_agreed_to_nothing_and_forbade_nothing() -> None:
    assert Choices() == Choices(consents=frozenset(), device_only=False)
