"""Scenarios that many rules share: one for each way in which a kind of rule is carried out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date
from typing import Any

from domicile.core.answer import Placement
from domicile.core.clock import SystemClock
from domicile.core.content import Content, Message
from domicile.core.findings import Action, DataClass
from domicile.core.ids import FeatureId, MarketId, ReceiptId, RuleId, SiteId
from domicile.core.reply import Delta, Finish, Intervention
from domicile.core.request import Request, Whereabouts
from domicile.core.settings import OperatorSettings, Settings
from domicile.core.steps import Trace
from domicile.core.story import Story
from domicile.core.text import Bilingual
from domicile.markets.case import Expected, Given
from domicile.policy.cases.case import Act, Asked, Case, Opening
from domicile.policy.duties.made import Beside
from domicile.policy.person.texts import settings_page
from domicile.receipts.receipt import build_receipt
from domicile.reports.tally import tally
from tests.vectors.rules.world import (
    RULES,
    SIGNED,
    TODAY,
    World,
    attempt,
    days_of,
    labels,
    status,
    text,
    told,
)

Scenario = Callable[[World], None]


def judges(
    rule: str, passes: Given, *stops: Given, outcome: Expected = "refuse", says: str = ""
) -> Scenario:
    """Show that ``rule`` lets ``passes`` through, and none of ``stops``."""

    def scenario(world: World) -> None:
        assert world.says(rule, passes) == "permit"
        for given in stops:
            decision = world.decide(rule, given)
            found = [each for each in decision.reasons if each.rule == rule]
            assert [each.outcome.value for each in found if each.outcome != "permit"] == [outcome]
            assert decision.permitted is False or outcome != "refuse"
            assert any(says in each.text.en for each in found)

    return scenario


def informs(rule: str, given: Given) -> Scenario:
    """Show that ``rule`` says what it says, and asks for nothing."""

    def scenario(world: World) -> None:
        decision = world.decide(rule, given)
        note = next((each for each in decision.notes if each.rule == rule), None)
        assert note is not None
        assert note.text == RULES[RuleId(rule)].requirement
        assert rule not in {duty.rule for duty in decision.duties}
        assert rule not in {reason.rule for reason in decision.reasons}

    return scenario


def takes_out(rule: str, data: DataClass) -> Scenario:
    """Show that ``data`` goes to no partner before the person agrees."""

    def scenario(world: World) -> None:
        asked = world.decide(rule, Given(data=(data,)))
        assert asked.actions[data] is Action.REMOVED
        assert world.says(rule, Given(data=(data,))) == "limit"
        agreed = Given(data=(data,), consents=(data,))
        assert world.says(rule, agreed) == "permit"
        assert world.decide(rule, agreed).actions[data] is not Action.REMOVED

    return scenario


def keeps_consent(rule: str, data: DataClass) -> Scenario:
    """Show the same, and that consents are given one by one and withdrawn as easily."""
    before = takes_out(rule, data)

    def scenario(world: World) -> None:
        before(world)
        choices, speaker = world.desks.choices, world.speaker(rule)
        (act,) = choices.give(speaker, [data])
        assert act.notice
        assert world.desks.people.about(speaker.subject).choices.consents == {data}
        choices.withdraw(speaker, [data])
        assert world.desks.people.about(speaker.subject).choices.consents == frozenset()

    return scenario


def tells(rule: str, notice: str, given: Given, *, says: str = "", **states: str) -> Scenario:
    """Show that the answer brings ``notice``, filled in with what the operator ``states``."""

    def scenario(world: World) -> None:
        beside = Beside(operator="Operator", statements=states)
        done = world.answer(rule, given, beside=beside, has_session=True)
        assert status(done, rule) == "met"
        assert notice in told(done, rule)
        assert says in told(done, rule)[notice]

    return scenario


def tells_once(rule: str, notice: str, given: Given) -> Scenario:
    """Show that a person who is known is told at first, and again when the text changes."""

    def scenario(world: World) -> None:
        first = world.answer(rule, given)
        assert notice in told(first, rule)
        seen = {each.id: each.version for each in first.shown}
        known = Beside(operator="Operator", is_known=True, seen=seen)
        again = world.answer(rule, given, beside=known)
        assert status(again, rule) == "met"
        assert notice not in told(again, rule)
        stale = replace(known, seen=dict.fromkeys(seen, "older"))
        assert notice in told(world.answer(rule, given, beside=stale), rule)

    return scenario


def states(rule: str, given: Given, *words: str, says: str = "") -> Scenario:
    """Show that the operator's ``words`` are told, and that what it left out is named."""

    def scenario(world: World) -> None:
        silent = world.answer(rule, given)
        assert status(silent, rule) == "unmet"
        assert all(word in text(silent, rule) for word in words)
        statements = {word: f"our {word}" for word in words}
        done = world.answer(rule, given, beside=Beside(operator="O", statements=statements))
        assert status(done, rule) == "met"
        shown = "\n".join(told(done, rule).values())
        assert all(f"{word}: our {word}" in shown for word in words)
        assert says in shown

    return scenario


def cannot(rule: str, why: str, *given: Given) -> Scenario:
    """Show that what Domicile cannot do is called unmet, and ``why``."""

    def scenario(world: World) -> None:
        for each in given:
            done = world.answer(rule, each, beside=Beside(mark=SIGNED))
            assert status(done, rule) == "unmet"
            assert why in text(done, rule)
            assert not labels(done, rule)

    return scenario


def assesses(rule: str, document: str, given: Given) -> Scenario:
    """Show that the answer names the document that is missing, and no longer once it is there."""

    def scenario(world: World) -> None:
        missing = world.answer(rule, given)
        assert status(missing, rule) == "unmet"
        assert f"no `{document}` on file" in text(missing, rule)
        filed = world.answer(rule, replace(given, documents=(document,)))
        assert status(filed, rule) == "met"

    return scenario


