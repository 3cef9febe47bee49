import os
from pathlib import Path

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.errors import SecretError, StorageError
from domicile.store.secret_file import read_or_create_secret, read_secret


def create(path: Path, secret: bytes = b"secret") -> bytes:
    return read_or_create_secret(path, lambda: secret, SystemEntropy())


def test_a_secret_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "one.key"
    assert create(path) == b"secret"
    assert create(path, b"another") == b"secret"
    assert read_secret(path) == b"secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["one.key"]


def test_a_missing_secret(tmp_path: Path) -> None:
    assert read_secret(tmp_path / "none") is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_is_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "one.key"
    create(path)
    path.chmod(mode)
    with pytest.raises(SecretError, match="open to others"):
        create(path)


def test_who_loses_the_race_gets_what_the_winner_made(tmp_path: Path) -> None:
    path = tmp_path / "one.key"

    def slow() -> bytes:
        create(path, b"the winner's")
        return b"the loser's"

    assert read_or_create_secret(path, slow, SystemEntropy()) == b"the winner's"
    assert [file.name for file in tmp_path.iterdir()] == ["one.key"]


def test_a_path_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be read"):
        read_secret(tmp_path / "file" / "below")


def test_a_file_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    with pytest.raises(StorageError, match="cannot be made"):
        create(tmp_path / "one.key")
    assert list(tmp_path.iterdir()) == []
