"""Scenarios about marks: in answers, in files, and what the detector says of them."""

import asyncio
import json
from typing import Final

from domicile.core.clock import SystemClock
from domicile.core.content import Content, Message
from domicile.core.decode import decode
from domicile.core.ids import FeatureId, RuleId
from domicile.core.reply import Delta, Finish
from domicile.core.request import Request, Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.core.steps import Trace
from domicile.core.story import Story
from domicile.features.assistant.assistant import Assistant
from domicile.policy.apply import Applying
from domicile.policy.decide import decide
from domicile.policy.duties.fulfil import Fulfilled
from domicile.policy.duties.labels import MARK
from domicile.policy.inquiry import Inquiry
from domicile.policy.marks.aigc import Aigc, read_aigc
from domicile.policy.marks.containers.catalog import container_of
from domicile.policy.marks.containers.container import AIGC
from domicile.policy.marks.files import Labelled
from tests.vectors.rules.world import PERSON, RULES, TODAY, World, goes, labels, status

SAID: Final = (
    "The harbour lies north of the old town, and ferries leave it every hour until midnight."
)
OTHERS: Final = (
    "A text that nobody here ever made, about mountains, valleys and the rivers between."
)


def applied(world: World, rule: str, *, unlabelled: bool = False, known: bool = False) -> Fulfilled:
    """Answer in the market of ``rule``, and apply the duties with every desk."""
    market = RULES[RuleId(rule)].market
    where = Whereabouts(operator=market, user=market, device=market, source="flag")
    request = Request(
        feature=FeatureId("assistant"),
        content=Content(messages=(Message(role="user", content="hi"),)),
        whereabouts=where,
        audience="public",
        role="gateway",
        subject=PERSON if known else None,
        unlabelled=unlabelled,
    )
    story = Story(request=request, trace=Trace(SystemClock()))
    story.hear(Delta(text=SAID))
    story.hear(Finish(reason="stop"))
    operator = OperatorSettings(name="Operator", audience="public", markets=(market,))
    site = decode({**world.pack(rule).sample_site, "features": ["assistant"]}, Site)
    inquiry = Inquiry(
        feature=request.feature,
        modality="text",
        whereabouts=where,
        audience="public",
        at=TODAY.date(),
        operator=operator,
        sites=(site,),
        releases={},
        events=frozenset({"user_requests_unlabelled"} if unlabelled else ()),
    )
    desks = world.desks
    applying = Applying(operator=lambda: operator, people=desks.people, marker=lambda: desks.marks)
    decision = decide(inquiry, world.atlas)
    return asyncio.run(applying.apply(story, Assistant(), site, decision))


def written(world: World, rule: str, data: bytes, name: str, *, declared: bool = False) -> Labelled:
    """Label a file in the market of ``rule``."""
    market = RULES[RuleId(rule)].market
    return world.desks.labeller.add(data, container_of(data, name=name), market, declared=declared)


def became(labelled: Labelled, rule: str) -> str:
    """Return what became of ``rule`` in a file; empty where it asked for nothing."""
    return next((each.status.value for each in labelled.duties if each.rule == rule), "")


def aigc_of(labelled: Labelled) -> Aigc | None:
    """Return China's label of a file."""
    return read_aigc(labelled.written.properties.get(AIGC, ""))


def marks_answers(world: World) -> None:
    """Show that an answer carries a signed mark, and that the rule is met."""
    done = applied(world, "EU-LAB-001")
    assert status(done, "EU-LAB-001") == "met"
    assert labels(done, "EU-LAB-001") == ["metadata"]


def detects(world: World) -> None:
    """Show that the detector knows what was answered, and does not know what was not."""
    done = applied(world, "EU-LAB-001")
    encoded = [json.loads(each.value)[MARK] for each in done.labels if each.kind == "metadata"]
    detector = world.desks.mark_detector
    assert detector.text(SAID, marks=encoded).by == "mark"
    assert detector.text(OTHERS, marks=encoded).problem == "altered"
    assert detector.text(SAID).by == "fingerprint"
    assert not detector.text(OTHERS).labelled


def labels_text_files(world: World) -> None:
    """Show that a text in a file carries the words, too."""
    labelled = written(world, "CN-LAB-001", SAID.encode(), "a.txt")
    assert became(labelled, "CN-LAB-001") == "met"
    assert "AI" in labelled.written.visible
    assert labelled.written.visible.encode() in labelled.data


def writes_aigc(world: World) -> None:
    """Show that a file carries China's field, with who made it and a number."""
    labelled = written(world, "CN-LAB-005", SAID.encode(), "a.md")
    assert became(labelled, "CN-LAB-005") == "met"
    label = aigc_of(labelled)
    assert label is not None
    assert label.label == "1"
    assert label.producer
    assert label.produce_id


def passes_labels_on(world: World) -> None:
    """Show that what others declare is passed on as maybe generated, with whoever passes it on."""
    labelled = written(world, "CN-LAB-006", OTHERS.encode(), "a.txt", declared=True)
    assert became(labelled, "CN-LAB-006") == "met"
    label = aigc_of(labelled)
    assert label is not None
    assert (label.label, label.producer) == ("2", "")
    assert label.propagator
    assert label.propagate_id


def carries_on_eu(world: World) -> None:
    """Show that a mark stays in a file that is carried on, and that the detector reads it."""
    made = written(world, "EU-LAB-004", SAID.encode(), "a.txt")
    detector = world.desks.mark_detector
    assert detector.file(made.data, name="a.txt").by == "mark"
    assert detector.text(made.data.decode()).by == "mark"
    again = written(world, "EU-LAB-004", made.data, "a.txt", declared=True)
    assert became(again, "EU-LAB-004") == "met"
    assert detector.file(again.data, name="a.txt").by == "mark"


def detects_for_the_public(world: World) -> None:
    """Show that the duty is named, and that the detector tells what is ours from what is not."""
    rule = "US-CA-LAB-003"
    assert world.owed(rule, monthly_users=1_000_001) is not None
    made = written(world, rule, SAID.encode(), "a.txt")
    detector = world.desks.mark_detector
    found = detector.file(made.data, name="a.txt")
    assert found is not None
    assert found.labelled
    assert not detector.file(OTHERS.encode(), name="b.txt").labelled


def hands_out_copies(world: World) -> None:
    """Show that a copy without label takes an agreement, keeps its mark, and is on record."""
    rule = "CN-LAB-007"
    market = RULES[RuleId(rule)].market
    refused = applied(world, rule, unlabelled=True, known=True)
    assert refused.suffix
    assert tuple(world.desks.people.shown.all_copies(market)) == ()
    assert goes(lambda: world.desks.choices.agree(world.speaker(rule), "label_terms"))
    stranger = applied(world, rule, unlabelled=True)
    assert stranger.suffix
    done = applied(world, rule, unlabelled=True, known=True)
    assert done.suffix == ""
    assert status(done, rule) == "met"
    assert labels(done, rule) == ["metadata"]
    assert "cn.unlabelled" in {notice.id for notice in done.notices}
    (copy,) = tuple(world.desks.people.shown.all_copies(market)) or (None,)
    assert copy is not None
    assert (copy.rule, copy.kept_until.isoformat()) == (rule, "2027-05-24")
