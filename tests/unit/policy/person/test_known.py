from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domicile.core.content import Content, Message
from domicile.core.findings import DataClass
from domicile.core.request import Choices, Request
from domicile.policy.person.known import known
from tests.unit.policy.person_samples import PERSON, PERSON_OF_CN, Desks, HandClock
from tests.unit.policy.samples import ASSISTANT, CN, where

YOUNG = {"user": frozenset({"minor"})}
GUARDED = replace(PERSON_OF_CN, by="A parent")
COMPANION = {"use": frozenset({"companion"})}


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    desks = Desks(tmp_path, HandClock())
    yield desks
    desks.database.close()


def request(**changes: Any) -> Request:
    facts: dict[str, Any] = {
        "feature": ASSISTANT,
        "content": Content(messages=(Message(role="user", content="hi"),)),
        "whereabouts": where(CN),
        "audience": "public",
        "role": "gateway",
        **changes,
    }
    return Request(**facts)


def test_of_nobody_nothing_is_known_and_nothing_written(desks: Desks) -> None:
    asked = request()
    assert known(asked, desks.people) is asked
    stranger = request(subject=PERSON)
    assert known(stranger, desks.people) == stranger


def test_what_is_recorded_joins_what_is_stated(desks: Desks) -> None:
    desks.choices.describe(PERSON_OF_CN, ["under_14"])
    desks.choices.give(GUARDED, ["guardian", "health"])
    asked = request(
        subject=PERSON,
        facts={"user": frozenset({"registered"}), "use": frozenset({"face_edit"})},
        choices=Choices(consents=frozenset({DataClass.FINANCIAL})),
    )
    told = known(asked, desks.people)
    assert told.facts == {
        "user": {"registered", "under_14", "guardian_consent"},
        "use": {"face_edit"},
    }
    assert told.choices.consents == {DataClass.FINANCIAL, DataClass.HEALTH}


@pytest.mark.parametrize(
    ("stated", "switches", "expected"),
    [
        (Choices(), {}, Choices()),
        (Choices(), {"training": False}, Choices(training=False)),
        (Choices(training=False), {"training": True}, Choices(training=False)),
        (Choices(training=True), {"training": False}, Choices(training=False)),
        (Choices(training=True), {}, Choices()),
        (Choices(device_only=True), {"device_only": False}, Choices(device_only=True)),
        (Choices(), {"device_only": True}, Choices(device_only=True)),
        (Choices(), {"personalization": False}, Choices(personalization=False)),
        (Choices(personalization=False), {}, Choices(personalization=False)),
    ],
)
def test_neither_the_record_nor_the_caller_takes_back_what_the_other_forbids(
    desks: Desks, stated: Choices, switches: dict[str, bool], expected: Choices
) -> None:
    desks.choices.choose(PERSON_OF_CN, switches)
    assert known(request(subject=PERSON, choices=stated), desks.people).choices == expected


@pytest.mark.parametrize(
    "facts",
    [YOUNG, COMPANION, *({"user": frozenset({word})} for word in ("under_13", "13-15", "16-17"))],
)
def test_time_is_counted_for_the_young_and_for_companions(
    desks: Desks, facts: dict[str, frozenset[str]]
) -> None:
    asked = request(session="s", facts=facts)
    assert known(asked, desks.people).session_minutes == 0
    desks.clock.turn(20)
    assert known(asked, desks.people).session_minutes == 20
    desks.clock.turn(15)
    told = known(asked, desks.people)
    assert (told.session_minutes_before, told.session_minutes) == (20, 35)
    desks.clock.turn(30)
    assert known(asked, desks.people).session_minutes == 0


@pytest.mark.parametrize("facts", [{}, {"user": frozenset({"18_plus"})}])
def test_nobody_elses_time_is_counted(desks: Desks, facts: dict[str, frozenset[str]]) -> None:
    asked = request(subject=PERSON, session="s", facts=facts)
    known(asked, desks.people)
    desks.clock.turn(20)
    assert known(asked, desks.people).session_minutes == 0


def test_whose_age_is_on_record_has_their_time_counted_whatever_the_session_is_called(
    desks: Desks,
) -> None:
    desks.choices.describe(PERSON_OF_CN, ["minor"])
    known(request(subject=PERSON, session="a"), desks.people)
    desks.clock.turn(10)
    assert known(request(subject=PERSON, session="b"), desks.people).session_minutes == 10


def test_without_person_and_session_no_time_is_counted(desks: Desks) -> None:
    known(request(facts=YOUNG), desks.people)
    desks.clock.turn(10)
    assert known(request(facts=YOUNG), desks.people).session_minutes == 0
