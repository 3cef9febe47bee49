import dataclasses
import hashlib
import re
from datetime import date

import pytest

from domicile.core.errors import PackError
from domicile.core.findings import DataClass
from domicile.core.ids import RuleId
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.overlay import Overlay, parse_overlay
from domicile.markets.resolve import shipped
from tests.house.source import ROOT
from tests.unit.markets.overlay_samples import AA, OWN_RULE, PACKS, overlay

NOTICES = "notices: {house.ai: {en: Our AI., zh: 我们的人工智能。}}\n"


def parse(text: str) -> Overlay:
    return parse_overlay(text.encode(), "overlay.yaml", PACKS)


def problem(text: str) -> str:
    with pytest.raises(PackError) as caught:
        parse(text)
    assert caught.value.code == "D110"
    return caught.value.message


def own(before: str = "", after: str = "") -> str:
    assert before in OWN_RULE
    return overlay(rules=OWN_RULE.replace(before, after, 1))


def test_an_overlay_is_read() -> None:
    text = overlay(
        "AA-PART-001, on_fail: block", "BB-LAB-001, params: {positions: [end]}", rules=OWN_RULE
    )
    found = parse(text)
    assert found.ref.market == "operator"
    assert found.ref.as_of == date(2026, 11, 24)
    assert found.ref.digest == hashlib.sha256(text.encode()).hexdigest()
    assert (found.ref.counsel, found.ref.expires) == (None, None)
    assert [rule.id for rule in found.rules] == [
        "operator.AA-PART-001",
        "operator.BB-LAB-001",
        "OWN-AA-001",
    ]
    assert {rule.overlay for rule in found.rules} == {"overlay.yaml"}
    assert {rule.basis for rule in found.rules} == {"house"}


def test_an_empty_overlay_adds_nothing() -> None:
    assert parse(overlay()).rules == ()


def test_a_rule_of_ones_own_joins_its_market() -> None:
    text = own("  kind: partner\n", "  kind: partner\n  applies_to: {data: [sensitive_pi]}\n")
    (rule,) = parse(text).rules
    assert (rule.market, rule.kind, rule.cases) == (AA, "partner", ())
    assert (rule.basis, rule.known) == ("house", "primary")
    assert rule.cite.at == "House book, 12"
    assert rule.data == rule.sensitive == {DataClass.HEALTH, DataClass.MINOR}
    assert isinstance(rule.params, PartnerParams)


def test_a_rule_of_ones_own_may_show_a_text_of_ones_own() -> None:
    rules = OWN_RULE.replace("{forbid_terms: [retains_prompts]}", "{display: [model_name]}")
    (rule,) = parse(overlay(rules=rules + "  notice: house.ai\n", more=NOTICES)).rules
    assert rule.notice is not None
    assert rule.notice.text.en == "Our AI."
    assert len(rule.notice.version) == 64
    assert "notices" in problem(overlay(rules=rules + "  notice: ai\n"))


def test_a_rule_of_ones_own_may_have_cases() -> None:
    case = "  cases: [{given: {site: {region: us}}, expect: refuse}]\n"
    (rule,) = parse(overlay(rules=OWN_RULE + case)).rules
    assert rule.cases[0].expect == "refuse"
    said = problem(overlay(rules=OWN_RULE + case.replace("region: us", "region: moon")))
    assert said.startswith("overlay.yaml:12: OWN-AA-001: rules[0].cases[0].given.site.region: ")


@pytest.mark.parametrize(
    ("given", "path", "complaint"),
    [
        ("{facts: {usr: [minor]}}", "facts.usr", "unknown fact `usr`; did you mean `user`?"),
        ("{unknown: [regions]}", "unknown[0]", "unknown fact of a site `regions`"),
    ],
)
def test_a_case_of_an_own_rule_states_only_what_can_be_stated(
    given: str, path: str, complaint: str
) -> None:
    said = problem(overlay(rules=f"{OWN_RULE}  cases: [{{given: {given}, expect: refuse}}]\n"))
    where = f"overlay.yaml:12: OWN-AA-001: rules[0].cases[0].given.{path}"
    assert said.startswith(f"{where}: {complaint}")


