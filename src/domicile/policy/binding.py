"""What binds a request before anything is known of it: packs, and their rules in force, sorted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domicile.core.decision import PackRef, RuleKind, Upcoming
from domicile.core.errors import InvalidRequestError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.request import Whereabouts
from domicile.markets.agenda import upcoming
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Pack, Rule
from domicile.policy.inquiry import Inquiry

YEARS_AFTER_REVIEW: Final = 1
"""How long a pack may still speak after its review has expired, in years."""

OF_A_SITE: Final[frozenset[RuleKind]] = frozenset(
    {"gate", "partner", "locate", "export", "choice", "retain"}
)
"""Kinds that judge each site."""

OF_A_REQUEST: Final[frozenset[RuleKind]] = frozenset({"protect"})
"""Kinds that judge the request as a whole."""

_DISPOSED: Final = frozenset({"add", "remove", "inform"})
"""What ``on_fail`` says of rules that judge nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """The packs that bind, and their rules that are in force on one day, by what they do."""

    packs: tuple[Pack, ...]
    """Packs that apply, the operator market's first."""

    refs: tuple[PackRef, ...]
    """Their editions; the operator's overlay last."""

    of_a_site: tuple[Rule, ...]
    """Rules that judge each site."""

    of_a_request: tuple[Rule, ...]
    """Rules that judge the request as a whole."""

    removing: tuple[Rule, ...]
    """Rules that take data out."""

    treating: tuple[Rule, ...]
    """Choice rules, on which the treatment of data depends."""

    owed: tuple[Rule, ...]
    """Rules that ask for something to be done."""

    informing: tuple[Rule, ...]
    """Rules that only inform."""

    upcoming: tuple[Upcoming, ...]
    """Rules that begin within 90 days."""

    persons: frozenset[str]
    """Words that ``applies_to.user`` has for the person."""

    territory: frozenset[str]
    """Parts of markets in which the person or the device is."""

    sensitive: frozenset[DataClass]
    """Classes that one of the packs counts as sensitive."""

    home: frozenset[MarketId]
    """The operator market and its parents."""

    counterparties: Mapping[str, frozenset[str]]
    """Groups of owners' countries, of all packs."""


def binding(atlas: Atlas, where: Whereabouts, at: date, *, placed: date | None = None) -> Binding:
    """Work out what binds requests of ``where`` on the day ``at``.

    Raises:
        UnknownMarketError: No pack speaks for one of its markets.
        InvalidRequestError: No rule had begun on that day, or a pack's review is long over.
    """
    packs = atlas.applicable(where)
    _check_day(packs, at)
    rules = [rule for pack in packs for rule in pack.rules if rule.in_force(at, placed=placed)]
    judging = [rule for rule in rules if rule.on_fail not in _DISPOSED]
    refs = tuple(pack.ref for pack in packs)
    return Binding(
        packs=packs,
        refs=refs if atlas.overlay is None else (*refs, atlas.overlay),
        of_a_site=tuple(rule for rule in judging if rule.kind in OF_A_SITE),
        of_a_request=tuple(rule for rule in judging if rule.kind in OF_A_REQUEST),
        removing=tuple(rule for rule in rules if rule.on_fail == "remove"),
        treating=tuple(rule for rule in rules if rule.kind == "choice"),
        owed=tuple(rule for rule in rules if _owes(rule)),
        informing=tuple(rule for rule in rules if rule.on_fail == "inform"),
        upcoming=upcoming(packs, at),
        persons=frozenset().union(
            *(atlas.jurisdiction(market).persons for market in {where.user, *where.also})
        ),
        territory=frozenset().union(*(atlas.territory(each) for each in where.markets)),
        sensitive=frozenset().union(
            *(atlas.jurisdiction(each).sensitive for each in where.markets)
        ),
        home=frozenset(pack.id for pack in atlas.lineage(where.operator)),
        counterparties=_counterparties(packs),
    )


def bound(inquiry: Inquiry, atlas: Atlas) -> Binding:
    """Return what binds ``inquiry``; see ``binding`` for what it raises."""
    placed = inquiry.operator.placed_on_market
    return binding(atlas, inquiry.whereabouts, inquiry.at, placed=placed)


def _owes(rule: Rule) -> bool:
    """Return whether ``rule`` asks for something to be done, beside what it permits or refuses."""
    match rule.params:
        case PartnerParams(display=(_, *_)) | ChoiceParams(human_review=True):
            shown = True
        case _:
            shown = False
    asks = shown or rule.kind == "protect" or rule.on_fail == "add"
    return asks and rule.on_fail != "inform"


def _counterparties(packs: tuple[Pack, ...]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pack in packs:
        for group, countries in pack.counterparties.items():
            found[group] = found.get(group, frozenset()) | countries
    return found


def _check_day(packs: tuple[Pack, ...], at: date) -> None:
    first = min(rule.in_force_from for pack in packs for rule in pack.rules if not rule.overlay)
    if at < first:
        raise InvalidRequestError(
            f"{at.isoformat()} lies before every rule of these markets",
            remedy=f"Choose a day from {first.isoformat()} on.",
            param="at",
        )
    for pack in packs:
        last = _years_later(pack.review.expires, YEARS_AFTER_REVIEW)
        if at > last:
            raise InvalidRequestError(
                f"{at.isoformat()} lies more than a year after the review of the pack {pack.id}"
                f" expired ({pack.review.expires.isoformat()})",
                remedy=f"Choose a day up to {last.isoformat()}, or install a newer pack.",
                param="at",
            )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
