"""The rules of the European Union, and what carries them out."""

from datetime import date
from typing import Final

from domicile.core.findings import DataClass
from domicile.markets.case import Given
from domicile.policy.cases.case import Act
from domicile.policy.duties.made import Beside
from tests.vectors.rules.files import carries_on_eu, detects, marks_answers
from tests.vectors.rules.keeping import bounds_usage
from tests.vectors.rules.kinds import (
    answers_within,
    assesses,
    both,
    cannot,
    judges,
    opens_case,
    owes,
    page_tells,
    reports_to,
    shows_hands,
    states,
    takes_out,
    tells,
    tells_once,
)
from tests.vectors.rules.proof import Proof, proof
from tests.vectors.rules.protect import asks_a_guardian
from tests.vectors.rules.world import World, goes, labels, status, text

NAME: Final = (DataClass.NAME,)
PUBLISHED: Final = Given(modality="text", facts={"use": ("public_interest_text",)})
AT_2027: Final = date(2027, 12, 2)
AMERICAN: Final = {"region": "us", "inference_scope": "us"}


def refuses_annex_iii(world: World) -> None:
    """Show that such a use is refused at a partner and on the device."""
    for on_device in (False, True):
        given = Given(facts={"use": ("annex_iii",)}, at=AT_2027, on_device=on_device)
        assert world.says("EU-GATE-003", given) == "refuse"
        assert not world.decide("EU-GATE-003", given).permitted


def labels_visibly(world: World) -> None:
    """Show that a text for the public on matters of public interest says what made it."""
    done = world.answer("EU-LAB-005", PUBLISHED)
    assert status(done, "EU-LAB-005") == "met"
    assert labels(done, "EU-LAB-005") == ["visible"]
    assert "AI · made or altered by artificial intelligence" in done.suffix


def leaves_short_texts(world: World) -> None:
    """Show that up to 200 tokens nothing is due."""
    assert status(world.answer("EU-LAB-003", tokens=200), "EU-LAB-003") == ""
    assert status(world.answer("EU-LAB-003", tokens=201), "EU-LAB-003") == "unmet"


def names_the_agents_master(world: World) -> None:
    """Show that an agent says whose system it is."""
    done = world.answer("EU-DIS-001", beside=Beside(operator="Example"))
    notices = {each.id: each.text for each in done.notices if each.rule == "EU-DIS-001"}
    assert notices.get("principal") == "The system is run by Example, and acts for you."
    nameless = world.answer("EU-DIS-001", beside=Beside())
    assert "operator.name" in text(nameless, "EU-DIS-001")


def hands_out_or_resists(world: World) -> None:
    """Show that device data is asked for in a case, and that what is foreign is resisted."""
    rule = "EU-REP-002"
    rights = opens_case(world, rule, "device_data_request")
    assert rule in {each.rule for each in rights.rules}
    foreign = opens_case(world, rule, "foreign_request")
    assert foreign.state == "escalated"
    evidence, act = world.file("answer.json"), world.desks.cases.act
    assert not goes(lambda: act(foreign.id, "propose", Act(by="Li", evidence=evidence)))
    act(foreign.id, "propose", Act(by="Li", text="A treaty permits it.", evidence=evidence))
    assert not goes(lambda: act(foreign.id, "confirm", Act(by="Li")))
    assert act(foreign.id, "confirm", Act(by="Wang")).outcome == "answered"


