"""``POST /v1/decide``: the decision alone; nothing is run and nothing leaves."""

import datetime as dt

import msgspec

from domicile.core.answer import Treated
from domicile.core.content import Content, Message
from domicile.core.errors import InvalidRequestError
from domicile.core.ids import FeatureId
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.caller import Said, caller_of
from domicile.surfaces.http.door import may_use
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply, json_reply
from domicile.surfaces.openai.strict import parse
from domicile.surfaces.shape import decision_json
from domicile.surfaces.stating import data_classes


class DecideBody(Said, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be decided."""

    feature: str
    """The feature that would be asked."""

    text: str | None = None
    """A text, in which personal data is looked for."""

    data: list[str] | None = None
    """Data classes that the request would hold, instead of ``text``."""

    at: dt.date | None = None
    """The day for which it is decided; today when left out."""


_DECODER = msgspec.json.Decoder(DecideBody)


async def decide(house: House, call: Call) -> Reply:
    """Decide, and say why.

    Raises:
        DomicileError: The request cannot be understood, or something failed.
    """
    body = parse(await call.body(), _DECODER)
    if body.text is not None and body.data is not None:
        raise InvalidRequestError("give either `text` or `data`", param="data")
    feature = FeatureId(body.feature)
    may_use(call, feature)
    content = Content(messages=(Message(role="user", content=body.text or ""),))
    request = house.domicile.request(feature, content, caller_of(house, call, body))
    findings = await house.domicile.find(body.text) if body.text else ()
    classes = frozenset(found.data_class for found in findings) | data_classes(body.data or ())
    decision = house.domicile.decide(request, classes, at=body.at)
    treated = [
        Treated(finding=found, action=decision.actions[found.data_class]) for found in findings
    ]
    return json_reply(
        decision_json(
            decision,
            language=request.language,
            source=request.whereabouts.source,
            findings=treated,
        )
    )
