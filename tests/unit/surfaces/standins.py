"""A small stand-in for the product, and a caller that needs no socket."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from starlette.types import Message, Scope

from domicile.app import Domicile
from domicile.core.answer import Answer, Label, Placement, Refusal
from domicile.core.content import Content, Sampling
from domicile.core.decision import Decision, Outcome, Reason
from domicile.core.errors import (
    DomicileError,
    ModelMissingError,
    UnknownFeatureError,
    UnknownMarketError,
)
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.ids import DEVICE, FeatureId, MarketId, ReceiptId, RuleId, SiteId
from domicile.core.receipt import Receipt, ReceiptHeader
from domicile.core.reply import CallDelta, Delta, Finish, Reply, Usage
from domicile.core.request import Choices, Request
from domicile.core.settings import Settings
from domicile.core.site import Site
from domicile.core.steps import STEPS, TraceEvent
from domicile.core.text import Bilingual
from domicile.markets.load import parse_pack
from domicile.markets.resolve import Atlas
from domicile.placement.sites import SiteBook
from domicile.policy.caller import Caller, whereabouts
from domicile.store.database import Database
from domicile.store.keys import KeyBook
from domicile.store.log import LogReader
from domicile.store.network_log import NetworkLog
from domicile.surfaces.http.gateway import Gateway
from domicile.surfaces.http.house import House, open_house
from domicile.surfaces.http.openapi import ALL_ENDPOINTS
from tests.unit.surfaces.desks import FakeDesks

RECEIPT = ReceiptId("ab" * 16)
CN = MarketId("CN")
MARKETS = {"CN", "EU", "US", "US-CA"}
FEATURES = {"assistant", "writing", "translate"}
PARTNER = SiteId("partner")
PACK = """\
schema: domicile.marketpack/1
id: CN
name: {en: Testland, zh: 测试国}
as_of: 2026-11-23
scope: {territory: here, trigger: {en: Always., zh: 始终。}}
review: {state: draft, counsel: null, expires: 2027-02-23}
groups: {pi: [name], sensitive_pi: [health]}
sample_site: {id: sample, model: m, region: eu, inference_scope: eu}
rules:
- id: CN-LOC-001
  kind: locate
  in_force_from: 2020-01-01
  applies_to: {use: [companion]}
  requirement: {en: Stay here., zh: 留在本地。}
  params: {regions: [eu]}
  on_fail: block
  cite: {at: "Law, Art. 1", checked: 2026-11-23}
  basis: law
  known: memory
  cases: [{expect: permit}, {given: {site: {region: us}}, expect: refuse}]
