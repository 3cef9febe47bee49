import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domicile.core.errors import InvalidRequestError, ReleaseStateError
from domicile.core.settings import RegisterSettings
from domicile.core.site import Certificate
from domicile.policy.register.moving import (
    Motion,
    approved,
    check_motion,
    check_signed,
    next_states,
    refuse_recalled,
    required,
    submitted,
)
from domicile.store.releases import Act, Release, ReleaseEvent, ReleaseState, Verb
from domicile.tlog.note import VerifierKey
from tests.unit.policy.register.ledger import BY, KEY, ZHAO, Calendar
from tests.unit.policy.samples import CN_SITE

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BLANK = Release(key=KEY, state=ReleaseState.PROPOSED, number="", model="", model_digest="")
TWO = RegisterSettings(two_person=True, approvers={"Li": "a", "Zhao": "b"})


def motion(**changes: Any) -> Motion:
    return dataclasses.replace(BY, **changes)


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": ""},
        {"by": " "},
        {"by": "\u3164"},
        {"by": "x" * 201},
        {"by": "a" + "\u0301\u0316" * 1_000_000},
        {"reason": "x" * 2001},
        {"by": "Li\n"},
        {"by": "Li\x7f"},
        {"by": "\udcff"},
        {"reason": "so\x00"},
        {"reason": "\udcff"},
        {"min_client": "new"},
        {"min_client": " "},
    ],
)
def test_what_cannot_be_written_down_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError):
        check_motion(motion(**wrong))


@pytest.mark.parametrize(
    "right", [{}, {"reason": "two\nlines"}, {"min_client": ""}, {"min_client": "2.1"}]
)
def test_everything_else_can_be(right: dict[str, Any]) -> None:
    check_motion(motion(**right))


def test_what_a_release_rests_on_is_recorded() -> None:
    held = Certificate(scope="all", expires=NOON.date())
    site = dataclasses.replace(CN_SITE, model_version="2.5", certificates={"mlps": held})
    release = submitted(BLANK, site, motion(number="N", min_client="2"), now=NOON)
    assert (release.model, release.model_version, release.filing_no) == (
        "qwen",
        "2.5",
        "DEMO-Qwen-20260101",
    )
    assert (release.number, release.min_client) == ("N", "2")
    assert dict(release.certificates) == {"mlps": NOON.date()}


def test_an_expired_certificate_is_named() -> None:
    over = Certificate(scope="all", expires=date(2026, 11, 23))
    site = dataclasses.replace(CN_SITE, certificates={"mlps": over})
    with pytest.raises(InvalidRequestError, match="`mlps` expired on 2026-11-23") as raised:
        submitted(BLANK, site, BY, now=NOON)
    assert "certificates" in raised.value.remedy


def test_what_is_not_said_stays() -> None:
    release = dataclasses.replace(BLANK, number="N", min_client="2")
    assert approved(release, BY) == release
    assert approved(release, motion(number="M", min_client="")).number == "M"
    assert required(release, BY) == release
    assert required(release, motion(min_client="")).min_client == ""


@pytest.mark.parametrize(
    ("release", "recalled", "said"),
    [
        ({"number": "N-1"}, {"n-1"}, "`--number`"),
        ({"filing_no": "F-1"}, {"f-1"}, "`filing_no` of the site"),
        ({}, {"demo-qwen-20260101"}, "`filing_no` of the site"),
    ],
)
def test_nothing_rests_on_a_recalled_number(
    release: dict[str, Any], recalled: set[str], said: str
) -> None:
    asked = dataclasses.replace(BLANK, **release)
    with pytest.raises(ReleaseStateError, match=said):
        refuse_recalled(asked, CN_SITE, frozenset(recalled))
    refuse_recalled(asked, CN_SITE, frozenset({"another"}))


