"""What goes wrong in a call, as a response and as a line in the log."""

import logging
import traceback
from http import HTTPStatus

from domicile.core.answer import Answer, Refusal
from domicile.core.clock import Entropy
from domicile.core.errors import BodyTooLargeError, DomicileError, UnauthorizedError
from domicile.core.text import Language
from domicile.surfaces.http.reply import NO_RETRY, NO_STORING, Header, Reply, json_reply, to_json
from domicile.surfaces.openai.faults import (
    error_body,
    fault_of,
    incident_body,
    refused_body,
    refused_status,
)

INCIDENT_BYTES = 8

_BEARER: Header = (b"www-authenticate", b"Bearer")
_CLOSE: Header = (b"connection", b"close")


def error_reply(
    error: DomicileError,
    *,
    status: HTTPStatus | None = None,
    code: str | None = None,
    param: str | None = None,
    headers: tuple[Header, ...] = (),
) -> Reply:
    """Return the response to an error.

    Args:
        error: What happened.
        status: Its status; what suits the error when left out.
        code: OpenAI's own code; ours when left out.
        param: The member at fault; the error's own when left out.
        headers: Further headers.
    """
    fault = fault_of(error)
    if fault.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not fault.passing:
        headers += (NO_RETRY,)
    if isinstance(error, UnauthorizedError):
        headers += (_BEARER,)
    if isinstance(error, BodyTooLargeError):
        headers += (_CLOSE,)
    body = error_body(error, code=code, param=param)
    return json_reply(body, status=status or fault.status, headers=headers)


def refused_reply(refusal: Refusal, language: Language) -> Reply:
    """Return the response to a request that was refused, in OpenAI's shape."""
    return json_reply(
        refused_body(refusal, language),
        status=refused_status(refusal),
        headers=receipt_header(refusal),
    )


def receipt_header(outcome: Answer | Refusal) -> tuple[Header, ...]:
    """Return the header that names a receipt."""
    return ((b"domicile-receipt", outcome.receipt_id.encode("ascii")),)


def unexpected_reply(error: Exception, entropy: Entropy, log: logging.Logger) -> Reply:
    """Log an unexpected error under a random name, and return the response that tells the name.

    What the error says may hold text of the person's, so that only its kind and place are logged.
    """
    incident = entropy.token(INCIDENT_BYTES).hex()
    log.error("incident %s: %s", incident, "; caused by ".join(_account(error)))
    return Reply(
        body=to_json(incident_body(incident)),
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        headers=(NO_STORING, NO_RETRY),
    )


def _account(error: BaseException | None) -> list[str]:
    """Return kind and place of ``error`` and of what led to it, the latest first."""
    accounts = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
        accounts.append(f"{type(error).__name__} at {places or 'no place'}")
        error = error.__cause__ or error.__context__
    return accounts
