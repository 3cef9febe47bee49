import hashlib
from datetime import date
from pathlib import Path

import pytest

from domicile.core.errors import PackError
from domicile.core.findings import DataClass
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.load import load_pack, parse_pack
from domicile.markets.schema import Transitional
from tests.unit.markets.samples import PACK, RULE_LINE, changed

KIND = "  kind: locate\n"
PARAMS = "  params: {regions: [eu]}\n  on_fail: block\n"


def problem(data: bytes) -> str:
    with pytest.raises(PackError) as caught:
        parse_pack(data, "x.yaml")
    return caught.value.message


def test_a_pack_is_read() -> None:
    pack = parse_pack(PACK.encode(), "x.yaml")
    assert (pack.id, pack.name.zh, pack.as_of) == ("XX", "测试国", date(2026, 11, 23))
    assert pack.groups["pi"] == {DataClass.NAME, DataClass.PHONE}
    assert pack.digest == hashlib.sha256(PACK.encode()).hexdigest()
    (rule,) = pack.rules
    assert (rule.id, rule.market, rule.kind) == ("XX-LOC-001", "XX", "locate")
    assert rule.params == LocateParams(regions=("eu",))
    assert [case.expect for case in rule.cases] == ["permit", "refuse"]
    assert rule.notice is None
    assert rule.data == frozenset()
    assert rule.conditions == ()


def test_a_file_is_read_or_its_absence_said(tmp_path: Path) -> None:
    file = tmp_path / "pack.yaml"
    file.write_text(PACK, encoding="utf-8")
    assert load_pack(file).id == "XX"
    with pytest.raises(PackError, match=r"missing\.yaml: cannot be read"):
        load_pack(tmp_path / "missing.yaml")


def test_facts_become_conditions_and_groups_are_spelled_out() -> None:
    facts = (
        "{audience: public, role: [provider], data: [sensitive_pi, email], user: [minor],"
        " monthly_users_min: 5, operator: [healthcare]}"
    )
    pack = parse_pack(changed(KIND, f"{KIND}  applies_to: {facts}\n"), "x.yaml")
    (rule,) = pack.rules
    assert rule.data == {DataClass.HEALTH, DataClass.EMAIL}
    assert dict(rule.conditions) == {
        "audience": {"public"},
        "role": {"provider"},
        "user": {"minor"},
        "operator": {"healthcare"},
    }


def test_a_grace_period_is_read() -> None:
    grace = "  transitional: {placed_before: 2020-01-01, until: 2021-01-01}\n"
    (rule,) = parse_pack(changed(KIND, KIND + grace), "x.yaml").rules
    assert rule.transitional == Transitional(placed_before=date(2020, 1, 1), until=date(2021, 1, 1))


def test_a_notice_carries_the_digest_of_both_languages() -> None:
    with_notice = changed(KIND, KIND + "  notice: xx.ai\n")
    (rule,) = parse_pack(with_notice, "x.yaml").rules
    assert rule.notice is not None
    assert rule.notice.text.en == "An AI."
    other = parse_pack(with_notice.replace("人工智能。".encode(), "机器。".encode()), "x.yaml")
    assert other.rules[0].notice is not None
    assert other.rules[0].notice.version != rule.notice.version


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("  kind:", "  kindd:", RULE_LINE + 1, "unknown key `kindd`; did you mean `kind`?"),
        ("regions:", "region:", RULE_LINE + 4, "unknown key `region`; did you mean `regions`?"),
        ("{expect: permit}", "{expects: permit}", RULE_LINE + 10, "did you mean `expect`?"),
        ("as_of:", "asof:", 4, "did you mean `as_of`?"),
        ("expect: permit", "expect: maybe", RULE_LINE + 10, "expected one of `"),
        ("  basis: law\n", "", RULE_LINE, "missing required field `basis`"),
        ("basis: law", "basis: rumour", RULE_LINE + 7, "expected one of `"),
        ("known: memory", "known: surely", RULE_LINE + 8, "expected one of `"),
        ("regions: [eu]", "regions: [mars]", RULE_LINE + 4, "expected one of `"),
        ("kind: locate", "kind: ban", RULE_LINE + 1, "expected one of `"),
        ("marketpack/1", "marketpack/2", 1, "expected `domicile.marketpack/1`"),
        ("expires: 2027-02-23", "expires: 2026-01-01", 6, "lies before `as_of`"),
        ("id: XX\n", "id: XX\nextends: [XX]\n", 3, "cannot extend itself"),
        ("id: XX-LOC", "id: YY-LOC", RULE_LINE, "must begin with `XX-`"),
        (KIND, KIND + "  in_force_until: 2019-12-31\n", RULE_LINE + 2, "before `in_force_from`"),
        (
            KIND,
            KIND + "  transitional: {placed_before: 2021-01-01, until: 2020-01-01}\n",
            RULE_LINE + 2,
            "ends before it begins",
        ),
        (KIND, KIND + "  notice: xx.no\n", RULE_LINE + 2, "no such text under `notices`"),
        (KIND, KIND + "  applies_to: {data: [soul]}\n", RULE_LINE + 2, "neither a data class nor"),
        ("on_fail: block", "on_fail: add", RULE_LINE + 5, "`add` does not fit the kind `locate`"),
        ("site: {region: us}", "site: {regoin: us}", RULE_LINE + 11, "did you mean `region`?"),
        ("site: {region: us}", "site: {region: mars}", RULE_LINE + 11, "expected one of `"),
        ("model: m, region: eu", "model: m, regoin: eu", 9, "did you mean `region`?"),
        ("groups: {pi: [name", "groups: {pi: [nom", 7, "expected one of `"),
    ],
)
def test_a_broken_pack_is_named_by_file_line_and_rule(
    before: str, after: str, line: int, said: str
) -> None:
    message = problem(changed(before, after))
    assert message.startswith(f"x.yaml:{line}: ")
    assert said in message
    if line > RULE_LINE:
        assert "-LOC-001: rules[0]" in message


