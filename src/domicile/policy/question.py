"""An inquiry with what follows from it, worked out once and put to every rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from domicile.core.findings import Action, DataClass
from domicile.core.ids import MarketId
from domicile.core.site import Site
from domicile.markets.countries import COUNTRIES
from domicile.markets.facts import AGES, AUTOMATED_DECISIONS, BRACKETS, Facts
from domicile.markets.schema import Rule
from domicile.policy.actions import actions, default
from domicile.policy.binding import Binding
from domicile.policy.inquiry import Inquiry, serves
from domicile.store.exports import Tally
from domicile.store.releases import Release, ReleaseKey

OPERATOR_ROLES: Final = frozenset({"provider", "deployer"})
"""The operator counts as both, in the packs' sense."""

DEFAULT_FACTS: Final[Facts] = {
    "handler": frozenset({"non_ciio"}),
    "channel": frozenset({"none"}),
    "transaction": frozenset({"vendor"}),
    "role": OPERATOR_ROLES,
    "event": frozenset({"operation"}),
}
"""What holds of an operator who attests nothing else."""

LEAVES_AS_IT_IS: Final = frozenset({Action.KEPT, Action.GENERALIZED})
"""What is done to data that a partner still gets to see."""

SENSITIVE: Final = "sensitive_pi"
"""Word of ``trigger`` that says that sensitive data was found."""

_NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What every rule is asked."""

    inquiry: Inquiry
    """What was asked."""

    binding: Binding
    """Packs and rules that bind."""

    facts: Facts
    """What holds of the request and of the operator."""

    attested: Facts
    """What the operator attests; exceptions ask for it alone."""

    actions: Mapping[DataClass, Action]
    """What becomes of each class of data before a partner sees it."""

    def register(self, rule: Rule) -> MarketId:
        """Return the market whose register a gate of ``rule``'s pack looks into.

        It is the operator market's where that pack binds it, else the pack's own: people and
        devices from elsewhere bring their market's gate along.
        """
        home = rule.market in self.binding.home
        return self.inquiry.whereabouts.operator if home else rule.market

    def release(self, rule: Rule, site: Site) -> Release | None:
        """Return the register's entry that a gate of ``rule``'s pack asks for, or None."""
        return self.entry(self.register(rule), site)

    def entry(self, market: MarketId, site: Site) -> Release | None:
        """Return the register's entry for ``site`` in ``market``, or None."""
        return self.inquiry.releases.get(ReleaseKey(market, self.inquiry.feature, site.id))

    def of_site(self, site: Site) -> Facts:
        """Return what holds when ``site`` answers: of the request, of its model, of its owner.

        The operator is the developer only of its own or tuned models. Of an owner whose country
        nobody knows, the worst is assumed.
        """
        return {**self.facts, **self._brought_by(site)}

    def of_any(self, sites: Iterable[Site]) -> Facts:
        """Return what holds when one of ``sites`` answers, whichever it is."""
        facts = dict(self.facts)
        for site in sites:
            for name, words in self._brought_by(site).items():
                facts[name] = facts.get(name, _NOTHING) | words
        return facts

    def _brought_by(self, site: Site) -> Facts:
        made_here = is_own(site, self.inquiry.operator.name)
        route = "on_device" if site.is_device else "own_model" if made_here else "filed_model"
        facts = {"route": frozenset({route})}
        if made_here:
            facts["role"] = self.facts["role"] | {"developer"}
        if self.binding.counterparties and not site.is_device:
            country = site.owner_country.strip().upper()
            facts["counterparty"] = frozenset(
                group
                for group, countries in self.binding.counterparties.items()
                if country not in COUNTRIES or country in countries
            )
        return facts

    def binds(self, rule: Rule, facts: Facts) -> bool:
        """Return whether ``rule`` speaks of the data that was found, and its facts hold."""
        return not (rule.data and rule.data.isdisjoint(self.inquiry.data)) and self.holds(
            rule, facts
        )

    def holds(self, rule: Rule, facts: Facts) -> bool:
        """Return whether everything that ``rule`` asks beside data holds."""
        for name, words in rule.conditions:
            if words.isdisjoint(facts.get(name, _NOTHING)):
                return False
        for name, words in rule.exceptions:
            if not words.isdisjoint(self.attested.get(name, _NOTHING)):
                return False
        if rule.applies_to.trigger and not self.triggers(rule, facts):
            return False
        return self.inquiry.operator.monthly_users >= rule.applies_to.monthly_users_min

    def triggers(self, rule: Rule, facts: Facts) -> frozenset[str]:
        """Return what of the request sets ``rule`` off; sensitive is what its own pack says."""
        found = facts["trigger"].intersection(rule.applies_to.trigger)
        return found - {SENSITIVE} if rule.sensitive.isdisjoint(self.inquiry.data) else found

    def leaving(self, rule: Rule, *, deidentified: bool) -> frozenset[DataClass]:
        """Return the data that ``rule`` speaks of and that a partner would get.

        INVARIANT: what other rules take out counts all the same. Otherwise a rule that is added,
        and takes data out, would open a site that an export rule closes.

        Args:
            rule: An export rule; one that names no data speaks of all.
            deidentified: Whether what is replaced or removed counts as leaving.
        """
        found = self.inquiry.data & rule.data if rule.data else self.inquiry.data
        if deidentified:
            return found
        consents = self.inquiry.choices.consents
        return frozenset(each for each in found if default(each, consents) in LEAVES_AS_IT_IS)

    def people(self, tally: Tally) -> int:
        """Return how many people ``tally`` counts, from 1, the one in hand included."""
        counted = self.inquiry.people.get(tally, 1)
        if self.inquiry.is_counted:
            return counted
        return max(counted, self.inquiry.operator.monthly_users)

    def has_document(self, name: str, site: Site | None = None) -> bool:
        """Return whether the document is on file with the operator, or with ``site``."""
        held = site is not None and bool(site.documents.get(name))
        return held or bool(self.inquiry.operator.documents.get(name))

    def has_mechanism(self, name: str, site: Site) -> bool:
        """Return whether ``site`` has the document, or a certificate that has not expired.

        The operator's own documents do not count: a mechanism binds one recipient.
        """
        certificate = site.certificates.get(name)
        valid = certificate is not None and certificate.expires >= self.inquiry.at
        return valid or bool(site.documents.get(name))


