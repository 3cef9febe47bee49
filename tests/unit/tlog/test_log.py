import contextlib
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domicile.core.errors import ConsistencyError, SignatureError, StorageError
from domicile.tlog.checkpoint import Checkpoint
from domicile.tlog.log import Log
from domicile.tlog.note import NoteSigner
from domicile.tlog.tree import (
    consistency_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.unit.tlog.stores import MemoryLogStore

SIGNER = NoteSigner("example.com/log", Ed25519PrivateKey.from_private_bytes(bytes(32)))


def entry(index: int) -> bytes:
    return f"entry {index}".encode()


def fill(store: MemoryLogStore, size: int) -> Log:
    log = Log(store, SIGNER)
    for index in range(size):
        assert log.append(entry(index), not_before=index) == index
    return log


def test_a_log_of_two_levels_proves_what_it_holds() -> None:
    size = 600
    log = fill(MemoryLogStore(), size)
    leaves = [leaf_hash(entry(index)) for index in range(size)]
    state, note = log.signed_checkpoint()
    assert (state.origin, state.size, state.root) == (log.origin, size, root_of(leaves))
    assert note.startswith("example.com/log\n600\n")
    for index in (0, 255, 256, 511, 512, 599):
        proof = log.prove(index, size)
        verify_inclusion(leaves[index], index, size=size, proof=proof, root=state.root)
    for old in (1, 255, 256, 257, 599):
        verify_consistency(
            old,
            root_of(leaves[:old]),
            size=size,
            proof=consistency_proof(old, size, log.nodes(size)),
            root=state.root,
        )
    assert log.audit() == state


def test_the_tiles_are_where_the_specification_puts_them() -> None:
    store = MemoryLogStore()
    fill(store, 257)
    for path in (
        "tile/0/000",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/1",
    ):
        assert path in store.files
    assert len(store.files["tile/0/000"]) == 256 * 32
    assert "tile/0/000.p/256" not in store.files


def test_an_entry_is_added_once() -> None:
    log = fill(MemoryLogStore(), 3)
    assert log.append(entry(1), not_before=0) == 1
    assert log.append(entry(1), not_before=2) == 3
    assert log.size() == 4


def test_entries_from_the_middle() -> None:
    log = fill(MemoryLogStore(), 300)
    assert list(log.entries(254, 258)) == [(index, entry(index)) for index in range(254, 258)]


def test_a_new_log_is_empty() -> None:
    log = Log(MemoryLogStore(), SIGNER)
    assert log.size() == 0
    assert log.audit().size == 0
    with pytest.raises(ConsistencyError, match="nothing yet"):
        log.signed_checkpoint()


@pytest.mark.parametrize("before", [0, 1, 255, 256])
@pytest.mark.parametrize("lives", range(5))
def test_a_writer_that_dies_is_completed_by_the_next(before: int, lives: int) -> None:
    store = MemoryLogStore()
    log = fill(store, before)
    store.lives = lives
    with contextlib.suppress(KeyboardInterrupt):
        log.append(b"mine", not_before=before)
    store.lives = None
    other = Log(store, SIGNER).append(b"other", not_before=before)
    mine = Log(store, SIGNER).append(b"mine", not_before=before)
    assert {mine, other} == {before, before + 1}
    assert log.audit().size == before + 2


def test_many_writers_share_a_log() -> None:
    store = MemoryLogStore()
    places: list[int] = []

    def write(name: str) -> None:
        log = Log(store, SIGNER)
        places.extend(log.append(f"{name}{index}".encode(), not_before=0) for index in range(10))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(places) == list(range(40))
    assert Log(store, SIGNER).audit().size == 40


def test_a_log_whose_tiles_were_changed_is_not_signed_again() -> None:
    store = MemoryLogStore()
    log = fill(store, 3)
    store.files["tile/0/000.p/3"] = bytes(96)
    note = store.note
    with pytest.raises(ConsistencyError, match="do not lead to its checkpoint"):
        log.append(b"next", not_before=3)
    assert store.note == note


def test_a_log_whose_entries_were_changed_is_not_signed_again() -> None:
    store = MemoryLogStore()
    log = fill(store, 3)
    store.files["tile/entries/000.p/3"] = store.files["tile/entries/000.p/3"].replace(b"1", b"7")
    with pytest.raises(ConsistencyError, match="do not lead"):
        log.audit()
    fine = MemoryLogStore()
    log = fill(fine, 3)
    fine.files["tile/0/000.p/4"] = bytes(128)
    with pytest.raises(ConsistencyError, match="not what its entries lead to"):
        log.append(b"next", not_before=3)


def test_a_log_that_lost_a_tile() -> None:
    store = MemoryLogStore()
    log = fill(store, 3)
    del store.files["tile/0/000.p/3"]
    with pytest.raises(ConsistencyError, match=r"lacks tile/0/000\.p/3"):
        log.prove(0, 3)


def test_a_bundle_with_too_few_entries() -> None:
    store = MemoryLogStore()
    log = fill(store, 3)
    store.files["tile/entries/000.p/4"] = store.files["tile/entries/000.p/3"]
    with pytest.raises(ConsistencyError, match="too many entries or too few"):
        log.append(b"next", not_before=3)


def test_a_log_that_was_set_back() -> None:
    log = fill(MemoryLogStore(), 3)
    with pytest.raises(ConsistencyError, match="fewer entries"):
        log.append(b"next", not_before=4)


def test_a_checkpoint_by_another_key() -> None:
    store = MemoryLogStore()
    fill(store, 1)
    other = NoteSigner(SIGNER.key.name, Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
    with pytest.raises(SignatureError):
        Log(store, other).append(b"next", not_before=1)


def test_a_checkpoint_of_another_log() -> None:
    store = MemoryLogStore()
    state = Checkpoint(origin="elsewhere", size=0, root=bytes(32))
    store.note = SIGNER.sign(state.text).encode()
    with pytest.raises(ConsistencyError, match="another log"):
        Log(store, SIGNER).size()


def test_a_checkpoint_that_is_not_text() -> None:
    store = MemoryLogStore()
    store.note = b"\xff"
    with pytest.raises(ConsistencyError, match="not text"):
        Log(store, SIGNER).size()


def test_a_log_that_is_always_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domicile.tlog.log._ATTEMPTS", 2)
    monkeypatch.setattr(MemoryLogStore, "cas_checkpoint", lambda *_: False)
    with pytest.raises(StorageError, match="busy"):
        Log(MemoryLogStore(), SIGNER).append(b"x", not_before=0)
