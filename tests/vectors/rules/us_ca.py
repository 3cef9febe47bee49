"""The rules of California, and what carries them out."""

from datetime import date
from typing import Final

from domicile.core.findings import DataClass
from domicile.markets.case import Given
from domicile.policy.duties.made import Beside
from tests.vectors.rules.files import detects_for_the_public
from tests.vectors.rules.keeping import discloses_periods
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
    speaks,
    states,
    tells,
)
from tests.vectors.rules.proof import Proof, proof
from tests.vectors.rules.protect import heeds_brackets, reminds
from tests.vectors.rules.world import World, status, text

HEALTH: Final = (DataClass.HEALTH,)
MANY: Final = 1_000_001
NEW_YEAR: Final = date(2027, 1, 1)


def names_the_protocol(world: World) -> None:
    """Show that it is told where the protocol for people in crisis is published."""
    given = Given(facts={"use": ("companion",)})
    states = {"crisis_protocol_url": "https://example.com/crisis"}
    done = world.answer("US-CA-DIS-002", given, beside=Beside(statements=states), has_session=True)
    assert status(done, "US-CA-DIS-002") == "met"
    assert states["crisis_protocol_url"] in text(done, "US-CA-DIS-002")
    silent = world.answer("US-CA-DIS-002", given, has_session=True)
    assert status(silent, "US-CA-DIS-002") == "unmet"
    assert "crisis_protocol_url" in text(silent, "US-CA-DIS-002")


def opens_routes(world: World) -> None:
    """Show that opting out and a human's look are found, or named as missing."""
    rule, given = "US-CA-CHO-002", Given(facts={"use": ("significant_decision",)}, at=NEW_YEAR)
    words = ("opt_out_link", "human_review_route")
    silent = world.answer(rule, given)
    assert status(silent, rule) == "unmet"
    assert all(word in text(silent, rule) for word in words)
    states = {word: f"https://example.com/{word}" for word in words}
    done = world.answer(rule, given, beside=Beside(statements=states))
    assert status(done, rule) == "met"
    assert all(route in text(done, rule) for route in states.values())


def opts_out_in_time(world: World) -> None:
    """Show that an opt-out is due in 15 working days."""
    case = opens_case(world, "US-CA-CHO-001", "opt_out_sale_share")
    assert speaks(case, "US-CA-CHO-001") == ["2026-12-15"]


