"""Markets that contradict each other: rules of two of them that no partner can meet at once."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final, NamedTuple, get_args

from domicile.core.decision import Conflict
from domicile.core.ids import MarketId, RuleId
from domicile.core.site import Region
from domicile.core.text import COMMA, Bilingual
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.schema import Rule
from domicile.policy.question import Question

EVERYWHERE: Final[frozenset[str]] = frozenset(get_args(Region))
"""Every region that there is."""

_LEFT: Final = {
    True: Bilingual(
        en="No partner can meet them together; the device may answer.",
        zh="没有合作方能同时满足；可由设备端作答。",
    ),
    False: Bilingual(
        en="No partner can meet them together; the device may not answer either, so the request is"
        " refused.",
        zh="没有合作方能同时满足；设备端也不得作答，因此请求被拒绝。",
    ),
}


class Wish(NamedTuple):
    """Where one rule lets a partner store or compute."""

    rule: RuleId
    """Which rule."""

    market: MarketId
    """Whose."""

    stores: frozenset[str]
    """Where it may store."""

    computes: frozenset[str]
    """Where it may compute."""


def conflicts(question: Question, *, device: bool) -> Iterator[Conflict]:
    """Yield every pair of rules from different markets that leaves no place for a partner.

    Args:
        question: What is asked.
        device: Whether the device may answer.
    """
    if len({rule.market for rule in question.binding.of_a_site}) == 1:
        return
    wishes = [
        wish
        for rule in question.binding.of_a_site
        if rule.on_fail == "block" and question.binds(rule, question.facts)
        for wish in _wishes(rule)
    ]
    for one, other in combinations(wishes, 2):
        if one.market != other.market and _apart(one, other):
            yield Conflict(
                rules=(one.rule, other.rule),
                wants=(_wants(one), _wants(other)),
                left=_LEFT[device],
            )


def _wishes(rule: Rule) -> Iterator[Wish]:
    match rule.params:
        case LocateParams(regions=(_, *_)) as params:
            places = frozenset((*params.regions, *params.fallback))
            yield Wish(
                rule.id,
                rule.market,
                places if params.stored else EVERYWHERE,
                places if params.inferred else EVERYWHERE,
            )
        case PartnerParams() as params if params.allow_scopes or params.deny_scopes:
            allowed = frozenset(params.allow_scopes) or EVERYWHERE
            yield Wish(rule.id, rule.market, EVERYWHERE, allowed.difference(params.deny_scopes))
        case _:
            return


def _apart(one: Wish, other: Wish) -> bool:
    return one.stores.isdisjoint(other.stores) or one.computes.isdisjoint(other.computes)


def _wants(wish: Wish) -> Bilingual:
    named = sorted(wish.computes if wish.stores == EVERYWHERE else wish.stores)
    return Bilingual(
        en=f"{wish.rule} wants {COMMA.en.join(named)}",
        zh=f"{wish.rule} 要求 {COMMA.zh.join(named)}",
    )
