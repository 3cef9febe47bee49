"""An inquiry with what follows from it, worked out once and put to every rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.site import Site
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Pack, Rule
from domicile.policy.inquiry import Inquiry
from domicile.store.releases import Release, ReleaseKey

Facts = Mapping[str, frozenset[str]]
"""Name of a fact in ``applies_to`` to the words that hold; a fact that is missing does not."""

OPERATOR_ROLES: Final = frozenset({"provider", "deployer"})
"""The operator counts as both, in the packs' sense."""

DEFAULT_FACTS: Final[Mapping[str, frozenset[str]]] = {
    "handler": frozenset({"non_ciio"}),
    "channel": frozenset({"none"}),
}
"""What holds of an operator who attests nothing else."""

_NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What every rule is asked."""

    inquiry: Inquiry
    """What was asked."""

    packs: tuple[Pack, ...]
    """Packs that apply, the operator market's first."""

    rules: tuple[Rule, ...]
    """Their rules that are in force on the day."""

    facts: Facts
    """What holds of the request."""

    sensitive: frozenset[DataClass]
    """Classes that one of the packs counts as sensitive."""

    home: frozenset[MarketId]
    """The operator market and its parents."""

    def register(self, rule: Rule) -> MarketId:
        """Return the market whose register a gate of ``rule``'s pack looks into.

        It is the operator market's where that pack binds it, else the pack's own: people and
        devices from elsewhere bring their market's gate along.
        """
        return self.inquiry.whereabouts.operator if rule.market in self.home else rule.market

    def release(self, rule: Rule, site: Site) -> Release | None:
        """Return the register's entry that a gate of ``rule``'s pack asks for, or None."""
        return self.entry(self.register(rule), site)

    def entry(self, market: MarketId, site: Site) -> Release | None:
        """Return the register's entry for ``site`` in ``market``, or None."""
        return self.inquiry.releases.get(ReleaseKey(market, self.inquiry.feature, site.id))

    def of_site(self, site: Site) -> Facts:
        """Return what holds when ``site`` answers: of the request, and of the site's model.

        The operator is the developer only of its own or tuned models, so of a site that it owns.
        """
        own = not site.is_device and site.owner == self.inquiry.operator.name
        route = "on_device" if site.is_device else "own_model" if own else "filed_model"
        return {
            **self.facts,
            "route": frozenset({route}),
            "role": self.facts["role"] | {"developer"} if own else self.facts["role"],
        }

    def binds(self, rule: Rule, facts: Facts) -> bool:
        """Return whether ``rule`` speaks of the data that was found, and its facts hold."""
        return not (rule.data and rule.data.isdisjoint(self.inquiry.data)) and self.holds(
            rule, facts
        )

    def holds(self, rule: Rule, facts: Facts) -> bool:
        """Return whether everything that ``rule`` asks beside data holds."""
        return self.inquiry.monthly_users >= rule.applies_to.monthly_users_min and not any(
            words.isdisjoint(facts.get(name, _NOTHING)) for name, words in rule.conditions
        )


def put(inquiry: Inquiry, atlas: Atlas) -> Question:
    """Work out what follows from ``inquiry``.

    Raises:
        UnknownMarketError: No pack speaks for one of its markets.
    """
    packs = atlas.applicable(inquiry.whereabouts)
    where = inquiry.whereabouts
    people = (atlas.jurisdiction(market).persons for market in {where.user, *where.also})
    facts: dict[str, frozenset[str]] = {
        **DEFAULT_FACTS,
        "audience": frozenset({inquiry.audience}),
        "feature": frozenset({inquiry.feature}),
        "modality": frozenset({inquiry.modality}),
        "use": inquiry.uses,
        "user": _NOTHING.union(*people),
        "role": OPERATOR_ROLES,
    }
    for name, words in inquiry.attested.items():
        facts[name] = facts.get(name, _NOTHING) | words
    return Question(
        inquiry=inquiry,
        packs=packs,
        rules=tuple(rule for pack in packs for rule in pack.rules if rule.in_force(inquiry.at)),
        facts=facts,
        sensitive=frozenset().union(
            *(atlas.jurisdiction(each).sensitive for each in where.markets)
        ),
        home=frozenset(pack.id for pack in atlas.lineage(where.operator)),
    )
