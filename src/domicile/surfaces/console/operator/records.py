"""The pages of cases, and of what is kept and what holds it."""

import asyncio
from http import HTTPStatus
from typing import Final

from starlette.responses import RedirectResponse, Response

from domicile.core.errors import ForbiddenError
from domicile.policy.cases.case import Act, Case
from domicile.policy.errors import UnknownCaseError
from domicile.policy.retention.schedule import Schedule
from domicile.policy.retention.standing import standings
from domicile.store.cases import CaseId
from domicile.surfaces.cases import STATES, case_json
from domicile.surfaces.console.frame import SECURITY
from domicile.surfaces.console.operator.entrance import HOME, Entrance, Visit
from domicile.surfaces.console.operator.outlook import spoken
from domicile.surfaces.console.operator.record_words import CASE, CASES, DEEDS, KEEPING, KINDS
from domicile.surfaces.http.house import House

COMPLAINT: Final = "complaint"
"""The only kind of case that is answered here; others take papers, or two people."""


class Records:
    """Answers for the pages of cases and of records.

    Args:
        house: What the pages are about.
        entrance: Lets operators in, and shows them pages.
    """

    def __init__(self, house: House, entrance: Entrance) -> None:
        self._domicile = house.domicile
        self._entrance = entrance

    async def cases(self, visit: Visit) -> Response:
        """List the cases that the visitor's key reaches, the newest first."""
        frame = visit.frame
        found = await asyncio.to_thread(self._domicile.desks.cases.list)
        return self._entrance.show(
            "cases",
            visit,
            words=frame.said(CASES),
            kinds=spoken(KINDS.items(), frame),
            states=spoken(STATES.items(), frame),
            cases=[each for each in found if reaches(visit, each)],
        )

    async def case(self, visit: Visit) -> Response:
        """Show one case."""
        frame = visit.frame
        found = await asyncio.to_thread(self._reached, visit, visit.asked.get("id", ""))
        is_answered_here = found.kind == COMPLAINT and "answer" in found.allowed
        return self._entrance.show(
            "case",
            visit,
            words=frame.said(CASES, CASE),
            kinds=spoken(KINDS.items(), frame),
            states=spoken(STATES.items(), frame),
            deeds=spoken(DEEDS.items(), frame),
            case=found,
            shape=case_json(found, frame.language),
            can_answer=is_answered_here,
        )

    async def answer(self, visit: Visit) -> Response:
        """Answer a complaint.

        Raises:
            ForbiddenError: It is no complaint.
            DomicileError: It cannot be answered now, or a name or the answer is missing.
        """
        form = await visit.form()
        found = await asyncio.to_thread(self._reached, visit, form.get("id", ""))
        if found.kind != COMPLAINT:
            raise ForbiddenError("only complaints are answered here")
        act = Act(by=form.get("by", "").strip(), text=form.get("text", "").strip())
        await asyncio.to_thread(self._domicile.desks.cases.act, found.id, "answer", act)
        address = visit.frame.link(f"{HOME}/case", id=found.id)
        return RedirectResponse(address, HTTPStatus.SEE_OTHER, dict(SECURITY))

    async def keeping(self, visit: Visit) -> Response:
        """Show what is kept for how long, and what holds it."""
        domicile, frame = self._domicile, visit.frame
        kept = await asyncio.to_thread(domicile.desks.retention.overview)
        holds = await asyncio.to_thread(domicile.desks.holds.all)
        schedule = Schedule(domicile.atlas, domicile.settings, domicile.clock.now())
        return self._entrance.show(
            "keeping",
            visit,
            words=frame.said(KEEPING),
            kept=kept,
            holds=[each for each in holds if each.lifted is None],
            rules=standings(schedule, domicile.settings.operator),
        )

    def _reached(self, visit: Visit, case_id: str) -> Case:
        found = self._domicile.desks.cases.show(CaseId(case_id))
        if not reaches(visit, found):
            raise UnknownCaseError("no case has this id, or it is not this key's")
        return found


def reaches(visit: Visit, case: Case) -> bool:
    """Tell whether the visitor's key reaches the market of a case."""
    return visit.key is None or not visit.key.markets or case.market in visit.key.markets
