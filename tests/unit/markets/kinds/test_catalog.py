import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from domicile.core.decision import RuleKind
from domicile.core.decode import DecodeError, UnknownMemberError, decode
from domicile.markets.kinds import catalog
from domicile.markets.kinds.catalog import PARAMS, Params
from domicile.markets.kinds.tighten import FEWEST, KEY, LESS, MORE, MOST
from tools.field_texts import field_texts

EVERYTHING: dict[RuleKind, dict[str, Any]] = {
    "gate": {
        "artifact": "genai_filing",
        "fields": ["province"],
        "release": True,
        "number": True,
        "number_format": "[A-Z]+",
        "documents": ["safeguard_evidence"],
        "screened": ["social_scoring"],
        "unless_screened": ["ncii"],
        "deny": True,
        "treat_as": {"own_model": "CN-GATE-001"},
        "deadline_workdays": 10,
    },
    "partner": {
        "filing": True,
        "filing_format": "[A-Z]+",
        "display": ["model_name", "filing_no"],
        "allow_scopes": ["us"],
        "deny_scopes": ["global"],
        "deny_owner_countries": ["CN", "RU"],
        "ownership_min": 0.5,
        "deidentified_counts": True,
        "documents": ["dpa"],
        "forbid_terms": ["trains_on_input"],
        "flag_owners": ["Example Holdings"],
        "refresh_days": 30,
        "due": "2027-08-02",
    },
    "locate": {
        "regions": ["us"],
        "fallback": ["eu", "gb", "ca", "jp"],
        "stored": False,
        "inferred": False,
        "logs": True,
        "backups": True,
        "on_request": "hold_and_escalate",
    },
    "export": {
        "home": ["us"],
        "mechanisms": ["standard_contract", "certification"],
        "deny": True,
        "people_min": 100000,
        "sensitive_min": 1,
        "thresholds": {"health": 10000, "financial": 10000},
        "always_for": ["ciio"],
        "exempt": ["contract_necessity"],
        "window": "12_months",
        "per_counterparty": True,
        "deidentified_counts": True,
        "free_below": True,
        "notice_fields": ["recipient"],
        "separate_consent": True,
        "assessment": "pipia",
        "assessment_with": ["scc"],
        "only": {"ca": ["adequacy"]},
    },
    "label": {
        "layers": ["visible", "metadata", "watermark", "detector"],
        "text": {"en": "AI-generated", "zh": "内容由AI生成"},
        "must_contain": [["人工智能", "AI"], ["生成", "合成"]],
        "positions": ["start", "end", "middle", "beside"],
        "min_tokens": 200,
        "metadata": "{}",
        "fields": ["Label"],
        "producer_code_chars": 27,
        "glyph_fraction": 0.05,
        "min_seconds": 2,
        "rhythm": "·− ··",
        "user_option": True,
        "strip": False,
        "log_months": 6,
        "revoke_hours": 96,
        "due": "2026-12-02",
        "exempt": ["source_code"],
    },
    "disclose": {
        "when": "first_interaction",
        "fields": ["controller"],
        "principal": True,
        "break_minutes": 180,
        "protocol": True,
        "kept_from_minors": ["sexual_content"],
        "forbid": ["forge"],
        "report_from": "2027-07-01",
    },
    "choice": {
        "consent": "separate",
        "controls": ["opt_out"],
        "rights": ["access", "erase"],
        "days": 30,
        "more_days": 60,
        "opt_out_workdays": 15,
        "opt_out_clicks": 4,
        "training_on_inputs": False,
        "share_inputs": False,
        "human_only": ["contract"],
        "exempt": ["art22_law"],
        "human_review": True,
        "pre_use_notice": True,
        "domains": ["housing"],
        "defaults": {"actions": "user_authorised"},
    },
    "retain": {
        "at_least_days": {"network_log": 183},
        "at_most_days": {"prompt": 1},
        "until": "purpose",
        "metadata_only": True,
    },
    "safety": {
        "user_visible": True,
        "counted": True,
        "taxonomy": "TC260-31",
        "on_hit": ["stop", "notice_to_user", "count", "receipt"],
        "sources": ["partner_filter"],
        "evidence": "pre_release_tests",
        "figures": {"bank_min": 2000, "pass_rate_min": 0.9},
    },
    "protect": {
        "below_age": 14,
        "guardian_consent_below": 14,
        "deny": True,
        "break_minutes": 120,
        "modes": ["minor"],
        "crisis": ["reassure"],
        "identity": ["phone"],
        "brackets": ["under_13"],
    },
    "assess": {
        "document": "dpia",
        "sections": ["description", "risks"],
        "every_months": 24,
        "keep_years": 3,
        "due": "2027-12-31",
        "report_from": "2028-04-01",
        "links": ["annex_xii"],
    },
    "report": {
        "to": ["regulator", "people"],
        "within_hours": 72,
        "within_days": 15,
        "yearly_on": "07-01",
        "fields": ["cause", "harm"],
        "people_min": 500,
    },
}
"""Every parameter of every kind, each with another value than its default."""

