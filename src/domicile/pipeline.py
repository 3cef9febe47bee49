"""The story of one request, in eight steps: ``respond`` tells it, ``answer`` waits for its end."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace

from domicile.core.answer import Answer, Outcome, Piece, Refusal
from domicile.core.clock import Clock, Entropy
from domicile.core.decision import Decision
from domicile.core.findings import DataClass
from domicile.core.ids import FeatureId, ReceiptId
from domicile.core.protocols import Feature
from domicile.core.reply import CallDelta, Delta, ReplyEvent
from domicile.core.request import Request
from domicile.core.site import Site
from domicile.core.steps import Trace
from domicile.core.story import Story
from domicile.core.task import Task
from domicile.placement.choose import choose, placed
from domicile.placement.sites import SiteBook
from domicile.placement.watch import watched
from domicile.policy.duties.fulfil import Fulfilled
from domicile.privacy.cleared import Cleared
from domicile.privacy.detector import Detector
from domicile.privacy.minimize import minimize
from domicile.privacy.restore import Restorer
from domicile.privacy.surrogates import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Answers requests; one object serves any number of them at once."""

    features: Mapping[FeatureId, Feature]
    """Everything that can be asked for."""

    detector: Detector
    """Finds personal data."""

    decide: Callable[[Request, frozenset[DataClass]], Decision]
    """Asks every pack that applies; the strictest wins."""

    count: Callable[[Request, Site, frozenset[DataClass]], None]
    """Writes down whose data is about to leave, where rules count people."""

    sites: Callable[[], SiteBook]
    """Returns the places that can answer, as they are now."""

    run: Callable[[Site, Task | Cleared], AsyncGenerator[ReplyEvent]]
    """Runs a task at one of them; a partner MUST get nothing but a ``Cleared``."""

    apply: Callable[[Story, Feature, Site, Decision], Awaitable[Fulfilled]]
    """Carries out what the decision asks of the answer."""

    seal: Callable[[Request, Outcome], ReceiptId]
    """Writes the receipt; durable once it returns."""

    clock: Clock
    """Times the steps."""

    entropy: Entropy
    """Seeds the surrogates."""

    async def answer(self, request: Request) -> Outcome:
        """Answer ``request``, or say why not.

        Raises:
            DomicileError: Something failed; if anything had left by then, it has a receipt.
        """
        async with aclosing(self.respond(request)) as events:
            return [event async for event in events if isinstance(event, Answer | Refusal)][-1]

    async def respond(self, request: Request) -> AsyncGenerator[Piece | Outcome]:
        """Tell the story of ``request``: where it runs, pieces as they come, what came of it."""
        story, session = Story(request=request, trace=Trace(self.clock)), Session(self.entropy)
        feature, task = self.features[request.feature], None
        with story.step("decide"):
            story.found(await self.detector.find(request.content, request.sampling.stop))
            decision = self.decide(request, story.classes)
        try:
            while True:
                if not decision.permitted:
                    yield await self._sealed(story, story.refusal(decision))
                    return
                with story.step("plan"):
                    task = task or feature.plan(request)
                with story.step("choose"):
                    site = choose(request, decision, task.needs, self.sites())
                    place = story.place(placed(request, decision, site))
                with story.step("clear"):
                    found = await self.detector.find(task.content, task.sampling.stop)
                if story.found_more(found):  # nobody has decided on that yet
                    with story.step("decide"):
                        decision = self.decide(request, story.classes)
                    continue
                with story.step("clear"):
                    self.count(request, site, story.classes)
                    actions = decision.actions
                    ready = task if site.is_device else minimize(task, found, actions, session)
                yield place
                async with aclosing(self._run(site, ready, story, Restorer(session))) as pieces:
                    async for piece in pieces:
                        yield piece
                if story.was_cut:  # its release was closed while it spoke
                    decision = self.decide(replace(request, site=site.id), story.classes)
                    break
                if (following := feature.follow(task, story.reply())) is None:
                    break
                task = following
                with story.step("decide"):  # a release may be gone by now
                    decision = self.decide(request, story.classes)
            with story.step("apply"):
                done = await self.apply(story, feature, site, decision)
                story.hear(suffix := Delta(text=done.suffix))
                decision = replace(decision, duties=done.duties)
            outcome = await self._sealed(story, story.outcome(decision, done.labels, done.notices))
            for last in (suffix, outcome) if suffix.text else (outcome,):
                yield last
        finally:
            if story.broke_off:  # an error, or nobody listens any more; yet bytes have left
                await self._sealed(story, story.answer(decision))

    async def _run(
        self, site: Site, ready: Task | Cleared, story: Story, restorer: Restorer
    ) -> AsyncGenerator[Piece]:
        """Run, and put back what was replaced, piece by piece."""
        with story.step("run"):
            events = watched(
                self.run(site, ready),  # whose release can be gone at any moment
                lambda: self.decide(story.request, story.classes).permits(site.id),
            )
            async with aclosing(events):
                async for event in events:
                    with story.step("restore"):
                        restored = restorer.events(event)
                    for piece in restored:
                        story.hear(piece)
                        if isinstance(piece, Delta | CallDelta):
                            yield piece

    async def _sealed(self, story: Story, outcome: Outcome) -> Outcome:
        """Write the receipt, and hand the outcome over with it."""
        with story.step("seal"):
            outcome = replace(outcome, trace=story.trace.events())
            receipt_id = await asyncio.shield(asyncio.to_thread(self.seal, story.request, outcome))
        return replace(outcome, receipt_id=receipt_id, trace=story.trace.events())