def put(inquiry: Inquiry, bound: Binding) -> Question:
    """Work out what follows from ``inquiry``, given what binds it."""
    attested = {name: frozenset(words) for name, words in inquiry.operator.facts.items()}
    facts = {
        **DEFAULT_FACTS,
        "audience": frozenset({inquiry.audience}),
        "feature": frozenset({inquiry.feature}),
        "modality": frozenset({inquiry.modality}),
        "user": bound.persons,
        "territory": bound.territory,
        "event": DEFAULT_FACTS["event"] | inquiry.events,
    }
    for more in (attested, inquiry.facts):
        for name, words in more.items():
            facts[name] = facts.get(name, _NOTHING) | words
    facts["user"] = _widened(facts["user"])
    facts["trigger"] = frozenset(_triggers(inquiry, bound, facts))
    question = Question(inquiry=inquiry, binding=bound, facts=facts, attested=attested, actions={})
    treating = [rule for rule in bound.treating if question.holds(rule, facts)]
    return Question(
        inquiry=inquiry,
        binding=bound,
        facts=facts,
        attested=attested,
        actions=actions(treating, inquiry.choices.consents),
    )


def is_own(site: Site, operator: str) -> bool:
    """Return whether ``site`` runs a model that the operator made or tuned."""
    if site.origin:
        return site.origin in {"own", "tuned"}
    return not site.is_device and site.owner == operator


def _widened(user: frozenset[str]) -> frozenset[str]:
    told = user.union(*(BRACKETS[word] for word in user if word in BRACKETS))
    ages = [AGES.index(word) for word in told if word in AGES]
    return told.union(AGES[min(ages) :]) if ages else told


def _triggers(inquiry: Inquiry, bound: Binding, facts: Facts) -> list[str]:
    found = []
    if not bound.sensitive.isdisjoint(inquiry.data):
        found.append(SENSITIVE)
    pin = inquiry.pin
    if any(
        not site.is_device and serves(site, inquiry.feature) and pin in {None, site.id}
        for site in inquiry.sites
    ):
        found.append("entrust")
    if not AUTOMATED_DECISIONS.isdisjoint(facts.get("use", _NOTHING)):
        found.append("automated_decision")
    return found
