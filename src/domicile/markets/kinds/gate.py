"""Gate: what must exist before a feature may be offered at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domicile.markets.kinds.tighten import MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class GateParams:
    """What opens the gate."""

    artifact: str
    """What must exist, such as ``genai_registration``; for people and dossiers."""

    fields: tuple[str, ...] = field(default=(), metadata=MORE)
    """What the artifact must tell; for people and dossiers."""

    release: bool = field(default=False, metadata=MORE)
    """Whether the approvals register must hold a release, on the device too."""

    number: bool = field(default=False, metadata=MORE)
    """Whether that release must carry the number that a regulator gave the app."""

    number_format: str = ""
    """Regular expression of that number; empty leaves its form open."""

    documents: tuple[str, ...] = field(default=(), metadata=MORE)
    """Documents that must be on file: the site's, or the operator's own."""

    screened: tuple[str, ...] = field(default=(), metadata=MORE)
    """Prohibited practices. Each feature ships with its screening, which must cover them all; and
    no answer may be put to such a use."""

    unless_screened: tuple[str, ...] = ()
    """Practices whose screening, where a feature ships with it, stands in for ``documents``."""

    deny: bool = field(default=False, metadata=MORE)
    """Whether what ``applies_to`` describes is refused outright."""

    treat_as: Mapping[str, str] = field(default_factory=dict)
    """Route of the model to the rule whose demands hold for it here too."""

    deadline_workdays: int | None = None
    """Working days after launch within which the artifact is due, from 1."""
