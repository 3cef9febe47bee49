import dataclasses
import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from domicile.core.errors import (
    InvalidRequestError,
    ReleaseStateError,
    UnknownMarketError,
    UnknownSiteError,
)
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.settings import RegisterSettings
from domicile.policy.register.approvals import STEPS, Motion, Register, Verb
from domicile.store.database import Database
from domicile.store.releases import ReleaseState
from domicile.tlog.log import Log
from tests.unit.policy.register.ledger import (
    BY,
    CALIFORNIA,
    KEY,
    ZHAO,
    Calendar,
    Open,
    Scene,
    logs,
    register_of,
)
from tests.unit.policy.samples import (
    ASSISTANT,
    CN_SITE,
    DEVICE_SITE,
    OPERATOR,
    US_CA,
    US_SITE,
)

PUBLIC = dataclasses.replace(OPERATOR, audience="public")


def brought_to(register: Register, state: str | None) -> None:
    """Bring the release into ``state`` by allowed steps."""
    ways: dict[str | None, tuple[Verb, ...]] = {
        None: (),
        "filed": ("submit",),
        "released": ("submit", "approve"),
        "restricted": ("submit", "approve", "restrict"),
        "suspended": ("submit", "approve", "suspend"),
        "withdrawn": ("submit", "withdraw"),
    }
    for verb in ways[state]:
        register.move(verb, KEY, BY)


ALLOWED = {
    ("submit", None): "filed",
    ("submit", "withdrawn"): "filed",
    ("require", "filed"): "filed",
    ("require", "released"): "released",
    ("require", "restricted"): "restricted",
    ("approve", "filed"): "released",
    ("approve", "restricted"): "released",
    ("approve", "suspended"): "released",
    ("restrict", "released"): "restricted",
    ("suspend", "released"): "suspended",
    ("suspend", "restricted"): "suspended",
    ("withdraw", "filed"): "withdrawn",
    ("withdraw", "released"): "withdrawn",
    ("withdraw", "restricted"): "withdrawn",
    ("withdraw", "suspended"): "withdrawn",
    ("withdraw", "withdrawn"): "withdrawn",
}


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize(
    "state", [None, "filed", "released", "restricted", "suspended", "withdrawn"]
)
def test_exactly_the_listed_transitions_are_allowed(
    register: Register, verb: Verb, state: str | None
) -> None:
    brought_to(register, state)
    before = register.history()
    if (verb, state) in ALLOWED:
        motion = dataclasses.replace(BY, min_client="2.0")
        assert register.move(verb, KEY, motion).state == ALLOWED[verb, state]
        assert register.snapshot()[KEY].state == ALLOWED[verb, state]
    else:
        with pytest.raises(ReleaseStateError):
            register.move(verb, KEY, BY)
        assert register.history() == before


def test_submit_and_approve_record_every_state_on_the_way(register: Register) -> None:
    brought_to(register, "released")
    states = [event.release.state.value for event in register.history(KEY)]
    assert states == ["proposed", "assessed", "filed", "approved", "released"]
    assert [event.release.event for event in register.history(KEY)] == [1, 2, 3, 4, 5]
    assert register.snapshot()[KEY].entry == "CN/assistant/demo-cn#5"


def test_who_when_why_and_the_evidence_are_recorded(
    register: Register, clock: Calendar, tmp_path: Path
) -> None:
    evidence = tmp_path / "filing.pdf"
    evidence.write_bytes(b"proof")
    motion = Motion(by="Li", reason="filed", evidence=evidence, number="DEMO-App-20260101")
    release = register.move("submit", KEY, motion)
    assert (release.model, release.model_digest, release.number) == (
        CN_SITE.model,
        CN_SITE.model_digest,
        "DEMO-App-20260101",
    )
    act = register.history()[-1].act
    assert (act.actor, act.reason, act.at) == ("Li", "filed", clock.moment)
    assert act.evidence == hashlib.sha256(b"proof").hexdigest()


