"""Files that show something: their digest is recorded, the file is not."""

import hashlib
from pathlib import Path
from typing import NewType

from domicile.core.errors import InvalidRequestError

Sha256 = NewType("Sha256", str)
"""The digest of a file that somebody else keeps: 64 hexadecimal digits in small letters."""


def digest_of(file: Path | Sha256 | None, flag: str) -> str:
    """Return the SHA-256 of ``file`` in hexadecimal; empty for no file.

    Args:
        file: The file, or its digest.
        flag: What named it.

    Raises:
        InvalidRequestError: It cannot be read.
    """
    if not isinstance(file, Path):
        return file or ""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise InvalidRequestError(
            f"the file of `{flag}` cannot be read ({error.strerror})",
            remedy=f"Name a file that exists with `{flag}`.",
        ) from error
