"""A log store in memory that can be made to die."""

import threading


class MemoryLogStore:
    """Keeps every path for itself; `lives` writes succeed, the next one kills the writer."""

    def __init__(self, lives: int | None = None) -> None:
        self.files: dict[str, bytes] = {}
        self.note: bytes | None = None
        self.lives = lives
        self._lock = threading.Lock()

    def get(self, path: str) -> bytes | None:
        return self.files.get(path)

    def put_if_absent(self, path: str, data: bytes) -> bytes:
        with self._lock:
            self._spend()
            return self.files.setdefault(path, data)

    def checkpoint(self) -> bytes | None:
        return self.note

    def cas_checkpoint(self, old: bytes | None, new: bytes) -> bool:
        with self._lock:
            self._spend()
            if self.note != old:
                return False
            self.note = new
            return True

    def _spend(self) -> None:
        if self.lives is not None:
            if self.lives == 0:
                raise KeyboardInterrupt
            self.lives -= 1
