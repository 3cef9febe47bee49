import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.content import Content, Message
from domicile.core.decision import Decision
from domicile.core.errors import InvalidRequestError, StorageError, UnknownMarketError
from domicile.core.findings import DataClass
from domicile.core.ids import FeatureId, MarketId, SubjectId
from domicile.core.protocols import Feature
from domicile.core.reply import Reply
from domicile.core.request import Choices, Request
from domicile.core.site import Site
from domicile.core.task import Needs, Task
from domicile.core.text import Bilingual
from domicile.features.catalog import all_features
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule
from domicile.policy.decider import Decider
from domicile.policy.desk import Desk
from domicile.policy.kinds.export import ALL
from domicile.policy.register.approvals import Motion, Register
from domicile.store.database import Database
from domicile.store.exports import ExportBook, Tally
from domicile.store.releases import ReleaseKey
from domicile.store.vault import Vault
from tests.unit.policy.register.ledger import logs
from tests.unit.policy.samples import (
    ASSISTANT,
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    OPERATOR,
    SITES,
    US_SITE,
    limits,
    refusals,
    rule,
    where,
    world,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY, NEW_YEAR = NOON.date(), date(2026, 1, 1)
MESSAGE, HEALTH, PHONE = DataClass.PRIVATE_MESSAGE, DataClass.HEALTH, DataClass.PHONE
WANG, LI = SubjectId("wang"), SubjectId("li")
TWO_PEOPLE = ExportParams(home=("cn-mainland",), people_min=2, mechanisms=("contract",))
COUNTING = rule(TWO_PEOPLE, "export", data=frozenset({MESSAGE, HEALTH}))
TITLE = Bilingual(en="Diary", zh="日记")
HELLO = Content(messages=(Message(role="user", content="hi"),))


@dataclasses.dataclass
class Calendar:
    """A clock that stands still until somebody moves it."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def monotonic_s(self) -> float:
        return self.moment.timestamp()


@dataclasses.dataclass
class Office:
    """A desk with a store of its own, and what lies on it."""

    database: Database
    clock: Calendar
    exports: ExportBook
    atlas: Atlas = dataclasses.field(default_factory=lambda: world(COUNTING))
    features: Mapping[FeatureId, Feature] = dataclasses.field(default_factory=all_features)

    def __post_init__(self) -> None:
        self.desk = Desk(
            features=self.features,
            sites=lambda: SITES,
            operator=lambda: OPERATOR,
            register=Register(
                self.database,
                self.clock,
                atlas=lambda: self.atlas,
                sites=lambda: SITES,
                operator=lambda: OPERATOR,
                log=logs(self.database),
                entropy=SystemEntropy(),
            ),
            exports=self.exports,
            atlas=lambda: self.atlas,
            clock=self.clock,
            decider=Decider(),
        )

    def release(self, site: Site, market: MarketId = CN) -> None:
        key = ReleaseKey(market, ASSISTANT, site.id)
        self.desk.register.move("submit", key, Motion(by="Li"))
        self.desk.register.move("approve", key, Motion(by="Li"))

    def counted(self, *classes: DataClass, until: date = TODAY, **changes: Any) -> int:
        """Return for how many people an export is on record, before this request."""
        facts: dict[str, Any] = {
            "market": CN,
            "since": NEW_YEAR,
            "counterparty": "",
            "classes": frozenset(classes) or ALL,
            "as_is": False,
            **changes,
        }
        tally = Tally(**facts)
        return self.exports.people([tally], None, until).get(tally, 1) - 1


@pytest.fixture
def clock() -> Calendar:
    return Calendar()


@pytest.fixture
def database(tmp_path: Path, clock: Calendar) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", clock)
    yield database
    database.close()


@pytest.fixture
def open_office(tmp_path: Path, database: Database, clock: Calendar) -> Callable[..., Office]:
    def build(*rules: Rule, **changes: Any) -> Office:
        vault = Vault(tmp_path / "at-rest.key", SystemEntropy())
        book = ExportBook(database, vault, clock)
        return Office(database, clock, book, atlas=world(*rules), **changes)

    return build


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    return open_office(COUNTING)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """A feature that is sensitive by itself."""

    id: FeatureId = ASSISTANT
    title: Bilingual = TITLE
    modality: str = "text"
    is_sensitive: bool = True
    screening: Mapping[str, Bilingual] = dataclasses.field(
        default_factory=lambda: {"scoring": TITLE}
    )
    options: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    def plan(self, request: Request) -> Task:
        return Task(content=request.content, needs=Needs(window_tokens=1))

    def follow(self, task: Task, reply: Reply) -> Task | None:
        return task if reply.calls else None


def request(**changes: Any) -> Request:
    facts: dict[str, Any] = {
        "feature": ASSISTANT,
        "content": HELLO,
        "whereabouts": where(CN),
        "audience": "internal",
        "role": "both",
        "subject": WANG,
        **changes,
    }
    return Request(**facts)


def found(decision: Decision) -> str:
    """Return what the counting rule found at the American site."""
    reasons = [each for each in decision.reasons if each.site == US_SITE.id]
    return next(each.text.en for each in reasons if each.rule == COUNTING.id)


def test_everything_that_a_decision_depends_on_is_laid_out(office: Office) -> None:
    asked = request(
        site=US_SITE.id, choices=Choices(device_only=True), facts={"use": frozenset({"companion"})}
    )
    laid = office.desk.inquiry(asked, frozenset({PHONE}), {}, TODAY)
    assert (laid.feature, laid.modality, laid.is_sensitive) == (ASSISTANT, "text", False)
    assert (laid.whereabouts, laid.audience) == (asked.whereabouts, "internal")
    assert (laid.data, laid.pin, laid.at) == (frozenset({PHONE}), US_SITE.id, TODAY)
    assert (laid.choices, laid.facts) == (asked.choices, asked.facts)
    assert laid.screening == set(office.features[ASSISTANT].screening)
    assert laid.sites is SITES
    assert laid.operator is OPERATOR


def test_a_feature_that_is_sensitive_by_itself_is_so_to_every_rule(
    open_office: Callable[..., Office],
) -> None:
    office = open_office(features={ASSISTANT: Diary()})
    laid = office.desk.inquiry(request(), frozenset(), {}, TODAY)
    assert laid.is_sensitive
    assert laid.screening == {"scoring"}


def test_the_register_is_read_as_of_the_day_that_is_decided_for(
    office: Office, clock: Calendar
) -> None:
    office.release(CN_SITE)
    asked = request(site=CN_SITE.id)
    assert office.desk.decide(asked, frozenset()).permitted
    yesterday = TODAY - timedelta(days=1)
    assert not office.desk.decide(asked, frozenset(), at=yesterday).permitted
    clock.moment += timedelta(days=2)
    key = ReleaseKey(CN, ASSISTANT, CN_SITE.id)
    office.desk.register.move("suspend", key, Motion(by="Li"))
    assert not office.desk.decide(asked, frozenset()).permitted
    assert office.desk.decide(asked, frozenset(), at=TODAY).permitted


def test_what_was_decided_once_is_looked_up(office: Office) -> None:
    first = office.desk.decide(request(), frozenset({PHONE}))
    assert office.desk.decide(request(subject=LI), frozenset({PHONE})) is first


def test_new_packs_are_asked_at_once(office: Office) -> None:
    assert office.desk.decide(request(), frozenset()).permitted
    office.atlas = world(rule(GateParams(artifact="x", deny=True), "gate"))
    assert not office.desk.decide(request(), frozenset()).permitted


def test_unknown_markets_and_days_out_of_reach_are_errors(office: Office) -> None:
    with pytest.raises(UnknownMarketError):
        office.desk.decide(request(whereabouts=where(MarketId("XX"))), frozenset())
    with pytest.raises(InvalidRequestError, match="before every rule"):
        office.desk.decide(request(), frozenset(), at=date(2001, 1, 1))
    with pytest.raises(InvalidRequestError, match="more than a year after the review"):
        office.desk.decide(request(), frozenset(), at=date.max)


def test_a_rule_that_names_no_data_counts_whoever_asks_even_where_nothing_was_found(
    open_office: Callable[..., Office],
) -> None:
    office = open_office(rule(TWO_PEOPLE, "export"))
    assert "cannot be counted" in found(office.desk.decide(request(subject=None), frozenset()))


def test_what_is_about_to_leave_is_counted_and_the_next_person_meets_the_number(
    office: Office,
) -> None:
    office.release(US_SITE)
    classes = frozenset({MESSAGE})
    first = office.desk.decide(request(), classes)
    assert "partner" in first.places
    assert "this one included: 1." in found(first)
    office.desk.count(request(), US_SITE, classes)
    again = office.desk.decide(request(), classes)
    assert "this one included: 1." in found(again)
    assert "partner" in again.places
    other = office.desk.decide(request(subject=LI), classes)
    assert "this one included: 2." in found(other)
    assert COUNTING.id in refusals(other, US_SITE)
    assert "partner" not in other.places


def test_where_nobody_said_whose_data_it_is_the_operators_users_are_assumed(
    office: Office,
) -> None:
    decision = office.desk.decide(request(subject=None), frozenset({MESSAGE}))
    assert "cannot be counted" in found(decision)
    office.desk.count(request(subject=None), US_SITE, frozenset({MESSAGE}))
    later = office.desk.decide(request(subject=WANG), frozenset({MESSAGE}))
    assert "cannot be counted" in found(later)


def test_every_class_is_written_down_for_the_market_and_the_recipient(office: Office) -> None:
    asked = request(choices=Choices(consents=frozenset({HEALTH})))
    office.desk.count(asked, US_SITE, frozenset({MESSAGE, HEALTH, PHONE}))
    for each in (MESSAGE, HEALTH, PHONE):
        assert office.counted(each) == 1
        assert office.counted(each, counterparty="Demo US") == 1
        assert office.counted(each, counterparty="Other") == 0
        assert office.counted(each, market=EU) == 0


def test_what_was_replaced_or_removed_did_not_leave_as_it_was(office: Office) -> None:
    office.desk.count(request(), US_SITE, frozenset({MESSAGE, HEALTH, PHONE}))
    assert office.counted(MESSAGE, as_is=True) == 1
    assert office.counted(HEALTH, as_is=True) == 0
    assert office.counted(PHONE, as_is=True) == 0


def test_a_recipient_whose_owner_nobody_knows_is_called_by_its_id(office: Office) -> None:
    nameless = dataclasses.replace(US_SITE, owner="")
    office.desk.count(request(), nameless, frozenset({MESSAGE}))
    assert office.counted(MESSAGE, counterparty=US_SITE.id) == 1


@pytest.mark.parametrize(
    ("site", "classes"),
    [
        (DEVICE_SITE, frozenset({MESSAGE})),
        (US_SITE, frozenset[DataClass]()),
        (CN_SITE, frozenset({MESSAGE})),
    ],
)
def test_nothing_is_written_down_where_nothing_leaves(
    office: Office, site: Site, classes: frozenset[DataClass]
) -> None:
    office.desk.count(request(), site, classes)
    assert office.counted() == 0


@pytest.mark.parametrize(
    "spoken",
    [
        rule(ExportParams(deny=True), "export"),
        dataclasses.replace(COUNTING, market=EU),
        dataclasses.replace(COUNTING, on_fail="inform"),
        dataclasses.replace(COUNTING, in_force_from=date(2027, 1, 1)),
    ],
)
def test_nothing_is_written_down_where_no_rule_counts_people(
    open_office: Callable[..., Office], spoken: Rule
) -> None:
    office = open_office(spoken)
    office.desk.count(request(), US_SITE, frozenset({MESSAGE}))
    assert office.counted() == 0
    assert office.counted(market=EU) == 0


def test_what_cannot_be_written_down_is_an_error(office: Office) -> None:
    office.database.close()
    with pytest.raises(StorageError):
        office.desk.count(request(), US_SITE, frozenset({MESSAGE}))


def test_a_warning_above_a_number_needs_the_same_counts(
    open_office: Callable[..., Office],
) -> None:
    free = ExportParams(home=("cn-mainland",), people_min=1, free_below=True)
    office = open_office(rule(free, "export", on_fail="warn", data=frozenset({MESSAGE})))
    decision = office.desk.decide(request(), frozenset({MESSAGE}))
    assert COUNTING.id in limits(decision)


@pytest.mark.parametrize("word", ["minor", "under_13", "13-15", "16-17"])
@pytest.mark.parametrize("limit", [0, 60])
def test_only_a_minors_time_counts_and_only_where_the_operator_limits_it(
    office: Office, word: str, limit: int
) -> None:
    operator = dataclasses.replace(OPERATOR, minor_session_minutes=limit)
    desk = dataclasses.replace(office.desk, operator=lambda: operator)
    for user, counts in ((word, bool(limit)), ("18_plus", False), ("registered", False)):
        asked = request(facts={"user": frozenset({user})}, session_minutes=90)
        inquiry = desk.inquiry(asked, frozenset(), {}, TODAY)
        assert inquiry.session_minutes == (90 if counts else 0)
        assert inquiry.today == TODAY


def test_who_asks_for_an_unlabelled_copy_brings_its_rule_about(office: Office) -> None:
    for unlabelled, events in ((True, {"user_requests_unlabelled"}), (False, set())):
        inquiry = office.desk.inquiry(request(unlabelled=unlabelled), frozenset(), {}, TODAY)
        assert inquiry.events == events
