"""The packs that ship keep to the contract, and ask nothing that the house cannot hear."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from domicile.features.catalog import all_features
from domicile.markets import facts
from domicile.markets.kinds.gate import GateParams
from domicile.markets.resolve import load_atlas
from domicile.markets.schema import Pack, Rule
from tests.house.source import PACKAGE, ROOT

ATLAS = load_atlas()
PACKS = [ATLAS.get(market) for market in ATLAS.markets]
RULES = [rule for pack in PACKS for rule in pack.rules]
FILES = sorted((ROOT / PACKAGE / "markets" / "packs").glob("*/pack.yaml"))

FEATURES = {
    "assistant",
    "writing",
    "translate",
    "keyboard",
    "vision",
    "speech",
    "recommend",
    "suggest",
    "automate",
}
"""Every feature that there is or will be."""

OF_A_PUBLIC_OFFER = {
    "CN-GATE-001",
    "CN-GATE-002",
    "CN-GATE-003",
    "CN-GATE-004",
    "CN-GATE-005",
    "US-CA-GATE-001",
}
"""The only rules that ask whom the operator serves; every other binds every audience."""

WORKED_OUT = {"sensitive_pi", "entrust", "automated_decision"}
"""Words of ``trigger``."""

HAN = re.compile(r"[\u4e00-\u9fff]")
HOLE = re.compile(r"\{[^}]*\}")


def test_the_features_that_packs_may_name_are_those_of_the_contract() -> None:
    assert facts.FEATURES == FEATURES


def foreign_features(rules: list[Rule]) -> list[str]:
    """Find rules that speak of a feature that nobody has."""
    return [rule.id for rule in rules if not set(rule.applies_to.feature) <= FEATURES]


def unscreened(rules: list[Rule]) -> list[str]:
    """Find practices that a gate names and a feature's screening says nothing of."""
    return [
        f"{feature.id}: {rule.id}: {practice}"
        for rule in rules
        if isinstance(rule.params, GateParams)
        for practice in (*rule.params.screened, *rule.params.unless_screened)
        for feature in all_features().values()
        if practice not in feature.screening
    ]


def half_said(notices: dict[str, dict[str, str]]) -> list[str]:
    """Find notices that say less in one language than in the other."""
    return [
        name
        for name, text in notices.items()
        if set(text) != {"en", "zh"}
        or not text["en"].strip()
        or HAN.search(text["en"])
        or not HAN.search(text["zh"])
        or sorted(HOLE.findall(text["en"])) != sorted(HOLE.findall(text["zh"]))
    ]


def test_packs_speak_of_the_features_of_the_contract() -> None:
    assert foreign_features(RULES) == []
    assert set(all_features()) <= FEATURES


def test_only_the_gates_of_a_public_offer_ask_for_the_audience() -> None:
    asking = {rule.id: rule.applies_to.audience for rule in RULES if rule.applies_to.audience}
    assert asking == dict.fromkeys(OF_A_PUBLIC_OFFER, "public")


def test_every_feature_is_screened_against_every_practice() -> None:
    assert unscreened(RULES) == []


def test_no_two_rules_share_a_name() -> None:
    assert [name for name, count in Counter(rule.id for rule in RULES).items() if count > 1] == []


def test_what_a_request_brings_along_is_something_that_is_worked_out() -> None:
    assert [rule.id for rule in RULES if not set(rule.applies_to.trigger) <= WORKED_OUT] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_notice_says_the_same_in_both_languages_and_is_shown(file: Path) -> None:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    notices = data.get("notices", {})
    assert half_said(notices) == []
    assert set(notices) == {rule["notice"] for rule in data["rules"] if rule.get("notice")}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_rule_says_where_it_is_written_and_what_stands_behind_it(pack: Pack) -> None:
    for rule in pack.rules:
        assert rule.cite.at.strip(), rule.id
        assert rule.basis, rule.id
        assert rule.known, rule.id
        assert rule.cite.checked <= pack.as_of, rule.id
        assert rule.known == "memory" or rule.cite.seen, rule.id
        assert rule.requirement.en, rule.id
        assert HAN.search(rule.requirement.zh), rule.id


def test_a_planted_violation_is_found() -> None:
    gate = next(rule for rule in RULES if isinstance(rule.params, GateParams))
    assert half_said({"x": {"en": "One {name}.", "zh": "一个。"}}) == ["x"]
    assert half_said({"x": {"en": "一个。", "zh": "一个。"}}) == ["x"]
    assert half_said({"x": {"en": "One.", "zh": "One."}}) == ["x"]
    assert half_said({"x": {"en": "One {a}.", "zh": "一个{a}。"}}) == []
    alien = replace(gate, applies_to=replace(gate.applies_to, feature=("telepathy",)))
    assert foreign_features([alien]) == [gate.id]
    open_ = replace(gate, params=GateParams(artifact="x", screened=("levitation",)))
    assert len(unscreened([open_])) == len(all_features())