def test_the_model_is_recorded_at_submit_only(open_register: Open) -> None:
    brought_to(open_register(), "suspended")
    other = dataclasses.replace(CN_SITE, model="another")
    later = open_register(sites=(other,))
    assert later.move("approve", KEY, BY).model == CN_SITE.model
    later.move("withdraw", KEY, BY)
    assert later.move("submit", KEY, BY).model == "another"


@pytest.mark.parametrize("by", ["", "  "])
def test_somebody_must_have_done_it(register: Register, by: str) -> None:
    with pytest.raises(InvalidRequestError):
        register.move("submit", KEY, Motion(by=by))


def test_evidence_that_cannot_be_read_is_no_evidence(register: Register, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequestError, match="--evidence` cannot be read"):
        register.move("submit", KEY, Motion(by="Li", evidence=tmp_path / "missing.pdf"))
    assert register.history() == ()


def test_unknown_places_are_named_before_anything_is_written(register: Register) -> None:
    with pytest.raises(UnknownSiteError):
        register.move("submit", KEY._replace(site=SiteId("nowhere")), BY)
    with pytest.raises(UnknownMarketError):
        register.move("submit", KEY._replace(market=MarketId("XX")), BY)
    assert register.history() == ()


def test_a_site_that_left_the_settings_can_be_closed_but_not_opened(open_register: Open) -> None:
    brought_to(open_register(), "released")
    without = open_register(sites=(DEVICE_SITE,))
    assert without.move("suspend", KEY, BY).state is ReleaseState.SUSPENDED
    with pytest.raises(UnknownSiteError):
        without.move("approve", KEY, BY)


def test_another_process_sees_a_change_at_once(
    register: Register, tmp_path: Path, clock: Calendar
) -> None:
    assert register.snapshot() == {}
    other = Database(tmp_path / "store.sqlite", clock)
    elsewhere = register_of(other, clock, Scene())
    brought_to(elsewhere, "released")
    assert register.snapshot()[KEY].state is ReleaseState.RELEASED
    register.move("suspend", KEY, BY)
    assert elsewhere.snapshot()[KEY].state is ReleaseState.SUSPENDED
    other.close()


def test_an_unchanged_register_is_not_read_again(register: Register) -> None:
    brought_to(register, "released")
    assert register.snapshot() is register.snapshot()


def test_what_others_write_beside_the_register_leaves_the_same_snapshot(
    register: Register, tmp_path: Path, clock: Calendar
) -> None:
    brought_to(register, "released")
    before = register.snapshot()
    other = Database(tmp_path / "store.sqlite", clock)
    with other.write() as connection:
        connection.execute("INSERT INTO subject VALUES ('wang', 'CN', x'00')")
    assert register.snapshot() is before
    elsewhere = register_of(other, clock, Scene())
    elsewhere.move("suspend", KEY, BY)
    assert register.snapshot()[KEY].state is ReleaseState.SUSPENDED
    other.close()


def test_the_register_can_be_read_as_of_a_day(register: Register, clock: Calendar) -> None:
    brought_to(register, "released")
    clock.moment += timedelta(days=2)
    register.move("suspend", KEY, BY)
    assert register.as_of(date(2026, 11, 23)) == {}
    assert register.as_of(date(2026, 11, 24))[KEY].state is ReleaseState.RELEASED
    assert register.as_of(date(2026, 11, 25))[KEY].state is ReleaseState.RELEASED
    assert register.as_of(date(2026, 11, 26))[KEY].state is ReleaseState.SUSPENDED


def test_nothing_is_dated_before_what_it_comes_after(register: Register, clock: Calendar) -> None:
    register.move("submit", KEY, BY)
    noon = clock.moment
    clock.moment -= timedelta(days=3)
    register.move("approve", KEY, BY)
    register.move("submit", CALIFORNIA, BY)
    clock.moment = noon + timedelta(hours=1)
    register.move("suspend", KEY, BY)
    assert [event.act.at for event in register.history(KEY)][3:] == [noon, noon, clock.moment]
    assert register.history(CALIFORNIA)[-1].act.at == noon - timedelta(days=3)
    assert register.as_of(noon.date())[KEY].state is ReleaseState.SUSPENDED
    assert register.verify().events == 9


