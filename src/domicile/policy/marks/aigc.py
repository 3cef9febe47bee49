"""China's implicit label: seven keys in compact ASCII JSON (GB 45438-2025, clause 6 and Annex E).

The producer fills in the first four, whoever carries the content on the last three. All values are
strings of the characters 0x21, 0x23 to 0x5B and 0x5D to 0x7E: no space, no quote, no backslash.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from stdnum.cn import uscc

from domicile.core.errors import InvalidValueError
from domicile.policy.marks.containers.grouped import compact
from domicile.policy.marks.normal import digest_of

MAX_CHARS: Final = 4096
"""Longest label that is read, in characters."""

PRODUCER_CODE: Final = "producer_code"
"""Word of ``operator.statements`` for the code that the coding guide of TC260 gives a producer."""

State = Literal["1", "2", "3"]
"""1: it is generated; 2: it may be, as somebody declares; 3: it is suspected to be."""

IS: Final[State] = "1"
MAY_BE: Final[State] = "2"
SUSPECTED: Final[State] = "3"

CHINAS: Final = frozenset({"Label", "ContentProducer", "ContentPropagator"})
"""Fields that only China's label has."""

_ALLOWED: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]*")
_CODE: Final = re.compile(r"\d{4}([0-9A-HJ-NPQRTUWXY]{18})[0-9A-Z]{5}")
_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Label": "label",
        "ContentProducer": "producer",
        "ProduceID": "produce_id",
        "ReservedCode1": "producer_check",
        "ContentPropagator": "propagator",
        "PropagateID": "propagate_id",
        "ReservedCode2": "propagator_check",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aigc:
    """An implicit label."""

    label: State
    """How sure it is that the content is generated."""

    producer: str = ""
    """Code or name of who made it."""

    produce_id: str = ""
    """The producer's number for it."""

    producer_check: str = ""
    """The producer's integrity value."""

    propagator: str = ""
    """Code or name of who carried it on."""

    propagate_id: str = ""
    """The propagator's number for it."""

    propagator_check: str = ""
    """The propagator's integrity value."""

    more: tuple[tuple[str, str], ...] = ()
    """Members that the standard does not name; they stay as they are."""

    @property
    def encoded(self) -> str:
        """The label as it is written into files."""
        return compact({key: getattr(self, name) for key, name in _KEYS.items()} | dict(self.more))


def read_aigc(text: str) -> Aigc | None:
    """Read a label, with or without an object around it; None where it is none.

    Keys that are missing count as empty.
    """
    if len(text) > MAX_CHARS:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    inner = found.get("AIGC", found) if isinstance(found, dict) else None
    if not isinstance(inner, dict):
        return None
    if not all(isinstance(value, str) for value in inner.values()):
        return None
    if inner.get("Label") not in {IS, MAY_BE, SUSPECTED}:
        return None
    said = {name: inner.get(key, "") for key, name in _KEYS.items()}
    return Aigc(**said, more=tuple((key, inner[key]) for key in inner if key not in _KEYS))


def implicit(mark_id: str, encoded: str, operator: str, statements: Mapping[str, str]) -> Aigc:
    """Return the label of something that was made here, from its mark.

    Args:
        mark_id: The mark's name.
        encoded: The mark as it is written.
        operator: The operator's name.
        statements: What it states.

    Raises:
        InvalidValueError: See `producer`.
    """
    return Aigc(
        label=IS,
        producer=producer(operator, statements),
        produce_id=mark_id,
        producer_check=digest_of(encoded),
    )


def producer(operator: str, statements: Mapping[str, str]) -> str:
    """Return how the operator names itself in labels: by its code, else by its name in ASCII.

    Args:
        operator: The operator's name.
        statements: What it states; the code under `PRODUCER_CODE`.

    Raises:
        InvalidValueError: The code is none, or there is none and the name holds what labels may
            not.
    """
    code = statements.get(PRODUCER_CODE, "")
    if code:
        match = _CODE.fullmatch(code)
        if match is None or not uscc.is_valid(match[1]):
            raise InvalidValueError(
                f"operator.statements.{PRODUCER_CODE} is no code of 27 characters with a valid"
                " unified social credit code in it"
            )
        return code
    name = "_".join(operator.split())
    if not name or not _ALLOWED.fullmatch(name):
        raise InvalidValueError(
            "operator.name cannot stand in China's implicit label, which takes ASCII only and names"
            " its producer",
            remedy=f"Set `operator.statements.{PRODUCER_CODE}` to the code of 27 characters.",
        )
    return name
