import dataclasses
from datetime import date
from typing import Any

import pytest

from domicile.core.findings import DataClass
from domicile.core.ids import RuleId
from domicile.markets.case import Case
from domicile.markets.diff import DERIVED, Change, diff
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.load import conditions
from domicile.markets.resolve import load_atlas
from domicile.markets.schema import Rule
from tests.unit.policy.samples import CN, TODAY, pack, rule

ONE = rule(LocateParams(regions=("cn-mainland",)), "locate", id=RuleId("CN-1"))
TWO = dataclasses.replace(ONE, id=RuleId("CN-2"))


def test_a_pack_does_not_differ_from_itself() -> None:
    for each in map(load_atlas().get, load_atlas().markets):
        found = diff(each, each)
        assert (found.head, found.rules) == ((), ())


def test_rules_are_added_and_removed() -> None:
    found = diff(pack(ONE), pack(TWO))
    assert [(one.rule, one.what, one.changes) for one in found.rules] == [
        ("CN-2", "added", ()),
        ("CN-1", "removed", ()),
    ]
    assert (found.rules[0].old, found.rules[0].new) == (None, TWO)
    assert (found.rules[1].old, found.rules[1].new) == (ONE, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"params": LocateParams(regions=("cn-mainland", "hk"))},
            Change(field="params.regions", old=["cn-mainland"], new=["cn-mainland", "hk"]),
        ),
        ({"on_fail": "warn"}, Change(field="on_fail", old="block", new="warn")),
        (
            {"in_force_until": date(2027, 1, 1)},
            Change(field="in_force_until", old=None, new="2027-01-01"),
        ),
        (
            {"applies_to": AppliesTo(audience="public")},
            Change(field="applies_to.audience", old=None, new="public"),
        ),
    ],
)
def test_a_change_is_told_field_by_field(changes: dict[str, Any], expected: Change) -> None:
    (one,) = diff(pack(ONE), pack(dataclasses.replace(ONE, **changes))).rules
    assert (one.what, one.changes) == ("changed", (expected,))


def test_order_among_rules_and_cases_is_no_change() -> None:
    tested = dataclasses.replace(ONE, cases=(Case(expect="permit"),))
    assert diff(pack(ONE, TWO), pack(TWO, tested)).rules == ()


def test_every_field_that_binds_is_compared() -> None:
    """Whatever follows from other fields changes only with them."""
    told = {field.name for field in dataclasses.fields(Rule)} - DERIVED
    assert {"params", "applies_to", "unless", "on_fail", "requirement", "notice", "cite"} <= told
    public = AppliesTo(audience="public")
    derived = dataclasses.replace(ONE, applies_to=public, conditions=conditions(public))
    assert len(diff(pack(ONE), pack(derived)).rules[0].changes) == 1


def test_the_head_is_compared_too() -> None:
    old = pack(ONE, groups={"pi": frozenset({DataClass.PHONE, DataClass.NAME})})
    new = pack(
        ONE,
        as_of=date(2027, 1, 1),
        extends=(CN,),
        groups={"pi": frozenset({DataClass.NAME})},
        counterparties={"covered": frozenset({"CN"})},
    )
    assert diff(old, new).head == (
        Change(field="as_of", old=TODAY.isoformat(), new="2027-01-01"),
        Change(field="extends", old=[], new=["CN"]),
        Change(field="groups.pi", old=["name", "phone"], new=["name"]),
        Change(field="counterparties.covered", old=None, new=["CN"]),
    )
