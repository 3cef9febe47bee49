from dataclasses import replace

from domicile.core.settings import OperatorSettings
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule
from domicile.policy.binding import bound
from domicile.policy.inquiry import Inquiry
from domicile.policy.outlook.look import Look, look
from domicile.policy.outlook.missing import Missing, missing, unmet
from tests.unit.policy.samples import CN, CN_SITE, OPERATOR, inquiry, named, release, world


def see(*rules: Rule, asked: Inquiry | None = None, atlas: Atlas | None = None) -> Look:
    facts = asked or inquiry(releases=release(CN, CN_SITE))
    return look(facts, CN_SITE, bound(facts, atlas or world(*rules)))


def lacking(seen: Look) -> tuple[Missing, ...]:
    return missing(seen.question, seen.site, seen.verdict)


def owing(seen: Look) -> list[tuple[str, str]]:
    return [(each.rule, each.what.en) for each in unmet(seen.question, seen.decision)]


def test_each_thing_that_a_rule_finds_counts_by_itself() -> None:
    rule = named("CN-PART-001", PartnerParams(filing=True, documents=("dpa", "annex_xii")))
    asked = inquiry(releases=release(CN, CN_SITE))
    found = lacking(see(rule, asked=asked))
    assert [(each.rule, each.kind) for each in found] == [("CN-PART-001", "partner")] * 2
    first = found[0]
    assert first.what.en == "The document `dpa` is not on file."
    assert first.remedy is not None
    assert "`dpa`" in first.remedy.en
    assert (first.citation, first.basis, first.known) == ("Law, Art. 1", "house", "primary")
    assert first.data == ()


def test_what_only_warns_or_tells_is_not_missing() -> None:
    old = named("CN-PART-001", PartnerParams(deny_owner_countries=("CN",), flag_owners=("Demo",)))
    assert [each.what.en for each in lacking(see(old))] == ["Its majority owner sits in CN."]
    warned = replace(old, on_fail="warn_unless_strict")
    assert lacking(see(warned)) == ()


def test_the_register_is_left_out_and_the_operator_is_not() -> None:
    asked = inquiry(releases={}, operator=replace(OPERATOR, markets=()))
    (found,) = lacking(see(asked=asked))
    assert (found.rule, found.kind) == ("operator.market", "operator")
    assert found.remedy is None


def test_the_same_thing_is_told_once() -> None:
    twice = named("CN-LOC-001", LocateParams(regions=("eu",)))
    found = lacking(see(twice, replace(twice)))
    assert [each.what.en for each in found] == [
        "The site stores in `cn-mainland`.",
        "The site computes in `cn-mainland`.",
    ]


def test_documents_and_statements_are_owed_until_they_are_there() -> None:
    rules = (
        named("CN-ASS-001", AssessParams(document="pipia"), on_fail="add"),
        named(
            "CN-DIS-001",
            DiscloseParams(when="collection", fields=("contact", "purpose")),
            on_fail="add",
        ),
        named("CN-DIS-002", DiscloseParams(when="always"), on_fail="add"),
        named("CN-GATE-004", GateParams(artifact="algorithm_filing"), on_fail="add"),
    )
    assert owing(see(*rules)) == [
        ("CN-ASS-001", "The operator has no `pipia` on file."),
        ("CN-DIS-001", "The operator does not yet say: contact, purpose."),
        ("CN-GATE-004", "The operator has no `algorithm_filing` on file."),
    ]
    operator = OperatorSettings(
        name="Example",
        documents={"pipia": "pipia.pdf", "algorithm_filing": "filing.pdf"},
        statements={"contact": "a@example.com", "purpose": " "},
    )
    asked = inquiry(releases=release(CN, CN_SITE), operator=operator)
    assert owing(see(*rules, asked=asked)) == [
        ("CN-DIS-001", "The operator does not yet say: purpose.")
    ]


def test_what_is_not_due_is_not_owed() -> None:
    rule = named(
        "CN-ASS-001",
        AssessParams(document="pipia"),
        on_fail="add",
        applies_to=AppliesTo(user=("minor",)),
    )
    assert owing(see(rule)) == []


def test_what_protections_take_of_the_operator_is_owed_too() -> None:
    rule = named("CN-PRO-001", ProtectParams(modes=("minor",), crisis=("reassure",)))
    assert owing(see(rule)) == [
        ("CN-PRO-001", "The operator does not yet say: intended_users, crisis_contact.")
    ]
    said = replace(OPERATOR, statements={"intended_users": "x", "crisis_contact": "y"})
    assert owing(see(rule, asked=inquiry(releases=release(CN, CN_SITE), operator=said))) == []
