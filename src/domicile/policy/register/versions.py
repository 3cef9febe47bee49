"""Versions of clients: dotted numbers, compared number by number."""

import re
from typing import Final

PARTS: Final = 8
"""Most numbers in a version."""

_VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,7}")


def parse_version(text: str) -> tuple[int, ...] | None:
    """Return the numbers of a version such as ``2.1.0``, or None when it is none.

    Missing numbers are zeros, so that ``2.1`` and ``2.1.0`` are the same.
    """
    if not _VERSION.fullmatch(text):
        return None
    numbers = [int(part) for part in text.split(".")]
    return (*numbers, *(0 for _ in range(PARTS - len(numbers))))


def is_older(client: str, least: str) -> bool:
    """Return whether ``client`` is older than ``least``; what cannot be read is."""
    told, asked = parse_version(client), parse_version(least)
    return told is None or asked is None or told < asked
