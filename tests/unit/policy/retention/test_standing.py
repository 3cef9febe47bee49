from datetime import UTC, datetime

import pytest
import yaml

from domicile.core.ids import MarketId
from domicile.core.settings import OperatorSettings, RetentionSettings, Settings
from domicile.markets.load import parse_pack
from domicile.markets.resolve import Atlas, load_atlas
from domicile.policy.retention.schedule import Schedule
from domicile.policy.retention.standing import RuleStanding, standings

CN, EU, US, CA = MarketId("CN"), MarketId("EU"), MarketId("US"), MarketId("US-CA")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ATLAS = load_atlas()
OWN = {
    "schema": "domicile.marketpack/1",
    "id": "XX",
    "name": {"en": "Testland", "zh": "测试国"},
    "as_of": "2026-11-23",
    "scope": {"territory": "here", "trigger": {"en": "Always.", "zh": "始终。"}},
    "review": {"state": "draft", "counsel": None, "expires": "2027-02-23"},
    "groups": {"pi": ["name"]},
    "sample_site": {"id": "sample", "model": "m", "region": "eu", "inference_scope": "eu"},
}


def found(
    operator: OperatorSettings | None = None, atlas: Atlas = ATLAS
) -> dict[str, RuleStanding]:
    operator = operator or OperatorSettings()
    schedule = Schedule(atlas, Settings(operator=operator), NOON)
    return {each.rule: each for each in standings(schedule, operator)}


def own(params: dict[str, object], retention: RetentionSettings | None = None) -> RuleStanding:
    rule = {
        "id": "XX-RET-001",
        "kind": "retain",
        "in_force_from": "2020-01-01",
        "applies_to": {"event": ["operation"]},
        "requirement": {"en": "Keep.", "zh": "保存。"},
        "params": params,
        "on_fail": "add",
        "cite": {"at": "Law, Art. 1", "checked": "2026-11-23"},
        "basis": "law",
        "known": "memory",
        "cases": [{"expect": "duty"}, {"given": {"at": "2019-01-01"}, "expect": "silent"}],
    }
    pack = parse_pack(yaml.safe_dump(OWN | {"rules": [rule]}, allow_unicode=True).encode(), "own")
    operator = OperatorSettings(markets=(MarketId("XX"),), default_market=MarketId("XX"))
    settings = Settings(operator=operator, retention=retention or RetentionSettings())
    schedule = Schedule(Atlas([pack]), settings, NOON)
    (standing,) = standings(schedule, operator)
    return standing


def test_every_retain_rule_of_the_packs_has_a_standing() -> None:
    rules = {
        rule.id
        for market in ATLAS.markets
        for rule in ATLAS.get(market).rules
        if rule.kind == "retain"
    }
    assert set(found()) == rules
    assert len(rules) >= 5


@pytest.mark.parametrize("rule", ["CN-RET-001", "EU-RET-001", "US-RET-001"])
def test_what_the_timer_keeps_to_is_met_and_named(rule: str) -> None:
    standing = found()[rule]
    assert standing.status == "met"
    assert standing.citation


def test_cn_ret_001_says_that_there_is_metadata_only() -> None:
    assert "no place for a text" in found()["CN-RET-001"].text.en
    assert "没有" in found()["CN-RET-001"].text.zh


def test_eu_ret_001_says_that_no_prompt_is_kept() -> None:
    assert "Nothing that people say is kept" in found()["EU-RET-001"].text.en


def test_cn_ret_002_is_met_by_a_document_on_file_and_by_bounds_on_everything() -> None:
    assert found()["CN-RET-002"].status == "unmet"
    on_file = found(OperatorSettings(documents={"pipia": "pipia.pdf"}))["CN-RET-002"]
    assert on_file.status == "met"
    assert "timer" in on_file.text.en


@pytest.mark.parametrize("told", ["", "  "])
def test_us_ca_ret_001_is_unmet_while_no_period_was_disclosed(told: str) -> None:
    standing = found(OperatorSettings(statements={"retention": told}))["US-CA-RET-001"]
    assert standing.status == "unmet"
    assert "operator.statements" in standing.text.en


def test_us_ca_ret_001_is_met_by_the_disclosed_period() -> None:
    told = OperatorSettings(statements={"retention": "Receipts for ten years."})
    assert found(told)["US-CA-RET-001"].status == "met"


def test_a_bound_in_words_that_nobody_knows_is_unmet() -> None:
    standing = own({"until": "forever"})
    assert standing.status == "unmet"
    assert "`forever`" in standing.text.en


def test_what_must_be_kept_and_is_not_kept_at_all_is_unmet() -> None:
    assert own({"at_least_days": {"prompt": 30}}).status == "unmet"


def test_a_bound_that_another_one_beats_is_unmet() -> None:
    both = own({"at_least_days": {"usage": 60}, "at_most_days": {"usage": 30}})
    assert both.status == "unmet"
    assert "`usage` is deleted after 60 days; at most 30 are allowed." in both.text.en


def test_a_house_rule_beyond_the_public_is_the_houses_own() -> None:
    assert found()["CN-RET-001"].basis == "house"
    assert found(OperatorSettings(audience="public"))["CN-RET-001"].basis == "law"
