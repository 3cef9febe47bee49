"""What an operator must state for a rule: the words that it takes under ``operator.statements``."""

import re
from collections.abc import Iterator
from typing import Final

from domicile.core.text import Bilingual
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.schema import Rule

CONTACT: Final = "crisis_contact"
"""Whom somebody in danger can reach."""

IDENTITY: Final = "identity_method"
"""How real identities are authenticated."""

INTENDED: Final = "intended_users"
"""Whom the service is for."""

PROTOCOL: Final = "crisis_protocol_url"
"""Where it is published how people in crisis are dealt with."""

REVIEW: Final = "human_review_route"
"""How a person gets a decision looked at by a human."""

OPT_OUT: Final = "opt_out_link"
"""Where a person opts out."""

MINORS: Final = "minor"
"""The mode for minors, among a rule's modes."""

OF_THE_ANSWER: Final = frozenset({"model", "filing_no"})
"""Holds of a notice that are filled in with each answer, and make no other version."""

_KNOWN: Final = OF_THE_ANSWER | {"operator"}
"""Holds that Domicile fills in by itself."""

HOLD: Final = re.compile(r"\{([a-z_0-9]+)\}")
"""A place in a notice that is filled in where it is shown."""


def stated_for(rule: Rule) -> tuple[str, ...]:
    """Return every word that the operator must state for ``rule``, each once."""
    return tuple(dict.fromkeys([*_of_params(rule), *_of_notice(rule)]))


def holds_of(text: Bilingual) -> tuple[str, ...]:
    """Return the names that stand in braces in ``text``, each once."""
    return tuple(dict.fromkeys(HOLD.findall(text.en) + HOLD.findall(text.zh)))


def _of_params(rule: Rule) -> Iterator[str]:
    match rule.params:
        case DiscloseParams() as params:
            yield from params.fields
            yield from (PROTOCOL,) if params.protocol else ()
        case ProtectParams() as params:
            yield from (INTENDED,) if MINORS in params.modes else ()
            yield from (CONTACT,) if params.crisis else ()
            yield from (IDENTITY,) if params.identity else ()
        case ChoiceParams() as params:
            yield from (OPT_OUT,) if params.consent == "opt_out" else ()
            yield from (REVIEW,) if params.human_review else ()
        case _:
            return


def _of_notice(rule: Rule) -> tuple[str, ...]:
    if rule.notice is None:
        return ()
    return tuple(name for name in holds_of(rule.notice.text) if name not in _KNOWN)
