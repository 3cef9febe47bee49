"""A pipeline with engines that echo, and what it was seen to do."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domicile.core.answer import Outcome
from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.content import Content, Message
from domicile.core.decision import Decision, Duty, DutyStatus, SiteVerdict
from domicile.core.errors import PartnerTimeoutError, PartnerUnreachableError
from domicile.core.findings import Action, DataClass
from domicile.core.ids import FeatureId, MarketId, ReceiptId, RuleId, SiteId
from domicile.core.protocols import Feature
from domicile.core.reply import Delta, Finish, Reply, ReplyEvent, Sent, Unsent
from domicile.core.request import Request, Whereabouts
from domicile.core.site import Site
from domicile.core.story import Story
from domicile.core.task import Needs, Task
from domicile.core.text import Bilingual
from domicile.pipeline import Pipeline
from domicile.placement.sites import Capacity, SiteBook, device_site
from domicile.policy.duties.fulfil import Fulfilled, fulfil
from domicile.policy.duties.made import Made
from domicile.privacy.cleared import Cleared
from domicile.privacy.detect.catalog import structured_recognizers
from domicile.privacy.detector import Detector

CN = MarketId("CN")
FEATURE = FeatureId("echo")
PARTNER = Site(id=SiteId("one"), model="m")
PHONE = "13812345678"
SAID = f"电话{PHONE}，谢谢。"
DECISION = Decision(
    permitted=True,
    places=("device", "partner"),
    sites=(
        SiteVerdict(site=SiteId("device"), permitted=True, reasons=()),
        SiteVerdict(site=PARTNER.id, permitted=True, reasons=()),
    ),
    actions=dict.fromkeys(DataClass, Action.REPLACED),
    reasons=(),
    duties=(),
    upcoming=(),
    packs=(),
    at=date(2026, 11, 24),
)
REFUSED = replace(DECISION, permitted=False, places=())
LABEL = Duty(
    rule=RuleId("CN-LAB-001"),
    kind="label",
    status=DutyStatus.UNMET,
    basis="law",
    known="memory",
    citation="Art. 4",
    text=Bilingual(en="Label it.", zh="请标识。"),
    params={
        "layers": ["visible"],
        "positions": ["end"],
        "must_contain": [["AI"], ["generated", "生成"]],
        "text": {"en": "(AI-generated)", "zh": "（内容由AI生成）"},
    },
)


@dataclass
class Echo:
    """A feature that asks the model to say the text again, as many times as it is told."""

    turns: int = 1
    adds: str = ""
    id = FEATURE
    title = Bilingual(en="Echo", zh="回声")
    modality = "text"
    is_sensitive = False
    screening: Mapping[str, Bilingual] = field(default_factory=dict)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def plan(self, request: Request) -> Task:
        said = request.content.messages[-1]
        content = Content(messages=(replace(said, content=said.content + self.adds),))
        needs = Needs(window_tokens=10)
        return Task(content=content, needs=needs, sampling=request.sampling)

    def follow(self, task: Task, reply: Reply) -> Task | None:
        self.turns -= 1
        if not self.turns:
            return None
        again = Message(role="user", content=reply.text)
        return replace(task, content=Content(messages=(*task.content.messages, again)))


@dataclass
class Adding(Echo):
    """An echo whose second turn holds an address that nobody had decided on."""

    def plan(self, request: Request) -> Task:
        return replace(super().plan(request), needs=Needs(window_tokens=20))

    def follow(self, task: Task, reply: Reply) -> Task | None:
        again = super().follow(task, replace(reply, text="写信给a.b@example.net"))
        return None if again is None else replace(again, needs=Needs(window_tokens=10))


@dataclass
class Engines:
    """Models that say what they hear, three characters at a time."""

    seen: list[tuple[Site, Task | Cleared]] = field(default_factory=list)
    fails_after: int | None = None
    waits_after: int | None = None
    closed: int = 0

    async def run(self, site: Site, ready: Task | Cleared) -> AsyncGenerator[ReplyEvent]:
        self.seen.append((site, ready))
        try:
            if not site.is_device:
                yield Sent(size_bytes=100)
            text = ready.content.messages[-1].content
            for count, start in enumerate(range(0, len(text), 3)):
                if count == self.fails_after:
                    raise PartnerTimeoutError("the partner took too long")
                if count == self.waits_after:
                    await asyncio.sleep(60)
                yield Delta(text=text[start : start + 3])
            yield Finish(reason="stop")
        finally:
            self.closed += 1


class Unreachable(Engines):
    """Partners that nobody reaches."""

    async def run(self, site: Site, ready: Task | Cleared) -> AsyncGenerator[ReplyEvent]:
        assert isinstance(ready, Cleared), site
        yield Sent(size_bytes=100)
        yield Unsent(size_bytes=100)
        raise PartnerUnreachableError("nobody is there")


@dataclass
class House:
    """A pipeline, and what it was seen to do."""

    decision: Callable[[Request, frozenset[DataClass]], Decision]
    feature: Echo = field(default_factory=Echo)
    engines: Engines = field(default_factory=Engines)
    sealed: list[Outcome] = field(default_factory=list)
    asked: list[frozenset[DataClass]] = field(default_factory=list)
    counted: list[tuple[SiteId, frozenset[DataClass]]] = field(default_factory=list)
    count_error: Exception | None = None
    capacities: Mapping[SiteId, Capacity] = field(default_factory=dict)

    def pipeline(self) -> Pipeline:
        device = device_site(model="d", model_digest="ab", features=(FEATURE,))
        return Pipeline(
            features={FEATURE: self.feature},
            detector=Detector(structured_recognizers(), SystemEntropy()),
            decide=self.decide,
            count=self.count,
            sites=lambda: SiteBook(sites=(device, PARTNER), capacities=self.capacities),
            run=self.engines.run,
            apply=self.apply,
            seal=self.seal,
            clock=SystemClock(),
            entropy=SystemEntropy(),
        )

    def decide(self, request: Request, classes: frozenset[DataClass]) -> Decision:
        self.asked.append(classes)
        return self.decision(request, classes)

    def count(self, request: Request, site: Site, classes: frozenset[DataClass]) -> None:
        assert request.feature == FEATURE
        if self.count_error is not None:
            raise self.count_error
        self.counted.append((site.id, classes))

    async def apply(
        self, story: Story, feature: Feature, site: Site, decision: Decision
    ) -> Fulfilled:
        return fulfil(decision.duties, Made.of(story, feature, site))

    def seal(self, request: Request, outcome: Outcome) -> ReceiptId:
        assert request.feature == FEATURE
        self.sealed.append(outcome)
        return ReceiptId(f"receipt-{len(self.sealed)}")


def request(site: str | None = None, text: str = SAID) -> Request:
    return Request(
        feature=FEATURE,
        content=Content(messages=(Message(role="user", content=text),)),
        whereabouts=Whereabouts(operator=CN, user=CN, device=CN, source="flag"),
        audience="internal",
        role="both",
        site=SiteId(site) if site else None,
    )


def permit(_request: Request, _classes: frozenset[DataClass]) -> Decision:
    return DECISION


def skipped(outcome: Outcome) -> list[str]:
    return [event.step for event in outcome.trace if event.skipped]
