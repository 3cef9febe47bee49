from collections.abc import Callable, Mapping

import pytest

from domicile.core.content import Content, Message, Sampling
from domicile.core.ids import FeatureId, MarketId
from domicile.core.request import Request, Whereabouts

Asks = Callable[..., Request]


@pytest.fixture
def ask() -> Asks:
    market = MarketId("EU")
    where = Whereabouts(operator=market, user=market, device=market, source="flag")

    def build(*messages: Message, options: Mapping[str, str] | None = None) -> Request:
        return Request(
            feature=FeatureId("any"),
            content=Content(messages=messages),
            whereabouts=where,
            audience="internal",
            role="both",
            options=options or {},
            sampling=Sampling(max_tokens=50, temperature=0.5),
        )

    return build
