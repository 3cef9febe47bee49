"""What receipts say, counted: answers, refusals, duties, marks, hands on answers, and what left."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from domicile.core.ids import RuleId
from domicile.core.receipt import Receipt


class Outcome(NamedTuple):
    """What became of requests, where, and for which feature."""

    status: str
    """``answered``, ``refused`` or ``broken``."""

    level: str
    """Who could read the text."""

    site: str
    """Which site; empty where none answered."""

    feature: str
    """Which feature."""


class Hand(NamedTuple):
    """A hand on an answer."""

    source: str
    """Whose: ``domicile`` or a partner's."""

    kind: str
    """What it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Receipts of a span of time, counted."""

    receipts: int
    """How many."""

    demo: int
    """How many of them speak of a simulated site."""

    self_reported: int
    """How many are of level D: the device's own word, and nobody else's."""

    outcomes: Mapping[Outcome, int]
    """Requests by what became of them."""

    refusals: Mapping[RuleId, int]
    """Refused requests by each rule that refused."""

    duties: Mapping[RuleId, Mapping[str, int]]
    """Duties by rule, and by whether they were met."""

    labels: Mapping[tuple[str, str], int]
    """Labels by rule and kind."""

    notices: Mapping[tuple[str, str], int]
    """Notices that were shown, by rule and name."""

    interventions: Mapping[Hand, int]
    """Hands on answers."""

    data_left: Mapping[str, Mapping[str, int]]
    """Findings of requests that left, by class and by what was done to them."""

    data_kept: Mapping[str, int]
    """Findings that never left in their own words, by class."""

    bytes_at_most: int
    """Size of what left, each rounded up to a power of two as receipts do."""


Keys = Mapping[tuple[str, ...], int]
"""Counts by what tells them apart."""


def tally(receipts: Iterable[Receipt]) -> Tally:
    """Count ``receipts``; only one is held in memory at a time."""
    books: dict[str, Counter[tuple[str, ...]]] = {name: Counter() for name in _COUNTED}
    total = demo = own = size = 0
    for receipt in receipts:
        total += 1
        demo += receipt.header.demo
        own += receipt.header.level == "D"
        size += receipt.fields["bytes_out"]
        for name, counted in _COUNTED.items():
            books[name].update(counted(receipt))
    found = {name: dict(sorted(book.items())) for name, book in books.items()}
    return Tally(
        receipts=total,
        demo=demo,
        self_reported=own,
        outcomes={Outcome(*key): count for key, count in found["outcomes"].items()},
        refusals={RuleId(key[0]): count for key, count in found["refusals"].items()},
        duties={RuleId(key): counts for key, counts in _nested(found["duties"]).items()},
        labels={(rule, kind): count for (rule, kind), count in found["labels"].items()},
        notices={(rule, name): count for (rule, name), count in found["notices"].items()},
        interventions={Hand(*key): count for key, count in found["interventions"].items()},
        data_left=_nested(found["data_left"]),
        data_kept={key[0]: count for key, count in found["data_kept"].items()},
        bytes_at_most=size,
    )


def _outcome(receipt: Receipt) -> Keys:
    fields = receipt.fields
    site = fields["site"] or ""
    return {(fields["status"], receipt.header.level, site, fields["feature"]): 1}


def _refusals(receipt: Receipt) -> Keys:
    """Return the rules that refused the request; what was answered names those of other sites."""
    refused = receipt.fields["status"] == "refused"
    return {(rule,): 1 for rule in receipt.fields["refusals"]} if refused else {}


def _duties(receipt: Receipt) -> Keys:
    return Counter((each["rule"], each["status"]) for each in receipt.fields["duties"])


def _labels(receipt: Receipt) -> Keys:
    return Counter((each["rule"], each["kind"]) for each in receipt.fields["labels"])


def _notices(receipt: Receipt) -> Keys:
    return Counter((each["rule"], each["id"]) for each in receipt.fields["notices"])


def _hands(receipt: Receipt) -> Keys:
    return Counter((each["source"], each["kind"]) for each in receipt.fields["interventions"])


def _left(receipt: Receipt) -> Keys:
    return {
        (name, action): count
        for name, counts in receipt.fields["data_left"].items()
        for action, count in counts.items()
    }


def _kept(receipt: Receipt) -> Keys:
    return {(name,): count for name, count in receipt.fields["data_kept"].items()}


def _nested(counts: Keys) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (first, second), count in counts.items():
        found.setdefault(first, {})[second] = count
    return found


_COUNTED: Final[Mapping[str, Callable[[Receipt], Keys]]] = MappingProxyType(
    {
        "outcomes": _outcome,
        "refusals": _refusals,
        "duties": _duties,
        "labels": _labels,
        "notices": _notices,
        "interventions": _hands,
        "data_left": _left,
        "data_kept": _kept,
    }
)
"""What each receipt adds to which counts."""
