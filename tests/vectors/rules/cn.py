"""The rules of mainland China about offers, data and labels, and what carries them out."""

from typing import Final

from domicile.core.findings import DataClass
from domicile.markets.case import Given
from tests.vectors.rules.cn_scenarios import (
    holds_what_is_asked_abroad,
    labels_answers,
    shows_the_filing,
    shows_the_model,
    wants_the_same_model,
)
from tests.vectors.rules.files import (
    hands_out_copies,
    labels_text_files,
    passes_labels_on,
    writes_aigc,
)
from tests.vectors.rules.kinds import (
    both,
    cannot,
    informs,
    judges,
    owes,
)
from tests.vectors.rules.proof import Proof, proof

OWN: Final = {"owner": "Operator"}
ABROAD: Final = {"region": "sg", "inference_scope": "sg"}
STORE: Final = {"channel": ("app_store",)}
MESSAGE: Final = DataClass.PRIVATE_MESSAGE
MESSAGES: Final = (MESSAGE,)
PAPERS: Final = ("export_notice", "pipia")
MADE: Final = "cannot mark this kind of content yet"


PROOFS: Final[tuple[Proof, ...]] = (
    proof(
        "CN-GATE-001",
        "An own model stays closed without an open release and its filing number.",
        judges(
            "CN-GATE-001",
            Given(site=OWN),
            Given(site=OWN, number=""),
            Given(site=OWN, number="none yet"),
            Given(site=OWN, release="filed"),
        ),
        "policy.kinds.gate:_register",
        "policy.register.numbers:number_problem",
    ),
    proof(
        "CN-GATE-002",
        "A filed model stays closed without registration, and closes when it is swapped.",
        both(
            judges(
                "CN-GATE-002",
                Given(),
                Given(number=""),
                Given(release="suspended"),
                Given(release="withdrawn"),
            ),
            wants_the_same_model,
        ),
        "policy.kinds.gate:_register",
        "policy.register.numbers:number_problem",
        "policy.register.standing:changes",
    ),
    proof(
        "CN-GATE-003",
        "The device's model is gated too, and it is said as which kind of model.",
        judges(
            "CN-GATE-003",
            Given(on_device=True, number="Beijing-ExampleApp-20260101"),
            Given(on_device=True, release=""),
            says="CN-GATE-001",
        ),
        "policy.kinds.gate:_register",
        "policy.kinds.gate:_treated",
    ),
    proof(
        "CN-GATE-004",
        "The algorithm's number is shown, and the filing is named until it is on file.",
        both(
            shows_the_filing,
            owes("CN-GATE-004", "algorithm_filing", "2026-12-08"),
        ),
        "policy.duties.fulfil:_gate",
        "policy.duties.notices:shown",
        "policy.duties.deadlines:deadlines",
    ),
    proof(
        "CN-GATE-005",
        "In an app store it stays closed until the papers on labels are on file.",
        judges(
            "CN-GATE-005",
            Given(facts=STORE, documents=("label_evidence_pack",)),
            Given(facts=STORE),
        ),
        "policy.kinds.gate:missing_documents",
    ),
    proof(
        "CN-PART-001",
        "Only filed models answer; their name and number are shown, and looked up again.",
        both(
            judges(
                "CN-PART-001",
                Given(),
                Given(unknown=("filing_no",)),
                Given(site={"filing_no": "none yet"}),
                Given(site={"evidence": "declared"}),
            ),
            shows_the_model,
        ),
        "policy.kinds.partner:_filing",
        "policy.kinds.partner:_age",
        "policy.duties.fulfil:_display",
    ),
    proof(
        "CN-PART-002",
        "A partner that may compute elsewhere is refused.",
        judges(
            "CN-PART-002",
            Given(),
            Given(site={"inference_scope": "global"}),
            Given(unknown=("inference_scope",)),
        ),
        "policy.kinds.partner:_scope",
    ),
    proof(
        "CN-LOC-001",
        "A partner that stores elsewhere is refused.",
        judges("CN-LOC-001", Given(), Given(site={"region": "sg"}), Given(unknown=("region",))),
        "policy.kinds.locate:problems",
    ),
    proof(
        "CN-LOC-002",
        "What is asked from abroad is held and escalated, and takes an approval and two people.",
        holds_what_is_asked_abroad,
        "policy.cases.applied:applied",
        "policy.cases.applied:_on_request",
        "policy.cases.checks:_propose",
        "policy.cases.checks:_confirm",
    ),
    proof(
        "CN-EXP-001",
        "From 100,000 people on it is said that exports are no longer free.",
        judges(
            "CN-EXP-001",
            Given(data=MESSAGES, site=ABROAD, people={MESSAGE: 99_999}),
            Given(data=MESSAGES, site=ABROAD, people={MESSAGE: 100_000}),
            outcome="limit",
        ),
        "policy.kinds.export:problems",
        "policy.kinds.export:_counted",
    ),
    proof(
        "CN-EXP-002",
        "From 100,000 people on an export takes a contract or a certification.",
        judges(
            "CN-EXP-002",
            Given(
                data=MESSAGES,
                site={**ABROAD, "documents": {"standard_contract": "contract.pdf"}},
                people={MESSAGE: 100_000},
            ),
            Given(data=MESSAGES, site=ABROAD, people={MESSAGE: 100_000}),
        ),
        "policy.kinds.export:_lacking",
        "policy.kinds.export:_counted",
    ),
    proof(
        "CN-EXP-003",
        "From 1,000,000 people on, and for important data, it takes a security assessment.",
        judges(
            "CN-EXP-003",
            Given(
                data=MESSAGES,
                site={**ABROAD, "documents": {"cac_assessment": "approval.pdf"}},
                people={MESSAGE: 1_000_000},
            ),
            Given(data=MESSAGES, site=ABROAD, people={MESSAGE: 1_000_000}),
            Given(data=MESSAGES, site=ABROAD, facts={"handler": ("important_data",)}),
        ),
        "policy.kinds.export:_lacking",
        "policy.kinds.export:_is_reached",
    ),
    proof(
        "CN-EXP-004",
        "It is noted, and asks for nothing.",
        informs("CN-EXP-004", Given(data=MESSAGES, facts={"transaction": ("contract_necessity",)})),
        "policy.duties.listed:notes",
    ),
    proof(
        "CN-EXP-005",
        "An export takes the notice, the assessment and a consent of its own.",
        judges(
            "CN-EXP-005",
            Given(data=MESSAGES, consents=MESSAGES, documents=PAPERS, site=ABROAD),
            Given(data=MESSAGES, documents=PAPERS, site=ABROAD),
            Given(data=MESSAGES, consents=MESSAGES, documents=("pipia",), site=ABROAD),
            Given(data=MESSAGES, consents=MESSAGES, documents=("export_notice",), site=ABROAD),
        ),
        "policy.kinds.export:problems",
        "policy.kinds.export:_lacking",
        "policy.kinds.export:_takes_assessment",
    ),
    proof(
        "CN-LAB-001",
        "A text ends with the words; structured data has them beside it; files carry them.",
        both(labels_answers, labels_text_files),
        "policy.duties.labels:mark",
        "policy.marks.owed:words",
    ),
    proof(
        "CN-LAB-002",
        "Sound is called unlabelled, with the reason.",
        cannot("CN-LAB-002", MADE, Given(feature="speech", modality="audio")),
        "policy.duties.labels:mark",
    ),
    proof(
        "CN-LAB-003",
        "Pictures are called unlabelled, with the reason.",
        cannot("CN-LAB-003", MADE, Given(feature="vision", modality="image")),
        "policy.duties.labels:mark",
    ),
    proof(
        "CN-LAB-004",
        "Films and scenes are called unlabelled, with the reason.",
        cannot("CN-LAB-004", MADE, Given(modality="video"), Given(modality="virtual_scene")),
        "policy.duties.labels:mark",
    ),
    proof(
        "CN-LAB-005",
        "A file carries the field of the standard, with who made it and a number.",
        writes_aigc,
        "policy.marks.owed:asks_for",
        "policy.marks.owed:label_rules",
    ),
    proof(
        "CN-LAB-006",
        "A label that others declare is passed on with whoever passes it on.",
        passes_labels_on,
        "policy.marks.files:Labeller._carried",
        "policy.marks.owed:label_rules",
    ),
    proof(
        "CN-LAB-007",
        "A copy without label takes an agreement, keeps its mark, and is on record for 6 months.",
        hands_out_copies,
        "policy.duties.unlabelled:relief",
        "policy.duties.unlabelled:hand_out",
        "policy.person.desk:PersonDesk.record",
        "policy.person.texts:clause",
    ),
)
