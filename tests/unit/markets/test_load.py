import dataclasses
import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from domicile.core.errors import PackError
from domicile.core.findings import DataClass
from domicile.markets.facts import OF_AN_OPERATOR, AppliesTo
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.load import load_pack, parse_pack
from domicile.markets.schema import Transitional
from tests.unit.markets.samples import KIND, PACK, RULE_LINE, changed, ruled


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
        " monthly_users_min: 5, operator: [healthcare], event: [pi_breach]}"
    )
    pack = parse_pack(changed(KIND, f"{KIND}  applies_to: {facts}\n"), "x.yaml")
    (rule,) = pack.rules
    assert rule.data == {DataClass.HEALTH, DataClass.EMAIL}
    assert dict(rule.conditions) == {
        "audience": {"public"},
        "role": {"provider"},
        "user": {"minor"},
        "operator": {"healthcare"},
        "event": {"pi_breach"},
    }
    assert rule.applies_to.monthly_users_min == 5


def test_every_fact_of_words_becomes_a_condition_and_an_exception() -> None:
    names = [
        field.name
        for field in dataclasses.fields(AppliesTo)
        if field.name not in {"audience", "data", "feature", "monthly_users_min"}
    ]

    def facts(names: Iterable[str]) -> str:
        return "{" + ", ".join(f"{name}: [one, two]" for name in names) + "}"

    more = f"  applies_to: {facts(names)}\n  unless: {facts(sorted(OF_AN_OPERATOR))}\n"
    owners = "counterparties: {one: [KP], two: [RU]}\nnotices:"
    data = changed("notices:", owners).decode().replace(KIND, KIND + more)
    (rule,) = parse_pack(data.encode(), "x.yaml").rules
    both = frozenset({"one", "two"})
    assert dict(rule.conditions) == dict.fromkeys(names, both)
    assert dict(rule.exceptions) == dict.fromkeys(OF_AN_OPERATOR, both)


def test_what_a_rule_hands_on_is_plain_and_holds_the_notice() -> None:
    (rule,) = parse_pack(
        ruled("disclose", "{when: always, fields: [who]}", "add", "  notice: xx.ai\n"), "x.yaml"
    ).rules
    assert rule.duty["when"] == "always"
    assert rule.duty["fields"] == ("who",)
    assert rule.duty["notice"] == {
        "id": "xx.ai",
        "version": rule.notice.version if rule.notice else "",
        "text": {"en": "An AI.", "zh": "人工智能。"},
    }
    assert "notice" not in parse_pack(PACK.encode(), "x.yaml").rules[0].duty


def test_what_counts_as_sensitive_comes_from_both_groups() -> None:
    data = changed("sensitive_pi: [health]", "sensitive_pi: [health], special_category: [genomic]")
    (rule,) = parse_pack(data, "x.yaml").rules
    assert rule.sensitive == {DataClass.HEALTH, DataClass.GENOMIC}


def test_groups_of_owners_are_read() -> None:
    more = (
        changed("notices:", "counterparties: {concern: [KP, RU]}\nnotices:")
        .decode()
        .replace(KIND, KIND + "  applies_to: {counterparty: [concern]}\n")
    )
    pack = parse_pack(more.encode(), "x.yaml")
    assert pack.counterparties == {"concern": frozenset({"KP", "RU"})}
    assert dict(pack.rules[0].conditions) == {"counterparty": {"concern"}}


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


LINES = [
    ("as_of:", "asof:", 4, "unknown key `asof`; did you mean `as_of`?"),
    ("territory:", "teritory:", 5, "unknown key `teritory`; did you mean `territory`?"),
    ("expires:", "expire:", 6, "unknown key `expire`; did you mean `expires`?"),
    ("notices:", "notice:", 8, "unknown key `notice`; did you mean `notices`?"),
    ("{en: An AI., zh", "{en: An AI., cn", 8, "unknown key `cn`; did you mean `en`?"),
    ("model: m, region: eu", "model: m, regoin: eu", 9, "did you mean `region`?"),
    ("  kind:", "  kindd:", RULE_LINE + 1, "unknown key `kindd`; did you mean `kind`?"),
    ("  on_fail:", "  onfail:", RULE_LINE + 5, "unknown key `onfail`; did you mean `on_fail`?"),
    ("regions:", "region:", RULE_LINE + 4, "unknown key `region`; did you mean `regions`?"),
    ("checked:", "check:", RULE_LINE + 6, "unknown key `check`; did you mean `checked`?"),
    (KIND, KIND + "  applies_to: {rol: [x]}\n", RULE_LINE + 2, "did you mean `role`?"),
    (KIND, KIND + "  unless: {transactions: [x]}\n", RULE_LINE + 2, "did you mean `transaction`?"),
    ("{expect: permit}", "{expects: permit}", RULE_LINE + 10, "did you mean `expect`?"),
    ("given: {site", "given: {sites", RULE_LINE + 11, "unknown key `sites`; did you mean `site`?"),
    ("site: {region: us}", "site: {regoin: us}", RULE_LINE + 11, "did you mean `region`?"),
    ("site: {region: us}", "site: {terms: {train: no1}}", RULE_LINE + 11, "`trains_on_input`?"),
    (
        "site: {region: us}",
        "facts: {usr: [minor]}",
        RULE_LINE + 11,
        "unknown fact `usr`; did you mean `use",
    ),
    (
        "site: {region: us}",
        "facts: {trigger: [entrust]}",
        RULE_LINE + 11,
        "unknown fact `trigger`; did you mean `",
    ),
    (
        "site: {region: us}",
        "unknown: [regoin]",
        RULE_LINE + 11,
        "unknown fact of a site `regoin`; did you mean `region`?",
    ),
]
"""Places with an unknown key, the line of each, and what is said."""

