import dataclasses
from datetime import date
from typing import Any

import pytest

from domicile.core.findings import DataClass
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.export import ExportParams
from domicile.markets.schema import Rule
from domicile.policy.binding import bound
from domicile.policy.people import needed
from domicile.store.exports import Tally
from tests.unit.policy.samples import (
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU_SITE,
    OPERATOR,
    US,
    US_SITE,
    inquiry,
    rule,
    world,
)

MESSAGE = frozenset({DataClass.PRIVATE_MESSAGE})
NEW_YEAR = date(2026, 1, 1)
YEARLY = ExportParams(home=("cn-mainland",), people_min=100, mechanisms=("contract",))


def exporting(params: ExportParams = YEARLY, **changes: Any) -> Rule:
    return rule(params, "export", data=MESSAGE, **changes)


def tallies(*rules: Rule, **asked: Any) -> frozenset[Tally]:
    facts = inquiry(**{"data": MESSAGE, **asked})
    return needed(facts, bound(facts, world(*rules)))


def test_one_tally_stands_for_every_site_that_lies_abroad() -> None:
    assert tallies(exporting()) == {Tally(CN, NEW_YEAR, "", MESSAGE, as_is=True)}


def test_recipients_are_counted_one_by_one_where_the_rule_wants_it() -> None:
    each = dataclasses.replace(YEARLY, per_counterparty=True)
    assert {tally.counterparty for tally in tallies(exporting(each))} == {"Demo US", "Demo EU"}


@pytest.mark.parametrize(
    "asked",
    [
        {"data": frozenset[DataClass]()},
        {"data": frozenset({DataClass.ORGANIZATION})},
        {"sites": (DEVICE_SITE, CN_SITE)},
        {"sites": (DEVICE_SITE, dataclasses.replace(US_SITE, features=()))},
    ],
)
def test_nobody_is_counted_where_nothing_that_counts_could_leave(asked: dict[str, Any]) -> None:
    assert tallies(exporting(), **asked) == set()


@pytest.mark.parametrize(
    "spoken",
    [
        exporting(ExportParams(home=("cn-mainland",), deny=True)),
        exporting(applies_to=AppliesTo(handler=("ciio",))),
        exporting(on_fail="inform"),
        exporting(in_force_from=date(2027, 1, 1)),
    ],
)
def test_nobody_is_counted_for_a_rule_without_numbers_or_that_does_not_bind(spoken: Rule) -> None:
    assert tallies(spoken) == set()


def test_a_rule_that_binds_some_owners_counts_at_their_sites_only() -> None:
    each = dataclasses.replace(YEARLY, home=(), per_counterparty=True)
    spoken = exporting(each, applies_to=AppliesTo(counterparty=("covered_person",)))
    american = dataclasses.replace(spoken, market=US)
    facts = inquiry(US, data=MESSAGE, sites=(CN_SITE, US_SITE, EU_SITE), operator=OPERATOR)
    found = needed(facts, bound(facts, world(american)))
    assert {tally.counterparty for tally in found} == {"Demo CN"}
