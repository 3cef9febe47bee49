"""Which people must be counted: before exports are decided on, and before anything leaves."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domicile.core.site import Site
from domicile.markets.kinds.export import ExportParams
from domicile.markets.schema import Rule
from domicile.policy.binding import Binding
from domicile.policy.inquiry import Inquiry, serves
from domicile.policy.kinds.export import is_abroad, is_counting, tallies
from domicile.policy.question import put
from domicile.store.exports import Tally


class Crossing(NamedTuple):
    """A site that lies abroad for a rule that counts people."""

    rule: Rule
    """Which rule."""

    params: ExportParams
    """Its parameters."""

    site: Site
    """Which site."""


def crossings(packs: Binding, sites: Iterable[Site]) -> Iterator[Crossing]:
    """Yield every pair of a rule that counts people and one of ``sites`` that lies abroad."""
    partners = [site for site in sites if not site.is_device]
    for rule in packs.of_a_site:
        params = rule.params
        if isinstance(params, ExportParams) and is_counting(params):
            yield from (
                Crossing(rule, params, each) for each in partners if is_abroad(params, each)
            )


def needed(inquiry: Inquiry, packs: Binding) -> frozenset[Tally]:
    """Return every tally that a rule would ask for, over all sites that could answer."""
    found = [
        crossing
        for crossing in crossings(packs, inquiry.sites)
        if serves(crossing.site, inquiry.feature)
        and not (crossing.rule.data and crossing.rule.data.isdisjoint(inquiry.data))
    ]
    if not found:
        return frozenset()
    question = put(inquiry, packs)
    return frozenset(
        tally
        for rule, params, site in found
        if question.binds(rule, question.of_site(site))
        for tally, _ in tallies(params, rule, question, site)
    )
