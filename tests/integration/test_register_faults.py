"""Whatever breaks at whichever write: nothing is lost, and nothing is half open."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domicile.policy.register.present import OPEN_STATES
from domicile.policy.register.standing import is_open
from domicile.store.database import Database
from domicile.store.releases import Snapshot
from tests.unit.policy.register.faults import Cut, FragileDatabase, carry_out, cut
from tests.unit.policy.register.ledger import KEY, Calendar, Scene, register_of

STORIES = {
    "submit": ("", "submit", ({}, {"filed"})),
    "approve": ("submit", "approve", ({"filed"}, {"released"})),
    "suspend": ("submit,approve", "suspend", ({"released"}, {"suspended"})),
    "restrict": ("submit,approve", "restrict", ({"released"}, {"restricted"})),
    "recall": ("submit,approve", "recall", ({"released"}, {"withdrawn"})),
}
"""What was done before, what is done when it breaks, and the states before and after."""


def prepared(path: Path, verbs: str) -> None:
    database = Database(path, Calendar())
    if verbs:
        carry_out(register_of(database, Calendar(), Scene()), verbs)
    database.close()


def state_of(snapshot: Snapshot) -> set[str]:
    return {release.state.value for release in snapshot.values()}


def looked_at(path: Path, story: str) -> str:
    """Look at the register as another process does, right after the fault and after logging."""
    _, verb, (before, after) = STORIES[story]
    database = Database(path, Calendar())
    register = register_of(database, Calendar(), Scene())
    snapshot, history = register.snapshot(), register.history()
    found = state_of(snapshot)
    assert found in (set(before), set(after))
    is_whole = found == set(after)
    waiting = [event for event in history if event.log_index is None]
    release = snapshot.get(KEY)
    if verb == "approve" and is_whole and waiting:
        assert release is not None
        assert release.barred == "unlogged"
        assert not is_open(release, "internal")
    if verb in {"suspend", "recall"} and is_whole:
        assert release is not None
        assert not is_open(release, "internal")
    if verb == "recall":
        assert bool(snapshot.recalled) is is_whole
    assert register.log_pending() == len(waiting)
    assert register.verify().events == len(history)
    later = register.snapshot().get(KEY)
    assert later is None or later.state not in OPEN_STATES or is_open(later, "internal")
    database.close()
    return next(iter(found), "")


@pytest.mark.parametrize("story", STORIES)
def test_a_fault_at_any_write_leaves_all_or_nothing(story: str, tmp_path: Path) -> None:
    earlier, verbs, (before, after) = STORIES[story]
    seen: set[str] = set()
    number, is_done = 0, False
    while not is_done:
        number += 1
        path = tmp_path / f"{number}.sqlite"
        prepared(path, earlier)
        database = FragileDatabase(path, at=number, cut=cut)
        try:
            carry_out(register_of(database, Calendar(), Scene()), verbs)
            is_done = database.writes < number
        except Cut:
            pass
        database.close()
        seen.add(looked_at(path, story))
    assert seen == ({*before} or {""}) | {*after}
    assert number > 10


def begun(path: Path, number: int) -> subprocess.Popen[bytes]:
    """Begin a process that approves, and dies at the write ``number``."""
    command = ["-m", "tests.unit.policy.register.faults", str(path), "approve", str(number)]
    return subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE)


def test_of_processes_that_approve_at_once_one_does(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    prepared(path, "submit")
    said = [each.communicate()[1] for each in [begun(path, 10_000) for _ in range(3)]]
    lost = [each for each in said if each]
    assert len(lost) == 2
    assert all(b"ReleaseStateError: the release is released;" in each for each in lost)
    assert looked_at(path, "approve") == "released"


@pytest.mark.parametrize("number", [2, 4, 6, 9])
def test_a_process_that_is_killed_leaves_all_or_nothing(number: int, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    prepared(path, "submit")
    died = begun(path, number)
    _, said = died.communicate()
    assert died.returncode == -signal.SIGKILL, said
    assert looked_at(path, "approve") == ("filed" if number < 4 else "released")
