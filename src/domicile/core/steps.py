"""The eight steps of a request, and the clock that runs beside them.

The names stand in five places that a test holds together: here, in ``pipeline.py``, in
``docs/understand/request.md``, in the console's timeline and in the receipt.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, get_args

from domicile.core.clock import Clock

Step = Literal["decide", "plan", "choose", "clear", "run", "restore", "apply", "seal"]
"""One step of a request."""

STEPS: tuple[Step, ...] = get_args(Step)
"""All steps, in the order in which a request takes them."""

STAYS = "the task passes as it is; nothing leaves this machine"
LEAVES = "only the cleared task leaves this machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEvent:
    """How long one step took, or that the request never reached it."""

    step: Step
    """Which step."""

    ms: float
    """Milliseconds spent in the step itself; 0 when skipped."""

    skipped: bool
    """True when a refusal or a device answer made the step unnecessary."""

    note: str | None = None
    """A fixed sentence about what happened; never text of the person's."""


@dataclass(slots=True)
class Trace:
    """Times the steps of one request. Not for use by two tasks at once."""

    clock: Clock
    """Where the time comes from."""

    _spent_s: dict[Step, float] = field(default_factory=dict)
    _notes: dict[Step, str] = field(default_factory=dict)
    _open: list[Step] = field(default_factory=list)
    _since_s: float = 0.0

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Charge the time spent inside to ``step``; an outer step pauses meanwhile."""
        self._charge()
        self._open.append(step)
        self._spent_s.setdefault(step, 0.0)
        try:
            yield
        finally:
            self._charge()
            self._open.pop()

    def note(self, step: Step, sentence: str) -> None:
        """Attach a fixed ``sentence`` to ``step``. It MUST NOT hold text of the person's."""
        self._notes[step] = sentence

    def events(self) -> tuple[TraceEvent, ...]:
        """Return one event for each of the eight steps, in order."""
        self._charge()
        return tuple(
            TraceEvent(
                step=step,
                ms=round(self._spent_s.get(step, 0.0) * 1000, 3),
                skipped=step not in self._spent_s,
                note=self._notes.get(step),
            )
            for step in STEPS
        )

    def _charge(self) -> None:
        now_s = self.clock.monotonic_s()
        if self._open:
            self._spent_s[self._open[-1]] += now_s - self._since_s
        self._since_s = now_s