def test_what_loosens_names_file_line_and_rule() -> None:
    said = problem(overlay("AA-PART-001, params: {documents: [dpa]}"))
    assert said == (
        "overlay.yaml:4: AA-PART-001: params.documents: would loosen the rule;"
        " it must hold all of `dpa`, `subprocessors`"
    )
    second = problem(overlay("AA-PART-001, on_fail: block", "AA-CHO-001, on_fail: inform"))
    assert second == "overlay.yaml:5: AA-CHO-001: on_fail: would loosen the rule; it says `warn`"
    assert problem(overlay("AA-PART-001")) == "overlay.yaml:4: AA-PART-001: changes nothing"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("AA-PART-01, on_fail: block",
         "overlay.yaml:4: AA-PART-01: rule: no pack has this rule; did you mean `AA-PART-001`?"),
        ("AA-PART-001, on_fial: block",
         "overlay.yaml:4: AA-PART-001: on_fial: unknown key `on_fial`; did you mean `on_fail`?"),
        ("AA-PART-001, on_fail: stop",
         "overlay.yaml:4: AA-PART-001: on_fail: expected one of `block`"),
        ("AA-PART-001, on_fail: null", "overlay.yaml:4: AA-PART-001: on_fail: "),
        ("AA-PART-001, in_force_from: soon", "overlay.yaml:4: AA-PART-001: in_force_from: "),
        ("AA-PART-001, params: [1]", "overlay.yaml:4: AA-PART-001: params: "),
        ("AA-PART-001, params: {blocklist: [x]}",
         "overlay.yaml:4: AA-PART-001: params.blocklist: packs hold no lists of words to block"),
        ("[x]", "overlay.yaml:4: rule: Expected `str`"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named(entry: str, said: str) -> None:
    assert said in problem(overlay(entry))


def test_an_entry_may_be_no_mapping_at_all() -> None:
    text = "schema: domicile.overlay/1\nas_of: 2026-11-24\ntighten: [3]\n"
    assert problem(text).startswith("overlay.yaml:3: Expected `object`")
    assert "tighten: Expected `array`" in problem(text.replace("[3]", "x"))


def test_a_rule_is_tightened_once() -> None:
    twice = overlay("AA-PART-001, on_fail: block", "AA-PART-001, params: {filing: true}")
    assert problem(twice).startswith("overlay.yaml:5: AA-PART-001: rule: two entries tighten")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("OWN-AA-001", "AA-OWN-001", "overlay.yaml:4: AA-OWN-001: rules[0].id: must begin"),
        ("AA\n", "A\n", "rules[0].market: no pack speaks for this market; did you mean `AA`?"),
        ("partner\n", "partner\n  basis: law\n", "rules[0].basis: an operator's own rule has"),
        ("block", "add", "rules[0].on_fail: `add` does not fit the kind `partner`"),
        (
            "partner\n",
            "partner\n  applies_to: {counterparty: [x]}\n",
            "rules[0].applies_to.counterp",
        ),
        ("retains_prompts", "keeps", "rules[0].params.forbid_terms[0]: expected one of"),
        ("partner\n", "partner\n  applies_to: {data: [special]}\n", "neither a data class nor"),
        ("  market: AA\n", "", "missing required field `market`"),
        ("2026-01-01\n", "2026-01-01\n  in_force_until: 2025-01-01\n", "before `in_force_from`"),
    ],
)
def test_a_wrong_rule_of_ones_own_is_named(before: str, after: str, said: str) -> None:
    found = problem(own(before, after))
    assert said in found
    assert found.startswith("overlay.yaml:")


def test_a_group_of_another_market_is_not_heard() -> None:
    text = own("partner\n", "partner\n  applies_to: {counterparty: [of_concern]}\n")
    (rule,) = parse(text).rules
    assert rule.conditions == (("counterparty", frozenset({"of_concern"})),)
    assert "no such group in the pack BB" in problem(text.replace("market: AA", "market: BB"))


def test_a_name_that_a_pack_has_is_taken() -> None:
    (rule,) = PACKS[AA].rules[:1]
    taken = dataclasses.replace(rule, id=RuleId("OWN-AA-001"))
    packs = {AA: dataclasses.replace(PACKS[AA], rules=(taken,))}
    with pytest.raises(PackError, match=r"OWN-AA-001: .*a pack has a rule of this name"):
        parse_overlay(own().encode(), "overlay.yaml", packs)


def test_names_are_taken_once() -> None:
    assert "two rules have this id" in problem(overlay(rules=OWN_RULE + OWN_RULE))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema: domicile.marketpack/1\nas_of: 2026-11-24\n", "expected `domicile.overlay/1`"),
        ("schema: domicile.overlay/1\n", "missing required field `as_of`"),
        (overlay(more="tightn: []\n"), "unknown key `tightn`; did you mean `tighten`?"),
        ("a: &x 1\nb: *x\n", "aliases are not allowed"),
        ("keyword_list: []\n", "packs hold no lists of words"),
        ("- a\n", "expected keys and values"),
        ("a: [", "not YAML"),
    ],
)
def test_a_file_is_read_strictly(text: str, said: str) -> None:
    assert said in problem(text)


def test_a_long_word_is_answered_soon() -> None:
    assert "did you mean" in problem(overlay("A" * 200_000 + ", on_fail: block"))


def test_the_example_of_the_page_holds_for_the_packs_that_come_along() -> None:
    page = (ROOT / "docs" / "do" / "overlay.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (complaint,) = re.findall(r"^```text\n(.*?)\n```$", page, re.MULTILINE | re.DOTALL)
    packs = {pack.id: pack for pack in shipped()}
    found = parse_overlay(example.encode(), "overlay.yaml", packs)
    assert [rule.id for rule in found.rules] == [
        "operator.EU-PART-001",
        "operator.CN-LAB-001",
        "operator.US-DIS-003",
        "OWN-EU-001",
    ]
    loose = example.replace("on_fail: block", "params: {documents: []}", 1)
    with pytest.raises(PackError) as caught:
        parse_overlay(loose.encode(), "overlay.yaml", packs)
    assert caught.value.message == complaint
