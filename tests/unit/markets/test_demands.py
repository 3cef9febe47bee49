"""What a pack must be beyond its types; each demand with a pack that does not meet it."""

from typing import get_args

import pytest

from domicile.core.decision import RuleKind
from domicile.core.errors import PackError
from domicile.markets.demands import MAX_LABEL_WORDS, ON_FAIL, OTHERWISE
from domicile.markets.load import parse_pack
from domicile.markets.schema import OnFail
from tests.unit.markets.samples import KIND, PACK, RULE_LINE, changed, ruled

LABEL = "{layers: [visible], text: {en: AI made, zh: 内容由AI生成}"
"""A visible label, left open."""

PARAMS: dict[RuleKind, str] = {
    "gate": "{artifact: x, deny: true}",
    "partner": "{documents: [dpa]}",
    "locate": "{regions: [eu]}",
    "export": "{deny: true}",
    "label": "{layers: [detector]}",
    "disclose": "{when: always}",
    "choice": "{consent: explicit}",
    "retain": "{at_most_days: {prompt: 0}}",
    "safety": "{user_visible: true, counted: true}",
    "protect": "{deny: true}",
    "assess": "{document: dpia}",
    "report": "{to: [regulator]}",
}
"""The least that each kind takes."""


def problem(data: bytes) -> str:
    with pytest.raises(PackError) as caught:
        parse_pack(data, "x.yaml")
    return caught.value.message


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("marketpack/1", "marketpack/2", 1, "expected `domicile.marketpack/1`"),
        ("id: XX\n", "id: xx\n", 2, "capitals and digits"),
        ("id: XX\n", "id: ../XX\n", 2, "capitals and digits"),
        ("id: XX\n", "id: XX\nextends: [XX]\n", 3, "cannot extend itself"),
        ("territory: here", "territory: here, parts: [north]", 5, "codes of up to three"),
        ("expires: 2027-02-23", "expires: 2026-01-01", 6, "lies before `as_of`"),
        ("expires: 2027-02-23", "expires: 9999-12-31", 6, "years 1900 to 2199"),
        ("as_of: 2026-11-23", "as_of: 0001-01-01", 4, "years 1900 to 2199"),
        ("notices:", "counterparties: {foe: [Mars]}\nnotices:", 8, "codes of two letters"),
        ("notices:", "counterparties: {foe: [us]}\nnotices:", 8, "codes of two letters"),
        ("notices:", "counterparties: {foe: []}\nnotices:", 8, "codes of two letters"),
        ("id: XX-LOC", "id: YY-LOC", RULE_LINE, "must begin with `XX-`"),
        ("id: XX-LOC-001", "id: XX-loc", RULE_LINE, "capitals and digits"),
        ("id: XX-LOC-001", 'id: "XX-A B"', RULE_LINE, "capitals and digits"),
        (KIND, KIND + "  notice: xx.no\n", RULE_LINE + 2, "no such text under `notices`"),
        (KIND, KIND + "  applies_to: {feature: [asistant]}\n", RULE_LINE + 2, "no such feature"),
        (
            KIND,
            KIND + "  applies_to: {counterparty: [foe]}\n",
            RULE_LINE + 2,
            "no such group under `counterparties`",
        ),
        ("site: {region: us}", "at: 9999-12-31", RULE_LINE + 11, "years 1900 to 2199"),
        ("site: {region: us}", "placed: 1000-01-01", RULE_LINE + 11, "years 1900 to 2199"),
    ],
)
def test_what_no_type_can_rule_out_is_refused(
    before: str, after: str, line: int, said: str
) -> None:
    message = problem(changed(before, after))
    assert message.startswith(f"x.yaml:{line}: ")
    assert said in message
    if line > RULE_LINE:
        assert "XX-LOC-001: rules[0]." in message


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("  in_force_until: 2019-12-31\n", "in_force_until: lies before `in_force_from`"),
        ("  in_force_until: 2020-01-01\n", None),
        ("  in_force_until: null\n", None),
        ("  transitional: {placed_before: 2021-01-01, until: 2020-06-01}\n", "ends before it"),
        ("  transitional: {placed_before: 2019-01-01, until: 2019-12-31}\n", "the rule begins"),
        ("  transitional: {placed_before: 2020-01-01, until: 2020-06-01}\n", None),
        ("  transitional: {placed_before: 2020-01-01}\n", "missing required field `until`"),
    ],
)
def test_days_come_one_after_the_other(lines: str, said: str | None) -> None:
    data = changed(KIND, KIND + lines)
    if said is None:
        assert len(parse_pack(data, "x.yaml").rules) == 1
        return
    message = problem(data)
    assert message.startswith(f"x.yaml:{RULE_LINE + 2}: XX-LOC-001: rules[0].")
    assert said in message


