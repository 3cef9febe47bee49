"""The rules of the United States and of California, and what carries them out."""

from datetime import date
from typing import Final

from domicile.core.findings import DataClass
from domicile.markets.case import Given
from tests.vectors.rules.keeping import keeps_ten_years
from tests.vectors.rules.kinds import (
    informs,
    judges,
    owes,
    reports_to,
    shows_hands,
    states,
    takes_out,
    tells,
)
from tests.vectors.rules.proof import Proof, proof
from tests.vectors.rules.protect import asks_a_guardian
from tests.vectors.rules.world import World

HEALTH: Final = (DataClass.HEALTH,)
GENOMIC: Final = (DataClass.GENOMIC,)
CHINESE: Final = {"owner_country": "CN"}
NEW_YEAR: Final = date(2027, 1, 1)
BROKER: Final = {"operator": ("data_broker",)}
CONTRACTOR: Final = {"operator": ("us_gov_contractor",)}


def counts_people(world: World) -> None:
    """Show that above the threshold an export takes the security requirements."""
    rule = "US-EXP-001"
    few = Given(data=HEALTH, site=CHINESE, people={DataClass.HEALTH: 10_000})
    many = Given(data=HEALTH, site=CHINESE, people={DataClass.HEALTH: 10_001})
    secured = Given(
        data=HEALTH,
        site={**CHINESE, "documents": {"cisa_requirements": "cisa.pdf"}},
        people={DataClass.HEALTH: 10_001},
    )
    assert [world.says(rule, each) for each in (few, many, secured)] == [
        "permit",
        "refuse",
        "permit",
    ]


def closes(rule: str, given: Given, harmless: Given) -> Proof:
    """Return the proof of a gate that is never open."""

    def scenario(world: World) -> None:
        assert world.says(rule, given) == "refuse"
        assert not world.decide(rule, given).permitted
        assert world.says(rule, harmless) == "silent"

    return proof(
        rule,
        "Such dealings with such owners are refused.",
        scenario,
        "policy.kinds.gate:problems",
    )


def refuses_brokers(world: World) -> None:
    """Show that a data broker may not, and others may be asked."""
    rule = "US-EXP-002"
    russian = Given(data=HEALTH, facts=BROKER, site={"owner_country": "RU"})
    assert world.says(rule, russian) == "refuse"
    assert not world.decide(rule, russian).permitted
    assert world.says(rule, Given(data=HEALTH, facts=BROKER)) == "silent"


PROOFS: Final[tuple[Proof, ...]] = (
    closes(
        "US-GATE-001",
        Given(data=GENOMIC, consents=GENOMIC, site=CHINESE),
        Given(data=GENOMIC),
    ),
    closes(
        "US-GATE-002",
        Given(facts={"transaction": ("data_brokerage",)}, site=CHINESE),
        Given(facts={"transaction": ("data_brokerage",)}),
    ),
    proof(
        "US-PART-001",
        "No partner of such an owner, and none that may compute elsewhere, is asked.",
        judges(
            "US-PART-001",
            Given(),
            Given(site=CHINESE),
            Given(site={"inference_scope": "eu"}),
            Given(unknown=("owner_country",)),
        ),
        "policy.kinds.partner:_owner",
        "policy.kinds.partner:_scope",
    ),
    proof(
        "US-PART-002",
        "Contractors of the government are warned of listed companies.",
        judges(
            "US-PART-002",
            Given(facts=CONTRACTOR),
            Given(facts=CONTRACTOR, site={"owner": "Alibaba Cloud"}),
            outcome="limit",
        ),
        "policy.kinds.partner:_owner",
    ),
    proof(
        "US-EXP-001",
        "Above the thresholds an export takes the security requirements.",
        counts_people,
        "policy.kinds.export:_counted",
        "policy.kinds.export:_lacking",
        "policy.question:Question.has_mechanism",
    ),
    proof(
        "US-EXP-002",
        "A data broker gives nothing sensitive to such owners.",
        refuses_brokers,
        "policy.kinds.export:problems",
    ),
    proof(
        "US-EXP-003",
        "Without a screening of end users people are warned.",
        judges(
            "US-EXP-003",
            Given(facts={"asset": ("model_weights",)}, documents=("end_use_screening",)),
            Given(facts={"asset": ("model_weights",)}),
            outcome="limit",
        ),
        "policy.kinds.export:_takes_assessment",
    ),
    proof(
        "US-LOC-001",
        "What US persons tell lies in the United States or an allied region.",
        judges(
            "US-LOC-001",
            Given(site={"region": "jp"}),
            Given(site={"region": "hk"}),
            Given(unknown=("region",)),
        ),
        "policy.kinds.locate:problems",
    ),
    proof(
        "US-DIS-001",
        "The register of claims is named as owed as long as the service runs.",
        owes("US-DIS-001"),
        "policy.duties.due:owed",
    ),
    proof(
        "US-DIS-002",
        "In Texas, agencies and health care tell people that this is an AI.",
        tells(
            "US-DIS-002",
            "us.texas",
            Given(facts={"territory": ("TX",), "operator": ("healthcare",)}),
        ),
        "policy.duties.notices:shown",
    ),
    proof(
        "US-DIS-003",
        "In Colorado, people are told of the decision, its logic and its routes.",
        states(
            "US-DIS-003",
            Given(facts={"territory": ("CO",), "use": ("consequential_decision",)}, at=NEW_YEAR),
            "decision",
            "logic",
            "correction_route",
            "human_review_route",
            says="An automated system takes part in this decision about you.",
        ),
        "policy.duties.notices:shown",
        "policy.duties.notices:stated",
    ),
    proof(
        "US-CHO-001",
        "Sensitive data leaves with the person's consent alone.",
        takes_out("US-CHO-001", DataClass.ACCOUNT_CREDENTIAL),
        "policy.kinds.choice:unconsented",
        "policy.actions:_strictest",
    ),
    proof(
        "US-RET-001",
        "Records of exports are kept for ten years, whatever the settings say.",
        keeps_ten_years,
        "policy.retention.schedule:_said",
        "policy.retention.standing:standings",
    ),
    proof(
        "US-SAF-001",
        "A hand on an answer is in the answer, in its receipt and in the public counts.",
        shows_hands("US-SAF-001", "operator", "us.intervention"),
        "policy.duties.fulfil:_safety",
        "core.story:Story.hear",
        "reports.tally:_hands",
    ),
    proof(
        "US-PRO-001",
        "Below 13 a parent agrees first.",
        asks_a_guardian("US-PRO-001", "under_13", "us.parents"),
        "policy.kinds.protect:problems",
        "policy.duties.protections:protect",
    ),
    proof(
        "US-ASS-001",
        "The compliance program is owed, and made anew every year.",
        owes(
            "US-ASS-001",
            "dsp_compliance_program",
            "2027-11-24",
            facts={"transaction": ("restricted",)},
        ),
        "policy.duties.due:owed",
        "policy.duties.deadlines:_document",
    ),
    proof(
        "US-REP-001",
        "An offer that was rejected is reported within 14 days, and some every year.",
        reports_to(
            "US-REP-001",
            "rejected_prohibited_offer",
            ("regulator",),
            "2026-12-08",
            "2027-03-01",
        ),
        "policy.cases.applied:applied",
        "policy.duties.deadlines:_report",
    ),
    proof(
        "US-REP-002",
        "It is noted, and asks for nothing.",
        informs("US-REP-002", Given()),
        "policy.duties.listed:notes",
    ),
)
