import logging
from http import HTTPStatus

import pytest

from domicile.core import errors
from domicile.surfaces.http.faults import error_reply, refused_reply, unexpected_reply
from tests.unit.surfaces.standins import RECEIPT, REFUSAL, SECRET_TEXT, CountingEntropy


def test_an_error_has_the_headers_that_clients_look_for() -> None:
    assert (b"www-authenticate", b"Bearer") in error_reply(errors.UnauthorizedError("x")).headers
    assert (b"connection", b"close") in error_reply(errors.BodyTooLargeError("x")).headers
    assert (b"x-should-retry", b"false") in error_reply(errors.LeakError("x")).headers
    assert (b"x-should-retry", b"false") not in error_reply(errors.PartnerBusyError("x")).headers
    assert (b"x-should-retry", b"false") not in error_reply(errors.UnknownMarketError("x")).headers


def test_an_error_may_have_another_status_and_code() -> None:
    reply = error_reply(
        errors.UnknownSiteError("x"), status=HTTPStatus.NOT_FOUND, code="c", headers=((b"a", b"b"),)
    )
    assert reply.status == 404
    assert b'"code":"c"' in reply.body
    assert (b"a", b"b") in reply.headers


def test_a_refusal_names_its_receipt() -> None:
    reply = refused_reply(REFUSAL, "en")
    assert reply.status == 451
    assert (b"domicile-receipt", RECEIPT.encode()) in reply.headers


def test_an_unexpected_error_is_logged_without_a_word_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        try:
            int(SECRET_TEXT)
        except ValueError as error:
            raise RuntimeError(SECRET_TEXT) from error

    with pytest.raises(RuntimeError) as caught:
        fail()
    reply = unexpected_reply(caught.value, CountingEntropy(), logging.getLogger("test"))
    assert reply.status == 500
    assert b"0000000000000001" in reply.body
    assert SECRET_TEXT not in reply.body.decode() + caplog.text
    assert "incident 0000000000000001: RuntimeError at" in caplog.text
    assert "caused by ValueError at" in caplog.text
    assert "test_faults.py:" in caplog.text


def test_an_error_that_was_never_raised_has_no_place(caplog: pytest.LogCaptureFixture) -> None:
    unexpected_reply(RuntimeError("x"), CountingEntropy(), logging.getLogger("test"))
    assert "RuntimeError at no place" in caplog.text
