from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domicile.core.errors import InvalidRequestError
from domicile.core.settings import RegisterSettings
from domicile.policy.cases.signing import signed_by
from domicile.policy.errors import CaseStateError
from domicile.policy.register.approvers import approvers, make_key
from tests.unit.policy.cases.office import Office, by, foreign, office
from tests.unit.receipts.samples import CountedEntropy


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Office]:
    """An office in which Li and Wang sign."""
    known = {
        name: str(make_key(tmp_path / f"{name}.key", CountedEntropy(name)))
        for name in ("Li", "Wang")
    }
    settings = RegisterSettings(signed=True, approvers=known)
    with office(tmp_path, register=settings) as opened:
        yield opened


def test_two_approvers_sign_what_is_answered(room: Office) -> None:
    case = foreign(room.desk)
    key = room.folder / "Li.key"
    room.desk.act(case.id, "propose", by("Li", "so", approval=room.file("ok"), key=key))
    done = room.desk.act(case.id, "confirm", by("Wang", key=room.folder / "Wang.key"))
    assert done.state == "answered"
    known = approvers(room.register)
    proposed, confirmed = (each.deed for each in done.history[-2:])
    assert signed_by(proposed, known) == known["li"]
    assert signed_by(confirmed, known) == known["wang"]
    assert room.desk.verify() == 1


def test_without_a_key_or_with_anothers_nothing_is_done(room: Office) -> None:
    case = foreign(room.desk)
    keys = room.folder / "Li.key", room.folder / "Wang.key"
    for act, words in (
        (by("Li", "no"), "takes the signature"),
        (by("Li", "no", key=keys[1]), "not the one"),
        (by("Zhao", "no", key=keys[0]), "not among the approvers"),
        (by("Li", "no", key=room.folder / "none.key"), "does not exist"),
    ):
        with pytest.raises(InvalidRequestError, match=words):
            room.desk.act(case.id, "refuse", act)
    assert room.desk.show(case.id) == case


def test_other_cases_and_steps_are_not_signed(room: Office) -> None:
    case = foreign(room.desk)
    assert room.desk.act(case.id, "close", by(text="taken back")).history[-1].deed.note == ""


def test_a_proposal_that_nobody_signed_is_not_confirmed(room: Office) -> None:
    case = foreign(room.desk)
    signing, room.register = room.register, RegisterSettings()
    room.desk.act(case.id, "refuse", by("Li", "no"))
    room.register = signing
    with pytest.raises(CaseStateError, match="not signed"):
        room.desk.act(case.id, "confirm", by("Wang", key=room.folder / "Wang.key"))


def test_one_key_under_two_names_is_one_person(room: Office) -> None:
    case = foreign(room.desk)
    key = room.folder / "Li.key"
    room.desk.act(case.id, "refuse", by("Li", "no", key=key))
    shared = {**room.register.approvers, "Zhao": room.register.approvers["Li"]}
    room.register = replace(room.register, approvers=shared)
    with pytest.raises(CaseStateError, match="another approver"):
        room.desk.act(case.id, "confirm", by("Zhao", key=key))


def test_a_signature_holds_for_what_was_signed_alone(room: Office) -> None:
    case = foreign(room.desk)
    deed = room.desk.act(case.id, "refuse", by("Li", "no", key=room.folder / "Li.key")).proposal
    known = approvers(room.register)
    assert signed_by(deed, known) == known["li"]
    for forged in (
        replace(deed, text="yes"),
        replace(deed, evidence="00"),
        replace(deed, by="Wang"),
        replace(deed, note=""),
        replace(deed, note="no note"),
        replace(deed, by="Zhao"),
    ):
        assert signed_by(forged, known) is None