def owes(
    rule: str,
    document: str = "",
    *by: str,
    at: date | None = None,
    event: str | None = None,
    **operator: Any,
) -> Scenario:
    """Show that ``market due`` names what the operator owes, by when, and what is on file."""

    def scenario(world: World) -> None:
        found = world.owed(rule, event=event, at=at, **operator)
        assert found is not None
        assert (found.status, found.document) == ("owed", document)
        assert days_of(found.deadlines) == list(by)
        if document:
            filed = world.owed(rule, event=event, at=at, documents={document: "x"}, **operator)
            assert filed is not None
            assert filed.status == "met"

    return scenario


def page_tells(rule: str, notice: str, *, at: date | None = None) -> Scenario:
    """Show that the settings page holds the text of ``rule``."""

    def scenario(world: World) -> None:
        operator = OperatorSettings(name="Operator", audience="public")
        page = settings_page(
            world.atlas, RULES[RuleId(rule)].market, operator, at=at or TODAY.date()
        )
        found = next((each for each in page if each.id == notice), None)
        assert found is not None
        assert found.rule == rule

    return scenario


def both(*scenarios: Scenario) -> Scenario:
    """Show all of them."""

    def scenario(world: World) -> None:
        for each in scenarios:
            each(world)

    return scenario


def shows_hands(rule: str, source: str, notice: str) -> Scenario:
    """Show that a hand on an answer is in the answer, in its receipt and in the counts."""
    on_page = page_tells(rule, notice)
    hand = Intervention(
        source=source, kind="cut", text=Bilingual(en="The answer was cut.", zh="回答被截断。")
    )

    def scenario(world: World) -> None:
        done = world.answer(rule)
        assert status(done, rule) == "met"
        assert "shown with the answer and counted" in text(done, rule)
        on_page(world)
        market = RULES[RuleId(rule)].market
        story = cut_story(market, hand)
        answer = story.answer(world.decide(rule, Given()))
        assert answer.interventions == (hand,)
        receipt = build_receipt(
            story.request,
            answer,
            receipt_id=ReceiptId("r"),
            at=TODAY,
            log="log",
            operator="Operator",
        )
        assert list(tally([receipt]).interventions.values()) == [1]

    return scenario


def cut_story(market: MarketId, hand: Intervention) -> Story:
    """Return a request whose answer somebody laid a hand on."""
    where = Whereabouts(operator=market, user=market, device=market, source="flag")
    request = Request(
        feature=FeatureId("assistant"),
        content=Content(messages=(Message(role="user", content="hi"),)),
        whereabouts=where,
        audience="public",
        role="gateway",
    )
    story = Story(request=request, trace=Trace(SystemClock()))
    story.place(
        Placement(
            site=SiteId("sample"),
            level="P0",
            model="m",
            model_digest="",
            evidence="simulated",
            why="",
            region="eu",
        )
    )
    story.hear(Delta(text="It is"))
    story.hear(Finish(reason="content_filter", interventions=(hand,)))
    return story


def opens_case(world: World, rule: str, event: str, *, site: str = "", **asked: Any) -> Case:
    """Open a case of ``event`` in the market of ``rule``."""
    market = RULES[RuleId(rule)].market
    opening = Opening(by="Li", asked=Asked(text="They ask.", site=SiteId(site), **asked))
    case = attempt(lambda: world.desks.cases.open(event, market, opening))
    assert case is not None
    return case


def speaks(case: Case, rule: str) -> list[str]:
    """Return by when ``rule`` has the case answered, without extensions; as days."""
    return [
        due.by[:10]
        for each in case.rules
        if each.rule == rule
        for due in each.deadlines
        if not due.extended
    ]


def answers_within(rule: str, event: str, day: str, *, extended_by: int = 0) -> Scenario:
    """Show that a case of ``event`` is due on ``day``, and how long its time can be extended."""

    def scenario(world: World) -> None:
        case = opens_case(world, rule, event)
        assert day in speaks(case, rule)
        assert case.due is not None
        assert case.due.astimezone(UTC).date().isoformat() == day
        if extended_by:
            act = Act(by="Li", text="It is complex.", days=extended_by)
            longer = world.desks.cases.act(case.id, "extend", act)
            assert longer.due is not None
            assert (longer.due - case.due).days == extended_by
        done = world.desks.cases.act(case.id, "answer", Act(by="Li", text="Here it is."))
        assert done.outcome == "answered"
        assert not done.overdue

    return scenario


def reports_to(rule: str, event: str, who: Iterable[str], *by: str) -> Scenario:
    """Show that an incident is due ``by``, and reported only once everybody was told."""
    audience = tuple(who)

    def scenario(world: World) -> None:
        case = opens_case(world, rule, event)
        assert sorted(speaks(case, rule)) == sorted(by)
        evidence = world.file("report.pdf")
        for count, to in enumerate(audience, 1):
            act = Act(by="Li", to=to, evidence=evidence)
            case = world.desks.cases.act(case.id, "report", act)
            assert (case.state == "reported") is (count == len(audience))

    return scenario


def keeping(
    world: World, rule: str, *, statements: Mapping[str, str] | None = None, **days: int
) -> Settings:
    """Return the settings of an operator in the market of ``rule``, who keeps records so long."""
    operator = OperatorSettings(
        name="Operator",
        audience="public",
        markets=(RULES[RuleId(rule)].market,),
        statements=statements or {},
    )
    retention = replace(world.settings.retention, **days)
    return replace(world.settings, operator=operator, retention=retention)
