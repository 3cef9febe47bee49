import os
from pathlib import Path

from domicile.store.models.stamps import StampBook, digest
from tests.unit.store.models.packs import CONTENT, lay, manifest, sha256

PACK = manifest()
WEIGHTS = PACK.files[0]


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    assert digest(lay(tmp_path) / "weights") == sha256(CONTENT["weights"])


def test_a_recorded_file_is_known_until_it_changes(tmp_path: Path) -> None:
    book, folder = StampBook(tmp_path / "stamps"), lay(tmp_path / "pack")
    path = folder / "weights"
    assert not book.is_known_good(PACK, WEIGHTS, path)
    book.record(PACK, folder)
    assert book.is_known_good(PACK, WEIGHTS, path)
    before = path.stat()
    path.write_bytes(b"9" + CONTENT["weights"][1:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not book.is_known_good(PACK, WEIGHTS, path)


def test_a_file_that_was_replaced_is_not_known(tmp_path: Path) -> None:
    book, folder = StampBook(tmp_path / "stamps"), lay(tmp_path / "pack")
    book.record(PACK, folder)
    lay(tmp_path / "other")
    (tmp_path / "other" / "weights").replace(folder / "weights")
    assert not book.is_known_good(PACK, WEIGHTS, folder / "weights")


def test_what_is_forgotten_is_not_known(tmp_path: Path) -> None:
    book, folder = StampBook(tmp_path / "stamps"), lay(tmp_path / "pack")
    book.record(PACK, folder)
    book.forget(PACK)
    assert not book.is_known_good(PACK, WEIGHTS, folder / "weights")


def test_a_missing_file_is_not_known(tmp_path: Path) -> None:
    assert not StampBook(tmp_path).is_known_good(PACK, WEIGHTS, tmp_path / "weights")


def test_broken_stamps_cost_time_only(tmp_path: Path) -> None:
    book, folder = StampBook(tmp_path / "stamps"), lay(tmp_path / "pack")
    for text in ("", "[]", '{"weights": {"sha256": 1}}', '{"weights": 3}'):
        book.record(PACK, folder)
        (tmp_path / "stamps" / "tiny.json").write_text(text, encoding="utf-8")
        assert not book.is_known_good(PACK, WEIGHTS, folder / "weights")


def test_stamps_that_cannot_be_written_cost_time_only(tmp_path: Path) -> None:
    (tmp_path / "stamps").write_text("a file stands in the way", encoding="utf-8")
    book, folder = StampBook(tmp_path / "stamps"), lay(tmp_path / "pack")
    book.record(PACK, folder)
    book.forget(PACK)
    assert not book.is_known_good(PACK, WEIGHTS, folder / "weights")