PROOFS: Final[tuple[Proof, ...]] = (
    proof(
        "US-CA-GATE-001",
        "A model of one's own stays closed until its training data is documented.",
        judges(
            "US-CA-GATE-001",
            Given(site={"owner": "Operator"}),
            Given(site={"owner": "Operator"}, unknown=("documents",)),
            Given(site={"origin": "tuned"}, unknown=("documents",)),
        ),
        "policy.kinds.gate:missing_documents",
    ),
    proof(
        "US-CA-PART-001",
        "A partner whose papers are missing is warned of.",
        judges("US-CA-PART-001", Given(), Given(unknown=("documents",)), outcome="limit"),
        "policy.kinds.partner:problems",
    ),
    proof(
        "US-CA-LAB-001",
        "Pictures and sound are called unmarked, with the reason.",
        cannot(
            "US-CA-LAB-001",
            "cannot mark this kind of content yet",
            Given(modality="image", monthly_users=MANY),
            Given(modality="audio", monthly_users=MANY),
        ),
        "policy.duties.labels:mark",
    ),
    proof(
        "US-CA-LAB-002",
        "Pictures and films are called unlabelled, with the reason.",
        cannot(
            "US-CA-LAB-002",
            "cannot mark this kind of content yet",
            Given(modality="image", monthly_users=MANY),
            Given(modality="video", monthly_users=MANY),
        ),
        "policy.duties.labels:mark",
    ),
    proof(
        "US-CA-LAB-003",
        "A detector for the public is offered, and the rule for it is named.",
        detects_for_the_public,
        "policy.duties.due:owed",
        "policy.marks.detect:MarkDetector.file",
    ),
    proof(
        "US-CA-LAB-004",
        "Whoever licenses the system is told to stop a licensee within 96 hours.",
        owes(
            "US-CA-LAB-004",
            "",
            "2026-11-28",
            event="license_removed",
            facts={"role": ("licensor",)},
        ),
        "policy.duties.due:owed",
        "policy.duties.deadlines:_marks",
    ),
    proof(
        "US-CA-LAB-005",
        "What large platforms owe from 2027 on is named, with the day that follows.",
        owes(
            "US-CA-LAB-005",
            "",
            "2028-01-01",
            at=NEW_YEAR,
            facts={"role": ("large_online_platform",)},
            monthly_users=2_000_001,
        ),
        "policy.duties.due:owed",
        "markets.agenda:due_days",
    ),
    proof(
        "US-CA-DIS-001",
        "What the operator states of its collecting is told; what is missing is named.",
        states(
            "US-CA-DIS-001",
            Given(data=(DataClass.EMAIL,)),
            "categories",
            "purposes",
            "sold_shared",
            "retention_each",
            "opt_out_link",
            "limit_link",
        ),
        "policy.duties.notices:stated",
    ),
    proof(
        "US-CA-DIS-002",
        "A companion says that it is an AI, suggests breaks, and names its protocol.",
        both(
            tells(
                "US-CA-DIS-002",
                "us_ca.companion",
                Given(facts={"use": ("companion",)}),
                crisis_protocol_url="https://example.com/crisis",
            ),
            reminds("US-CA-DIS-002", 180),
            names_the_protocol,
        ),
        "policy.duties.notices:shown",
        "policy.duties.protections:breaks",
        "policy.duties.fulfil:_protocol",
    ),
    proof(
        "US-CA-CHO-001",
        "Who asks is answered within 45 days, or 45 more; an opt-out takes 15 working days.",
        both(
            answers_within("US-CA-CHO-001", "know", "2027-01-08", extended_by=45),
            opts_out_in_time,
            page_tells("US-CA-CHO-001", "us_ca.rights"),
        ),
        "policy.cases.applied:applied",
        "policy.duties.deadlines:_answer",
        "policy.person.texts:settings_page",
    ),
    proof(
        "US-CA-CHO-002",
        "Before a significant decision people are told, and find how to opt out or appeal.",
        both(
            tells(
                "US-CA-CHO-002",
                "us_ca.decision",
                Given(facts={"use": ("significant_decision",)}, at=NEW_YEAR),
                opt_out_link="https://example.com/o",
                human_review_route="https://example.com/h",
            ),
            opens_routes,
        ),
        "policy.duties.choices:choose",
        "policy.duties.choices:_route",
        "policy.duties.notices:shown",
    ),
    proof(
        "US-CA-PRO-001",
        "An age bracket of the operating system counts as the age, and the duty is named.",
        heeds_brackets,
        "policy.duties.due:owed",
        "policy.question:_widened",
        "policy.person.texts:settings_page",
    ),
    proof(
        "US-CA-RET-001",
        "A period that was not disclosed is called unmet.",
        discloses_periods,
        "policy.retention.standing:_until",
    ),
    proof(
        "US-CA-ASS-001",
        "The risk assessment is named where it is missing.",
        assesses("US-CA-ASS-001", "risk_assessment", Given(data=HEALTH)),
        "policy.duties.fulfil:_assess",
        "policy.question:Question.has_document",
    ),
    proof(
        "US-CA-ASS-002",
        "The framework of a frontier developer is owed.",
        owes("US-CA-ASS-002", "frontier_framework", facts={"role": ("frontier_developer",)}),
        "policy.duties.due:owed",
    ),
    proof(
        "US-CA-REP-001",
        "A breach is told within 30 days, and reported once people and regulator were told.",
        reports_to("US-CA-REP-001", "pi_breach", ("people", "regulator"), "2026-12-24"),
        "policy.cases.applied:applied",
        "policy.cases.applied:audience_of",
        "policy.duties.deadlines:_report",
    ),
)
