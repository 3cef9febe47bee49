import pytest

from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.request import Choices
from domicile.policy.person.person import Person
from domicile.policy.person.present import present
from domicile.store.people.acts import Act
from tests.unit.store.people.books import CN, act

HEALTH = frozenset({DataClass.HEALTH})


def now(*acts: Act, version: str = "v1") -> Person:
    def version_of(market: MarketId, name: str) -> str:
        return version if (market, name) == (CN, "cn.label_terms") else ""

    return present(acts, {"cn.rights": "v1"}, version_of)


def switch(word: str, value: str) -> Act:
    return act(topic="choice", word=word, value=value)


def fact(words: str) -> Act:
    return act(topic="fact", word="user", value=words)


AGREED = act(
    topic="agreement", word="label_terms", notice="cn.label_terms", version="v1", value="given"
)


def test_of_somebody_of_whom_nothing_was_said_nothing_holds() -> None:
    assert now() == Person(seen={"cn.rights": "v1"})


def test_a_consent_holds_until_it_is_withdrawn_and_by_itself() -> None:
    given = [act(1), act(2, word="financial")]
    assert now(*given).choices.consents == HEALTH | {DataClass.FINANCIAL}
    assert now(*given).consent_ids == {"health": f"{1:032x}", "financial": f"{2:032x}"}
    assert now(*given, act(3, word="financial", value="withdrawn")).choices.consents == HEALTH
    assert now(act(value="withdrawn"), act()).choices.consents == HEALTH


@pytest.mark.parametrize("age", ["under_13", "under_14", "under_16", "minor,under_14", "13-15"])
def test_of_the_youngest_only_a_guardians_consent_counts(age: str) -> None:
    assert now(act(), fact(age)).choices.consents == frozenset()
    assert now(act(by="王妈妈"), fact(age)).choices.consents == HEALTH


@pytest.mark.parametrize("age", ["minor", "16-17", "18_plus", "registered", ""])
def test_everybody_else_speaks_for_themselves(age: str) -> None:
    assert now(act(), fact(age)).choices.consents == HEALTH


def test_a_guardians_consent_is_a_fact_and_no_class_of_data() -> None:
    guardian = act(word="guardian", by="王妈妈")
    person = now(fact("minor,under_14"), guardian)
    assert person.facts == {"user": frozenset({"minor", "under_14", "guardian_consent"})}
    assert person.choices.consents == frozenset()
    ended = now(fact("minor"), guardian, act(word="guardian", value="withdrawn"))
    assert ended.facts == {"user": frozenset({"minor"})}


def test_facts_are_those_that_were_recorded_last() -> None:
    assert now(fact("minor"), fact("registered")).facts == {"user": frozenset({"registered"})}
    assert now(fact("minor"), fact("")).facts == {}


@pytest.mark.parametrize(
    ("acts", "choices"),
    [
        ([switch("device_only", "on")], Choices(device_only=True)),
        ([switch("device_only", "on"), switch("device_only", "off")], Choices()),
        ([switch("training", "off")], Choices(training=False)),
        ([switch("training", "on")], Choices(training=True)),
        ([switch("personalization", "off")], Choices(personalization=False)),
        ([switch("personalization", "on")], Choices()),
    ],
)
def test_switches_stand_as_they_were_turned_last(acts: list[Act], choices: Choices) -> None:
    assert now(*acts).choices == choices


def test_a_restriction_overrides_what_was_chosen_until_it_is_lifted() -> None:
    chosen = [switch("training", "on"), switch("device_only", "off")]
    restricted = [*chosen, act(topic="restriction", word="user", value="on")]
    found = now(*restricted)
    assert found.is_restricted
    assert found.choices == Choices(device_only=True, training=False, personalization=False)
    lifted = now(*restricted, act(topic="restriction", word="user", value="off"))
    assert not lifted.is_restricted
    assert lifted.choices == now(*chosen).choices == Choices(training=True)


def test_an_agreement_holds_for_the_text_that_was_read() -> None:
    assert now(AGREED).agreed == {"label_terms"}
    assert now(AGREED, version="v2").agreed == frozenset()
    withdrawn = act(topic="agreement", word="label_terms", value="withdrawn", version="v1")
    assert now(AGREED, withdrawn).agreed == frozenset()


def test_an_agreement_to_a_text_that_is_gone_does_not_hold() -> None:
    gone = act(topic="agreement", word="label_terms", notice="cn.gone", version="v1")
    assert now(gone).agreed == frozenset()