WORDS = [
    ("expect: permit", "expect: maybe", RULE_LINE + 10, "expected one of `"),
    ("basis: law", "basis: rumour", RULE_LINE + 7, "expected one of `"),
    ("known: memory", "known: surely", RULE_LINE + 8, "expected one of `"),
    ("on_fail: block", "on_fail: explode", RULE_LINE + 5, "expected one of `"),
    ("regions: [eu]", "regions: [mars]", RULE_LINE + 4, "expected one of `"),
    ("kind: locate", "kind: ban", RULE_LINE + 1, "expected one of `"),
    ("site: {region: us}", "site: {region: mars}", RULE_LINE + 11, "expected one of `"),
    ("site: {region: us}", "data: [soul]", RULE_LINE + 11, "expected one of `"),
    ("site: {region: us}", "people: {soul: 1}", RULE_LINE + 11, "expected one of `"),
    ("groups: {pi: [name", "groups: {pi: [nom", 7, "expected one of `"),
    ("state: draft", "state: fine", 6, "expected one of `"),
    (KIND, KIND + "  applies_to: {data: [soul]}\n", RULE_LINE + 2, "neither a data class nor"),
    (KIND, KIND + "  applies_to: {audience: all}\n", RULE_LINE + 2, "expected one of `"),
]
"""Words that nobody knows."""

VALUES = [
    ("  basis: law\n", "", RULE_LINE, "missing required field `basis`"),
    ("  known: memory\n", "", RULE_LINE, "missing required field `known`"),
    ('  cite: {at: "Law, Art. 1", checked: 2026-11-23}\n', "", RULE_LINE, "field `cite`"),
    ("zh: 留在本地。", "zh: null", RULE_LINE + 3, "Expected `str`, got `null`"),
    (", zh: 人工智能。", "", 8, "missing required field `zh`"),
    ("2020-01-01", "yesterday", RULE_LINE + 2, "Invalid RFC3339"),
    ("2020-01-01", "2020-02-30", RULE_LINE + 2, "write a day as YYYY-MM-DD"),
    ("regions: [eu]", "regions: eu", RULE_LINE + 4, "Expected `array`, got `str`"),
    ("regions: [eu]", "stored: 1", RULE_LINE + 4, "Expected `bool`, got `int`"),
    ("{regions: [eu]}", "[eu]", RULE_LINE + 4, "Expected `object`, got `array`"),
    ("model: m, region: eu", "model: m, features: 1", 9, "Expected `array`, got `int`"),
    ("site: {region: us}", "monthly_users: many", RULE_LINE + 11, "Expected `int`, got `str`"),
    ("site: {region: us}", "at: 2026-11", RULE_LINE + 11, "Invalid RFC3339"),
]
"""What is missing, or of the wrong kind."""


@pytest.mark.parametrize(("before", "after", "line", "said"), [*LINES, *WORDS, *VALUES])
def test_a_broken_pack_is_named_by_file_line_and_rule(
    before: str, after: str, line: int, said: str
) -> None:
    message = problem(changed(before, after))
    assert message.startswith(f"x.yaml:{line}: ")
    assert said in message
    if line > RULE_LINE:
        assert ": XX-LOC-001: rules[0]" in message or "write a day" in message


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("gate", "{number: true}", "missing required field `artifact`"),
        ("gate", "{artifact: x, documents: {a: b}}", "Expected `array`"),
        ("gate", "{artifact: x, treat_as: [a]}", "Expected `object`"),
        ("partner", "{filing: yes1}", "Expected `bool`"),
        ("partner", "{forbid_terms: [smokes]}", "expected one of `trains_on_input`"),
        ("partner", "{allow_scope: [us]}", "did you mean `allow_scopes`?"),
        ("locate", "{logs: 1}", "Expected `bool`"),
        ("locate", "{on_request: obey}", "expected one of ``"),
        ("export", "{people_max: 3}", "did you mean `people_min`?"),
        ("export", "{thresholds: {soul: 3}}", "expected one of `name`"),
        ("export", "{window: week}", "expected one of `calendar_year`"),
        ("label", "{layers: [scent]}", "expected one of `visible`"),
        ("label", "{layers: [detector], glyph_fraction: big}", "Expected `float"),
        ("disclose", "{}", "missing required field `when`"),
        ("choice", "{consent: silent}", "expected one of ``"),
        ("choice", "{days: 3.5}", "Expected `int"),
        ("retain", "{at_most_days: {prompt: never}}", "Expected `int`"),
        ("safety", "{user_visible: true, counted: maybe}", "Expected `bool`"),
        ("protect", "{below: 14}", "did you mean `below_age`?"),
        ("assess", "{}", "missing required field `document`"),
        ("report", "{to: people}", "Expected `array`"),
    ],
)
def test_parameters_are_those_of_the_kind(kind: str, params: str, said: str) -> None:
    message = problem(ruled(kind, params, "inform"))
    assert message.startswith(f"x.yaml:{RULE_LINE + 4}: XX-LOC-001: rules[0].params")
    assert said in message


def test_a_message_repeats_no_name_that_could_be_anything() -> None:
    message = problem(changed("- id: XX-LOC-001", '- id: "XX\\e[31m"').replace(b"kind:", b"kindd:"))
    assert "\x1b" not in message
    assert message.startswith(f"x.yaml:{RULE_LINE + 1}: rules[0].kindd: unknown key")
