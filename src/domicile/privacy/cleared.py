"""``Cleared``: a task that may leave. Partners take nothing else."""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from typing import NoReturn, final

from domicile.core.content import Content, Sampling
from domicile.core.errors import LeakError
from domicile.core.findings import Action, DataClass
from domicile.core.task import Needs
from domicile.privacy.guard import Guard


@final
class Seal:
    """What it takes to build a ``Cleared``; held by ``privacy.minimize`` alone."""


SEAL = Seal()
"""For ``privacy.minimize`` alone."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """A task in which everything personal was treated as the decision says.

    INVARIANT: only ``privacy.minimize`` builds one; a copy with other content cannot be made.
    """

    content: Content
    """What the partner's model reads."""

    needs: Needs
    """What it takes."""

    sampling: Sampling
    """How the reply is drawn."""

    counts: Mapping[tuple[DataClass, Action], int]
    """How many findings of each class were treated in which way; no values."""

    guard: Guard = field(repr=False, compare=False)
    """Knows what must not be in the outgoing bytes."""

    seal: InitVar[Seal]
    """What only ``privacy.minimize`` has."""

    def __post_init__(self, seal: Seal) -> None:
        """Refuse every builder but ``privacy.minimize``."""
        if seal is not SEAL:
            raise TypeError("only privacy.minimize builds a Cleared")

    def __init_subclass__(cls) -> NoReturn:
        """Refuse to be extended: a subclass could build itself."""
        raise TypeError("a Cleared cannot be extended")

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied: it holds what must not leave."""
        raise TypeError("a Cleared does not leave its process")

    def scan(self, body: bytes) -> None:
        """Look once more for everything that was taken out, in the exact bytes that will leave.

        Call it on every body before it is sent. Found are values as text, in other widths, with
        spaces or dashes, escaped for JSON (also twice), HTML or a URL, in base64 and hexadecimal.
        Single characters are not looked for: they are everywhere.

        Raises:
            LeakError: ``body`` holds a value that the decision keeps back.
        """
        if self.guard.finds_in(body):
            raise LeakError("the outgoing request still holds a value that must not leave")
