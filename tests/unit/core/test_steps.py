from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from domicile.core.steps import STEPS, Trace


@dataclass
class TickingClock:
    seconds: float = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 24, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return self.seconds


def test_the_eight_names_in_order() -> None:
    assert STEPS == ("decide", "plan", "choose", "clear", "run", "restore", "apply", "seal")


def test_steps_that_were_not_reached_are_skipped() -> None:
    trace = Trace(TickingClock())
    with trace.step("decide"):
        pass
    events = trace.events()
    assert [event.step for event in events] == list(STEPS)
    assert [event.step for event in events if not event.skipped] == ["decide"]


def test_an_outer_step_pauses_while_an_inner_one_runs() -> None:
    clock = TickingClock()
    trace = Trace(clock)
    with trace.step("run"):
        clock.seconds += 1
        with trace.step("restore"):
            clock.seconds += 0.25
        clock.seconds += 1
    clock.seconds += 5
    spent = {event.step: event.ms for event in trace.events()}
    assert (spent["run"], spent["restore"]) == (2000, 250)


def test_a_step_entered_twice_adds_up() -> None:
    clock = TickingClock()
    trace = Trace(clock)
    for _ in range(2):
        with trace.step("clear"):
            clock.seconds += 0.5
    assert {event.step: event.ms for event in trace.events()}["clear"] == 1000


def test_time_is_charged_when_a_step_fails() -> None:
    clock = TickingClock()
    trace = Trace(clock)

    def fail() -> None:
        with trace.step("run"):
            clock.seconds += 1
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    run = next(event for event in trace.events() if event.step == "run")
    assert (run.ms, run.skipped) == (1000, False)


def test_an_open_step_shows_the_time_so_far() -> None:
    clock = TickingClock()
    trace = Trace(clock)
    with trace.step("seal"):
        clock.seconds += 0.002
        assert trace.events()[-1].ms == 2


def test_a_note_stands_beside_its_step() -> None:
    trace = Trace(TickingClock())
    trace.note("clear", "nothing leaves")
    notes = {event.step: event.note for event in trace.events()}
    assert notes["clear"] == "nothing leaves"
    assert notes["run"] is None