def test_sites_operator_and_settings_are_those_of_now(database: Database, clock: Calendar) -> None:
    scene = Scene(sites=())
    register = register_of(database, clock, scene)
    with pytest.raises(UnknownSiteError):
        register.move("submit", KEY, BY)
    scene.sites = (CN_SITE,)
    register.move("submit", KEY, BY)
    scene.operator = PUBLIC
    with pytest.raises(InvalidRequestError, match="asks for the number"):
        register.move("approve", KEY, BY)
    scene.operator, scene.settings = OPERATOR, RegisterSettings(two_person=True)
    assert register.move("approve", KEY, BY).state is ReleaseState.APPROVED


def test_a_minimum_version_is_recorded_and_lifted(register: Register) -> None:
    register.move("submit", KEY, dataclasses.replace(BY, min_client="1.9"))
    assert register.move("approve", KEY, BY).min_client == "1.9"
    with pytest.raises(InvalidRequestError, match="asks for a version"):
        register.move("require", KEY, BY)
    done = register.move("require", KEY, dataclasses.replace(BY, min_client="2.1.0"))
    assert (done.state, done.min_client, done.barred) == ("released", "2.1.0", "")
    assert register.history()[-1].act.verb == "require"
    assert register.move("require", KEY, dataclasses.replace(BY, min_client="")).min_client == ""
    register.move("suspend", KEY, BY)
    again = dataclasses.replace(BY, min_client="3")
    assert register.move("approve", KEY, again).min_client == "3"


def test_it_takes_two_people_where_the_settings_say_so(open_register: Open) -> None:
    register = open_register(settings=RegisterSettings(two_person=True))
    register.move("submit", KEY, BY)
    first = register.move("approve", KEY, BY)
    assert (first.state, first.is_pending) == ("approved", True)
    assert register.snapshot()[KEY].is_pending
    with pytest.raises(ReleaseStateError, match="one more approval by another person"):
        register.move("approve", KEY, Motion(by="LI "))
    second = register.move("approve", KEY, ZHAO)
    assert (second.state, second.is_pending) == ("released", False)
    states = [event.release.state.value for event in register.history(KEY)]
    assert states[-2:] == ["approved", "released"]
    register.move("restrict", KEY, BY)
    assert register.move("approve", KEY, ZHAO).state is ReleaseState.RESTRICTED
    assert register.snapshot()[KEY].is_pending
    register.move("suspend", KEY, BY)
    assert register.move("approve", KEY, BY).state is ReleaseState.APPROVED
    alone = open_register()
    assert not alone.snapshot()[KEY].is_pending
    assert alone.move("approve", KEY, BY).state is ReleaseState.RELEASED


WRITING = KEY._replace(feature=FeatureId("writing"))


def test_a_recall_withdraws_what_rests_on_the_number_everywhere(open_register: Open) -> None:
    both = dataclasses.replace(CN_SITE, features=(ASSISTANT, FeatureId("writing")))
    register = open_register(sites=(both, US_SITE, DEVICE_SITE))
    keys = (KEY, WRITING, KEY._replace(market=US_CA), CALIFORNIA)
    for key in keys:
        register.move("submit", key, BY)
        register.move("approve", key, BY)
    register.move("withdraw", WRITING, BY)
    before = register.snapshot()
    assert before.recalled == frozenset()
    gone = register.recall(" demo-QWEN-20260101", Motion(by="Chen", reason="taken back"))
    assert [each.key for each in gone] == [KEY, KEY._replace(market=US_CA)]
    after = register.snapshot()
    assert after is not before
    assert after is register.snapshot()
    assert [after[key].state.value for key in keys] == ["withdrawn"] * 3 + ["released"]
    assert after.recalled == {"demo-qwen-20260101"}
    last = register.history(KEY)[-1]
    assert (last.act.verb, last.act.actor, last.act.reason) == ("recall", "Chen", "taken back")
    assert register.recall("DEMO-Qwen-20260101", BY) == ()
    assert register.verify().events == 23


