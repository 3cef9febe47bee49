import dataclasses
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from domicile.core.clock import SystemEntropy
from domicile.core.errors import InvalidRequestError, InvalidValueError, SecretError
from domicile.core.settings import RegisterSettings
from domicile.policy.register.approvers import (
    Approvers,
    act_text,
    approvers,
    make_key,
    read_key,
    signature,
    signed_by,
)
from domicile.store.releases import Act, Release, ReleaseEvent, ReleaseState
from domicile.tlog.note import open_note
from tests.unit.policy.register.ledger import KEY, Calendar

RELEASE = Release(key=KEY, state=ReleaseState.RELEASED, number="N-1", model="m", model_digest="ab")
EVENT = ReleaseEvent(
    release=RELEASE,
    act=Act(verb="approve", actor="Li", at=Calendar().moment, evidence="e" * 64),
    previous="p" * 64,
    salt="0" * 32,
)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "li.key"


@pytest.fixture
def known(key: Path) -> Approvers:
    made = make_key(key, SystemEntropy())
    return approvers(RegisterSettings(approvers={"Li": str(made)}))


def test_a_key_is_made_for_its_owner_alone_and_read_again(key: Path) -> None:
    made = make_key(key, SystemEntropy())
    assert key.stat().st_mode & 0o777 == 0o600
    assert read_key(key).key == made
    assert str(made).startswith("domicile/")


def test_a_key_is_never_overwritten(key: Path) -> None:
    key.write_bytes(b"kept")
    with pytest.raises(InvalidRequestError, match="never overwritten"):
        make_key(key, SystemEntropy())
    assert key.read_bytes() == b"kept"


def test_a_folder_that_does_not_exist_holds_no_key(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequestError, match="cannot be written"):
        make_key(tmp_path / "nowhere" / "li.key", SystemEntropy())


def test_what_is_signed_says_what_is_done_and_after_what(key: Path, known: Approvers) -> None:
    note = signature(EVENT, key, known)
    text = open_note(note, list(known.values()), others=False)
    assert text == act_text(EVENT)
    assert text.startswith("domicile/release-act/v1\n{")
    for said in ('"verb":"approve"', '"by":"Li"', '"number":"N-1"', "e" * 64, "p" * 64):
        assert said in text
    signed = dataclasses.replace(EVENT, note=note)
    assert signed_by(signed, known) == known["li"]


def test_a_signature_counts_for_exactly_what_was_signed(key: Path, known: Approvers) -> None:
    signed = dataclasses.replace(EVENT, note=signature(EVENT, key, known))
    for other in (
        dataclasses.replace(signed, previous="q" * 64),
        dataclasses.replace(signed, release=dataclasses.replace(RELEASE, model="other")),
        dataclasses.replace(signed, act=dataclasses.replace(signed.act, verb="require")),
        dataclasses.replace(signed, act=dataclasses.replace(signed.act, actor="Wang")),
        dataclasses.replace(signed, note=""),
        dataclasses.replace(signed, note="nonsense"),
    ):
        assert signed_by(other, known) is None
    assert signed_by(signed, {}) is None


def test_only_approvers_sign_and_only_with_their_own_key(
    key: Path, known: Approvers, tmp_path: Path
) -> None:
    stranger = dataclasses.replace(EVENT, act=dataclasses.replace(EVENT.act, actor="Wang"))
    with pytest.raises(InvalidRequestError, match="not among the approvers"):
        signature(stranger, key, known)
    make_key(tmp_path / "other.key", SystemEntropy())
    with pytest.raises(InvalidRequestError, match="not the one that the settings name"):
        signature(EVENT, tmp_path / "other.key", known)


def test_control_characters_are_not_signed(key: Path, known: Approvers) -> None:
    wrong = dataclasses.replace(EVENT, release=dataclasses.replace(RELEASE, model="m\x7f"))
    with pytest.raises(InvalidRequestError, match="control characters"):
        signature(wrong, key, known)


def test_a_key_file_that_is_missing_or_open_to_others_is_refused(key: Path) -> None:
    with pytest.raises(InvalidRequestError, match="does not exist"):
        read_key(key)
    make_key(key, SystemEntropy())
    key.chmod(0o644)
    with pytest.raises(SecretError, match="open to others"):
        read_key(key)


@pytest.mark.parametrize(
    "held",
    [
        b"nonsense",
        X25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
    ],
)
def test_a_file_that_holds_no_approvers_key_is_refused(key: Path, held: bytes) -> None:
    key.write_bytes(held)
    key.chmod(0o600)
    with pytest.raises(SecretError, match="does not hold an approver's key"):
        read_key(key)


def test_a_line_of_the_settings_that_is_no_key_is_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"register\.approvers.*malformed"):
        approvers(RegisterSettings(approvers={"Li": "nonsense"}))


def test_one_person_is_named_once(tmp_path: Path) -> None:
    keys = [str(make_key(tmp_path / name, SystemEntropy())) for name in ("a", "b")]
    with pytest.raises(InvalidValueError, match="twice"):
        approvers(RegisterSettings(approvers=dict(zip(("Li", " li"), keys, strict=True))))
