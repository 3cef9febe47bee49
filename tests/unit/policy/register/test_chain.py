import dataclasses
import json
from datetime import date, timedelta
from typing import Any

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.ids import FeatureId
from domicile.policy.register.approvals import Register
from domicile.policy.register.chain import break_in, digest, event, facts, is_same, log_line, sealed
from domicile.store.releases import Act, Release, ReleaseEvent, ReleaseState
from tests.unit.policy.register.ledger import BY, KEY, Calendar

RELEASE = Release(
    key=KEY,
    state=ReleaseState.FILED,
    number="N-1",
    model="m",
    model_digest="ab",
    certificates={"mlps": date(2027, 1, 1)},
)
ACT = Act(verb="submit", actor="Li", at=Calendar().moment)


def made(previous: str = "", **changes: Any) -> ReleaseEvent:
    release = dataclasses.replace(RELEASE, **changes)
    return sealed(event(release, ACT, previous=previous, entropy=SystemEntropy()))


def test_the_history_of_a_register_is_unbroken(register: Register) -> None:
    register.move("submit", KEY, BY)
    register.move("approve", KEY, BY)
    history = register.history()
    assert break_in(history) is None
    assert [each.previous for each in history[1:]] == [each.digest for each in history[:-1]]
    assert history[0].previous == ""


@pytest.mark.parametrize(
    "change",
    [
        {"release": dataclasses.replace(RELEASE, state=ReleaseState.RELEASED)},
        {"release": dataclasses.replace(RELEASE, number="N-2")},
        {"release": dataclasses.replace(RELEASE, certificates={})},
        {"release": dataclasses.replace(RELEASE, key=KEY._replace(feature=FeatureId("writing")))},
        {"act": dataclasses.replace(ACT, actor="Wang")},
        {"act": dataclasses.replace(ACT, verb="approve")},
        {"act": dataclasses.replace(ACT, at=ACT.at + timedelta(microseconds=1))},
        {"act": dataclasses.replace(ACT, reason="x")},
        {"act": dataclasses.replace(ACT, evidence="e" * 64)},
        {"previous": "p"},
        {"salt": "0" * 32},
        {"note": "n"},
    ],
)
def test_a_digest_covers_everything_that_is_said(change: dict[str, Any]) -> None:
    found = made()
    other = dataclasses.replace(found, **change)
    assert digest(other) != found.digest
    assert break_in([other]) is other


def test_where_an_event_stands_is_not_part_of_it() -> None:
    found = made()
    numbered = dataclasses.replace(found.release, event=9, barred="unlogged", is_pending=True)
    moved = dataclasses.replace(found, release=numbered, log_index=4, log_size=2)
    assert digest(moved) == found.digest


def test_an_event_that_is_gone_breaks_the_chain() -> None:
    first = made()
    second = made(first.digest)
    third = made(second.digest)
    assert break_in([first, second, third]) is None
    gap = dataclasses.replace(third, previous=first.digest)
    assert break_in([first, gap]) is gap


def test_what_is_older_than_the_chain_may_only_stand_before_it() -> None:
    old = dataclasses.replace(made(), digest="")
    new = made()
    assert break_in([old, old, new]) is None
    assert break_in([new, old]) is old


def test_two_equal_events_have_different_digests() -> None:
    assert made().digest != made().digest


def test_the_line_in_the_log_names_nobody() -> None:
    found = made()
    assert json.loads(log_line(found)) == {
        "digest": found.digest,
        "format": "domicile/release-event/v1",
        "hour": "2026-11-24T08Z",
        "market": "CN",
    }


def test_an_approval_is_of_facts_and_not_of_a_state() -> None:
    assert is_same(RELEASE, dataclasses.replace(RELEASE, state=ReleaseState.RELEASED, event=8))
    assert not is_same(RELEASE, dataclasses.replace(RELEASE, min_client="2.0"))
    assert facts(RELEASE)["certificates"] == {"mlps": "2027-01-01"}