"""
SECRET_TEXT = "王小明的电话是13812345678"

Piece = Placement | Delta | CallDelta
Step = Piece | Answer | Refusal | Exception | float
"""One step of a scripted answer; a number is a pause in seconds."""


def reason(rule: str, kind: str = "gate", outcome: Outcome = Outcome.REFUSE) -> Reason:
    return Reason(
        rule=RuleId(rule),
        kind=cast("Any", kind),
        outcome=outcome,
        basis="law",
        known="primary",
        citation="Art. 1",
        words=Bilingual(en=f"{rule} says so.", zh=f"{rule} 如此规定。"),
    )


def decision(*reasons: Reason) -> Decision:
    return Decision(
        permitted=not any(each.outcome is Outcome.REFUSE for each in reasons),
        places=("device",),
        sites=(),
        actions=dict.fromkeys(DataClass, Action.REPLACED),
        reasons=reasons,
        duties=(),
        upcoming=(),
        packs=(),
        at=date(2026, 11, 24),
    )


TRACE = tuple(TraceEvent(step=step, ms=1.5, skipped=step == "clear") for step in STEPS)
ANSWER = Answer(
    reply=Reply(
        text="你好",
        calls=(),
        finish=Finish(reason="stop", usage=Usage(prompt_tokens=3, completion_tokens=2)),
    ),
    decision=decision(),
    placement=Placement(
        site=PARTNER,
        level="P0",
        model="big",
        model_digest="",
        evidence="simulated",
        why="because",
        region="us",
    ),
    findings=(),
    labels=(Label(rule=RuleId("CN-LAB-001"), kind="visible", position="end", value="AI"),),
    trace=TRACE,
    receipt_id=RECEIPT,
)
REFUSAL = Refusal(decision=decision(reason("CN-GATE-001")), findings=(), receipt_id=RECEIPT)
HEADER = ReceiptHeader(
    v=1,
    receipt_id=RECEIPT,
    market=CN,
    level="D",
    evidence="checked",
    demo=False,
    hour="2026-11-24T09Z",
    log="example",
    alg="ed25519-sha256",
)


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return 5.0


class CountingEntropy:
    def __init__(self) -> None:
        self._next = 0

    def token(self, size_bytes: int) -> bytes:
        self._next += 1
        return self._next.to_bytes(size_bytes, "big")


@dataclass
class FakeBook:
    """One receipt."""

    def show(self, receipt_id: ReceiptId) -> Receipt:
        assert receipt_id == RECEIPT
        return Receipt(header=HEADER, fields={"status": "answered"})

    def export(self, receipt_id: ReceiptId) -> bytes:
        assert receipt_id == RECEIPT
        return b'{"bundle":1}'


@dataclass
class FakeShelf:
    installed: bool = True

    def require_whole(self, pack: object) -> None:
        if not self.installed:
            raise ModelMissingError(f"model pack {pack} is not installed")


@dataclass
class FakeLibrary:
    """Files that are read anew, whole unless a fault is said."""

    fault: DomicileError | None = None


@dataclass
class FakeDomicile:
    """Answers by script, and remembers what it was asked."""

    folder: Path
    script: list[Step] = field(default_factory=lambda: [Delta(text="你"), Delta(text="好"), ANSWER])
    asked: list[Request] = field(default_factory=list)
    decided: list[tuple[frozenset[DataClass], date | None]] = field(default_factory=list)
    closed: int = 0
    batches_closed: int = 0
    batch_error: Exception | None = None
    settings: Settings = field(default_factory=Settings)
    shelf: FakeShelf = field(default_factory=FakeShelf)
    library: FakeLibrary = field(default_factory=FakeLibrary)
    places: FakeLibrary = field(default_factory=FakeLibrary)
    device_model: str | None = "small"

    def __post_init__(self) -> None:
        self.ended = asyncio.Event()
        self.clock = FixedClock()
        self.entropy = CountingEntropy()
        self.database = Database(self.folder / "store.sqlite", self.clock)
        self.desks = FakeDesks(NetworkLog(self.database))
        self.keys = KeyBook(self.database, self.clock, CountingEntropy())
        self.logs = LogReader(self.database)
        self.book = FakeBook()
        sites = (
            Site(id=DEVICE, dialect="device", model="small"),
            Site(id=PARTNER, model="big", owner="Example", features=(FeatureId("assistant"),)),
        )
        self.sites = SiteBook(sites=sites, capacities={})
        self.atlas = Atlas([parse_pack(PACK.encode(), "pack.yaml")])

    def request(
        self,
        feature: FeatureId,
        content: Content,
        caller: Caller,
        *,
        options: Mapping[str, str] | None = None,
        sampling: Sampling | None = None,
    ) -> Request:
        if feature not in FEATURES:
            raise UnknownFeatureError("unknown feature")
        if caller.site is not None:
            self.sites.get(caller.site)
        where = whereabouts(caller, CN)
        if not set(where.markets) <= MARKETS:
            raise UnknownMarketError("no pack speaks for this market")
        request = Request(
            feature=feature,
            content=content,
            whereabouts=where,
            audience="internal",
            role="both",
            options=options or {},
            sampling=sampling or Sampling(),
            subject=caller.subject,
            site=caller.site,
            language=caller.language or "en",
            facts=caller.facts,
            choices=Choices(consents=caller.consents, device_only=caller.device_only),
        )
        self.asked.append(request)
        return request

    async def respond(self, request: Request) -> AsyncGenerator[Piece | Answer | Refusal]:
        assert request is self.asked[-1]
        try:
            for step in self.script:
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, float):
                    await asyncio.sleep(step)
                else:
                    yield step
        finally:
            self.closed += 1
            self.ended.set()

    async def answer(self, request: Request) -> Answer | Refusal:
        events = [event async for event in self.respond(request)]
        last = events[-1]
        assert isinstance(last, Answer | Refusal)
        return last

    async def find(self, text: str) -> tuple[Finding, ...]:
        found = Finding(
            data_class=DataClass.PHONE, path="", start=0, end=2, score=1, recognizer="phone"
        )
        return (found,) if text else ()

    def decide(
        self, request: Request, classes: frozenset[DataClass], *, at: date | None = None
    ) -> Decision:
        assert request is self.asked[-1]
        self.decided.append((classes, at))
        return replace(decision(reason("X", outcome=Outcome.PERMIT)), at=at or date(2026, 11, 24))

    async def close_batches(self) -> None:
        self.batches_closed += 1
        if self.batch_error is not None:
            raise self.batch_error


@dataclass
class Got:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    pieces: list[bytes]

    def json(self) -> Any:
        return json.loads(self.body)

    def events(self) -> list[Any]:
        """The data of each server-sent event; ``[DONE]`` stays as it is."""
        lines = [line for line in self.body.decode().split("\n\n") if line.startswith("data: ")]
        said = [line.removeprefix("data: ") for line in lines]
        return [each if each == "[DONE]" else json.loads(each) for each in said]


@dataclass
class Client:
    """Calls an ASGI application; hangs up after ``hang_up_s`` seconds, if given."""

    app: Gateway
    host: str = "127.0.0.1:8420"
    hang_up_s: float | None = None

    async def __call__(
        self,
        method: str,
        path: str,
        body: object = b"",
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Got:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.send(method, path, [data], headers or {})

    async def send(
        self, method: str, path: str, parts: Iterable[bytes], headers: Mapping[str, str]
    ) -> Got:
        raw_path, _, query = path.partition("?")
        all_headers = {"host": self.host} | dict(headers)
        scope: Scope = {
            "type": "http",
            "method": method,
            "path": raw_path,
            "raw_path": raw_path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in all_headers.items()],
        }
        waiting = list(parts)
        sent: list[Message] = []
        left = asyncio.Event()
        if self.hang_up_s is not None:
            asyncio.get_running_loop().call_later(self.hang_up_s, left.set)

        async def receive() -> Message:
            if waiting:
                part = waiting.pop(0)
                return {"type": "http.request", "body": part, "more_body": bool(waiting)}
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        return _got(sent)


def _got(sent: list[Message]) -> Got:
    if not sent:
        return Got(status=0, headers={}, body=b"", pieces=[])
    start, *rest = sent
    pieces = [message["body"] for message in rest]
    assert all(message.get("more_body") for message in rest[:-1])
    return Got(
        status=start["status"],
        headers={name.decode(): value.decode() for name, value in start["headers"]},
        body=b"".join(pieces),
        pieces=pieces,
    )


def house_of(fake: FakeDomicile, host: str = "127.0.0.1") -> House:
    return open_house(cast("Domicile", fake), host)


def gateway_of(fake: FakeDomicile, host: str = "127.0.0.1") -> Gateway:
    return Gateway(house_of(fake, host), ALL_ENDPOINTS)
