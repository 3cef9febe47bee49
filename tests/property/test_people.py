"""People decide for themselves: what is taken back leaves no trace, and for nobody else."""

import dataclasses
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.decision import Decision
from domicile.core.findings import DataClass
from domicile.core.ids import SubjectId
from domicile.policy.decide import decide
from domicile.policy.inquiry import Inquiry
from domicile.policy.person.choices import Speaker
from domicile.policy.person.present import SWITCHES
from tests.unit.policy.person.stage import Stage
from tests.unit.policy.samples import ATLAS, CN, EU, SENSITIVE, US_CA, inquiry

CLASSES = st.sets(st.sampled_from(sorted(DataClass)), min_size=1, max_size=4)
NAMES = itertools.count()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    opened = Stage(tmp_path_factory.mktemp("people"))
    yield opened
    opened.database.close()


def somebody() -> Speaker:
    return Speaker(subject=SubjectId(f"person {next(NAMES)}"), how="cli", market=CN)


def decided(stage: Stage, speaker: Speaker, asked: Inquiry) -> Decision:
    """Decide on what ``speaker`` asks, as they have chosen and as they are known."""
    person = stage.people.about(speaker.subject)
    asking = dataclasses.replace(asked, choices=person.choices, facts=person.facts)
    return decide(asking, ATLAS)


@st.composite
def questions(draw: st.DrawFn) -> Inquiry:
    market = draw(st.sampled_from((CN, EU, US_CA)))
    return inquiry(
        market, data=frozenset(draw(CLASSES) | draw(st.sets(st.sampled_from(sorted(SENSITIVE)))))
    )


@given(asked=questions(), classes=CLASSES, again=CLASSES)
def test_taking_back_restores_the_decision_before_giving(
    stage: Stage, asked: Inquiry, classes: set[DataClass], again: set[DataClass]
) -> None:
    speaker = somebody()
    before = decided(stage, speaker, asked)
    stage.choices.give(speaker, classes)
    stage.choices.give(speaker, again)
    stage.choices.withdraw(speaker, classes | again)
    assert decided(stage, speaker, asked) == before


@given(asked=questions(), classes=CLASSES, switch=st.sampled_from(SWITCHES))
def test_what_one_decides_changes_nothing_for_another(
    stage: Stage, asked: Inquiry, classes: set[DataClass], switch: str
) -> None:
    one, other = somebody(), somebody()
    before = decided(stage, other, asked)
    stage.choices.give(one, classes)
    stage.choices.choose(one, {switch: True})
    stage.choices.describe(one, ["minor"])
    stage.choices.restrict(one)
    assert decided(stage, other, asked) == before
    stage.people.records.forget(one.subject, stage.clock.at.date())
    assert decided(stage, other, asked) == before


@given(asked=questions(), classes=CLASSES)
def test_a_restriction_that_is_lifted_leaves_what_was_chosen(
    stage: Stage, asked: Inquiry, classes: set[DataClass]
) -> None:
    speaker = somebody()
    stage.choices.give(speaker, classes)
    before = decided(stage, speaker, asked)
    stage.choices.restrict(speaker)
    narrow = decided(stage, speaker, asked)
    assert set(narrow.places) <= {"device"}
    stage.choices.restrict(speaker, lift=True)
    assert decided(stage, speaker, asked) == before


def test_a_consent_matters_until_it_is_withdrawn(stage: Stage) -> None:
    """Without this, the properties above could hold of decisions that heed nothing."""
    speaker, asked = somebody(), inquiry(CN, data=frozenset({DataClass.HEALTH}))
    before = decided(stage, speaker, asked)
    stage.choices.give(speaker, ["health"])
    given = decided(stage, speaker, asked)
    assert before.actions[DataClass.HEALTH] == "removed"
    assert given.actions[DataClass.HEALTH] == "kept"
