from collections.abc import Callable
from dataclasses import replace

import pytest

from domicile.core.errors import (
    InvalidRequestError,
    StorageError,
    UnknownClassError,
    UnknownMarketError,
)
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, SubjectId
from domicile.markets.facts import GUARDIAN, IN_CRISIS
from domicile.policy.person.choices import CONSENTS
from domicile.store.subjects import Subject
from tests.unit.policy.person.stage import SPEAKER, Stage
from tests.unit.policy.samples import ATLAS, CN, EU
from tests.unit.store.people.books import NOON, WANG

MOTHER = replace(SPEAKER, by="王妈妈")
UNPLACED = replace(SPEAKER, market=None)


def test_each_class_is_a_consent_of_its_own(stage: Stage) -> None:
    health, financial = stage.choices.give(SPEAKER, ["health", "financial", "health"])
    assert (health.word, financial.word) == ("health", "financial")
    assert len({health.id, financial.id}) == 2
    assert (health.at, health.market, health.how, health.by) == (NOON, CN, "cli", "")
    assert (health.notice, len(health.version)) == ("CN-CHO-001", 64)
    assert stage.choices.history(WANG) == (health, financial)
    stage.choices.withdraw(SPEAKER, ["health"])
    assert stage.people.about(WANG).choices.consents == {DataClass.FINANCIAL}


def test_whoever_is_new_is_added_with_their_market_and_without_a_name(stage: Stage) -> None:
    with pytest.raises(InvalidRequestError, match="market"):
        stage.choices.give(UNPLACED, ["health"])
    stage.choices.give(SPEAKER, ["health"])
    assert stage.subjects.get(WANG) == Subject(id=WANG, market=CN, name="")
    (act,) = stage.choices.give(UNPLACED, ["financial"])
    assert act.market == CN


def test_whoever_is_known_stays_as_they_are(stage: Stage) -> None:
    known = Subject(id=WANG, market=EU, name="王小明")
    stage.subjects.put(known)
    (act,) = stage.choices.give(SPEAKER, ["health"])
    assert act.market == CN
    assert stage.subjects.get(WANG) == known


def test_a_text_that_was_shown_can_be_named(stage: Stage) -> None:
    (act,) = stage.choices.give(SPEAKER, ["phone"], notice="cn.rights")
    assert (act.notice, len(act.version)) == ("cn.rights", 64)
    (act,) = stage.choices.give(SPEAKER, ["phone"])
    assert (act.notice, act.version) == ("", "")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ([], InvalidRequestError),
        (["secret"], UnknownClassError),
        (["health", ""], UnknownClassError),
    ],
)
def test_consent_is_for_a_class_that_there_is(
    words: list[str], error: type[Exception], stage: Stage
) -> None:
    for say in (stage.choices.give, stage.choices.withdraw):
        with pytest.raises(error) as caught:
            say(SPEAKER, words)
        assert "secret" not in str(caught.value)
    assert stage.choices.history(WANG) == ()


def test_every_class_can_be_agreed_to(stage: Stage) -> None:
    assert len(stage.choices.give(MOTHER, CONSENTS)) == len(CONSENTS) == len(DataClass) + 1


def test_a_guardians_consent_names_the_guardian(stage: Stage) -> None:
    with pytest.raises(InvalidRequestError, match="guardian"):
        stage.choices.give(SPEAKER, ["guardian"])
    stage.choices.describe(SPEAKER, ["minor", "under_14"])
    stage.choices.give(MOTHER, ["guardian"])
    assert GUARDIAN in stage.people.about(WANG).facts["user"]
    stage.choices.withdraw(SPEAKER, ["guardian"])
    assert GUARDIAN not in stage.people.about(WANG).facts["user"]


def test_a_child_cannot_agree_but_can_take_back(stage: Stage) -> None:
    stage.choices.describe(SPEAKER, ["under_14"])
    with pytest.raises(InvalidRequestError, match="guardian"):
        stage.choices.give(SPEAKER, ["health"])
    stage.choices.give(MOTHER, ["health"])
    stage.choices.withdraw(SPEAKER, ["health"])
    assert not stage.people.about(WANG).choices.consents
    stage.choices.describe(SPEAKER, ["minor"])
    stage.choices.give(SPEAKER, ["health"])
    assert stage.people.about(WANG).choices.consents == {DataClass.HEALTH}


