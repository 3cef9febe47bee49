"""``POST /v1/chat/completions`` and ``GET /v1/models``: any OpenAI client works unchanged."""

from dataclasses import dataclass
from http import HTTPStatus

from domicile.core.answer import Answer, Refusal
from domicile.core.errors import UnknownSiteError
from domicile.core.reply import CallDelta, Delta
from domicile.core.request import Request
from domicile.surfaces.http.answering import answer, placed_headers, tell
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.caller import Said, caller_of, feature_of
from domicile.surfaces.http.faults import error_reply, receipt_header, refused_reply
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply, json_reply
from domicile.surfaces.openai.models import find, models
from domicile.surfaces.openai.reading import read_chat
from domicile.surfaces.openai.writing import Chunks, completion

ID_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatScript:
    """Writes a stream of chat completion chunks."""

    chunks: Chunks
    """Writes the chunks."""

    request: Request
    """The request."""

    def opening(self) -> bytes:
        """Return the chunk that says who speaks."""
        return self.chunks.opening()

    def piece(self, piece: Delta | CallDelta) -> bytes:
        """Return one piece as a chunk."""
        return self.chunks.piece(piece)

    def closing(self, outcome: Answer) -> bytes:
        """Return the last chunks, the receipt among them."""
        return self.chunks.closing(outcome)

    def refused(self, refusal: Refusal) -> Reply:
        """Return the refusal in OpenAI's shape."""
        return refused_reply(refusal, self.request.language)


async def chat(house: House, call: Call) -> Reply | None:
    """Answer a chat completion request.

    Raises:
        DomicileError: The request cannot be understood, or something failed.
    """
    asked = read_chat(await call.body())
    caller = caller_of(house, call, Said(site=asked.site))
    feature = feature_of(call)
    try:
        request = house.domicile.request(feature, asked.content, caller, sampling=asked.sampling)
    except UnknownSiteError as error:
        return unknown_model(error)
    name = "chatcmpl-" + house.domicile.entropy.token(ID_BYTES).hex()
    created = int(house.domicile.clock.now().timestamp())
    if asked.stream:
        chunks = Chunks(id=name, created=created, chat=asked)
        script = ChatScript(chunks=chunks, request=request)
        return await tell(house, call, request, script)
    outcome = await answer(house, call, request)
    if outcome is None:
        return None
    if isinstance(outcome, Refusal):
        return refused_reply(outcome, request.language)
    return json_reply(
        completion(outcome, name=name, created=created, chat=asked),
        headers=(
            *receipt_header(outcome),
            *placed_headers(outcome.placement.site, outcome.placement.level),
        ),
    )


async def list_models(house: House, call: Call) -> Reply:
    """List Domicile's own choice, and every site by its id."""
    del call
    return json_reply(models(house.domicile.sites.sites, house.began_at))


async def show_model(house: House, call: Call) -> Reply:
    """Show one model of the list."""
    listed = models(house.domicile.sites.sites, house.began_at)
    model = find(listed, call.param("model"))
    if model is None:
        return unknown_model(UnknownSiteError("no site has this id"))
    return json_reply(model)


def unknown_model(error: UnknownSiteError) -> Reply:
    """Return the response that OpenAI's clients know for a model that does not exist."""
    return error_reply(error, status=HTTPStatus.NOT_FOUND, code="model_not_found", param="model")