def last(state: str, verb: Verb = "approve", by: str = "Li", **release: Any) -> ReleaseEvent:
    found = dataclasses.replace(BLANK, state=ReleaseState(state), **release)
    act = Act(verb=verb, actor=by, at=Calendar().moment)
    return ReleaseEvent(release=found, act=act, previous="", salt="")


def states(
    before: ReleaseEvent | None,
    who: Motion,
    settings: RegisterSettings = TWO,
    keys: dict[str, bytes] | None = None,
) -> list[str]:
    known = {name: VerifierKey(name="k", public_key=key * 32) for name, key in (keys or {}).items()}
    release = approved(before.release if before else BLANK, who)
    found = next_states("approve", release, who, last=before, settings=settings, known=known)
    return [state.value for state in found]


def test_two_people_open_a_release() -> None:
    assert states(last("filed", "submit"), BY) == ["approved"]
    assert states(last("approved"), ZHAO) == ["released"]
    assert states(last("suspended", "suspend"), BY) == ["approved"]
    assert states(last("restricted", "restrict"), BY) == ["restricted"]
    assert states(last("restricted"), ZHAO) == ["released"]


def test_alone_one_person_does() -> None:
    assert states(last("filed", "submit"), BY, RegisterSettings()) == ["approved", "released"]
    assert states(last("approved"), BY, RegisterSettings()) == ["released"]


@pytest.mark.parametrize("name", ["Li", " li ", "ＬＩ", "L\u0456", "Li\ufe0f", "L\u3164i", "Li."])
def test_one_person_is_not_two(name: str) -> None:
    with pytest.raises(ReleaseStateError, match="another person") as raised:
        states(last("approved"), motion(by=name))
    assert raised.value.remedy.endswith("with `--by`: Zhao.")


def test_where_no_approver_is_named_somebody_else_is_asked_for() -> None:
    with pytest.raises(ReleaseStateError) as raised:
        states(last("approved"), BY, RegisterSettings(two_person=True))
    assert raised.value.remedy == "Let another approver approve it, with `--by`."


def test_two_names_with_one_key_are_one_person() -> None:
    with pytest.raises(ReleaseStateError, match="another person"):
        states(last("approved"), ZHAO, keys={"li": b"1", "zhao": b"1"})
    assert states(last("approved"), ZHAO, keys={"li": b"1", "zhao": b"2"}) == ["released"]


def test_an_approval_of_something_else_is_a_first_one() -> None:
    assert states(last("approved"), motion(by="Zhao", number="N-2")) == ["approved"]
    assert states(last("approved"), motion(min_client="3")) == ["approved"]


def test_one_person_changes_nothing_of_a_restricted_release() -> None:
    with pytest.raises(ReleaseStateError, match="restricted release keeps"):
        states(last("restricted", "restrict"), motion(number="N-2"))
    with pytest.raises(ReleaseStateError, match="restricted release keeps"):
        states(last("restricted", min_client="2"), motion(by="Zhao", min_client=""))


SIGNED = RegisterSettings(signed=True)


@pytest.mark.parametrize(
    ("verb", "old", "new", "settings", "error"),
    [
        ("approve", "", "", SIGNED, InvalidRequestError),
        ("require", "2", "1", SIGNED, InvalidRequestError),
        ("require", "2", "", TWO, ReleaseStateError),
        ("require", "1", "2", SIGNED, None),
        ("require", "1", "2", TWO, None),
        ("require", "2", "", RegisterSettings(), None),
        ("approve", "", "", TWO, None),
        ("suspend", "", "", SIGNED, None),
    ],
)
def test_what_opens_is_signed_and_what_closes_need_not_be(
    verb: Verb, old: str, new: str, *, settings: RegisterSettings, error: type[Exception] | None
) -> None:
    release = dataclasses.replace(BLANK, min_client=new)
    if error is None:
        check_signed(verb, old, release, BY, settings=settings)
        return
    with pytest.raises(error):
        check_signed(verb, old, release, BY, settings=settings)
