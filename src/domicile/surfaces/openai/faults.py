"""Errors and refusals in OpenAI's shape, with the status that its clients understand."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from domicile.core import errors
from domicile.core.answer import Refusal
from domicile.core.decision import Outcome, Reason
from domicile.core.errors import DomicileError, InvalidRequestError
from domicile.core.text import Language
from domicile.policy.errors import CaseHeldError, CaseStateError, TooManyError, UnknownCaseError
from domicile.surfaces.shape import JsonObject, reason_json

HOUSE_KINDS = frozenset({"approval", "operator", "person"})
"""Reasons of the house itself; every other kind is a rule of a pack."""

OVERLAY_PREFIX = "operator."
"""Begins the rules of the operator's overlay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What an error is in HTTP."""

    status: HTTPStatus
    """Status of the response."""

    passing: bool = False
    """Whether the same call may well succeed a moment later."""


_FAULTS: Final[Mapping[type[DomicileError], Fault]] = MappingProxyType(
    {
        DomicileError: Fault(status=HTTPStatus.INTERNAL_SERVER_ERROR),
        errors.SettingsError: Fault(status=HTTPStatus.SERVICE_UNAVAILABLE),
        errors.ModelError: Fault(status=HTTPStatus.SERVICE_UNAVAILABLE),
        errors.GenerationError: Fault(status=HTTPStatus.SERVICE_UNAVAILABLE, passing=True),
        errors.WindowError: Fault(status=HTTPStatus.BAD_REQUEST),
        errors.PartnerError: Fault(status=HTTPStatus.BAD_GATEWAY),
        errors.PartnerUnreachableError: Fault(status=HTTPStatus.BAD_GATEWAY, passing=True),
        errors.PartnerTimeoutError: Fault(status=HTTPStatus.GATEWAY_TIMEOUT, passing=True),
        errors.PartnerBusyError: Fault(status=HTTPStatus.SERVICE_UNAVAILABLE, passing=True),
        errors.StorageError: Fault(status=HTTPStatus.SERVICE_UNAVAILABLE, passing=True),
        errors.DiskFullError: Fault(status=HTTPStatus.INSUFFICIENT_STORAGE),
        errors.SchemaError: Fault(status=HTTPStatus.SERVICE_UNAVAILABLE),
        errors.StoreDamagedError: Fault(status=HTTPStatus.SERVICE_UNAVAILABLE),
        errors.VaultError: Fault(status=HTTPStatus.SERVICE_UNAVAILABLE),
        errors.ReleaseStateError: Fault(status=HTTPStatus.CONFLICT),
        CaseStateError: Fault(status=HTTPStatus.CONFLICT),
        CaseHeldError: Fault(status=HTTPStatus.FORBIDDEN),
        UnknownCaseError: Fault(status=HTTPStatus.NOT_FOUND),
        TooManyError: Fault(status=HTTPStatus.TOO_MANY_REQUESTS, passing=True),
        errors.UnknownReceiptError: Fault(status=HTTPStatus.NOT_FOUND),
        errors.PrivacyError: Fault(status=HTTPStatus.SERVICE_UNAVAILABLE),
        errors.UsageError: Fault(status=HTTPStatus.BAD_REQUEST),
        errors.BodyTooLargeError: Fault(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        errors.BodyTimeoutError: Fault(status=HTTPStatus.REQUEST_TIMEOUT),
        errors.UnauthorizedError: Fault(status=HTTPStatus.UNAUTHORIZED),
        errors.ForbiddenError: Fault(status=HTTPStatus.FORBIDDEN),
        errors.UnknownRouteError: Fault(status=HTTPStatus.NOT_FOUND),
    }
)


def fault_of(error: DomicileError) -> Fault:
    """Return what ``error`` is in HTTP: what its nearest listed kind is."""
    return next(_FAULTS[kind] for kind in type(error).__mro__ if kind in _FAULTS)


def error_body(
    error: DomicileError, *, param: str | None = None, code: str | None = None
) -> JsonObject:
    """Return ``error`` in OpenAI's shape, with our code and remedy in the message.

    Args:
        error: What happened.
        param: The member at fault; the error's own when left out.
        code: OpenAI's own code where its clients look for one; ours when left out.
    """
    if isinstance(error, InvalidRequestError):
        param = param or error.param
    is_callers = fault_of(error).status < HTTPStatus.INTERNAL_SERVER_ERROR
    told = {
        "message": f"{error.code}: {error.message}. {error.remedy}",
        "type": "invalid_request_error" if is_callers else "server_error",
        "param": param,
        "code": code or error.code,
    }
    if isinstance(error, CaseHeldError):
        told["rule"] = error.rule
    return {"error": told}


def incident_body(incident: str) -> JsonObject:
    """Return an unexpected error; what it was stands in the log, under ``incident``."""
    return {
        "error": {
            "message": f"D000: an unexpected error; the log knows it as incident {incident}. "
            f"{DomicileError.remedy}",
            "type": "server_error",
            "param": None,
            "code": "D000",
        }
    }


def refusing(refusal: Refusal) -> tuple[Reason, ...]:
    """Return the reasons that refuse, rules of packs before the house's own."""
    reasons = [each for each in refusal.decision.reasons if each.outcome is Outcome.REFUSE]
    return tuple(sorted(reasons, key=_is_of_the_house))


def _is_of_the_house(reason: Reason) -> bool:
    """Return whether no pack stands behind ``reason``; rules of an overlay are the operator's."""
    return reason.kind in HOUSE_KINDS or reason.rule.startswith(OVERLAY_PREFIX)


def refused_status(refusal: Refusal) -> HTTPStatus:
    """Return 451 when a rule refused, 403 when only operator, register or person did."""
    if not all(_is_of_the_house(reason) for reason in refusing(refusal)):
        return HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS
    return HTTPStatus.FORBIDDEN


def refused_body(refusal: Refusal, language: Language) -> JsonObject:
    """Return a refusal in the shape of an error, with every reason that decided."""
    first = next(iter(refusing(refusal)), None)
    return {
        "error": {
            "type": "refused",
            "code": first.rule if first else "unknown",
            "message": first.text.spoken(language) if first else "No site may answer.",
            "param": None,
            "reasons": [reason_json(reason, language) for reason in refusal.decision.reasons],
            "receipt_id": refusal.receipt_id,
        }
    }
