import dataclasses
from datetime import date

import pytest

from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.kinds.safety import SafetyParams
from domicile.markets.load import parse_pack
from domicile.markets.schema import Transitional
from tests.unit.markets.samples import PACK

PARSED = parse_pack(PACK.encode(), "x.yaml")
RULE = dataclasses.replace(
    PARSED.rules[0], in_force_from=date(2026, 8, 2), in_force_until=date(2027, 8, 1)
)
GRACE = Transitional(placed_before=date(2026, 8, 2), until=date(2026, 12, 2))


@pytest.mark.parametrize(
    ("day", "binds"),
    [
        (date(2026, 8, 1), False),
        (date(2026, 8, 2), True),
        (date(2027, 8, 1), True),
        (date(2027, 8, 2), False),
    ],
)
def test_first_and_last_day_bind(day: date, *, binds: bool) -> None:
    assert RULE.in_force(day) is binds


@pytest.mark.parametrize(
    ("day", "placed", "binds"),
    [
        (date(2026, 8, 2), date(2026, 8, 1), False),
        (date(2026, 12, 2), date(2026, 8, 1), False),
        (date(2026, 12, 3), date(2026, 8, 1), True),
        (date(2026, 8, 2), date(2026, 8, 2), True),
        (date(2026, 8, 2), None, True),
    ],
)
def test_grace_is_for_products_that_were_there_before(
    day: date, placed: date | None, *, binds: bool
) -> None:
    assert dataclasses.replace(RULE, transitional=GRACE).in_force(day, placed=placed) is binds


def test_the_edition_names_market_day_digest_and_review() -> None:
    ref = PARSED.ref
    assert (ref.market, ref.as_of, ref.digest) == ("XX", PARSED.as_of, PARSED.digest)
    assert (ref.counsel, ref.expires) == (None, date(2027, 2, 23))


@pytest.mark.parametrize(
    ("params", "document"),
    [
        (AssessParams(document="pipia"), "pipia"),
        (GateParams(artifact="algorithm_filing"), "algorithm_filing"),
        (SafetyParams(evidence="safety_tests"), "safety_tests"),
        (SafetyParams(), ""),
        (ReportParams(to=("regulator",)), ""),
    ],
)
def test_a_duty_may_consist_in_a_document(params: Params, document: str) -> None:
    assert dataclasses.replace(RULE, params=params).document == document
