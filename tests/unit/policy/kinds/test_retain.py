import dataclasses

import pytest

from domicile.core.site import Site, Terms
from domicile.markets.kinds.retain import RetainParams
from domicile.policy.kinds.retain import problems
from domicile.policy.reasons import Problem
from tests.unit.policy.samples import DEVICE_SITE, US_SITE, question, rule

A_MONTH = RetainParams(at_most_days={"prompt": 30})


def keeping(days: int | None) -> Site:
    return dataclasses.replace(US_SITE, terms=Terms(retention_days=days))


def found(params: RetainParams, site: Site) -> list[Problem]:
    return list(problems(params, rule(params, "retain"), question(), site))


@pytest.mark.parametrize(("days", "count"), [(0, 0), (30, 0), (31, 1), (None, 1), (-1, 1)])
def test_a_site_that_keeps_prompts_longer_than_allowed_or_nobody_knows_how_long(
    days: int | None, count: int
) -> None:
    problems = found(A_MONTH, keeping(days))
    assert len(problems) == count
    assert all(each.weight == "fails" and each.remedy is not None for each in problems)


def test_how_long_is_said() -> None:
    (longer,) = found(A_MONTH, keeping(90))
    assert longer.text.en == "The site keeps what people say for 90 days; 30 are allowed."
    (unknown,) = found(A_MONTH, keeping(None))
    assert "unknown" in unknown.text.en


def test_a_site_that_keeps_nothing_may_not_know_for_how_long() -> None:
    site = dataclasses.replace(US_SITE, terms=Terms(retains_prompts=False))
    assert found(A_MONTH, site) == []


def test_the_device_keeps_no_prompts() -> None:
    assert found(RetainParams(at_most_days={"prompt": 0}), DEVICE_SITE) == []


def test_other_records_lie_with_the_operator() -> None:
    params = RetainParams(at_most_days={"log": 1}, at_least_days={"prompt": 1})
    assert found(params, keeping(None)) == []