@pytest.mark.parametrize(
    "facts",
    [
        "{data: [health]}",
        "{user: [minor]}",
        "{feature: [x]}",
        "{audience: public}",
        "{event: [x]}",
        "{monthly_users_min: 5}",
        "{transaction: [transit], action: [x]}",
    ],
)
def test_nothing_but_what_the_operator_attests_silences_a_rule(facts: str) -> None:
    message = problem(changed(KIND, f"{KIND}  unless: {facts}\n"))
    assert message.startswith(f"x.yaml:{RULE_LINE + 2}: XX-LOC-001: rules[0].unless: only a fact")


def test_no_rules_is_no_pack() -> None:
    data = PACK[: PACK.index("rules:")] + "rules: []\n"
    assert "at least one rule" in problem(data.encode())


def test_two_rules_with_one_id_are_refused() -> None:
    rule = PACK[PACK.index("- id: XX-LOC-001") :]
    message = problem((PACK + rule).encode())
    assert message == "x.yaml:11: XX-LOC-001: rules[0].id: two rules have this id"


@pytest.mark.parametrize("kind", get_args(RuleKind))
@pytest.mark.parametrize("on_fail", get_args(OnFail))
def test_what_may_follow_depends_on_the_kind(kind: RuleKind, on_fail: OnFail) -> None:
    more = "  applies_to: {data: [health]}\n" if kind == "choice" else ""
    data = ruled(kind, PARAMS[kind], on_fail, more)
    if on_fail in ON_FAIL.get(kind, OTHERWISE):
        assert parse_pack(data, "x.yaml").rules[0].on_fail == on_fail
    else:
        assert f"on_fail: `{on_fail}` does not fit the kind `{kind}`" in problem(data)


def test_every_rule_may_inform_and_only_a_choice_removes() -> None:
    kinds = get_args(RuleKind)
    assert all("inform" in ON_FAIL.get(kind, OTHERWISE) for kind in kinds)
    assert [kind for kind in kinds if "remove" in ON_FAIL.get(kind, OTHERWISE)] == ["choice"]
    assert [kind for kind in kinds if "warn_unless_strict" in ON_FAIL.get(kind, OTHERWISE)] == [
        "partner"
    ]


def test_a_choice_that_removes_data_names_its_classes() -> None:
    assert "names the classes in `data`" in problem(
        ruled("choice", "{consent: explicit}", "remove")
    )
    named = ruled("choice", "{consent: explicit}", "remove", "  applies_to: {data: [health]}\n")
    assert parse_pack(named, "x.yaml").rules[0].data == {"health"}


def test_a_group_without_classes_binds_nothing_and_is_refused() -> None:
    data = (
        changed("sensitive_pi: [health]", "sensitive_pi: []")
        .decode()
        .replace(KIND, KIND + "  applies_to: {data: [sensitive_pi]}\n")
    )
    message = problem(data.encode())
    assert message.startswith(f"x.yaml:{RULE_LINE + 2}: XX-LOC-001: rules[0].applies_to.data: ")
    assert "the group holds no class" in message


