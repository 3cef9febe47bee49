"""Checkpoints: what a log holds at one moment, signed (C2SP tlog-checkpoint)."""

import re
from dataclasses import dataclass

from domicile.core.canonical import from_base64, to_base64
from domicile.core.errors import SignatureError
from domicile.tlog.tree import HASH_BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of a log."""

    origin: str
    """The log's name."""

    size: int
    """How many entries it holds, from 0."""

    root: bytes
    """Merkle root over them, 32 bytes."""

    @property
    def text(self) -> str:
        """The text that the log signs."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint whose signatures were checked.

    Lines after the third belong to extensions that we do not know; they are signed, and skipped.

    Raises:
        SignatureError: The text is not that of a checkpoint.
    """
    lines = text.split("\n")[:-1]
    try:
        origin, size, root = lines[0], lines[1], from_base64(lines[2])
    except (ValueError, IndexError) as error:
        msg = "the checkpoint has too few lines, or a root that is not base64"
        raise SignatureError(msg) from error
    if not all(lines) or not _SIZE.fullmatch(size) or len(root) != HASH_BYTES:
        msg = "the checkpoint has an empty line, a malformed size or a malformed root"
        raise SignatureError(msg)
    return Checkpoint(origin=origin, size=int(size), root=root)
