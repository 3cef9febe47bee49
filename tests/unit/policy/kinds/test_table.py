from typing import get_args

import pytest

from domicile.core.decision import RuleKind
from domicile.markets.kinds.catalog import PARAMS
from domicile.policy.binding import OF_A_REQUEST, OF_A_SITE
from domicile.policy.kinds.table import BIND_WHAT_LEAVES, GENERAL_JUDGES, JUDGES


def test_whatever_judges_is_asked() -> None:
    assert set(JUDGES) == OF_A_SITE
    assert set(GENERAL_JUDGES) == OF_A_REQUEST
    assert not set(JUDGES) & set(GENERAL_JUDGES)


def test_only_kinds_that_judge_sites_can_be_met_by_letting_nothing_leave() -> None:
    assert set(JUDGES) > BIND_WHAT_LEAVES


@pytest.mark.parametrize("kind", get_args(RuleKind))
def test_every_kind_that_judges_has_a_module_of_its_own(kind: RuleKind) -> None:
    assert kind in PARAMS
    judge = JUDGES.get(kind) or GENERAL_JUDGES.get(kind)
    if judge is not None:
        assert judge.__module__ == f"domicile.policy.kinds.{kind}"
