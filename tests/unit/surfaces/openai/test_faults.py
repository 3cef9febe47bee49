import inspect
from dataclasses import replace

import pytest

from domicile.core import errors
from domicile.core.answer import Refusal
from domicile.core.decision import Outcome
from domicile.core.errors import DomicileError, InvalidRequestError
from domicile.policy.errors import CaseHeldError, CaseStateError
from domicile.surfaces.openai.faults import (
    error_body,
    fault_of,
    incident_body,
    refused_body,
    refused_status,
    refusing,
)
from tests.unit.surfaces.standins import RECEIPT, REFUSAL, decision, reason

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, DomicileError)
]


def refused(*kinds: str) -> Refusal:
    reasons = [reason(f"R{index}", kind) for index, kind in enumerate(kinds)]
    permitted = reason("P", outcome=Outcome.PERMIT)
    return replace(REFUSAL, decision=decision(permitted, *reasons))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_status_and_says_its_code_and_remedy(kind: type[DomicileError]) -> None:
    error = kind("something happened")
    assert 400 <= fault_of(error).status < 600
    told = error_body(error)["error"]
    assert told["message"] == f"{kind.code}: something happened. {kind.remedy}"
    assert told["code"] == kind.code


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.UnknownMarketError("x"), 400),
        (errors.UnsupportedError("x"), 400),
        (errors.WindowError("x"), 400),
        (errors.UnauthorizedError("x"), 401),
        (errors.ForbiddenError("x"), 403),
        (CaseHeldError("x"), 403),
        (errors.UnknownReceiptError("x"), 404),
        (CaseStateError("x"), 409),
        (errors.UnknownRouteError("x"), 404),
        (errors.BodyTimeoutError("x"), 408),
        (errors.BodyTooLargeError("x"), 413),
        (errors.ConsistencyError("x"), 500),
        (errors.PartnerReplyError("x"), 502),
        (errors.RecognizerError("x"), 503),
        (errors.ModelMissingError("x"), 503),
        (errors.PartnerBusyError("x"), 503),
        (errors.VaultError("x"), 503),
        (errors.SecretError("x"), 503),
        (errors.PartnerTimeoutError("x"), 504),
        (errors.DiskFullError("x"), 507),
    ],
)
def test_the_status_of_an_error(error: DomicileError, status: int) -> None:
    assert fault_of(error).status == status
    kind = "invalid_request_error" if status < 500 else "server_error"
    assert error_body(error)["error"]["type"] == kind


def test_the_member_at_fault_is_told() -> None:
    assert error_body(InvalidRequestError("x", param="n"))["error"]["param"] == "n"
    assert error_body(InvalidRequestError("x", param="n"), param="m")["error"]["param"] == "m"
    assert error_body(errors.UnknownSiteError("x"), code="c")["error"]["code"] == "c"


def test_an_incident_has_a_name_and_no_more() -> None:
    told = incident_body("cafe")["error"]
    assert "cafe" in told["message"]
    assert told["code"] == "D000"


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        (("gate",), 451),
        (("approval",), 403),
        (("approval", "operator"), 403),
        (("approval", "locate"), 451),
        ((), 403),
    ],
)
def test_a_rule_answers_451_and_the_house_403(kinds: tuple[str, ...], status: int) -> None:
    assert refused_status(refused(*kinds)) == status


def test_the_rule_that_names_a_refusal_suits_its_status() -> None:
    refusal = refused("approval", "locate")
    assert [each.rule for each in refusing(refusal)] == ["R1", "R0"]
    told = refused_body(refusal, "zh")["error"]
    assert (told["type"], told["code"], told["param"]) == ("refused", "R1", None)
    assert told["message"] == "R1 如此规定。"
    assert [each["rule"] for each in told["reasons"]] == ["P", "R0", "R1"]
    assert told["receipt_id"] == RECEIPT


def test_a_refusal_without_a_reason_still_says_something() -> None:
    assert refused_body(refused(), "en")["error"]["code"] == "unknown"
