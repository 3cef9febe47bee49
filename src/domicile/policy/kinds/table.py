"""Which kind is asked how. A kind that is not listed speaks of duties alone."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from domicile.core.decision import RuleKind
from domicile.core.site import Site
from domicile.markets.schema import Rule
from domicile.policy.kinds import choice, export, gate, locate, partner, protect, retain
from domicile.policy.question import Question
from domicile.policy.reasons import Problem

Judge = Callable[[Any, Rule, Question, Site], Iterator[Problem]]
"""Yields what is wrong with a site, given the rule's parameters; nothing when the rule is met."""

GeneralJudge = Callable[[Any, Question], Iterator[Problem]]
"""Yields what is wrong with a request as a whole."""

JUDGES: Final[Mapping[RuleKind, Judge]] = MappingProxyType(
    {
        "gate": gate.problems,
        "partner": partner.problems,
        "locate": locate.problems,
        "export": export.problems,
        "choice": choice.problems,
        "retain": retain.problems,
    }
)
"""Kinds that judge each site."""

GENERAL_JUDGES: Final[Mapping[RuleKind, GeneralJudge]] = MappingProxyType(
    {"protect": protect.problems}
)
"""Kinds that judge the request as a whole."""

BIND_WHAT_LEAVES: Final[frozenset[RuleKind]] = frozenset({"partner", "locate", "export"})
"""Kinds that the device always meets, because nothing leaves it."""
