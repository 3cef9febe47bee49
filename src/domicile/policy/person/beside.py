"""What the desk of cases does for people who ask about their own data."""

from collections.abc import Mapping
from typing import Final

from domicile.core.canonical import Json
from domicile.core.ids import SubjectId
from domicile.core.text import Bilingual
from domicile.policy.cases.case import Asked, Case, Opening
from domicile.policy.cases.desk import CaseDesk
from domicile.policy.person.rights import Claim, Right

_WITHHELD: Final = "authority"
"""Kind of cases of which a person is not told here."""

_TEXTS: Final[Mapping[Right, Bilingual]] = {
    "export": Bilingual(en="What is held of the person.", zh="提供所持有的个人信息。"),
    "erase": Bilingual(en="To erase what is held of the person.", zh="删除所持有的个人信息。"),
    "restrict": Bilingual(
        en="To restrict the use of the person's data.", zh="限制使用其个人信息。"
    ),
}


class RightsCases:
    """Opens cases for rights, and finds those about a person. Safe to use from any thread.

    Args:
        cases: The desk.
    """

    def __init__(self, cases: CaseDesk) -> None:
        self._cases = cases

    def open(self, claim: Claim) -> str:
        """Open a case of ``claim`` and return its name; none where the market has no such right.

        Raises:
            StorageError: It could not be written down.
        """
        if not claim.event:
            return ""
        asked = Asked(text=_TEXTS[claim.right].en, subject=claim.ask.subject)
        return self._cases.open(claim.event, claim.market, Opening(by=claim.ask.by, asked=asked)).id

    def about(self, subject: SubjectId) -> tuple[Mapping[str, Json], ...]:
        """Return the cases about a person, but for what authorities ask, as plain data.

        Raises:
            VaultError: What is sealed cannot be opened.
        """
        found = self._cases.of_subject(subject)
        return tuple(_json(case) for case in found if case.kind != _WITHHELD)


def _json(case: Case) -> Mapping[str, Json]:
    return {
        "id": case.id,
        "kind": case.kind,
        "event": case.event,
        "market": case.market,
        "opened_at": case.opened_at.isoformat(),
        "due": None if case.due is None else case.due.isoformat(),
        "state": case.state,
        "outcome": case.outcome,
        "text": case.asked.text,
    }
