"""Step 7, apply: carry out every duty, sign what machines read, remember what was shown."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import msgspec

from domicile.core.decision import Decision, Duty
from domicile.core.protocols import Feature
from domicile.core.request import Request
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.core.story import Story
from domicile.markets.kinds.label import LabelParams
from domicile.markets.load import EVENT
from domicile.policy.duties.done import params_of
from domicile.policy.duties.fulfil import Fulfilled, fulfil
from domicile.policy.duties.made import Beside, Made
from domicile.policy.duties.unlabelled import is_asked
from domicile.policy.marks.mark import Mark
from domicile.policy.marks.marker import Marker
from domicile.policy.person.desk import PersonDesk
from domicile.policy.person.person import UnlabelledCopy


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """Carries out duties, with what that takes. Safe to use from any thread."""

    operator: Callable[[], OperatorSettings]
    """Returns who offers the features, as the settings say now."""

    people: PersonDesk
    """Knows what people have seen and agreed to."""

    marker: Callable[[], Marker]
    """Returns what signs marks."""

    async def apply(
        self, story: Story, feature: Feature, site: Site, decision: Decision
    ) -> Fulfilled:
        """Carry out the duties of ``decision`` on what ``story`` has come to at ``site``.

        Raises:
            StorageError: What must be on record could not be written; nothing may go out.
            SecretError: The key that signs marks cannot be used.
        """
        layers = _layers_for_machines(decision.duties, story, feature)
        if layers or story.request.subject is not None:  # the store is read or written
            mark_and_apply = partial(self._apply, story, feature, site, decision, layers=layers)
            return await asyncio.to_thread(mark_and_apply)
        return self._apply(story, feature, site, decision, layers=layers)

    def _apply(
        self,
        story: Story,
        feature: Feature,
        site: Site,
        decision: Decision,
        *,
        layers: frozenset[str],
    ) -> Fulfilled:
        request, operator = story.request, self.operator()
        person = self.people.about(request.subject)
        mark = self._mark(layers, story, feature)
        beside = Beside(
            operator=operator.name,
            statements=operator.statements,
            is_known=request.subject is not None,
            seen=person.seen,
            agreed=person.agreed,
            minor_minutes=operator.minor_session_minutes,
            mark=mark,
        )
        done = fulfil(decision.duties, Made.of(story, feature, site, beside))
        self._remember(request, done, mark)
        return done

    def _mark(self, layers: frozenset[str], story: Story, feature: Feature) -> Mark | None:
        if not layers:
            return None
        return self.marker().mark(
            story.reply().text,
            market=story.request.whereabouts.operator,
            modality=feature.modality,
            remember="detector" in layers,
        )

    def _remember(self, request: Request, done: Fulfilled, mark: Mark | None) -> None:
        if request.subject is None or not (done.shown or done.relief):
            return
        copy = None
        if done.relief is not None and mark is not None:
            copy = UnlabelledCopy(
                market=request.whereabouts.operator,
                rule=done.relief.rule,
                mark=mark.id,
                log_months=done.relief.log_months,
            )
        notices = {notice.id: notice.version for notice in done.shown}
        self.people.record(request.subject, notices=notices, unlabelled=copy)


def _layers_for_machines(
    duties: tuple[Duty, ...], story: Story, feature: Feature
) -> frozenset[str]:
    """Return the layers that take a signed mark; none where there is no text to sign."""
    if feature.modality != "text" or not story.has_text:
        return frozenset()
    found: set[str] = set()
    for duty in duties:
        if duty.kind == "label" and (EVENT not in duty.params or is_asked(duty)):
            found.update(msgspec.convert(params_of(duty), LabelParams).layers)
    return frozenset(found & {"metadata", "detector"})