def test_switches_are_turned(stage: Stage) -> None:
    acts = stage.choices.choose(SPEAKER, {"training": False, "device_only": True})
    assert [(act.word, act.value) for act in acts] == [("training", "off"), ("device_only", "on")]
    choices = stage.people.about(WANG).choices
    assert (choices.training, choices.device_only, choices.personalization) == (False, True, True)
    with pytest.raises(InvalidRequestError, match="nearest one is `training`"):
        stage.choices.choose(SPEAKER, {"trainings": False})


def test_a_clause_is_agreed_to_and_no_longer(stage: Stage) -> None:
    (act,) = stage.choices.agree(SPEAKER, "label_terms")
    assert act.notice == "cn.label_terms"
    assert stage.people.about(WANG).agreed == {"label_terms"}
    stage.choices.agree(SPEAKER, "label_terms", withdraw=True)
    assert stage.people.about(WANG).agreed == frozenset()
    with pytest.raises(InvalidRequestError, match="clause"):
        stage.choices.agree(replace(SPEAKER, market=EU), "label_terms")


def test_what_holds_of_a_person_is_replaced(stage: Stage) -> None:
    stage.choices.describe(SPEAKER, ["minor", "under_14", "minor"])
    assert stage.people.about(WANG).facts["user"] == {"minor", "under_14"}
    stage.choices.describe(SPEAKER, [])
    assert stage.people.about(WANG).facts == {}


@pytest.mark.parametrize("word", [IN_CRISIS, GUARDIAN, "us_person", "minr", "minor,under_14"])
def test_what_is_not_to_be_recorded_is_refused(word: str, stage: Stage) -> None:
    assert "us_person" in ATLAS.vocabulary["user"]
    with pytest.raises(InvalidRequestError) as caught:
        stage.choices.describe(SPEAKER, [word])
    assert caught.value.param == "user"
    assert stage.choices.history(WANG) == ()


def test_a_restriction_is_laid_and_lifted(stage: Stage) -> None:
    stage.choices.restrict(replace(SPEAKER, by="Zhao"))
    assert stage.people.about(WANG).is_restricted
    assert stage.people.about(WANG).choices.device_only
    stage.choices.restrict(SPEAKER, lift=True)
    assert not stage.people.about(WANG).is_restricted
    assert [act.by for act in stage.choices.history(WANG)] == ["Zhao", ""]


@pytest.mark.parametrize(
    "say",
    [
        lambda stage, who: stage.choices.give(who, ["health"]),
        lambda stage, who: stage.choices.withdraw(who, ["health"]),
        lambda stage, who: stage.choices.choose(who, {"training": False}),
        lambda stage, who: stage.choices.agree(who, "label_terms"),
        lambda stage, who: stage.choices.describe(who, ["minor"]),
        lambda stage, who: stage.choices.restrict(who),
    ],
)
def test_the_person_is_named_and_their_market_exists(
    say: Callable[[Stage, object], object], stage: Stage
) -> None:
    with pytest.raises(InvalidRequestError, match="not named"):
        say(stage, replace(SPEAKER, subject=SubjectId("")))
    with pytest.raises(UnknownMarketError):
        say(stage, replace(SPEAKER, market=MarketId("ZZ")))
    assert stage.subjects.list() == ()


def test_a_market_without_such_a_notice_is_told(stage: Stage) -> None:
    with pytest.raises(InvalidRequestError, match="notice"):
        stage.choices.give(SPEAKER, ["health"], notice="eu.rights")


def test_what_cannot_be_written_down_is_not_agreed_to(stage: Stage) -> None:
    with stage.database.write() as connection:
        connection.execute(
            "CREATE TRIGGER fails BEFORE INSERT ON person_act WHEN NEW.word = 'financial'"
            " BEGIN SELECT RAISE(ABORT, 'x'); END"
        )
    with pytest.raises(StorageError):
        stage.choices.give(SPEAKER, ["health", "financial"])
    assert not stage.people.about(WANG).choices.consents
