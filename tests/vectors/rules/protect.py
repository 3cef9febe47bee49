"""Scenarios about the young, about companions, and about people in danger."""

from datetime import date
from typing import Final

from domicile.markets.case import Given
from domicile.policy.duties.made import Beside
from tests.vectors.rules.kinds import Scenario, page_tells
from tests.vectors.rules.world import World, status, text, told

COMPANION: Final = Given(facts={"use": ("companion",)})


def asks_a_guardian(rule: str, age: str, notice: str) -> Scenario:
    """Show that the young are refused until a guardian agrees, and are told so."""

    def scenario(world: World) -> None:
        agreed = Given(facts={"user": (age, "guardian_consent")})
        assert world.says(rule, agreed) == "permit"
        alone = Given(facts={"user": (age,)})
        assert world.says(rule, alone) == "refuse"
        assert not world.decide(rule, alone).permitted
        assert world.says(rule, Given(facts={"user": ("minor",)})) == "limit"
        beside = Beside(minor_minutes=40, statements={"intended_users": "Everybody"})
        done = world.answer(rule, agreed, beside=beside, has_session=True)
        assert status(done, rule) == "met"
        assert notice in told(done, rule)

    return scenario


def reminds(rule: str, every: int) -> Scenario:
    """Show that a break is suggested once in each ``every`` minutes of a session."""

    def scenario(world: World) -> None:
        for before, now, comes in (
            (0, every - 1, False),
            (every - 1, every, True),
            (every, every + 1, False),
        ):
            done = world.answer(rule, COMPANION, has_session=True, minutes=(before, now))
            assert status(done, rule)
            assert ("break" in told(done, rule)) is comes
        unnamed = world.answer(rule, COMPANION)
        assert status(unnamed, rule) == "unmet"
        assert "its time cannot be counted" in text(unnamed, rule)

    return scenario


def helps_in_a_crisis(world: World) -> None:
    """Show that a card with help comes with the answer, where the operator names whom to reach."""
    rule = "CN-PRO-002"
    asked = Given(facts={"use": ("companion",), "user": ("in_crisis",)})
    beside = Beside(statements={"crisis_contact": "12356"})
    card = world.answer(rule, asked, beside=beside, has_session=True)
    assert "12356" in told(card, rule).get("crisis", "")
    calm = world.answer(rule, COMPANION, beside=beside, has_session=True)
    assert "crisis" not in told(calm, rule)
    assert status(calm, rule) == "met"
    silent = world.answer(rule, asked, has_session=True)
    assert status(silent, rule) == "unmet"
    assert "crisis_contact" in text(silent, rule)


def lets_people_leave(world: World) -> None:
    """Show that it is said that nothing holds the person."""
    done = world.answer("CN-PRO-002", COMPANION, has_session=True)
    assert "Nothing holds the person" in text(done, "CN-PRO-002")
    assert "cn.companion" in told(done, "CN-PRO-002")


def is_closed_to_minors(world: World) -> None:
    """Show that a companion is closed to every minor, with or without a guardian's consent."""
    rule = "CN-PRO-002"
    assert world.says(rule, COMPANION) == "permit"
    for user in (("minor",), ("under_14", "guardian_consent")):
        given = Given(facts={"use": ("companion",), "user": user})
        assert world.says(rule, given) == "refuse"
        assert not world.decide(rule, given).permitted


def authenticates(world: World) -> None:
    """Show that the operator's way to authenticate is told, or named as missing."""
    rule, given = "CN-PRO-003", Given(facts={"user": ("registered",)})
    stated = Beside(statements={"identity_method": "by telephone number"})
    done = world.answer(rule, given, beside=stated)
    assert status(done, rule) == "met"
    assert "by telephone number" in text(done, rule)
    assert "cn.identity" in told(done, rule)
    silent = world.answer(rule, given)
    assert status(silent, rule) == "unmet"
    assert "identity_method" in text(silent, rule)


def heeds_brackets(world: World) -> None:
    """Show that what an operating system tells counts as the age, in the market and its parent."""
    rule, at = "US-CA-PRO-001", date(2027, 1, 1)
    found = world.owed(rule, at=at, facts={"role": ("app_developer",)})
    assert found is not None
    assert found.status == "owed"
    page_tells(rule, "us_ca.age", at=at)(world)
    ages = {"under_13": "refuse", "13-15": "limit", "16-17": "limit", "18_plus": "silent"}
    for bracket, expected in ages.items():
        given = Given(facts={"user": (bracket,)}, operator=world.pack(rule).id)
        assert world.says("US-PRO-001", given) == expected
