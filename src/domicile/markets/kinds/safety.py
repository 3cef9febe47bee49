"""Safety: hands on an answer. Each is shown to the person and counted; there are no word lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domicile.markets.kinds.tighten import MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyParams:
    """What is done about harmful content, in the open."""

    user_visible: bool = False
    """MUST be true: the person sees every intervention."""

    counted: bool = False
    """MUST be true: every intervention is counted in the reports."""

    taxonomy: str = ""
    """The list of risks that verdicts are named by; for people to read."""

    on_hit: tuple[str, ...] = field(default=(), metadata=MORE)
    """What is done, in order; for people to read."""

    sources: tuple[str, ...] = ()
    """Who may intervene; each names itself; for people to read."""

    evidence: str = ""
    """Document of the operator that shows that the tests before a release were made."""

    figures: Mapping[str, float] = field(default_factory=dict)
    """Sizes and rates of those tests; for people to read."""
