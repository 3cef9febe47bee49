"""``POST /v1/features/{feature}``: JSON in, the shape of ``ask --json`` out."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qs

import msgspec

from domicile.core.answer import Answer, Refusal
from domicile.core.content import Content, Message, Sampling
from domicile.core.errors import InvalidRequestError, UnknownFeatureError
from domicile.core.ids import FeatureId
from domicile.core.reply import CallDelta, Delta
from domicile.core.request import Request
from domicile.surfaces.http.answering import answer, placed_headers, tell
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.caller import Said, caller_of
from domicile.surfaces.http.door import may_use
from domicile.surfaces.http.faults import error_reply, receipt_header
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply, json_reply, to_json
from domicile.surfaces.openai.body import ChatMessage
from domicile.surfaces.openai.faults import refused_status
from domicile.surfaces.openai.reading import read_messages, stop_texts
from domicile.surfaces.openai.strict import parse
from domicile.surfaces.openai.writing import frame
from domicile.surfaces.shape import outcome_json


class FeatureBody(Said, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request to a feature: a text or a conversation, and where it belongs."""

    text: str | None = None
    """What the person says."""

    messages: Annotated[list[ChatMessage], msgspec.Meta(min_length=1)] | None = None
    """The conversation instead of ``text``, oldest turn first."""

    options: dict[str, str] | None = None
    """Choices of the feature, such as ``{"to": "en"}`` or ``{"mode": "proofread"}``."""

    max_tokens: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """Most tokens of the answer."""

    temperature: Annotated[float, msgspec.Meta(ge=0, le=2)] | None = None
    """0 (always the likeliest word) to 2."""

    top_p: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    """Share of probability to draw from."""

    seed: int | None = None
    """Fixed seed for a repeatable draw."""

    stop: str | Annotated[list[str], msgspec.Meta(max_length=4)] | None = None
    """Texts that end the answer."""


_DECODER = msgspec.json.Decoder(FeatureBody)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureScript:
    """Writes a stream of ``{"delta": …}`` events, and the whole shape as its last."""

    request: Request
    """The request."""

    def opening(self) -> bytes:
        """Return nothing: a feature's stream begins with its first piece."""
        return b""

    def piece(self, piece: Delta | CallDelta) -> bytes:
        """Return one piece."""
        if isinstance(piece, Delta):
            return frame(to_json({"delta": piece.text}))
        call = {"id": piece.call.id, "name": piece.call.name, "arguments": piece.call.arguments}
        return frame(to_json({"call": call}))

    def closing(self, outcome: Answer) -> bytes:
        """Return the whole shape."""
        return frame(to_json(outcome_json(self.request, outcome)))

    def refused(self, refusal: Refusal) -> Reply:
        """Return the refusal in the shape of ``ask --json``."""
        return outcome_reply(self.request, refusal)


async def ask_feature(house: House, call: Call) -> Reply | None:
    """Answer a request to a feature; with ``?stream=true`` piece by piece.

    Raises:
        DomicileError: The request cannot be understood, or something failed.
    """
    feature = FeatureId(call.param("feature"))
    may_use(call, feature)
    is_stream = _is_stream(call)
    body = parse(await call.body(), _DECODER)
    try:
        request = _request(house, call, feature, body)
    except UnknownFeatureError as error:
        return error_reply(error, status=HTTPStatus.NOT_FOUND)
    if is_stream:
        return await tell(house, call, request, FeatureScript(request=request))
    outcome = await answer(house, call, request)
    return None if outcome is None else outcome_reply(request, outcome)


def outcome_reply(request: Request, outcome: Answer | Refusal) -> Reply:
    """Return an outcome in the shape of ``ask --json``."""
    shape = outcome_json(request, outcome)
    if isinstance(outcome, Refusal):
        return json_reply(shape, status=refused_status(outcome), headers=receipt_header(outcome))
    place = placed_headers(outcome.placement.site, outcome.placement.level)
    return json_reply(shape, headers=(*receipt_header(outcome), *place))


def _request(house: House, call: Call, feature: FeatureId, body: FeatureBody) -> Request:
    return house.domicile.request(
        feature,
        Content(messages=_messages(body)),
        caller_of(house, call, body),
        options=body.options,
        sampling=_sampling(body),
    )


def _messages(body: FeatureBody) -> tuple[Message, ...]:
    if (body.text is None) is (body.messages is None):
        raise InvalidRequestError("give either `text` or `messages`", param="text")
    if body.messages is not None:
        return read_messages(body.messages)
    return (Message(role="user", content=body.text or ""),)


def _sampling(body: FeatureBody) -> Sampling:
    usual = Sampling()
    return Sampling(
        max_tokens=body.max_tokens or usual.max_tokens,
        temperature=usual.temperature if body.temperature is None else body.temperature,
        top_p=usual.top_p if body.top_p is None else body.top_p,
        seed=body.seed,
        stop=stop_texts(body.stop),
    )


def _is_stream(call: Call) -> bool:
    """Read the query: ``stream=true`` or ``stream=false``, and nothing else."""
    query = parse_qs(call.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    said = query.pop("stream", ["false"])
    if query or said not in (["true"], ["false"]):
        raise InvalidRequestError("the query takes `stream=true` only", param="stream")
    return said == ["true"]
