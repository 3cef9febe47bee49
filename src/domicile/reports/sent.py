"""What left for a partner, as the receipts tell: how often and what kind of data, never content."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domicile.core.ids import MarketId, SiteId
from domicile.core.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What left for one site."""

    times: Mapping[MarketId, int]
    """Requests of which bytes left for it, by operator market; refused and broken ones too."""

    bytes_at_most: int
    """Their size, each rounded up to a power of two as receipts do."""

    first_hour: str
    """The first hour, in UTC; empty where nothing left."""

    last_hour: str
    """The last hour, in UTC; empty where nothing left."""

    data: Mapping[str, Mapping[str, int]]
    """Findings by class, and by what was done to them before they left."""

    @property
    def total(self) -> int:
        """Requests of which bytes left for it."""
        return sum(self.times.values())


def sent(receipts: Iterable[Receipt], site: SiteId) -> Sent:
    """Count what left for ``site``; only one receipt is held in memory at a time."""
    times: Counter[MarketId] = Counter()
    data: dict[str, Counter[str]] = {}
    size, hours = 0, ("", "")
    for receipt in receipts:
        fields, hour = receipt.fields, receipt.header.hour
        if fields["site"] != site or not fields["bytes_out"]:
            continue
        times[receipt.header.market] += 1
        size += fields["bytes_out"]
        hours = (min(hours[0] or hour, hour), max(hours[1], hour))
        for name, treated in fields["data_left"].items():
            data.setdefault(name, Counter()).update(treated)
    return Sent(
        times=dict(sorted(times.items())),
        bytes_at_most=size,
        first_hour=hours[0],
        last_hour=hours[1],
        data={name: dict(sorted(data[name].items())) for name in sorted(data)},
    )
