"""When several recognizers claim the same characters: who holds them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from domicile.privacy.recognizer import Recognizer, Span

_SHORTEST_REST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A span and whose it is."""

    span: Span
    """Where."""

    recognizer: Recognizer
    """Who found it."""

    rank: int
    """Place of the recognizer among all; the first one wins a tie."""


def settle(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims that do not overlap, in the order of the text.

    The longer span holds, then the surer one, then the recognizer that stands first. What another
    one claims beside it, such as a name that runs into a number, stays claimed.
    """
    held: list[Claim] = []
    for cluster in _clusters(claims):
        if len(cluster) == 1:
            held += cluster
        else:
            held += _share(cluster)
    return held


def _clusters(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    cluster: list[Claim] = []
    end = 0
    for claim in sorted(claims, key=lambda claim: claim.span.start):
        if cluster and claim.span.start >= end:
            yield cluster
            cluster = []
        cluster.append(claim)
        end = max(end, claim.span.end) if len(cluster) > 1 else claim.span.end
    if cluster:
        yield cluster


def _share(cluster: list[Claim]) -> list[Claim]:
    owners: dict[int, Claim] = {}
    for claim in sorted(cluster, key=_precedence):
        for at in range(claim.span.start, claim.span.end):
            owners.setdefault(at, claim)
    shares: list[Claim] = []
    start = min(owners)
    for at in range(start, max(owners) + 1):
        if owners.get(at + 1) is not owners[start]:
            share = replace(owners[start].span, start=start, end=at + 1)
            if share == owners[start].span or share.end - share.start >= _SHORTEST_REST:
                shares.append(replace(owners[start], span=share))
            start = at + 1
    return shares


def _precedence(claim: Claim) -> tuple[int, float, int, int]:
    span = claim.span
    return span.start - span.end, -span.score, claim.rank, span.start