def test_the_number_of_an_app_can_be_recalled_and_nothing_rests_on_it_again(
    open_register: Open,
) -> None:
    register = open_register()
    numbered = Motion(by="Li", number="DEMO-App-20260101")
    for verb in ("submit", "approve"):
        register.move(verb, KEY, numbered)
    assert [each.key for each in register.recall("DEMO-App-20260101", BY)] == [KEY]
    with pytest.raises(ReleaseStateError, match="`--number` was recalled"):
        register.move("submit", KEY, numbered)
    register.move("submit", KEY, BY)
    with pytest.raises(ReleaseStateError, match="was recalled"):
        register.move("approve", KEY, numbered)
    other = Motion(by="Li", number="DEMO-App-20260202")
    assert register.move("approve", KEY, other).state is ReleaseState.RELEASED


def test_a_site_with_a_recalled_filing_is_submitted_no_more(open_register: Open) -> None:
    register = open_register()
    assert register.recall(CN_SITE.filing_no, BY) == ()
    with pytest.raises(ReleaseStateError, match="`filing_no` of the site was recalled") as raised:
        register.move("submit", KEY, BY)
    assert "in its place" in raised.value.remedy
    new = dataclasses.replace(CN_SITE, filing_no="DEMO-Qwen-20270101")
    assert open_register(sites=(new,)).move("submit", KEY, BY).state is ReleaseState.FILED


@pytest.mark.parametrize("number", ["", "  ", "x" * 65, "n\x00"])
def test_what_is_no_number_is_not_recalled(register: Register, number: str) -> None:
    with pytest.raises(InvalidRequestError):
        register.recall(number, BY)
    with pytest.raises(InvalidRequestError):
        register.recall("N-1", Motion(by=" "))
    assert register.snapshot().recalled == frozenset()


def test_the_register_as_of_a_day_knows_what_was_recalled_until_then(
    register: Register, clock: Calendar
) -> None:
    brought_to(register, "released")
    clock.moment += timedelta(days=1)
    register.recall(CN_SITE.filing_no, BY)
    before, then = register.as_of(date(2026, 11, 24)), register.as_of(date(2026, 11, 25))
    assert (before[KEY].state.value, before.recalled) == ("released", frozenset())
    assert (then[KEY].state.value, then.recalled) == (
        "withdrawn",
        frozenset({"demo-qwen-20260101"}),
    )


def test_what_somebody_else_did_meanwhile_is_not_taken_for_ones_own(
    database: Database, clock: Calendar, register: Register
) -> None:
    open_log = logs(database)

    def meddling(market: MarketId) -> Log:
        found = register.snapshot().get(KEY)
        if found is not None and found.state is ReleaseState.RELEASED:
            register.move("suspend", KEY, ZHAO)
        return open_log(market)

    register.move("submit", KEY, BY)
    done = register_of(database, clock, Scene(), log=meddling).move("approve", KEY, BY)
    assert done.state is ReleaseState.RELEASED
    assert register.snapshot()[KEY].state is ReleaseState.SUSPENDED


def test_of_many_who_approve_at_once_one_does(
    register: Register, tmp_path: Path, clock: Calendar
) -> None:
    register.move("submit", KEY, BY)

    def approve(number: int) -> str:
        database = Database(tmp_path / "store.sqlite", clock)
        try:
            own = register if number % 2 else register_of(database, clock, Scene())
            return own.move("approve", KEY, Motion(by=f"P{number}")).state.value
        except ReleaseStateError as error:
            return error.message
        finally:
            database.close()

    with ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(approve, range(6)))
    assert found.count("released") == 1
    assert all(each.startswith("the release is released; ") for each in found if each != "released")
    assert register.verify().events == 5
