"""Scenarios of China's rules alone."""

from dataclasses import replace
from datetime import date
from typing import Final

from domicile.core.content import Content, Message
from domicile.core.ids import FeatureId, RuleId, SiteId
from domicile.core.request import Request, Whereabouts
from domicile.core.settings import OperatorSettings, Settings
from domicile.core.site import Site
from domicile.markets.case import Given
from domicile.policy.binding import bound
from domicile.policy.cases.case import Act, Asked
from domicile.policy.decide import decide
from domicile.policy.duties.made import Beside
from domicile.policy.inquiry import Inquiry
from domicile.policy.person.actions import action_class
from domicile.policy.person.known import known
from domicile.policy.question import put
from domicile.reports.transparency import counted
from tests.unit.policy.samples import CN, CN_SITE, inquiry, refusals, release
from tests.vectors.rules.kinds import judges, opens_case
from tests.vectors.rules.world import PERSON, RULES, World, goes, labels, status, text, told

NUMBER: Final = "DEMO-App-20260101"
SITE: Final = Site(
    id=SiteId("mainland"),
    region="cn-mainland",
    inference_scope="cn-mainland",
    features=(FeatureId("assistant"),),
)


def wants_the_same_model(world: World) -> None:
    """Show that a release of another model, or of another version of it, opens nothing."""
    for held, opens in ((CN_SITE, True), (replace(CN_SITE, model="other"), False)):
        releases = release(CN, held, number=NUMBER)
        asked = inquiry(CN, audience="public", sites=(CN_SITE,), releases=releases)
        found = refusals(decide(asked, world.atlas), CN_SITE)
        assert ("CN-GATE-002" not in found) is opens
        spoken = {each.rule for each in decide(asked, world.atlas).reasons}
        assert "CN-GATE-002" in spoken


def shows_the_filing(world: World) -> None:
    """Show that the filing is missing, then that its number is shown."""
    rule = "CN-GATE-004"
    missing = world.answer(rule)
    assert status(missing, rule) == "unmet"
    assert "no `algorithm_filing` on file" in text(missing, rule)
    filed = Given(documents=("algorithm_filing",))
    silent = world.answer(rule, filed)
    assert status(silent, rule) == "unmet"
    assert "algorithm_filing_no" in text(silent, rule)
    statements = {"algorithm_filing_no": "A-1", "algorithm_notice_url": "https://example.com/a"}
    done = world.answer(rule, filed, beside=Beside(statements=statements))
    assert status(done, rule) == "met"
    assert "A-1" in told(done, rule)["cn.algorithm"]


def shows_the_model(world: World) -> None:
    """Show that the model and its number come with the answer, and that old facts are warned of."""
    rule = "CN-PART-001"
    done = world.answer(rule)
    assert status(done, rule) == "met"
    assert "DEMO-Qwen-20260101" in told(done, rule)["cn.model"]
    real = {"filing_no": "Beijing-YunQue-20230821", "evidence": "declared"}
    assert world.says(rule, Given(site={**real, "checked_on": "2026-11-01"})) == "permit"
    assert world.says(rule, Given(site={**real, "checked_on": "2026-09-01"})) == "limit"


def holds_what_is_asked_abroad(world: World) -> None:
    """Show that nothing goes to a foreign authority without approval and a second person."""
    rule = "CN-LOC-002"
    world.settings = Settings(sites=(SITE,))
    case = opens_case(world, rule, "foreign_request", site="mainland", law="CLOUD Act")
    assert case.state == "escalated"
    evidence, approval = world.file("answer.json"), world.file("approval.pdf")
    act = world.desks.cases.act
    bare = Act(by="Li", text="Here.", evidence=evidence)
    assert not goes(lambda: act(case.id, "propose", bare))
    act(case.id, "propose", replace(bare, approval=approval))
    assert not goes(lambda: act(case.id, "confirm", Act(by="Li")))
    assert act(case.id, "confirm", Act(by="Wang")).outcome == "answered"


def labels_answers(world: World) -> None:
    """Show that a text ends with the words, and that structured data has them beside it."""
    rule = "CN-LAB-001"
    done = world.answer(rule)
    assert status(done, rule) == "met"
    assert done.suffix == "\n\n（内容由AI生成 · AI-generated）"
    structured = world.answer(rule, structured=True)
    assert status(structured, rule) == "unmet"
    assert labels(structured, rule) == ["visible"]
    assert structured.suffix == ""
    assert status(world.answer(rule, has_text=False), rule) == ""


