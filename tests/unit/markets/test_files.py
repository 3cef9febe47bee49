import os
import time
from pathlib import Path

import pytest

from domicile.core.errors import PackError
from domicile.markets.files import pack_files, read_file, stamp
from domicile.markets.source import MAX_BYTES


def test_a_stamp_changes_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    assert stamp(file).facts == ()
    file.write_text("a", encoding="utf-8")
    first = stamp(file)
    assert stamp(file) == first
    file.write_text("ab", encoding="utf-8")
    second = stamp(file)
    assert second != first
    other = tmp_path / "b"
    other.write_text("cd", encoding="utf-8")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)
    assert stamp(file) != second


def test_a_stamp_changes_although_the_time_was_set_back(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("ab", encoding="utf-8")
    first, found = stamp(file), file.stat()
    until = time.monotonic() + 10
    while file.stat().st_ctime_ns == found.st_ctime_ns and time.monotonic() < until:
        file.write_text("cd", encoding="utf-8")
        os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert file.stat().st_mtime_ns == found.st_mtime_ns
    assert stamp(file) != first


def test_a_stamp_follows_links(tmp_path: Path) -> None:
    file, link = tmp_path / "a", tmp_path / "l.yaml"
    file.write_text("a", encoding="utf-8")
    link.symlink_to(file)
    first = stamp(link)
    assert first.facts == stamp(file).facts
    file.write_text("abc", encoding="utf-8")
    assert stamp(link) != first
    file.unlink()
    assert stamp(link).facts == ()


def test_packs_come_in_order_without_what_editors_leave(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", ".#a.yaml", "a.yaml~", "a.yml", "README.md"):
        (tmp_path / name).touch()
    assert [path.name for path in pack_files(tmp_path)] == ["a.yaml", "b.yaml"]


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"^packs: the folder of packs cannot be read") as caught:
        pack_files(tmp_path / "packs")
    assert "packs_dir" in caught.value.remedy


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"x" * MAX_BYTES)
    assert len(read_file(file)) == MAX_BYTES


def test_a_huge_file_is_refused_and_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 42)
    with pytest.raises(PackError, match=rf"^a\.yaml: larger than {MAX_BYTES} bytes"):
        read_file(file)


def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "nowhere.yaml").symlink_to(tmp_path / "gone")
    (tmp_path / "round.yaml").symlink_to(tmp_path / "round.yaml")
    for name in ("pipe", "folder", "nowhere", "round"):
        with pytest.raises(PackError, match=rf"^{name}\.yaml: cannot be read \("):
            read_file(tmp_path / f"{name}.yaml")
