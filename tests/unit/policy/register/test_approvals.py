import dataclasses
import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from domicile.core.errors import (
    InvalidRequestError,
    ReleaseStateError,
    UnknownMarketError,
    UnknownSiteError,
)
from domicile.core.ids import MarketId, SiteId
from domicile.policy.register.approvals import STEPS, Motion, Register, Verb
from domicile.store.database import Database
from domicile.store.releases import ReleaseKey, ReleaseState
from tests.unit.policy.register.ledger import (
    BY,
    CALIFORNIA,
    GATED,
    KEY,
    Calendar,
    Open,
    Scene,
    register_of,
)
from tests.unit.policy.samples import ASSISTANT, CN, CN_SITE, DEVICE_SITE, OPERATOR, world

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


def test_a_number_stays_until_another_is_given(register: Register) -> None:
    register.move("submit", KEY, Motion(by="Li", number="DEMO-App-20260101"))
    assert register.move("approve", KEY, BY).number == "DEMO-App-20260101"
    register.move("suspend", KEY, BY)
    again = Motion(by="Li", number="DEMO-App-20260202")
    assert register.move("approve", KEY, again).number == "DEMO-App-20260202"
    register.move("withdraw", KEY, BY)
    assert register.move("submit", KEY, BY).number == ""


def test_a_number_is_asked_for_only_where_a_pack_does(open_register: Open) -> None:
    public = open_register(operator=PUBLIC)
    public.move("submit", KEY, BY)
    with pytest.raises(InvalidRequestError, match="CN-GATE-002 asks for the number"):
        public.move("approve", KEY, BY)
    assert public.snapshot()[KEY].state is ReleaseState.FILED
    numbered = Motion(by="Li", number="DEMO-App-20260101")
    assert public.move("approve", KEY, numbered).state is ReleaseState.RELEASED
    public.move("submit", CALIFORNIA, BY)
    assert public.move("approve", CALIFORNIA, BY).state is ReleaseState.RELEASED


def test_the_device_needs_a_number_before_the_public_in_china(open_register: Open) -> None:
    public = open_register(operator=PUBLIC)
    device = ReleaseKey(CN, ASSISTANT, DEVICE_SITE.id)
    public.move("submit", device, BY)
    with pytest.raises(InvalidRequestError, match="CN-GATE-003"):
        public.move("approve", device, BY)
    with pytest.raises(InvalidRequestError, match="simulated"):
        public.move("approve", device, Motion(by="Li", number="DEMO-App-20260101"))
    public.move("approve", device, Motion(by="Li", number="Beijing-App-20260101"))


def test_a_number_is_asked_for_as_soon_as_the_packs_do(database: Database, clock: Calendar) -> None:
    scene = Scene(operator=PUBLIC, atlas=world())
    register = register_of(database, clock, scene)
    register.move("submit", KEY, BY)
    scene.atlas = GATED
    with pytest.raises(InvalidRequestError, match="CN-GATE-002 asks for the number"):
        register.move("approve", KEY, BY)


@pytest.mark.parametrize("number", ["nonsense", "Beijing-App-1"])
def test_a_number_of_the_wrong_form_is_not_written_down(register: Register, number: str) -> None:
    with pytest.raises(InvalidRequestError):
        register.move("submit", KEY, Motion(by="Li", number=number))
    assert register.snapshot() == {}


def test_where_no_pack_knows_a_form_any_number_will_do(register: Register) -> None:
    assert register.move("submit", CALIFORNIA, Motion(by="Li", number="42/b")).number == "42/b"


@pytest.mark.parametrize("by", ["", "  "])
def test_somebody_must_have_done_it(register: Register, by: str) -> None:
    with pytest.raises(InvalidRequestError):
        register.move("submit", KEY, Motion(by=by))


def test_evidence_that_cannot_be_read_is_no_evidence(register: Register, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequestError, match="evidence cannot be read"):
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
