"""``POST /v1/detect``: the public detector. Takes no key, keeps nothing, tells of nobody."""

import asyncio
import dataclasses
from functools import partial
from typing import Any, Final

import msgspec

from domicile.core.errors import InvalidRequestError
from domicile.policy.marks.detect import MAX_MARKS, Detected
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply, json_reply
from domicile.surfaces.openai.strict import parse

_JSON: Final = "application/json"


class AnswerLabel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A label as an answer carries it."""

    value: str
    """The words or the encoded mark."""

    kind: str = "metadata"
    """``metadata`` for a mark; others are passed over."""

    rule: str = ""
    """The rule that asks for it; not looked at."""

    position: str = ""
    """Where it stands; not looked at."""


class DetectBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is looked at: a text, with the marks that came beside it."""

    text: str
    """The text."""

    mark: str | None = None
    """The mark that came with it."""

    labels: list[AnswerLabel] = msgspec.field(default_factory=list)
    """The labels that an answer came with, as they are."""


_DECODER: Final = msgspec.json.Decoder(DetectBody)


async def detect(house: House, call: Call) -> Reply:
    """Tell whether a text or a file was marked here, and what marks of others it carries.

    A body of another media type than JSON is a file.

    Raises:
        LabelError: The file cannot be read, or is of no kind that carries marks.
        InvalidRequestError: The body is not JSON, or not such an object.
        TooManyError: Too many wait for the detector already.
    """
    media = call.header(b"content-type") or _JSON
    data = await call.body()
    detector = house.domicile.desks.mark_detector
    if media.partition(";")[0].strip().lower() == _JSON:
        body = parse(data, _DECODER)
        look = partial(detector.text, body.text, marks=_marks(body))
    else:
        look = partial(detector.file, data, media=media)
    async with house.detecting:
        found = await asyncio.to_thread(look)
    return json_reply(shape(found))


def shape(found: Detected) -> dict[str, Any]:
    """Return what was detected, for programs."""
    return dataclasses.asdict(found)


def _marks(body: DetectBody) -> list[str]:
    marks = [] if body.mark is None else [body.mark]
    marks += [each.value for each in body.labels if each.kind == "metadata"]
    if len(marks) > MAX_MARKS:
        raise InvalidRequestError(f"there are more than {MAX_MARKS} marks", param="labels")
    return marks
