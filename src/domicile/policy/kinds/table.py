"""Which kind is asked how. A kind that is not listed speaks at other times: by timer or event."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from domicile.core.decision import RuleKind
from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.markets.schema import Rule
from domicile.policy.kinds import choice, export, gate, locate, partner
from domicile.policy.question import Question

Judge = Callable[[Any, Rule, Question, Site], Iterator[Bilingual]]
"""Yields what is wrong with a site, given the rule's parameters; nothing when the rule is met."""

JUDGES: Final[Mapping[RuleKind, Judge]] = MappingProxyType(
    {
        "gate": gate.problems,
        "partner": partner.problems,
        "locate": locate.problems,
        "export": export.problems,
        "choice": choice.problems,
    }
)
"""Kinds that permit or refuse."""

DUTIES: Final[frozenset[RuleKind]] = frozenset({"label", "disclose", "choice", "safety", "protect"})
"""Kinds that ask for something to be done with the answer, where ``on_fail`` is ``add``."""

BIND_WHAT_LEAVES: Final[frozenset[RuleKind]] = frozenset({"partner", "locate", "export"})
"""Kinds that the device always meets, because nothing leaves it."""
