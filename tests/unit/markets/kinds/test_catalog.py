from typing import Any, get_args

import pytest

from domicile.core.decision import RuleKind
from domicile.core.decode import DecodeError, UnknownMemberError, decode
from domicile.markets.kinds.catalog import PARAMS, Params

DRAFTED: dict[RuleKind, dict[str, Any]] = {
    "gate": {"artifact": "algorithm_filing", "release": True, "deadline_workdays": 10},
    "partner": {
        "deny_owner_countries": ["CN", "RU"],
        "ownership_min": 0.5,
        "allow_scopes": ["us"],
        "deidentified_counts": True,
    },
    "locate": {"regions": ["us"], "fallback": ["eu", "gb", "ca", "jp"], "backups": True},
    "export": {
        "people_min": 100000,
        "people_max": 999999,
        "sensitive_max": 9999,
        "mechanisms": ["standard_contract", "certification"],
        "window": "calendar_year",
        "thresholds": {"health": 10000, "financial": 10000},
    },
    "label": {
        "layers": ["visible", "metadata"],
        "text": {"en": "AI-generated", "zh": "内容由AI生成"},
        "must_contain": [["人工智能", "AI"], ["生成", "合成"]],
        "positions": ["start", "end", "middle", "beside"],
        "glyph_fraction": 0.05,
        "min_seconds": 2,
    },
    "disclose": {"when": "first_interaction", "break_minutes": 180, "protocol": True},
    "choice": {"rights": ["access", "erase"], "days": 30, "more_days": 60},
    "retain": {"at_least_days": {"network_log": 183}, "metadata_only": True},
    "safety": {
        "user_visible": True,
        "counted": True,
        "taxonomy": "TC260-31",
        "on_hit": ["stop", "notice_to_user", "count", "receipt"],
        "figures": {"bank_min": 2000, "pass_rate_min": 0.9},
    },
    "protect": {"below_age": 14, "break_minutes": 120, "crisis": ["reassure"], "deny": True},
    "assess": {"document": "dpia", "sections": ["description", "risks"], "keep_years": 3},
    "report": {"to": ["regulator", "people"], "within_hours": 72, "fields": ["cause", "harm"]},
}
"""Parameters as the drafts of all packs write them."""


def test_there_are_twelve_kinds_each_with_its_own_parameters() -> None:
    assert tuple(PARAMS) == get_args(RuleKind)
    assert set(PARAMS.values()) == set(get_args(Params))
    assert len(set(PARAMS.values())) == 12


@pytest.mark.parametrize("kind", sorted(PARAMS))
def test_what_the_drafts_ask_can_be_said(kind: RuleKind) -> None:
    params: Params = decode(DRAFTED[kind], PARAMS[kind])
    for name, value in DRAFTED[kind].items():
        assert getattr(params, name) or value == [], name


@pytest.mark.parametrize("kind", sorted(PARAMS))
def test_an_unknown_parameter_is_refused(kind: RuleKind) -> None:
    with pytest.raises(UnknownMemberError):
        decode({**DRAFTED[kind], "colour": "red"}, PARAMS[kind])


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
