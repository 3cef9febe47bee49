"""Time and chance as arguments, so that every part can be tested at any moment."""

import secrets
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time. Implementations MUST be safe to call from any thread."""

    def now(self) -> datetime:
        """Return the present moment, in UTC and aware of it."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds since some fixed moment; never runs backwards."""
        ...


class Entropy(Protocol):
    """Gives random bytes. Implementations MUST be fit for keys."""

    def token(self, size_bytes: int) -> bytes:
        """Return ``size_bytes`` unpredictable bytes."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Return the machine's performance counter, in seconds."""
        return time.perf_counter()


class SystemEntropy:
    """The machine's own source of random bytes."""

    def token(self, size_bytes: int) -> bytes:
        """Return ``size_bytes`` bytes from the operating system."""
        return secrets.token_bytes(size_bytes)