PROOFS: Final[tuple[Proof, ...]] = (
    proof(
        "EU-GATE-001",
        "No answer is put to a prohibited practice, and what was not screened stays closed.",
        judges(
            "EU-GATE-001",
            Given(),
            Given(facts={"use": ("social_scoring",)}),
            Given(facts={"use": ("emotion_at_work_or_school",)}, on_device=True),
            Given(unscreened=("face_scraping",)),
        ),
        "policy.kinds.gate:_screening",
    ),
    proof(
        "EU-GATE-002",
        "Pictures and sound need safeguards against intimate and abusive material.",
        judges(
            "EU-GATE-002",
            Given(modality="image", at=date(2026, 12, 2)),
            Given(modality="image", at=date(2026, 12, 2), unscreened=("csam",)),
        ),
        "policy.kinds.gate:missing_documents",
    ),
    proof(
        "EU-GATE-003",
        "The uses of Annex III are refused, on the device too.",
        refuses_annex_iii,
        "policy.kinds.gate:problems",
    ),
    proof(
        "EU-PART-001",
        "A partner whose papers are missing is warned of.",
        judges("EU-PART-001", Given(), Given(unknown=("documents",)), outcome="limit"),
        "policy.kinds.partner:problems",
    ),
    proof(
        "EU-PART-002",
        "A partner that may train on what it reads is warned of.",
        judges(
            "EU-PART-002",
            Given(),
            Given(site={"terms": {"trains_on_input": True}}),
            Given(site={"documents": {"dpa": "dpa.pdf"}}),
            outcome="limit",
        ),
        "policy.kinds.partner:problems",
    ),
    proof(
        "EU-PART-003",
        "A partner that may compute elsewhere is refused.",
        judges("EU-PART-003", Given(), Given(site={"inference_scope": "global"})),
        "policy.kinds.partner:_scope",
    ),
    proof(
        "EU-LOC-001",
        "A partner that stores elsewhere is refused.",
        judges("EU-LOC-001", Given(), Given(site={"region": "gb"})),
        "policy.kinds.locate:problems",
    ),
    proof(
        "EU-EXP-001",
        "Personal data goes to a third country under a mechanism with its assessment alone.",
        judges(
            "EU-EXP-001",
            Given(
                data=NAME,
                documents=("tia",),
                site={**AMERICAN, "documents": {"scc_2021_914": "scc.pdf"}},
            ),
            Given(data=NAME, site={**AMERICAN, "documents": {"scc_2021_914": "scc.pdf"}}),
            Given(data=NAME, documents=("tia",), site=AMERICAN),
        ),
        "policy.kinds.export:_lacking",
        "policy.kinds.export:is_abroad",
    ),
    proof(
        "EU-LAB-001",
        "A text carries a signed mark, and the detector knows it by the mark and without it.",
        both(marks_answers, detects),
        "policy.apply:_layers_for_machines",
        "policy.duties.labels:mark",
        "store.fingerprints:Fingerprints.remember",
    ),
    proof(
        "EU-LAB-002",
        "Sound and pictures are called unmarked, with the reason.",
        cannot(
            "EU-LAB-002",
            "cannot mark this kind of content yet",
            Given(modality="image"),
            Given(modality="audio"),
        ),
        "policy.duties.labels:mark",
    ),
    proof(
        "EU-LAB-003",
        "The watermark in a text of a partner's is called unmet, with the reason.",
        both(cannot("EU-LAB-003", "A partner wrote the text", Given()), leaves_short_texts),
        "policy.duties.labels:mark",
    ),
    proof(
        "EU-LAB-004",
        "Marks of others stay in a file that is carried on, and a detector reads them.",
        carries_on_eu,
        "policy.marks.owed:label_rules",
        "policy.marks.detect:MarkDetector.text",
    ),
    proof(
        "EU-LAB-005",
        "A text on matters of public interest says visibly what made it.",
        labels_visibly,
        "policy.duties.labels:mark",
    ),
    proof(
        "EU-DIS-001",
        "People learn at first that this is an AI, and whose it is; those who know, once.",
        both(tells_once("EU-DIS-001", "eu.ai", Given()), names_the_agents_master),
        "policy.duties.notices:shown",
        "policy.duties.notices:principal",
    ),
    proof(
        "EU-DIS-002",
        "Whoever is exposed to such a system is told.",
        tells("EU-DIS-002", "eu.exposed", Given(facts={"use": ("emotion",)})),
        "policy.duties.notices:shown",
    ),
    proof(
        "EU-DIS-003",
        "What the operator states of its handling is told; what is missing is named.",
        states(
            "EU-DIS-003",
            Given(data=NAME),
            "controller",
            "dpo",
            "purposes",
            "basis",
            "legitimate_interest",
            "recipients",
            "transfers",
            "retention",
            "rights",
            "complaint",
            "source",
            "adm_logic",
        ),
        "policy.duties.notices:stated",
    ),
    proof(
        "EU-CHO-001",
        "Who asks for their data is answered within 30 days, or 60 more.",
        both(
            answers_within("EU-CHO-001", "access", "2026-12-24", extended_by=60),
            page_tells("EU-CHO-001", "eu.rights"),
        ),
        "policy.cases.applied:applied",
        "policy.duties.deadlines:_answer",
        "policy.person.texts:settings_page",
    ),
    proof(
        "EU-CHO-002",
        "A decision with legal effects is left to a person, or may be contested before one.",
        both(
            judges(
                "EU-CHO-002",
                Given(facts={"use": ("legal_or_similar_effect",), "action": ("human_only",)}),
                Given(facts={"use": ("legal_or_similar_effect",)}),
                Given(facts={"use": ("legal_or_similar_effect",)}, on_device=True),
            ),
            tells(
                "EU-CHO-002",
                "eu.decision",
                Given(
                    facts={
                        "use": ("legal_or_similar_effect",),
                        "transaction": ("art22_consent",),
                    }
                ),
                human_review_route="https://example.com/review",
            ),
        ),
        "policy.kinds.choice:_human",
        "policy.duties.choices:choose",
    ),
    proof(
        "EU-CHO-003",
        "Special categories leave with the person's consent alone; it is given one by one.",
        takes_out("EU-CHO-003", DataClass.BELIEF_IDENTITY),
        "policy.kinds.choice:unconsented",
        "policy.actions:_strictest",
    ),
    proof(
        "EU-RET-001",
        "A site that keeps what people say is warned of, and usage records go after 30 days.",
        both(
            judges(
                "EU-RET-001",
                Given(data=NAME),
                Given(
                    data=NAME,
                    site={
                        "terms": {
                            "trains_on_input": False,
                            "retains_prompts": True,
                            "retention_days": 30,
                        }
                    },
                ),
                outcome="limit",
            ),
            bounds_usage,
        ),
        "policy.kinds.retain:problems",
        "policy.retention.schedule:_said",
    ),
    proof(
        "EU-SAF-001",
        "A hand on an answer is in the answer, in its receipt and in the public counts.",
        shows_hands("EU-SAF-001", "partner:sample", "eu.intervention"),
        "policy.duties.fulfil:_safety",
        "core.story:Story.hear",
        "reports.tally:_hands",
    ),
    proof(
        "EU-PRO-001",
        "Below 16 a guardian agrees first.",
        asks_a_guardian("EU-PRO-001", "under_16", "eu.parents"),
        "policy.kinds.protect:problems",
        "policy.duties.protections:protect",
    ),
    proof(
        "EU-ASS-001",
        "The impact assessment is named where it is missing.",
        assesses("EU-ASS-001", "dpia", Given(data=(DataClass.HEALTH,))),
        "policy.duties.fulfil:_assess",
        "policy.question:Question.has_document",
    ),
    proof(
        "EU-ASS-002",
        "The record of processing is owed as long as the service runs.",
        owes("EU-ASS-002", "ropa"),
        "policy.duties.due:owed",
    ),
    proof(
        "EU-ASS-003",
        "The assessment of fundamental rights is named where it is missing.",
        assesses("EU-ASS-003", "fria", Given(facts={"use": ("annex_iii",)}, at=AT_2027)),
        "policy.duties.fulfil:_assess",
        "policy.question:Question.has_document",
    ),
    proof(
        "EU-ASS-004",
        "The log of trainings is owed as long as the service runs.",
        owes("EU-ASS-004", "training_log"),
        "policy.duties.due:owed",
    ),
    proof(
        "EU-ASS-005",
        "The files of a general-purpose model of one's own are owed.",
        owes("EU-ASS-005", "gpai_documentation", facts={"role": ("gpai_provider",)}),
        "policy.duties.due:owed",
    ),
    proof(
        "EU-REP-001",
        "A breach is due within 72 hours, and reported once regulator and people were told.",
        reports_to("EU-REP-001", "pi_breach", ("regulator", "people"), "2026-11-27"),
        "policy.cases.applied:applied",
        "policy.cases.applied:audience_of",
        "policy.duties.deadlines:_report",
    ),
    proof(
        "EU-REP-002",
        "Device data is asked for in a case; what is asked from abroad is resisted.",
        hands_out_or_resists,
        "policy.cases.applied:applied",
        "policy.cases.applied:_on_request",
        "policy.cases.checks:_propose",
        "policy.cases.checks:_confirm",
    ),
)
