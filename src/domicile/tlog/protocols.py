"""What a log asks of the place where it is kept."""

from typing import Protocol


class LogStore(Protocol):
    """Keeps the tiles and the checkpoint of one log.

    Many threads and processes use it at once. Implementations MUST make every write durable
    before the call returns, and MUST see at once what any other writer has finished.
    """

    def get(self, path: str) -> bytes | None:
        """Return what stands at ``path``, or None.

        A partial tile that was forgotten MUST be cut from the wider one of the same number.
        """
        ...

    def put_if_absent(self, path: str, data: bytes) -> bytes:
        """Write ``data`` to ``path`` unless something stands there; return what stands there now.

        The check and the write MUST be one step that no other writer can come between. A partial
        tile counts as standing there when a wider one of the same number does. MAY forget
        narrower tiles of the same number.

        Raises:
            ConsistencyError: ``data`` does not continue what is already known of that tile.
        """
        ...

    def checkpoint(self) -> bytes | None:
        """Return the signed checkpoint, or None when the log is new."""
        ...

    def cas_checkpoint(self, old: bytes | None, new: bytes) -> bool:
        """Replace the checkpoint by ``new`` if it is still ``old``; return whether it was.

        The comparison and the write MUST be one step that no other writer can come between.
        """
        ...
