"""Gate: what must exist before a feature may be offered at all."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GateParams:
    """What opens the gate."""

    artifact: str
    """What must exist, such as ``genai_registration``; for people and dossiers."""

    release: bool = False
    """Whether the approvals register must hold a release, on the device too."""

    number: bool = False
    """Whether that release must carry the number that a regulator gave the app."""

    number_format: str = ""
    """Regular expression of that number; empty leaves its form open."""

    documents: tuple[str, ...] = ()
    """Documents of a site that must be on file."""

    screened: tuple[str, ...] = ()
    """Prohibited practices; met by the screening that each feature ships with."""

    refuse_use: bool = False
    """Whether the use that ``applies_to`` names is refused outright."""

    deadline_workdays: int | None = None
    """Working days after launch within which the artifact is due, from 1."""
