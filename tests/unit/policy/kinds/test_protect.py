from dataclasses import replace

import pytest

from domicile.markets.kinds.protect import ProtectParams
from domicile.policy.kinds.protect import problems
from domicile.policy.reasons import Problem
from tests.unit.policy.samples import OPERATOR, inquiry, question

CONSENT = ProtectParams(guardian_consent_below=14)


def found(params: ProtectParams, *user: str) -> list[Problem]:
    facts = {"user": frozenset(user)} if user else {}
    return list(problems(params, question(inquiry(facts=facts))))


def weights(params: ProtectParams, *user: str) -> list[str]:
    return [each.weight for each in found(params, *user)]


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ((), []),
        (("under_13",), ["fails"]),
        (("under_14",), ["fails"]),
        (("under_16",), ["warns"]),
        (("minor",), ["warns"]),
        (("under_13", "guardian_consent"), []),
        (("minor", "guardian_consent"), []),
        (("guardian_consent",), []),
    ],
)
def test_below_an_age_a_guardian_must_agree_and_of_unknown_age_people_are_warned(
    user: tuple[str, ...], expected: list[str]
) -> None:
    assert weights(CONSENT, *user) == expected


def test_who_would_have_to_agree_is_said() -> None:
    for user in ("under_13", "minor"):
        (problem,) = found(CONSENT, user)
        assert problem.remedy is not None
        assert "`user=guardian_consent`" in problem.remedy.en
        assert "`domicile consent give --class guardian`" in problem.remedy.en


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ((), []),
        (("under_13",), ["fails"]),
        (("under_16",), ["fails"]),
        (("minor",), ["fails"]),
    ],
)
def test_a_feature_that_is_closed_below_an_age_is_closed_to_the_young_of_unknown_age(
    user: tuple[str, ...], expected: list[str]
) -> None:
    assert weights(ProtectParams(deny=True, below_age=14), *user) == expected


def test_nobody_below_eighteen_is_open_to_what_is_closed_to_minors() -> None:
    params = ProtectParams(deny=True, below_age=18)
    assert weights(params, "minor") == ["fails"]
    assert weights(params) == []


def test_a_guardian_cannot_open_what_is_closed() -> None:
    assert weights(ProtectParams(deny=True, below_age=14), "under_13", "guardian_consent") == [
        "fails"
    ]


def test_without_an_age_it_is_closed_to_everybody_whom_the_rule_binds() -> None:
    (problem,) = found(ProtectParams(deny=True))
    assert problem.remedy is None


def test_what_else_it_asks_refuses_nobody() -> None:
    assert found(ProtectParams(break_minutes=120, modes=("minor",)), "under_13") == []


@pytest.mark.parametrize(
    ("limit", "minutes", "expected"), [(0, 500, []), (40, 39, []), (40, 40, ["fails"])]
)
def test_a_minors_session_ends_when_the_operator_says(
    limit: int, minutes: int, expected: list[str]
) -> None:
    operator = replace(OPERATOR, minor_session_minutes=limit)
    asked = question(inquiry(operator=operator, session_minutes=minutes))
    over = list(problems(ProtectParams(modes=("minor",)), asked))
    assert [each.weight for each in over] == expected
    assert all("40 minutes" in each.text.en and each.remedy is not None for each in over)
    assert not list(problems(ProtectParams(modes=("exit_any_time",)), asked))


@pytest.mark.parametrize(
    ("bracket", "expected"),
    [("under_13", ["fails"]), ("13-15", ["warns"]), ("16-17", ["warns"]), ("18_plus", [])],
)
def test_the_brackets_of_an_operating_system_tell_an_age(bracket: str, expected: list[str]) -> None:
    assert weights(CONSENT, bracket) == expected
