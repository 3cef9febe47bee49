import hashlib
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.errors import InvalidValueError
from domicile.core.ids import MarketId
from domicile.markets.resolve import load_atlas
from domicile.policy.marks.mark import TRAINED, parse_mark
from domicile.policy.marks.marker import Maker, Marker, visible_labels
from domicile.receipts.jws import verify_jws
from domicile.receipts.keyring import KeyRing
from domicile.store.database import Database
from domicile.store.fingerprints import Fingerprints
from domicile.store.vault import Vault

CN = MarketId("CN")
TEXT = "The harbour lies north of the old town, and ferries leave it every hour until midnight."


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys", SystemEntropy())


@pytest.fixture
def fingerprints(tmp_path: Path) -> Fingerprints:
    clock = SystemClock()
    vault = Vault(tmp_path / "at-rest.key", SystemEntropy())
    return Fingerprints(Database(tmp_path / "store.sqlite", clock), vault, clock)


def a_marker(ring: KeyRing, fingerprints: Fingerprints, name: str = "示例 Example") -> Marker:
    labels = visible_labels(load_atlas())
    return Marker(
        ring.label_signer,
        Maker(name=name, version="1.2.3"),
        fingerprints=fingerprints,
        labels=lambda: labels,
        clock=SystemClock(),
        entropy=SystemEntropy(),
    )


def test_a_mark_says_what_it_is_of(ring: KeyRing, fingerprints: Fingerprints) -> None:
    mark = a_marker(ring, fingerprints).mark(TEXT, market=CN, modality="text")
    claim, signed = parse_mark(mark.encoded)
    assert claim == mark.claim
    assert (claim.producer, claim.system, claim.version) == ("示例 Example", "Domicile", "1.2.3")
    assert (claim.market, claim.modality, claim.size) == ("CN", "text", len(TEXT))
    assert claim.digital_source_type == TRAINED
    assert claim.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    key = ring.label_signer().key
    assert verify_jws(signed, [key]) == key


def test_a_mark_is_one_ascii_word(ring: KeyRing, fingerprints: Fingerprints) -> None:
    mark = a_marker(ring, fingerprints).mark("“引号” \ud800\n", market=CN, modality="text")
    assert mark.encoded.isascii()
    assert not set(mark.encoded) & set("\"'\\ <>&\n")


def test_marks_differ(ring: KeyRing, fingerprints: Fingerprints) -> None:
    marker = a_marker(ring, fingerprints)
    marks = [marker.mark(TEXT, market=CN, modality="text") for _ in range(2)]
    assert marks[0].id != marks[1].id
    assert marks[0].claim.sha256 == marks[1].claim.sha256


@pytest.mark.parametrize("label", visible_labels(load_atlas()))
def test_a_visible_label_makes_no_difference(
    ring: KeyRing, fingerprints: Fingerprints, label: str
) -> None:
    marker = a_marker(ring, fingerprints)
    bare, *labelled = (
        marker.mark(text, market=CN, modality="text").claim.sha256
        for text in (TEXT, f"{TEXT}\n\n{label}", f"{label}\n{TEXT}\n")
    )
    assert labelled == [bare, bare]


def test_what_is_remembered(ring: KeyRing, fingerprints: Fingerprints) -> None:
    marker = a_marker(ring, fingerprints)
    marker.mark(TEXT, market=CN, modality="text")
    assert fingerprints.find([TEXT.encode()]) is None
    mark = marker.mark(TEXT, market=CN, modality="text", remember=True)
    known = fingerprints.find([b"another", TEXT.encode()])
    assert known is not None
    assert known.mark == mark.id


@pytest.mark.parametrize("text", ["Yes.", "好的。" * 40, "yes " * 90])
def test_what_anybody_may_say_is_not_remembered(
    ring: KeyRing, fingerprints: Fingerprints, text: str
) -> None:
    a_marker(ring, fingerprints).mark(text, market=CN, modality="text", remember=True)
    assert fingerprints.find([text.strip().encode()]) is None


def test_a_name_that_no_mark_can_hold(ring: KeyRing, fingerprints: Fingerprints) -> None:
    with pytest.raises(InvalidValueError):
        a_marker(ring, fingerprints, "名" * 171)


def test_content_that_is_no_text(ring: KeyRing, fingerprints: Fingerprints) -> None:
    mark = a_marker(ring, fingerprints).mark_content(b"\x00\xff", market=CN, modality="image")
    assert (mark.claim.size, mark.claim.modality) == (2, "image")
