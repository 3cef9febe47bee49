"""Records of a whole house, for reports to count."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from domicile.core.ids import MarketId, RuleId, SiteId
from domicile.policy.cases.desk import CaseDesk
from domicile.policy.register.approvals import Motion, Register
from domicile.policy.retention.holds import HoldBook
from domicile.reports.exposure import Span
from domicile.reports.transparency import Records
from domicile.store.holds import HoldStore
from domicile.store.people.usage import Copy
from domicile.store.releases import ReleaseKey
from tests.unit.policy.cases.office import Office, asked, by, foreign, office, opening
from tests.unit.policy.samples import ASSISTANT, ATLAS, CN, CN_SITE, OPERATOR, SITES
from tests.unit.receipts.samples import CountedEntropy, answer, open_office, refusal, request

YEAR = Span(first=date(2026, 1, 1), last=date(2026, 12, 31))
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
PLANTED = ("王小明", "13812345678", "Court of Somewhere", "subject-77", "all chats")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The records, and who keeps them."""

    records: Records
    """What a report counts."""

    desk: CaseDesk
    """The cases."""

    room: Office
    """Where they are kept."""


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """Keep receipts, releases, cases and holds in one folder."""
    receipts = open_office(folder)
    with office(folder) as room:
        holds = HoldBook(
            HoldStore(room.database, room.vault),
            atlas=lambda: ATLAS,
            clock=room.clock,
            entropy=CountedEntropy("holds"),
        )
        register = Register(
            room.database,
            room.clock,
            atlas=lambda: ATLAS,
            sites=lambda: SITES,
            operator=lambda: OPERATOR,
            log=room.batches.log,
            entropy=CountedEntropy("register"),
        )
        copy = Copy(
            at=AT, market=CN, rule=RuleId("CN-LAB-007"), mark="m", kept_until=date(2027, 6, 1)
        )
        records = Records(
            receipts=receipts.book,
            register=register,
            cases=room.desk,
            holds=holds,
            copies=lambda market: [copy] if market == CN else [],
            atlas=lambda: ATLAS,
            operator=lambda: "Example",
        )
        for outcome in (answer(), answer(), refusal()):
            receipts.sealer.seal(request(), outcome)
        fill(room, register, holds)
        yield House(records=records, desk=room.desk, room=room)
    receipts.database.close()


def fill(room: Office, register: Register, holds: HoldBook) -> None:
    """Let a little of everything happen."""
    key = ReleaseKey(CN, ASSISTANT, SiteId(CN_SITE.id))
    for verb in ("submit", "approve", "suspend", "approve"):
        register.move(verb, key, Motion(by=PLANTED[0]))
    case = foreign(room.desk, asker=PLANTED[2], subject=PLANTED[3], area="criminal")
    room.desk.act(case.id, "refuse", by("Li", "no"))
    room.desk.act(case.id, "confirm", by("Wang"))
    foreign(room.desk, "EU")
    for days in (2, 6):
        done = room.desk.complain(CN, asked(PLANTED[1], contact=PLANTED[1]))
        room.later(days=days)
        room.desk.act(done.case.id, "answer", by("Li", PLANTED[4]))
    room.desk.open("pi_breach", MarketId("CN"), opening(PLANTED[4]))
    room.later(hours=1)
    holds.lay(by="Li", reason="so", market=CN, subject=None)
