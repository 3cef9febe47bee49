"""Files that hold a secret: for the owner alone, and made once even when processes race."""

import contextlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from domicile.core.clock import Entropy
from domicile.core.errors import SecretError, StorageError


def read_secret(path: Path) -> bytes | None:
    """Return what ``path`` holds, or None when it does not exist.

    Raises:
        SecretError: Others than the owner may read or write the file.
        StorageError: The file cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror})"
        raise StorageError(msg) from error
    with os.fdopen(descriptor, "rb") as file:
        if stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o077:
            msg = f"{path} is open to others"
            raise SecretError(msg, remedy=f"Close it with `chmod 600 {path}`.")
        return file.read()


def read_or_create_secret(path: Path, make: Callable[[], bytes], entropy: Entropy) -> bytes:
    """Return what ``path`` holds; when it does not exist, make it first.

    Processes that race for it all get what the first one made: the file appears under its name
    only when it is complete.

    Raises:
        SecretError: Others than the owner may read or write the file.
        StorageError: The file cannot be read or made.
    """
    known = read_secret(path)
    if known is not None:
        return known
    secret = make()
    draft = path.with_name(f".{path.name}.{entropy.token(8).hex()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(draft, secret)
        try:
            os.link(draft, path)
        finally:
            draft.unlink()
        _sync_folder(path.parent)
    except FileExistsError:
        return read_or_create_secret(path, make, entropy)
    except OSError as error:
        msg = f"{path} cannot be made ({error.strerror})"
        raise StorageError(msg) from error
    return secret


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems cannot sync a folder
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
