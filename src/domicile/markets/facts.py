"""The facts that rules ask about, in the packs' own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domicile.core.request import Audience

Facts = Mapping[str, frozenset[str]]
"""Name of a fact to the words that hold; a fact that is missing does not."""

OF_A_REQUEST: Final = frozenset({"user", "use", "action", "territory"})
"""Facts that a caller may state of one request."""

OF_AN_OPERATOR: Final = frozenset(
    {"handler", "operator", "channel", "role", "transaction", "territory", "asset", "use"}
)
"""Facts that an operator attests in its settings."""

FEATURES: Final = frozenset(
    {
        "assistant", "writing", "translate", "keyboard", "vision", "speech", "recommend",
        "suggest", "automate",
    }
)  # fmt: skip
"""Features that rules may name, those that are still to come among them."""

AGES: Final = ("under_13", "under_14", "under_16", "minor")
"""Words of ``user`` for the young; whoever is one of them is all that follow, too. ``minor`` alone
leaves the age unknown."""

BRACKETS: Final[Facts] = {
    "13-15": frozenset({"under_16"}),
    "16-17": frozenset({"minor"}),
    "18_plus": frozenset(),
}
"""Words of ``user`` in which an operating system tells an age (California, AB 1043), with what
each of them says in the words above; ``under_13`` is one of those itself."""

YOUNG: Final = frozenset({*AGES, *(word for word, says in BRACKETS.items() if says)})
"""Words of ``user`` for anybody below 18."""

GUARDIAN: Final = "guardian_consent"
"""Word of ``user`` that says that a guardian agreed."""

HUMAN: Final = "human_only"
"""Word of ``action`` that says that a person does it, and Domicile only helps."""

READ_ONLY: Final = "read_only"
"""Word of ``action`` by which a caller declares that the agent only looks, and changes nothing."""

IN_CRISIS: Final = "in_crisis"
"""Word of ``user`` that says that the person may be in danger; the program that sees it states it,
as Domicile reads nobody's mind."""

UNLABELLED: Final = "user_requests_unlabelled"
"""Word of ``event`` that says that the person asks for a copy without the visible label."""

AUTOMATED_DECISIONS: Final = frozenset(
    {"consequential_decision", "legal_or_similar_effect", "significant_decision"}
)
"""Words of ``use`` that make an answer a decision about a person."""

ENGINE_WORDS: Final[Facts] = {
    "user": frozenset({*AGES, *BRACKETS, GUARDIAN, IN_CRISIS}),
    "action": frozenset({HUMAN, READ_ONLY}),
    "use": AUTOMATED_DECISIONS,
}
"""Words that the engine itself knows, whether or not a pack names them."""

RELAXING: Final = frozenset({GUARDIAN, HUMAN})
"""Words that open what a rule closes; only the operator's own hand may state them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliesTo:
    """Facts under which a rule binds. Every one that is named must hold, by any of its words."""

    audience: Audience | None = None
    """Only for an operator who serves this audience."""

    feature: tuple[str, ...] = ()
    """Only for these features."""

    modality: tuple[str, ...] = ()
    """Only for features that make this: ``text``, ``audio``, ``image``, ``video`` …"""

    data: tuple[str, ...] = ()
    """Only where data of these classes, or groups of the pack, was found."""

    user: tuple[str, ...] = ()
    """Only for such people: ``us_person``, ``minor``, ``under_14`` …"""

    role: tuple[str, ...] = ()
    """Only for an operator in this role: ``provider``, ``deployer``, ``developer`` …"""

    route: tuple[str, ...] = ()
    """Only for sites that serve the model so: ``own_model``, ``filed_model``, ``on_device``."""

    use: tuple[str, ...] = ()
    """Only where the answer is put to such a use, such as ``consequential_decision``."""

    action: tuple[str, ...] = ()
    """Only where an agent would do such a thing, such as ``contract``."""

    trigger: tuple[str, ...] = ()
    """Only where the request brings this along; worked out: ``sensitive_pi``, ``entrust``,
    ``automated_decision``."""

    handler: tuple[str, ...] = ()
    """Only for such handlers of data: ``non_ciio``, ``ciio``, ``important_data`` …"""

    operator: tuple[str, ...] = ()
    """Only for such operators: ``us_gov_contractor``, ``data_broker``, ``healthcare`` …"""

    counterparty: tuple[str, ...] = ()
    """Only for sites whose owner's country belongs to this group of the pack."""

    transaction: tuple[str, ...] = ()
    """Only in such dealings: ``vendor`` (every partner), ``data_brokerage`` …"""

    territory: tuple[str, ...] = ()
    """Only for people in such parts of the market, such as a state."""

    channel: tuple[str, ...] = ()
    """Only where the product is handed out so, such as ``app_store``."""

    asset: tuple[str, ...] = ()
    """Only where such a thing changes hands, such as ``model_weights``."""

    event: tuple[str, ...] = ()
    """Only when this has happened; such a rule is silent to requests. ``operation`` is always the
    case: what the operator owes as long as the service runs."""

    monthly_users_min: int = 0
    """Only from so many monthly users on, from 0."""
