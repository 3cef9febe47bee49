"""Reasons put together, so that what a rule says of many sites is said once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domicile.core.decision import Outcome, Reason
from domicile.core.ids import RuleId, SiteId
from domicile.core.text import Bilingual, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What one rule says, of one site or of many."""

    reasons: tuple[Reason, ...]
    """The reasons that were put together; one at least, all of one rule and outcome."""

    found: Bilingual | None
    """What was found; where that differs from site to site, each with its name. None: nothing."""

    @property
    def rule(self) -> RuleId:
        """Which rule."""
        return self.reasons[0].rule

    @property
    def outcome(self) -> Outcome:
        """What it says."""
        return self.reasons[0].outcome

    @property
    def text(self) -> Bilingual:
        """The rule in its own words, and what was found."""
        own = self.reasons[0].words
        return own if self.found is None else joined((own, self.found))

    @property
    def sites(self) -> tuple[SiteId, ...]:
        """The sites that it speaks of, each once; empty for the request as a whole."""
        return _sites(self.reasons)

    @property
    def citations(self) -> tuple[str, ...]:
        """Where it is written; of the register, one entry for each site."""
        return tuple(dict.fromkeys(reason.citation for reason in self.reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What would help against refusals."""

    text: Bilingual
    """What would have to be done."""

    rules: tuple[RuleId, ...]
    """The rules that refuse as long as it is not."""

    sites: tuple[SiteId, ...]
    """The sites that it would help; empty for the request as a whole."""


def spoken(reasons: Iterable[Reason]) -> tuple[Spoken, ...]:
    """Put together the reasons of one rule, in the order in which the rules first speak."""
    groups: dict[tuple[RuleId, Outcome, Bilingual], list[Reason]] = {}
    for reason in reasons:
        groups.setdefault((reason.rule, reason.outcome, reason.words), []).append(reason)
    return tuple(Spoken(reasons=tuple(group), found=_found(group)) for group in groups.values())


def remedies(reasons: Sequence[Reason]) -> tuple[Remedy, ...]:
    """Return what would open sites, each once; nothing for those that nothing would open."""
    refusals = [reason for reason in reasons if reason.outcome is Outcome.REFUSE]
    hopeless = {reason.site for reason in refusals if reason.remedy is None}
    groups: dict[Bilingual, list[Reason]] = {}
    for reason in refusals:
        if reason.remedy is not None and hopeless.isdisjoint({None, reason.site}):
            groups.setdefault(reason.remedy, []).append(reason)
    return tuple(
        Remedy(
            text=text,
            rules=tuple(dict.fromkeys(reason.rule for reason in group)),
            sites=_sites(group),
        )
        for text, group in groups.items()
    )


def stuck(reasons: Sequence[Reason]) -> Iterator[tuple[tuple[SiteId, ...], tuple[RuleId, ...]]]:
    """Yield the sites that nothing would open, with the rules that they are closed by.

    No site at all stands for the request as a whole: then no site could be opened.
    """
    closing = [
        reason for reason in reasons if reason.outcome is Outcome.REFUSE and reason.remedy is None
    ]
    whole = dict.fromkeys(reason.rule for reason in closing if reason.site is None)
    if whole:
        yield (), tuple(whole)
        return
    by_rules: dict[tuple[RuleId, ...], list[SiteId]] = {}
    for site in _sites(closing):
        rules = dict.fromkeys(reason.rule for reason in closing if reason.site == site)
        by_rules.setdefault(tuple(rules), []).append(site)
    for named, sites in by_rules.items():
        yield tuple(sites), named


def _sites(reasons: Iterable[Reason]) -> tuple[SiteId, ...]:
    return tuple(dict.fromkeys(reason.site for reason in reasons if reason.site is not None))


def _found(group: Sequence[Reason]) -> Bilingual | None:
    found = dict.fromkeys(reason.found for reason in group)
    if len(found) == 1:
        return group[0].found
    return joined(
        Bilingual(en=f"{reason.site}: {reason.found.en}", zh=f"{reason.site}：{reason.found.zh}")
        for reason in group
        if reason.found is not None
    )