@pytest.mark.parametrize("on_fail", ["remove", "block"])
def test_a_choice_about_data_names_its_classes(on_fail: str) -> None:
    choice = (
        PACK.replace("kind: locate", "kind: choice")
        .replace("{regions: [eu]}", "{consent: explicit}")
        .replace("on_fail: block", f"on_fail: {on_fail}")
    )
    assert "names the classes in `data`" in problem(choice.encode())
    named = choice.replace("  params:", "  applies_to: {data: [health]}\n  params:")
    assert parse_pack(named.encode(), "x.yaml").rules[0].data == {"health"}


def test_no_rules_is_no_pack() -> None:
    data = PACK[: PACK.index("rules:")] + "rules: []\n"
    assert "at least one rule" in problem(data.encode())


def test_two_rules_with_one_id_are_refused() -> None:
    rule = PACK[PACK.index("- id: XX-LOC-001") :]
    assert "two rules have this id" in problem((PACK + rule).encode())


@pytest.mark.parametrize(
    "key", ["keywords", "key_words", "Key-Word", "blocklist", "block_list", "wordlist", "ban-list"]
)
@pytest.mark.parametrize("place", ["params: {", "sample_site: {", "scope: {", "{expect: permit"])
def test_lists_of_words_to_block_are_refused_wherever_they_stand(key: str, place: str) -> None:
    after = f"{place}, {key}: [x]" if place.startswith("{") else f"{place}{key}: [x], "
    assert "packs hold no lists of words to block" in problem(changed(place, after))


@pytest.mark.parametrize(
    ("params", "good"),
    [
        ("{user_visible: true, counted: true}", True),
        ("{user_visible: true}", False),
        ("{counted: true}", False),
        ("{}", False),
    ],
)
def test_a_safety_rule_is_visible_and_counted(params: str, *, good: bool) -> None:
    data = (
        PACK.replace("kind: locate", "kind: safety")
        .replace("params: {regions: [eu]}", f"params: {params}")
        .replace("on_fail: block", "on_fail: add")
        .encode()
    )
    if good:
        assert parse_pack(data, "x.yaml").rules[0].kind == "safety"
    else:
        assert "`user_visible: true` and `counted: true`" in problem(data)


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("gate", "{artifact: x, number_format: '['}", "no regular expression"),
        ("partner", "{filing: true, filing_format: '('}", "no regular expression"),
        ("partner", "{display: [model_name]}", "needs a `notice`"),
        ("label", "{layers: [visible]}", "a visible label needs a `text`"),
        (
            "label",
            "{layers: [visible], text: {en: AI made, zh: 内容由AI生成}, must_contain: [[生成]]}",
            "a visible label needs a `text`",
        ),
        ("label", "{layers: [metadata]}", "needs its `metadata`"),
    ],
)
def test_parameters_that_could_not_be_carried_out_are_refused(
    kind: str, params: str, said: str
) -> None:
    on_fail = "add" if kind == "label" else "block"
    data = (
        PACK.replace("kind: locate", f"kind: {kind}")
        .replace("params: {regions: [eu]}", f"params: {params}")
        .replace("on_fail: block", f"on_fail: {on_fail}")
        .encode()
    )
    assert said in problem(data)


def test_a_visible_label_that_says_what_it_must_is_read() -> None:
    params = "{layers: [visible], text: {en: AI 生成, zh: AI生成}, must_contain: [[AI], [生成]]}"
    data = (
        PACK.replace("kind: locate", "kind: label")
        .replace(PARAMS, f"  params: {params}\n  on_fail: add\n")
        .encode()
    )
    assert parse_pack(data, "x.yaml").rules[0].kind == "label"
