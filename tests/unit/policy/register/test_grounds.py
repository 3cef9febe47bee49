import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from domicile.core.site import Certificate
from domicile.policy.register.grounds import changes, expired
from tests.unit.policy.samples import CN, CN_SITE, TODAY, release

MLPS = Certificate(scope="all", expires=date(2026, 12, 31))
HELD = dataclasses.replace(CN_SITE, certificates={"mlps": MLPS})
(SUBMITTED,) = release(CN, HELD, certificates={"mlps": MLPS.expires}).values()


@pytest.mark.parametrize(
    ("change", "said", "gesagt"),
    [
        ({"model": "other"}, "its name", "名称"),
        ({"model_version": "2"}, "its version", "版本"),
        ({"model_digest": "ff"}, "its digest", "摘要值"),
        ({"origin": "tuned"}, "whose model it is", "模型归属"),
        ({"filing_no": ""}, "its filing number", "备案号"),
        ({"model": "other", "filing_no": "x"}, "its name, its filing number", "名称、备案号"),
    ],
)
def test_what_changed_is_named(change: dict[str, Any], said: str, gesagt: str) -> None:
    found = changes(SUBMITTED, dataclasses.replace(HELD, **change), TODAY)
    assert found is not None
    assert found.en == f"The model was changed after the release was submitted: {said}."
    assert gesagt in found.zh


def test_what_is_the_same_changed_nothing() -> None:
    assert changes(SUBMITTED, HELD, TODAY) is None
    assert changes(SUBMITTED, HELD, MLPS.expires) is None


def test_a_certificate_that_is_gone_or_over_is_named() -> None:
    gone = changes(SUBMITTED, CN_SITE, TODAY)
    assert gone is not None
    assert "`mlps`" in gone.en
    assert "no longer in the settings" in gone.en
    over = changes(SUBMITTED, HELD, MLPS.expires + timedelta(days=1))
    assert over is not None
    assert "`mlps`" in over.zh
    assert "expired on 2026-12-31" in over.en


def test_a_certificate_that_was_renewed_holds_and_a_new_one_is_no_change() -> None:
    renewed = dataclasses.replace(MLPS, expires=date(2027, 12, 31))
    site = dataclasses.replace(HELD, certificates={"mlps": renewed, "iso": MLPS})
    assert changes(SUBMITTED, site, date(2027, 6, 1)) is None


def test_everything_that_differs_is_said_at_once() -> None:
    found = changes(SUBMITTED, dataclasses.replace(CN_SITE, model="other"), TODAY)
    assert found is not None
    assert "its name" in found.en
    assert "`mlps`" in found.en


def test_expired_certificates_are_found() -> None:
    assert expired(HELD, MLPS.expires) == ()
    assert expired(HELD, MLPS.expires + timedelta(days=1)) == ("mlps",)