DESCRIBING: dict[RuleKind, set[str]] = {
    "gate": {"artifact", "number_format", "unless_screened", "treat_as", "deadline_workdays"},
    "partner": {"filing_format", "ownership_min", "deidentified_counts", "due"},
    "locate": {"on_request"},
    "export": {"window", "per_counterparty", "free_below", "assessment", "only"},
    "label": {
        "text",
        "must_contain",
        "metadata",
        "producer_code_chars",
        "rhythm",
        "user_option",
        "due",
        "exempt",
    },
    "disclose": {"when", "forbid", "report_from"},
    "choice": {"consent", "rights", "domains", "defaults"},
    "retain": {"until"},
    "safety": {"user_visible", "counted", "taxonomy", "sources", "evidence", "figures"},
    "protect": {"identity", "brackets"},
    "assess": {"document", "due", "report_from"},
    "report": {"yearly_on"},
}
"""Parameters without a stricter side, so that no overlay may touch them; a new one takes a side
or stands here."""


def test_there_are_twelve_kinds_each_with_its_own_parameters() -> None:
    assert tuple(PARAMS) == get_args(RuleKind)
    assert set(PARAMS.values()) == set(get_args(Params))
    assert len(set(PARAMS.values())) == 12


@pytest.mark.parametrize("kind", sorted(PARAMS))
def test_every_parameter_can_be_said(kind: RuleKind) -> None:
    params: Params = decode(EVERYTHING[kind], PARAMS[kind])
    fields = {field.name: field for field in dataclasses.fields(params)}
    assert set(EVERYTHING[kind]) == set(fields)
    for name, field in fields.items():
        assert getattr(params, name) != field.default, name


@pytest.mark.parametrize("kind", sorted(PARAMS))
def test_a_parameter_has_a_stricter_side_or_only_describes(kind: RuleKind) -> None:
    sides = {field.name: field.metadata.get(KEY) for field in dataclasses.fields(PARAMS[kind])}
    assert {name for name, side in sides.items() if side is None} == DESCRIBING[kind]
    assert set(sides.values()) <= {MORE[KEY], MOST[KEY], LESS[KEY], FEWEST[KEY], None}


@pytest.mark.parametrize("kind", sorted(PARAMS))
def test_every_parameter_is_explained(kind: RuleKind) -> None:
    texts = field_texts(PARAMS[kind])
    assert set(texts) == set(EVERYTHING[kind])
    assert all(text.strip().endswith((".", '"')) for text in texts.values())


@pytest.mark.parametrize("kind", sorted(PARAMS))
def test_an_unknown_parameter_is_refused(kind: RuleKind) -> None:
    with pytest.raises(UnknownMemberError):
        decode({**EVERYTHING[kind], "colour": "red"}, PARAMS[kind])


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("locate", {"regions": ["mars"]}),
        ("export", {"thresholds": {"soul": 1}}),
        ("label", {"layers": ["scent"]}),
        ("gate", {"artifact": 1}),
        ("disclose", {"when": "never"}),
    ],
)
def test_a_value_that_nobody_knows_is_refused(kind: RuleKind, params: dict[str, Any]) -> None:
    with pytest.raises(DecodeError):
        decode(params, PARAMS[kind])


def is_read(owner: type, name: str) -> bool:
    """Return whether code beside the kinds and the pages seems to read the parameter."""
    reads = re.compile(rf"\bparams\.{name}\b|\b{owner.__name__}\([^)]*\b{name}=")
    return any(owner.__name__ in text and reads.search(text) for text in readers())


def readers() -> Iterator[str]:
    package = Path(catalog.__file__).parents[2]
    modules = ("agenda", "demands", "schema", "vocabulary")
    files = (package / "markets" / f"{module}.py" for module in modules)
    for file in (*files, *(package / "policy").rglob("*.py")):
        yield file.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", get_args(RuleKind))
def test_a_parameter_is_read_or_said_to_be_for_people(kind: RuleKind) -> None:
    texts = field_texts(PARAMS[kind])
    for_people = {name for name, text in texts.items() if "for people" in " ".join(text.split())}
    silent = {name for name in texts if not is_read(PARAMS[kind], name)}
    assert silent <= for_people