@pytest.mark.parametrize(
    ("params", "good"),
    [
        ("{user_visible: true, counted: true}", True),
        ("{user_visible: true}", False),
        ("{counted: true}", False),
        ("{user_visible: false, counted: true}", False),
        ("{user_visible: true, counted: false}", False),
        ("{}", False),
    ],
)
@pytest.mark.parametrize("on_fail", ["add", "inform"])
def test_a_safety_rule_is_visible_and_counted(params: str, on_fail: str, *, good: bool) -> None:
    data = ruled("safety", params, on_fail)
    if good:
        assert parse_pack(data, "x.yaml").rules[0].kind == "safety"
    else:
        message = problem(data)
        assert message.startswith(f"x.yaml:{RULE_LINE + 4}: XX-LOC-001: ")
        assert "`user_visible: true` and `counted: true`" in message


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("gate", "{artifact: x, number_format: '['}", "no regular expression"),
        ("partner", "{filing: true, filing_format: '('}", "no regular expression"),
        ("partner", "{display: [model_name]}", "needs a `notice`"),
        ("partner", "{deny_owner_countries: [China]}", "codes of two letters"),
        ("partner", "{deny_owner_countries: [UC]}", "codes of two letters"),
        ("export", "{home: [eu], people_min: 5}", "names mechanisms, or denies"),
        ("label", "{layers: [visible], must_contain: [[AI]]}", "needs a `text`"),
        ("label", LABEL + ", must_contain: [[生成]]}", "needs a `text`"),
        ("label", LABEL + ", must_contain: [[AI], []]}", "needs a `text`"),
        ("label", "{layers: [metadata]}", "needs its `metadata`"),
        ("assess", "{document: dpia, keep_years: -1}", "lies outside of 0 to 100"),
    ],
)
def test_parameters_that_could_not_be_carried_out_are_refused(
    kind: RuleKind, params: str, said: str
) -> None:
    on_fail = "add" if "add" in ON_FAIL.get(kind, OTHERWISE) else "block"
    message = problem(ruled(kind, params, on_fail))
    assert message.startswith(f"x.yaml:{RULE_LINE + 4}: XX-LOC-001: rules[0].params: ")
    assert said in message


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("export", "{mechanisms: [scc]}"),
        ("export", "{free_below: true, people_min: 5}"),
        ("export", "{assessment: tia}"),
        ("export", "{separate_consent: true}"),
        ("export", "{notice_fields: [who]}"),
        ("choice", "{rights: [access]}"),
        ("label", "{layers: [metadata], fields: [who]}"),
        ("label", "{layers: [metadata], metadata: '{}'}"),
        ("label", LABEL + "}"),
        ("label", "{layers: [visible], text: {en: AI 生成, zh: AI生成}, must_contain: [[生成]]}"),
        ("gate", "{artifact: x, number_format: '[A-Z]+-[0-9]{8}'}"),
        ("partner", "{deny_owner_countries: [KP]}"),
    ],
)
def test_parameters_that_make_sense_are_read(kind: RuleKind, params: str) -> None:
    on_fail = "add" if "add" in ON_FAIL.get(kind, OTHERWISE) else "block"
    assert parse_pack(ruled(kind, params, on_fail), "x.yaml").rules[0].kind == kind


def test_what_is_displayed_has_a_text() -> None:
    data = ruled("partner", "{display: [model_name]}", "block", "  notice: xx.ai\n")
    assert parse_pack(data, "x.yaml").rules[0].notice is not None


def test_a_labels_wording_is_a_wording() -> None:
    group = ", ".join(f"w{number}" for number in range(MAX_LABEL_WORDS + 1))
    params = "{layers: [visible], text: {en: w0, zh: w0}, must_contain: [[" + group + "]]}"
    assert f"at most {MAX_LABEL_WORDS} words" in problem(ruled("label", params, "add"))
