"""Strict JSON: a body is what its type says, or an error that names the member."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from domicile.core.canonical import from_base64
from domicile.core.errors import InvalidRequestError
from domicile.policy.evidence import Sha256

MAX_DEPTH = 32
"""Deepest nesting of a member that may hold any JSON."""

T = TypeVar("T")

_UNKNOWN = re.compile(r"Object contains unknown field `([A-Za-z_]{1,64})`")
_PLACE = re.compile(r"(?P<problem>.*?)(?: - at `\$\.?(?P<param>[^`]*)`)?", re.DOTALL)
_PART = re.compile(r".*\.content\[(?:\d+|\.\.\.)\]\.type")


def parse(data: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """Read ``data`` as the type of ``decoder``.

    Raises:
        InvalidRequestError: It is something else; the error names the member, never its value.
    """
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        raise _invalid(str(error)) from error
    except msgspec.DecodeError as error:
        raise InvalidRequestError("the body is not JSON") from error
    except UnicodeDecodeError as error:
        raise InvalidRequestError("the body is not UTF-8") from error
    except RecursionError as error:
        raise InvalidRequestError("the body is nested too deep") from error


def digest_in(encoded: str, param: str) -> Sha256:
    """Return the digest of the file that a member holds in base64.

    Raises:
        InvalidRequestError: It is not base64.
    """
    try:
        data = from_base64(encoded)
    except ValueError as error:
        raise InvalidRequestError(f"`{param}` is not base64", param=param) from error
    return Sha256(hashlib.sha256(data).hexdigest())


def require_shallow(value: object, param: str) -> None:
    """Refuse a member that is nested deeper than `MAX_DEPTH`.

    Raises:
        InvalidRequestError: It is.
    """
    layer: Sequence[object] = (value,)
    for _ in range(MAX_DEPTH):
        layer = [inner for outer in layer for inner in _inside(outer)]
        if not layer:
            return
    raise InvalidRequestError(f"`{param}` is nested too deep", param=param)


def _inside(value: object) -> Sequence[object]:
    if isinstance(value, Mapping):
        return tuple(value.values())
    return value if isinstance(value, list) else ()


def _invalid(said: str) -> InvalidRequestError:
    """Say what is wrong where; of what was sent, only the name of a member is repeated."""
    match = _PLACE.fullmatch(said)
    problem, param = (match["problem"], match["param"] or "") if match else (said, "")
    if problem.startswith("Object contains unknown field"):
        name = _UNKNOWN.match(problem)
        if name is None:
            place = f"`{param}`" if param else "the body"
            return InvalidRequestError(f"{place} has an unknown member", param=param or None)
        param = f"{param}.{name[1]}" if param else name[1]
        return InvalidRequestError(f"`{param}` is not supported", param=param)
    if _PART.fullmatch(param):
        return InvalidRequestError(f"`{param}` must be `text`: only text is supported", param=param)
    if problem.startswith("Invalid"):
        problem = "has a value that is not supported"
    else:
        problem = problem[:1].lower() + problem[1:]
    place = f"`{param}`" if param else "the body"
    return InvalidRequestError(f"{place}: {problem}", param=param or None)
