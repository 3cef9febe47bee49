"""A case, read: who asks for what, which rules speak to it, and everything that happened to it."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, get_args

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId, ReceiptId, RuleId, SiteId, SubjectId
from domicile.policy.cases.applied import Applied
from domicile.policy.cases.states import Verb
from domicile.policy.evidence import Sha256
from domicile.policy.register.steps import person
from domicile.store.cases import CaseId, CaseKind

Area = Literal["criminal", "security", "regulatory", "civil", "other"]
"""Kind of law that an authority names; it is counted, where the law itself is not told."""

AREAS: Final[tuple[Area, ...]] = get_args(Area)
"""Every kind of law."""

HOUSE: Final = "domicile"
"""Who acts where a rule does, and no person."""

ASKER: Final = "asker"
"""Who acts where whoever asked does, by their secret."""

NO_RECEIPT: Final = ReceiptId("")
NO_SITE: Final = SiteId("")
NOBODY: Final = SubjectId("")

PROPOSING: Final = frozenset({"propose", "refuse"})
"""What one person proposes to an authority, and another confirms."""

MAX_TEXT_CHARS: Final = 20_000
"""Longest text of a case, in characters."""

MAX_NAME_CHARS: Final = 500
"""Longest name, contact or law, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What only the operator and whoever asked may read; the store holds it encrypted."""

    text: str
    """What is asked for, complained of or went wrong."""

    asker: str = ""
    """Who asks."""

    law: str = ""
    """Under which law an authority asks, in its words."""

    contact: str = ""
    """How to reach whoever asks."""

    receipt: ReceiptId = NO_RECEIPT
    """The receipt that it is about; empty for none."""

    site: SiteId = NO_SITE
    """The site that it is about; empty for no one site."""

    subject: SubjectId = NOBODY
    """The person that it is about; empty for no one person."""

    hold: str = ""
    """The legal hold that was laid on the records when it was opened; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A case that is about to be opened."""

    by: str
    """Who opens it."""

    asked: Asked
    """What it is about."""

    area: Area | Literal[""] = ""
    """Kind of law; only for what an authority asks."""

    at: datetime | None = None
    """When it came in or became known, aware of its zone; None is now."""

    hold: bool = False
    """Whether a legal hold is laid on the records that it is about."""

    via: str = ""
    """The key through which it came in; empty for the operator's own hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something to a case, and with what."""

    by: str
    """Who; not blank."""

    text: str = ""
    """The answer, or why."""

    evidence: Path | Sha256 | None = None
    """The file that is handed out or sent; its digest is recorded, the file is not."""

    approval: Path | Sha256 | None = None
    """The approval of the market's own authority; its digest is recorded."""

    to: str = ""
    """Who was told of an incident: ``regulator`` or ``people``."""

    days: int = 0
    """By how many days the time is extended."""

    key: Path | None = None
    """Key file of the approver, where the settings ask for signatures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is sealed of one event, and what its digest is of."""

    case: CaseId
    """Of which case."""

    verb: Verb | Literal["open"]
    """What was done."""

    state: str
    """The state from then on."""

    at: str
    """When, ISO 8601 in UTC."""

    by: str
    """Who did it."""

    text: str
    """The answer, or why."""

    evidence: str
    """SHA-256 of the file that was handed out or sent, in hexadecimal; empty for none."""

    approval: str
    """SHA-256 of the approval, in hexadecimal; empty for none."""

    to: str
    """Who was told; empty for nobody."""

    days: int
    """By how many days the time was extended."""

    rules: tuple[RuleId, ...]
    """The rules that made it so; empty where a person did."""

    previous: str
    """Digest of the event before it, in hexadecimal; empty for the first."""

    salt: str
    """Random bytes that keep the digest from telling anything, in hexadecimal."""

    note: str = ""
    """The signature of whoever did it, a C2SP signed note; empty where nobody signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One step of a case's history."""

    deed: Deed
    """What was done."""

    digest: str
    """Its digest, in hexadecimal; it stands in the market's log."""

    log_index: int | None
    """Where it stands there; None while it waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case, as it is now."""

    id: CaseId
    """Its name."""

    kind: CaseKind
    """Which kind."""

    event: str
    """What happened, in the packs' words."""

    market: MarketId
    """The market whose rules apply."""

    area: str
    """Kind of law that an authority names; empty for other cases."""

    opened_at: datetime
    """When it began: times are counted from here."""

    due: datetime | None
    """By when an answer or a report is due; None where no rule names a time."""

    overdue: bool
    """Whether the answer came late, or is late."""

    state: str
    """How far it is."""

    outcome: str
    """What came of it; empty until then."""

    allowed: tuple[Verb, ...]
    """What may be done to it now."""

    asked: Asked
    """Who asks for what."""

    rules: tuple[Applied, ...] = field(default=())
    """The rules that applied when it was opened."""

    history: tuple[CaseEvent, ...] = field(default=())
    """Everything that happened to it, oldest first."""

    @property
    def proposal(self) -> Deed:
        """What is proposed to an authority; only while it waits to be confirmed."""
        proposals = (each.deed for each in self.history if each.deed.verb in PROPOSING)
        return tuple(proposals)[-1]


def require_name(name: str) -> None:
    """Make sure that somebody acts.

    Raises:
        InvalidRequestError: The name is blank or too long.
    """
    if len(name) > MAX_NAME_CHARS:
        raise InvalidRequestError(f"`by` is longer than {MAX_NAME_CHARS} characters", param="by")
    if not person(name):
        raise InvalidRequestError("`by` is blank", remedy="Say who does it, with `--by NAME`.")


def require_short(name: str, text: str, most: int = MAX_NAME_CHARS) -> None:
    """Make sure that ``text`` can be kept.

    Raises:
        InvalidRequestError: It is longer than ``most`` characters, or no text.
    """
    if len(text) > most:
        raise InvalidRequestError(f"`{name}` is longer than {most} characters", param=name)
    if any(unicodedata.category(each) == "Cs" for each in text):
        raise InvalidRequestError(f"`{name}` is no text", param=name)
