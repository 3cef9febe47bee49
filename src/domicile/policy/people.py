"""Which people must be counted before exports are decided on."""

from domicile.markets.kinds.export import ExportParams
from domicile.policy.binding import Binding
from domicile.policy.inquiry import Inquiry, serves
from domicile.policy.kinds.export import is_abroad, is_counting, tallies
from domicile.policy.question import put
from domicile.store.exports import Tally


def needed(inquiry: Inquiry, packs: Binding) -> frozenset[Tally]:
    """Return every tally that a rule would ask for, over all sites that could answer."""
    if not any(
        is_counting(rule.params) and (inquiry.data or not rule.data) for rule in packs.of_a_site
    ):
        return frozenset()
    question = put(inquiry, packs)
    return frozenset(
        tally
        for site in inquiry.sites
        if not site.is_device and serves(site, inquiry.feature)
        for rule in packs.of_a_site
        if isinstance(rule.params, ExportParams) and question.binds(rule, question.of_site(site))
        if is_abroad(rule.params, site)
        for tally, _ in tallies(rule.params, rule, question, site)
    )