def agrees_to_labels(world: World) -> None:
    """Show that the clause can be accepted, and that the acceptance is of the present text."""
    rule = "CN-DIS-001"
    assert goes(lambda: world.desks.choices.agree(world.speaker(rule), "label_terms"))
    assert world.desks.people.about(PERSON).agreed == {"label_terms"}
    pack = world.pack(rule)
    world.atlas = type(world.atlas)(
        replace(
            each,
            rules=tuple(
                replace(one, notice=replace(one.notice, version="0" * 64))
                if one.id == rule and one.notice is not None
                else one
                for one in each.rules
            ),
        )
        if each.id == pack.id
        else each
        for each in map(world.atlas.get, world.atlas.markets)
    )
    assert world.desks.people.about(PERSON).agreed == frozenset()


def turns_off(world: World) -> None:
    """Show how personalization is switched off, and that no switch is claimed that is not there."""
    rule, given = "CN-CHO-002", Given(feature="suggest")
    done = world.answer(rule, given)
    assert status(done, rule) == "unmet"
    assert "does not have these switches yet: tag_list, tag_delete" in text(done, rule)
    assert "personalization=off" in text(done, rule)
    assert "cn.personalisation" in told(done, rule)
    world.desks.choices.choose(world.speaker(rule), {"personalization": False})
    assert not world.desks.people.about(PERSON).choices.personalization


def keeps_actions_to_people(world: World) -> None:
    """Show that an agent may not conclude a contract, and in which class each action is."""
    rule = "CN-CHO-006"
    judges(
        rule,
        Given(facts={"action": ("contract", "human_only")}),
        Given(facts={"action": ("contract",)}),
        Given(facts={"action": ("deletion_irrecoverable",)}, on_device=True),
    )(world)
    asked = inquiry(CN, facts={"action": frozenset({"contract"})})
    question = put(asked, bound(asked, world.atlas))
    assert action_class(question, "contract") == "human_only"
    assert action_class(question, "calendar") == "user_authorised"


def limits_minors(world: World) -> None:
    """Show that a minor's time is counted, the session ends, and goes on after a pause."""
    rule = "CN-PRO-001"
    market = RULES[RuleId(rule)].market
    where = Whereabouts(operator=market, user=market, device=market, source="flag")
    operator = OperatorSettings(name="Operator", audience="public", minor_session_minutes=40)
    world.desks.choices.describe(world.speaker(rule), ["minor"])
    request = Request(
        feature=FeatureId("assistant"),
        content=Content(messages=(Message(role="user", content="hi"),)),
        whereabouts=where,
        audience="public",
        role="gateway",
        subject=PERSON,
    )
    refused = []
    for pause in (0, 20, 20, 30):
        world.clock.turn(minutes=pause)
        asked = known(request, world.desks.people)
        question = Inquiry(
            feature=request.feature,
            modality="text",
            whereabouts=where,
            audience="public",
            at=date(2026, 11, 24),
            operator=operator,
            sites=(CN_SITE,),
            releases={},
            facts=asked.facts,
            session_minutes=asked.session_minutes,
        )
        refused.append(rule in refusals(decide(question, world.atlas)))
    assert refused == [False, False, True, False]
    done = world.answer(
        rule,
        Given(facts={"user": ("minor",)}),
        beside=Beside(minor_minutes=40, statements={"intended_users": "Pupils"}),
        has_session=True,
    )
    assert "ends after 40 minutes" in text(done, rule)
    assert "whom the service is for: Pupils" in text(done, rule)


def answers_complaints(world: World) -> None:
    """Show that a complaint is looked up by its secret, answered in time, appealed and counted."""
    rule = "CN-REP-001"
    market, desk = RULES[RuleId(rule)].market, world.desks.cases
    taken = desk.complain(market, Asked(text="It was wrong."))
    assert rule in {each.rule for each in taken.case.rules}
    assert taken.case.due is not None
    assert taken.case.due.date() == date(2026, 12, 9)
    case = taken.case.id
    assert not goes(lambda: desk.look_up(case, "another"))
    desk.act(case, "answer", Act(by="Li", text="We are sorry."))
    assert desk.appeal(case, taken.secret, "Still wrong.").state == "appealed"
    desk.act(case, "answer", Act(by="Li", text="It was mended."))
    assert not goes(lambda: desk.appeal(case, taken.secret, "And again."))
    facts = desk.facts(market, date(2026, 11, 24), date(2026, 11, 24))
    counts = counted(facts, "complaint")
    assert counts is not None
    assert (counts.opened, counts.answered, counts.overdue) == (1, 1, 0)
