"""What would leave for a partner, if it were sent."""

from collections.abc import Callable
from dataclasses import dataclass

from domicile.core.answer import Treated
from domicile.core.clock import Entropy
from domicile.core.decision import Decision
from domicile.core.findings import DataClass
from domicile.core.request import Request
from domicile.core.task import Needs, Task
from domicile.privacy.detector import Detector
from domicile.privacy.minimize import minimize
from domicile.privacy.surrogates import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would leave for a partner, if it were sent."""

    text: str
    """The text as the partner would see it."""

    findings: tuple[Treated, ...]
    """What was found, and what would become of it."""

    decision: Decision
    """Who may get it at all."""


async def preview(
    request: Request,
    *,
    detector: Detector,
    decide: Callable[[Request, frozenset[DataClass]], Decision],
    entropy: Entropy,
) -> Preview:
    """Return what would leave of ``request``; nothing does.

    Raises:
        RecognizerError: A recognizer failed.
    """
    findings = await detector.find(request.content)
    decision = decide(request, frozenset(found.data_class for found in findings))
    task = Task(content=request.content, needs=Needs(window_tokens=0))
    cleared = minimize(task, findings, decision.actions, Session(entropy))
    return Preview(
        text=cleared.content.messages[-1].content,
        findings=tuple(
            Treated(finding=found, action=decision.actions[found.data_class]) for found in findings
        ),
        decision=decision,
    )
