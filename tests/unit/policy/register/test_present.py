import dataclasses
from pathlib import Path
from typing import Any

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.errors import InvalidRequestError, InvalidValueError, ReleaseStateError
from domicile.core.settings import RegisterSettings
from domicile.policy.register.approvals import Motion, Register
from domicile.policy.register.approvers import approvers, make_key, signature
from domicile.policy.register.chain import event, sealed
from domicile.policy.register.present import is_granted, present
from domicile.store.database import Database
from domicile.store.register import OpenRegister, ReleaseStore
from domicile.store.releases import Act, Release, ReleaseEvent, ReleaseState, Verb
from tests.unit.policy.register.ledger import BY, KEY, Calendar, Scene, logs, register_of
from tests.unit.policy.samples import US


@dataclasses.dataclass
class Hall:
    """A register whose approvers sign, and their keys."""

    register: Register
    scene: Scene
    database: Database
    folder: Path

    def motion(self, name: str, **changes: Any) -> Motion:
        return Motion(by=name, key=self.folder / f"{name}.key", **changes)

    @property
    def state(self) -> tuple[str, str]:
        """How the release is, and what bars it."""
        fresh = register_of(self.database, Calendar(), self.scene)
        found = fresh.snapshot()[KEY]
        return found.state.value, found.barred

    def forge(self, verb: Verb, state: str, **changes: Any) -> None:
        """Write an event as somebody would who can write into the file, and has no key."""
        store = ReleaseStore(self.database)
        with store.change() as register:
            last = register.last(KEY)
            assert last is not None
            made = forged(register, last.release, verb, state, **changes)
        store.logged(made.release.event, 0)


def forged(
    register: OpenRegister, release: Release, verb: Verb, state: str, **changes: Any
) -> ReleaseEvent:
    note = changes.pop("note", "")
    actor = changes.pop("by", "Li")
    then = dataclasses.replace(release, state=ReleaseState(state), **changes)
    act = Act(verb=verb, actor=actor, at=Calendar().moment)
    made = event(then, act, previous=register.last_digest(), entropy=SystemEntropy())
    return register.append(sealed(dataclasses.replace(made, note=note)))


@pytest.fixture
def hall(database: Database, clock: Calendar, tmp_path: Path) -> Hall:
    names = {
        name: str(make_key(tmp_path / f"{name}.key", SystemEntropy()))
        for name in ("Li", "Zhao", "Chen")
    }
    scene = Scene(settings=RegisterSettings(signed=True, approvers=names))
    register = register_of(database, clock, scene)
    return Hall(register, scene, database, tmp_path)


def change(hall: Hall, **settings: Any) -> None:
    hall.scene.settings = dataclasses.replace(hall.scene.settings, **settings)


def test_a_signed_approval_opens(hall: Hall) -> None:
    hall.register.move("submit", KEY, Motion(by="anybody"))
    done = hall.register.move("approve", KEY, hall.motion("Li"))
    assert (done.state, done.barred, done.is_signed) == ("released", "", True)
    assert hall.state == ("released", "")


def test_nobody_opens_without_a_key_that_the_settings_name(hall: Hall) -> None:
    hall.register.move("submit", KEY, BY)
    before = hall.register.history()
    with pytest.raises(InvalidRequestError, match="signs it"):
        hall.register.move("approve", KEY, BY)
    with pytest.raises(InvalidRequestError, match="not the one"):
        hall.register.move("approve", KEY, Motion(by="Li", key=hall.folder / "Zhao.key"))
    with pytest.raises(InvalidRequestError, match="not among the approvers"):
        hall.register.move("approve", KEY, Motion(by="Wang", key=hall.folder / "Zhao.key"))
    assert hall.register.history() == before


def test_what_closes_needs_no_key(hall: Hall) -> None:
    hall.register.move("submit", KEY, BY)
    hall.register.move("approve", KEY, hall.motion("Li"))
    assert hall.register.move("restrict", KEY, BY).barred == ""
    assert hall.state == ("restricted", "")
    hall.register.move("require", KEY, dataclasses.replace(BY, min_client="2"))
    assert hall.state == ("restricted", "")
    hall.register.move("suspend", KEY, BY)
    assert hall.state == ("suspended", "")


