from pathlib import Path

import pytest

from domicile.core.errors import InvalidRequestError, UnknownMarketError
from domicile.core.ids import MarketId
from domicile.reports.exposure import Span
from domicile.reports.published import STAND_S, Published
from domicile.reports.transparency import Transparency, transparency
from tests.unit.policy.samples import CN, EU
from tests.unit.receipts.samples import StillClock
from tests.unit.reports.records import AT, house


class Running(StillClock):
    seconds = 0.0

    def monotonic_s(self) -> float:
        return self.seconds


def test_counts_are_made_anew_now_and_then_and_not_for_every_caller(tmp_path: Path) -> None:
    clock, made = Running(AT), list[tuple[MarketId, Span]]()
    with house(tmp_path) as kept:

        def make(market: MarketId, span: Span) -> Transparency:
            made.append((market, span))
            return transparency(market, span, records=kept.records, at=AT)

        published = Published(make, clock)
        first = published.of(CN, 2026)
        assert published.of(CN, 2026) is first
        published.of(EU, 2026)
        published.of(CN, 2025)
        clock.seconds = STAND_S
        assert published.of(CN, 2026) is first
        clock.seconds += 1
        assert published.of(CN, 2026) is not first
        spans = [(market, span.first.isoformat(), span.last.isoformat()) for market, span in made]
        assert spans == [
            ("CN", "2026-01-01", "2026-11-24"),
            ("EU", "2026-01-01", "2026-11-24"),
            ("CN", "2025-01-01", "2025-12-31"),
            ("CN", "2026-01-01", "2026-11-24"),
        ]
        with pytest.raises(UnknownMarketError):
            published.of(MarketId("XX"), 2026)
        for year in (2015, 2027, 0, 99999):
            with pytest.raises(InvalidRequestError):
                published.of(CN, year)
