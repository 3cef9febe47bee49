"""What has happened to one request so far."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from domicile.core.answer import (
    Answer,
    Label,
    Notice,
    Placement,
    Refusal,
    Treated,
    passed_over,
)
from domicile.core.content import ToolCall
from domicile.core.decision import Decision
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.ids import DEVICE
from domicile.core.reply import (
    CallDelta,
    Delta,
    Finish,
    Intervention,
    Reply,
    ReplyEvent,
    Sent,
    Unsent,
)
from domicile.core.request import Request
from domicile.core.steps import LEAVES, STAYS, Step, Trace


@dataclass(slots=True, kw_only=True)
class Story:
    """Gathers what the steps of one request bring. Not for two tasks at once."""

    request: Request
    """The request."""

    trace: Trace
    """The clock beside the steps."""

    findings: tuple[Finding, ...] = ()
    """What was found in the request itself."""

    classes: frozenset[DataClass] = frozenset()
    """Every data class that the decision knows of."""

    placement: Placement | None = None
    """Where the present turn runs; None before ``choose``."""

    left_for: Placement | None = None
    """The partner that bytes last left for, in whichever turn; None while all stayed here."""

    sent_bytes: int = 0
    """What left for partners, over all turns."""

    interventions: tuple[Intervention, ...] = ()
    """Every hand on the answer, over all turns."""

    text: list[str] = field(default_factory=list)
    """Pieces of the present turn."""

    calls: list[ToolCall] = field(default_factory=list)
    """Tool calls of the present turn."""

    finish: Finish | None = None
    """How the present turn ended; None before it has."""

    is_sealed: bool = False
    """Whether the receipt is being written, or was."""

    def step(self, step: Step) -> AbstractContextManager[None]:
        """Charge the time spent inside to ``step``."""
        self.is_sealed = self.is_sealed or step == "seal"
        return self.trace.step(step)

    def found(self, findings: Iterable[Finding]) -> None:
        """Note what the request itself holds."""
        self.findings = tuple(findings)
        self.classes = frozenset(finding.data_class for finding in self.findings)

    def found_more(self, findings: Iterable[Finding]) -> bool:
        """Note what the task holds; return whether that is a class nobody has decided on."""
        more = frozenset(finding.data_class for finding in findings) - self.classes
        self.classes |= more
        return bool(more)

    def place(self, placement: Placement) -> Placement:
        """Begin another turn; note where it runs, and so whether anything leaves."""
        self.text, self.calls, self.finish = [], [], None
        self.placement = placement
        self.trace.note("clear", STAYS if placement.site == DEVICE else LEAVES)
        return placement

    def hear(self, event: ReplyEvent) -> None:
        """Take one event of the present turn."""
        match event:
            case Sent():
                self.sent_bytes += event.size_bytes
                self.left_for = self.placement
            case Unsent():
                self.sent_bytes -= event.size_bytes
                self.left_for = self.left_for if self.sent_bytes else None
            case Delta():
                self.text.append(event.text)
            case CallDelta():
                self.calls.append(event.call)
            case Finish():
                self.finish = event
                self.interventions += event.interventions

    @property
    def broke_off(self) -> bool:
        """Whether bytes have left, and no receipt says so yet."""
        return self.sent_bytes > 0 and not self.is_sealed

    @property
    def has_text(self) -> bool:
        """Whether anything but blanks was said in the present turn."""
        return any(piece and not piece.isspace() for piece in self.text)

    @property
    def was_cut(self) -> bool:
        """Whether the present turn was ended from outside, before the model had."""
        return self.finish is None

    def reply(self) -> Reply:
        """Return the present turn; one that never finished is ``broken``."""
        finish = self.finish or Finish(reason="broken")
        return Reply(text="".join(self.text), calls=tuple(self.calls), finish=finish)

    def outcome(
        self,
        decision: Decision,
        labels: tuple[Label, ...],
        notices: tuple[Notice, ...],
    ) -> Answer | Refusal:
        """Return the answer; where it was cut because it may not go on, the refusal."""
        if self.was_cut and not decision.permitted:
            return self.refusal(decision, labels, notices)
        return self.answer(decision, labels, notices)

    def answer(
        self,
        decision: Decision,
        labels: tuple[Label, ...] = (),
        notices: tuple[Notice, ...] = (),
    ) -> Answer:
        """Return what the request came to; it has no receipt yet.

        Of several turns, the placement is that of a partner as soon as one has read anything.
        """
        placement = self.left_for or self.placement
        if placement is None:
            raise ValueError("an answer comes from somewhere")
        return Answer(
            reply=self.reply(),
            decision=decision,
            placement=placement,
            findings=self._treated(decision),
            interventions=self.interventions,
            labels=labels,
            notices=notices,
            sent_bytes=self.sent_bytes,
        )

    def refusal(
        self,
        decision: Decision,
        labels: tuple[Label, ...] = (),
        notices: tuple[Notice, ...] = (),
    ) -> Refusal:
        """Return why the request may not be answered, or no further; it has no receipt yet."""
        return Refusal(
            decision=decision,
            labels=labels,
            notices=notices,
            findings=self._treated(decision),
            passed_over=passed_over(decision),
            sent_bytes=self.sent_bytes,
            left_for=self.left_for,
        )

    def _treated(self, decision: Decision) -> tuple[Treated, ...]:
        left = self.sent_bytes > 0
        return tuple(
            Treated(
                finding=finding,
                action=decision.actions[finding.data_class] if left else Action.KEPT,
            )
            for finding in self.findings
        )