def test_a_lower_minimum_is_signed(hall: Hall) -> None:
    hall.register.move("submit", KEY, dataclasses.replace(BY, min_client="2"))
    hall.register.move("approve", KEY, hall.motion("Li"))
    with pytest.raises(InvalidRequestError, match="signs it"):
        hall.register.move("require", KEY, dataclasses.replace(BY, min_client="1"))
    hall.register.move("require", KEY, hall.motion("Zhao", min_client="1"))
    assert hall.state == ("released", "")


@pytest.mark.parametrize(
    ("verb", "state", "changes"),
    [
        ("approve", "released", {}),
        ("approve", "released", {"note": "nonsense"}),
        ("restrict", "restricted", {}),
        ("require", "released", {}),
        ("require", "restricted", {}),
        ("submit", "released", {}),
        ("approve", "restricted", {}),
    ],
)
@pytest.mark.parametrize("ways", [("submit",), ("submit", "approve", "suspend")])
def test_a_row_forged_into_the_database_opens_nothing(
    hall: Hall, ways: tuple[Verb, ...], *, verb: Verb, state: str, changes: dict[str, Any]
) -> None:
    for way in ways:
        hall.register.move(way, KEY, hall.motion("Li"))
    hall.forge(verb, state, **changes)
    assert hall.state == (state, "unsigned")


@pytest.mark.parametrize(
    ("verb", "state", "changes"),
    [
        ("restrict", "restricted", {"model": "other"}),
        ("require", "released", {"min_client": ""}),
        ("require", "released", {"number": "N-9"}),
        ("approve", "restricted", {}),
    ],
)
def test_a_row_forged_onto_an_open_release_closes_it(
    hall: Hall, verb: Verb, state: str, changes: dict[str, Any]
) -> None:
    hall.register.move("submit", KEY, dataclasses.replace(BY, min_client="2"))
    hall.register.move("approve", KEY, hall.motion("Li"))
    hall.forge(verb, state, **changes)
    assert hall.state == (state, "unsigned")


def test_a_signed_row_cannot_be_used_again(hall: Hall) -> None:
    hall.register.move("submit", KEY, BY)
    hall.register.move("approve", KEY, hall.motion("Li"))
    used = hall.register.history()[-1].note
    hall.register.move("suspend", KEY, BY)
    hall.forge("approve", "released", note=used)
    assert hall.state == ("released", "unsigned")


def test_in_a_history_that_was_changed_nobody_counts_as_having_signed(hall: Hall) -> None:
    hall.register.move("submit", KEY, BY)
    hall.register.move("approve", KEY, hall.motion("Li"))
    with hall.database.write() as connection:
        connection.execute("DROP TRIGGER release_event_stays")
        connection.execute("UPDATE release_event SET reason = 'x' WHERE event = 1")
    assert hall.state == ("released", "unsigned")


def test_an_approver_who_leaves_takes_the_signature_along(hall: Hall) -> None:
    hall.register.move("submit", KEY, BY)
    hall.register.move("approve", KEY, hall.motion("Li"))
    before = hall.register.snapshot()
    left = {name: key for name, key in hall.scene.settings.approvers.items() if name != "Li"}
    change(hall, approvers=left)
    assert hall.register.snapshot() is not before
    assert hall.register.snapshot()[KEY].barred == "unsigned"


def test_keys_that_are_none_open_nothing_and_let_close(hall: Hall) -> None:
    hall.register.move("submit", KEY, BY)
    hall.register.move("approve", KEY, hall.motion("Li"))
    good = hall.scene.settings
    change(hall, approvers={"Li": "nonsense"})
    with pytest.raises(InvalidValueError):
        hall.register.snapshot()
    with pytest.raises(InvalidValueError):
        hall.register.move("submit", KEY._replace(market=US), BY)
    assert hall.register.move("suspend", KEY, BY).state == "suspended"
    hall.scene.settings = good
    assert hall.state == ("suspended", "")


