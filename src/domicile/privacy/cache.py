"""Remembers what was found in texts that were already read, in memory and for a while."""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Cache(Generic[T]):
    """Keeps the latest results by text. Safe to call from several threads.

    The texts themselves are not kept: only a keyed hash, which tells nothing without the key.

    Args:
        entries: Most results kept, from 1.
        key: 16 to 64 secret bytes, fresh for each cache.
    """

    def __init__(self, entries: int, key: bytes) -> None:
        self._entries = entries
        self._key = key
        self._kept: OrderedDict[bytes, T] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str) -> T | None:
        """Return what was kept for ``text``, or None."""
        name = self._name(text)
        with self._lock:
            if name not in self._kept:
                return None
            self._kept.move_to_end(name)
            return self._kept[name]

    def put(self, text: str, result: T) -> None:
        """Keep ``result`` for ``text``; the one that was not asked for longest makes way."""
        name = self._name(text)
        with self._lock:
            self._kept[name] = result
            self._kept.move_to_end(name)
            if len(self._kept) > self._entries:
                self._kept.popitem(last=False)

    def _name(self, text: str) -> bytes:
        data = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=16, key=self._key).digest()
