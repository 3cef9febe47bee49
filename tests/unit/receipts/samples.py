"""Requests and outcomes to make receipts of, and a whole receipt office in a folder."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from domicile.core.answer import Answer, Label, Notice, Placement, Refusal, Treated
from domicile.core.content import Content, Message
from domicile.core.decision import (
    Decision,
    Duty,
    DutyStatus,
    Outcome,
    PackRef,
    Reason,
    SiteVerdict,
)
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.ids import DEVICE, FeatureId, MarketId, RuleId, SiteId
from domicile.core.reply import Finish, Intervention, Reply
from domicile.core.request import Request, Role, Whereabouts
from domicile.core.steps import STEPS, TraceEvent
from domicile.core.text import Bilingual
from domicile.receipts.batch import Batches
from domicile.receipts.book import ReceiptBook
from domicile.receipts.keyring import KeyRing
from domicile.receipts.seal import Sealer
from domicile.store.database import Database
from domicile.store.vault import Vault

CN = MarketId("CN")
PLANTED = ("王小明", "13812345678", "请假", "li@example.com")
PARTNER = SiteId("demo-cn")


class StillClock:
    """A clock that shows what it was set to."""

    def __init__(self, moment: datetime = datetime(2026, 4, 1, 9, 59, 58, tzinfo=UTC)) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic_s(self) -> float:
        return 0.0


class CountedEntropy:
    """Bytes that look random and are the same in every run."""

    def __init__(self, seed: str = "seed") -> None:
        self._seed = seed
        self._count = 0

    def token(self, size_bytes: int) -> bytes:
        self._count += 1
        material = f"{self._seed}/{self._count}".encode()
        return hashlib.shake_256(material).digest(size_bytes)


def request(market: MarketId = CN, role: Role = "both") -> Request:
    text = f"我叫{PLANTED[0]}，手机{PLANTED[1]}，帮我写一条{PLANTED[2]}短信，邮箱{PLANTED[3]}"
    return Request(
        feature=FeatureId("assistant"),
        content=Content(messages=(Message(role="user", content=text),)),
        whereabouts=Whereabouts(operator=market, user=market, device=market, source="flag"),
        audience="internal",
        role=role,
    )


def finding(data_class: DataClass, action: Action) -> Treated:
    return Treated(
        finding=Finding(
            data_class=data_class,
            path="messages[0].content",
            start=2,
            end=5,
            score=1.0,
            recognizer="sample",
        ),
        action=action,
    )


def decision(outcome: Outcome = Outcome.PERMIT) -> Decision:
    words = Bilingual(en="A rule.", zh="一条规则。")
    reason = Reason(
        rule=RuleId("CN-PART-001"),
        kind="partner",
        outcome=outcome,
        basis="law",
        known="primary",
        citation="Law, article 1",
        words=words,
        site=PARTNER,
    )
    duty = Duty(
        rule=RuleId("CN-LAB-001"),
        kind="label",
        status=DutyStatus.MET,
        basis="law",
        known="primary",
        citation="Law, article 2",
        text=words,
    )
    return Decision(
        permitted=outcome is not Outcome.REFUSE,
        places=("device", "partner"),
        sites=(
            SiteVerdict(site=PARTNER, permitted=True, reasons=(reason,), approval="register/7"),
        ),
        actions=dict.fromkeys(DataClass, Action.REPLACED),
        reasons=(reason,),
        duties=(duty,),
        upcoming=(),
        packs=(PackRef(market=CN, as_of=date(2026, 3, 1), digest="ab" * 32, counsel=None),),
        at=date(2026, 4, 1),
    )


def trace() -> tuple[TraceEvent, ...]:
    return tuple(
        TraceEvent(step=step, ms=1.234, skipped=step == "seal", note="a note") for step in STEPS
    )


def answer() -> Answer:
    """An answer by a partner of a demo."""
    return Answer(
        reply=Reply(text=f"{PLANTED[0]}请假一天", calls=(), finish=Finish(reason="stop")),
        decision=decision(),
        placement=Placement(
            site=PARTNER,
            level="P0",
            model="qwen-plus",
            model_digest="",
            evidence="simulated",
            why="It was pinned.",
            region="cn-mainland",
        ),
        findings=(
            finding(DataClass.NAME, Action.REPLACED),
            finding(DataClass.PHONE, Action.REPLACED),
            finding(DataClass.PHONE, Action.REMOVED),
            finding(DataClass.ORGANIZATION, Action.KEPT),
        ),
        interventions=(
            Intervention(
                source="partner:demo-cn",
                kind="filtered",
                text=Bilingual(en="Filtered.", zh="Filtered."),
            ),
        ),
        labels=(Label(rule=RuleId("CN-LAB-001"), kind="visible", position="end", value="AI生成"),),
        notices=(Notice(rule=RuleId("CN-DIS-001"), id="ai", version="cd" * 32, text="这是AI"),),
        sent_bytes=777,
        trace=trace(),
    )


def device_answer() -> Answer:
    """An answer of the device: nothing left."""
    partner = answer()
    return replace(
        partner,
        placement=replace(
            partner.placement,
            site=DEVICE,
            level="D",
            evidence="checked",
            model_digest="ef" * 32,
            region="device",
        ),
        sent_bytes=0,
    )


def refusal() -> Refusal:
    return Refusal(
        decision=decision(Outcome.REFUSE),
        findings=(finding(DataClass.NAME, Action.KEPT),),
        trace=trace()[:1],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything that makes, keeps and hands out receipts, in one folder."""

    database: Database
    clock: StillClock
    keys: KeyRing
    vault: Vault
    sealer: Sealer
    batches: Batches
    book: ReceiptBook


def open_office(folder: Path, seed: str = "seed") -> Office:
    clock, entropy = StillClock(), CountedEntropy(seed)
    database = Database(folder / "store.sqlite", clock)
    keys = KeyRing(folder / "keys", entropy)
    vault = Vault(folder / "keys" / "at-rest.key", entropy)
    batches = Batches(database, keys=keys, clock=clock, entropy=entropy)
    sealer = Sealer(database, vault, keys=keys, operator="Example", clock=clock, entropy=entropy)
    return Office(
        database=database,
        clock=clock,
        keys=keys,
        vault=vault,
        sealer=sealer,
        batches=batches,
        book=ReceiptBook(database, vault, batches=batches),
    )