def test_two_approvers_sign_where_it_takes_two(hall: Hall) -> None:
    change(hall, two_person=True)
    hall.register.move("submit", KEY, BY)
    first = hall.register.move("approve", KEY, hall.motion("Li"))
    assert (first.state, first.is_pending, first.is_signed) == ("approved", True, False)
    with pytest.raises(ReleaseStateError, match="another person"):
        hall.register.move("approve", KEY, hall.motion("Li"))
    second = hall.register.move("approve", KEY, hall.motion("Zhao"))
    assert (second.state, second.is_pending, second.barred) == ("released", False, "")
    hall.register.move("restrict", KEY, BY)
    assert hall.state == ("restricted", "")
    assert hall.register.move("approve", KEY, hall.motion("Chen")).state == "restricted"
    assert hall.state == ("restricted", "")
    assert hall.register.move("approve", KEY, hall.motion("Li")).barred == ""
    assert hall.state == ("released", "")
    hall.register.move("require", KEY, dataclasses.replace(BY, min_client="3"))
    assert hall.state == ("released", "")
    hall.forge("require", "released", min_client="1", note=hall.register.history()[-2].note)
    assert hall.state == ("released", "unsigned")


def test_what_one_person_opened_is_closed_once_it_takes_two(hall: Hall) -> None:
    hall.register.move("submit", KEY, BY)
    hall.register.move("approve", KEY, hall.motion("Li"))
    change(hall, two_person=True)
    assert hall.register.snapshot()[KEY].barred == "unsigned"


def test_a_second_signature_of_something_else_or_of_the_same_key_is_none(hall: Hall) -> None:
    change(hall, two_person=True)
    known = approvers(hall.scene.settings)
    hall.register.move("submit", KEY, BY)
    store = ReleaseStore(hall.database)
    with store.change() as register:
        filed = register.last(KEY)
        assert filed is not None
        run = [filed]
        for name, state, number in (("Li", "approved", "N-1"), ("Zhao", "released", "N-2")):
            run.append(signed(hall, register, run[-1].release, name, state=state, number=number))
    assert not is_granted(run, known, two_person=True)
    assert is_granted(run, known, two_person=False)
    assert not is_granted(run[-1:], known, two_person=True)
    same = [
        dataclasses.replace(each, release=dataclasses.replace(each.release, number="N"))
        for each in run
    ]
    assert not is_granted(same, known, two_person=True)


def signed(
    hall: Hall, register: OpenRegister, release: Release, name: str, **changes: Any
) -> ReleaseEvent:
    """Write an approval that its approver really signed."""
    then = dataclasses.replace(
        release, state=ReleaseState(changes["state"]), number=changes["number"]
    )
    act = Act(verb="approve", actor=name, at=Calendar().moment)
    made = event(then, act, previous=register.last_digest(), entropy=SystemEntropy())
    note = signature(made, hall.folder / f"{name}.key", approvers(hall.scene.settings))
    return register.append(sealed(dataclasses.replace(made, note=note)))


def test_where_nobody_has_to_sign_a_signature_is_shown_all_the_same(hall: Hall) -> None:
    change(hall, signed=False)
    hall.register.move("submit", KEY, BY)
    assert hall.register.move("approve", KEY, hall.motion("Li")).is_signed
    hall.register.move("suspend", KEY, BY)
    done = hall.register.move("approve", KEY, BY)
    assert (done.is_signed, done.barred) == (False, "")


def test_what_is_older_than_the_chain_opens_nothing_and_a_suspension_holds() -> None:
    def old(state: str) -> ReleaseEvent:
        release = Release(
            key=KEY, state=ReleaseState(state), number="", model="m", model_digest="", event=1
        )
        act = Act(verb="", actor="Li", at=Calendar().moment)
        return ReleaseEvent(release=release, act=act, previous="", salt="")

    assert present([old("released")], (), RegisterSettings()) == {}
    suspended = present([old("suspended")], ("n",), RegisterSettings())
    assert suspended[KEY].state is ReleaseState.SUSPENDED
    assert suspended.recalled == {"n"}


def test_a_release_of_before_is_submitted_anew(database: Database, clock: Calendar) -> None:
    with database.write() as connection:
        connection.execute("DROP TRIGGER release_event_makes_sense")
        connection.execute(
            "INSERT INTO release_event (market, feature, site, state, number, model,"
            " model_digest, actor, at, reason, evidence)"
            " VALUES (?, ?, ?, 'released', '', 'm', '', 'Li', '2026-11-25T00:00:00+00:00', '', '')",
            KEY,
        )
    register = register_of(database, clock, Scene(), log=logs(database))
    assert register.snapshot() == {}
    with pytest.raises(ReleaseStateError, match="not in the register"):
        register.move("approve", KEY, BY)
    register.move("submit", KEY, BY)
    assert register.move("approve", KEY, BY).barred == ""
    assert register.verify().chained == 5
