from typing import Any

import pytest

from domicile.core.decision import Duty
from domicile.core.text import Bilingual
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.schema import Notice
from domicile.policy.decide import decide
from domicile.policy.duties.done import Done, Marked
from domicile.policy.duties.made import Beside
from domicile.policy.duties.protections import CONTACTING, breaks, protect, together
from tests.unit.policy.samples import CN, inquiry, made, named, world

TOLD = Notice(id="cn.told", version="f" * 64, text=Bilingual(en="Told.", zh="已告知。"))
IN_DANGER = {"user": frozenset({"in_crisis"})}
CONTACT = Beside(statements={"crisis_contact": "12356"})


def duty(notice: Notice | None = None, **params: Any) -> Duty:
    asks = named("CN-PRO-001", ProtectParams(**params), on_fail="warn", notice=notice)
    (found,) = decide(inquiry(CN), world(asks)).duties
    return found


def marks(done: Done) -> list[tuple[bool, str]]:
    return [(mark.met, mark.text.en) for mark in done.marks]


def test_what_asks_for_nothing_shows_its_notice_every_time() -> None:
    done = protect(duty(TOLD), made())
    assert [notice.id for notice in done.notices] == ["cn.told"]
    assert done.shown == ()
    assert protect(duty(), made()) == Done()


@pytest.mark.parametrize("params", [{"guardian_consent_below": 14}, {"deny": True}])
def test_what_the_decision_judged_is_said_to_be_judged(params: dict[str, Any]) -> None:
    assert marks(protect(duty(**params), made())) == [
        (True, "Age and guardian's consent were looked at before anything ran.")
    ]


@pytest.mark.parametrize(
    ("minutes", "has_session", "met", "text"),
    [
        (40, True, True, "A minor's session ends after 40 minutes."),
        (40, False, False, "its time cannot be counted"),
        (0, True, False, "`operator.minor_session_minutes`"),
    ],
)
def test_a_minors_mode_limits_the_session_where_there_is_one(
    *, minutes: int, has_session: bool, met: bool, text: str
) -> None:
    answer = made(has_session=has_session, beside=Beside(minor_minutes=minutes))
    (is_met, said), (is_stated, unsaid) = marks(protect(duty(modes=("minor",)), answer))
    assert is_met is met
    assert text in said
    assert not is_stated
    assert "intended_users" in unsaid


def test_whom_the_service_is_for_is_the_operators_to_say() -> None:
    stated = Beside(statements={"intended_users": "Adults who travel."})
    _, told = marks(protect(duty(modes=("minor",)), made(beside=stated)))
    assert told == (True, "The operator says whom the service is for: Adults who travel.")


def test_anybody_may_leave_at_any_time() -> None:
    ((met, said),) = marks(protect(duty(modes=("exit_any_time",)), made()))
    assert met
    assert "Nothing holds the person" in said


@pytest.mark.parametrize(
    ("before", "now", "comes"),
    [(0, 119, False), (119, 120, True), (120, 121, False), (130, 250, True), (0, 0, False)],
)
def test_a_break_is_suggested_once_in_each_span(*, before: int, now: int, comes: bool) -> None:
    done = protect(duty(break_minutes=120), made(has_session=True, minutes=(before, now)))
    assert [mark.met for mark in done.marks] == [True]
    assert [notice.id for notice in done.notices] == (["break"] if comes else [])
    assert done.shown == ()
    if comes:
        assert f"{now} minutes" in done.notices[0].text


def test_a_break_needs_a_session_to_count() -> None:
    done = breaks(duty(break_minutes=120), made(minutes=(0, 500)), 120)
    assert [mark.met for mark in done.marks] == [False]
    assert done.notices == ()


def test_a_card_with_help_comes_when_somebody_is_said_to_be_in_danger() -> None:
    asks = duty(crisis=("reassure",))
    ready = protect(asks, made(beside=CONTACT))
    assert [mark.met for mark in ready.marks] == [True]
    assert ready.notices == ()
    card = protect(asks, made(beside=CONTACT, facts=IN_DANGER))
    assert [mark.met for mark in card.marks] == [True]
    (notice,) = card.notices
    assert notice.id == "crisis"
    assert "12356" in notice.text
    chinese = protect(asks, made(beside=CONTACT, facts=IN_DANGER, language="zh"))
    assert "12356" in chinese.notices[0].text
    assert chinese.notices[0].text != notice.text


def test_that_domicile_judges_nobodys_danger_is_said() -> None:
    ((_, said),) = marks(protect(duty(crisis=("reassure",)), made(beside=CONTACT)))
    assert "does not judge that by itself" in said


def test_without_a_contact_of_the_operators_the_card_still_comes_and_it_is_said() -> None:
    done = protect(duty(crisis=("reassure",)), made(facts=IN_DANGER))
    (lacks, said), (shown, _) = marks(done)
    assert (lacks, shown) == (False, True)
    assert "crisis_contact" in said
    (notice,) = done.notices
    assert "the emergency number of where you are" in notice.text
    assert [met for met, _ in marks(protect(duty(crisis=("reassure",)), made()))] == [False]


def test_to_reach_a_guardian_or_an_emergency_contact_is_the_operators() -> None:
    asks = duty(crisis=("reassure", CONTACTING))
    done = protect(asks, made(beside=CONTACT, facts=IN_DANGER))
    (shown, _), (reached, said) = marks(done)
    assert (shown, reached) == (True, False)
    assert "takes the operator" in said
    assert [met for met, _ in marks(protect(asks, made(beside=CONTACT)))] == [True]


def test_how_identities_are_authenticated_is_the_operators_to_state() -> None:
    asks = duty(identity=("phone",))
    ((unmet, missing),) = marks(protect(asks, made()))
    assert not unmet
    assert "identity_method" in missing
    stated = Beside(statements={"identity_method": "by telephone"})
    ((met, said),) = marks(protect(asks, made(beside=stated)))
    assert met
    assert "by telephone" in said


def test_parts_are_put_together_in_their_order() -> None:
    def part(name: str) -> Done:
        return Done(marks=(Marked(met=True, text=Bilingual(en=name, zh=name)),))

    assert [said for _, said in marks(together([part("a"), Done(), part("b")]))] == ["a", "b"]
