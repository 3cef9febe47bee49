"""Which way each parameter is stricter: a comparison of its own, apart from the code's."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from domicile.core.decision import RuleKind
from domicile.markets.kinds.catalog import Params

Compare = Callable[[Params, Any, Any], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter: values that it may have, and when one is at least as strict as another."""

    values: st.SearchStrategy[Any]
    """Values in Python."""

    holds: Compare
    """Whether the second value asks at least what the first one asks, in rules like these."""


def words(*known: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(known), unique=True).map(tuple)


def asked(*known: str) -> Field:
    """Everything listed is asked for."""
    return Field(values=words(*known), holds=lambda _, a, b: set(a) <= set(b))


def allowed(*known: str) -> Field:
    """What is listed is allowed; nothing listed allows everything."""
    everything = set(known)
    return Field(
        values=words(*known),
        holds=lambda _, a, b: (
            (set(b) or everything) <= (set(a) or everything) and (bool(b) or not a)
        ),
    )


def spared(*known: str) -> Field:
    """What is listed is spared; nothing listed spares nothing."""
    return Field(values=words(*known), holds=lambda _, a, b: set(b) <= set(a))


NUMBERS = st.integers(1, 3)
MAYBE = st.none() | NUMBERS
CLASSES = st.dictionaries(st.sampled_from(("health", "genomic", "financial")), NUMBERS)
RECORDS = st.dictionaries(st.sampled_from(("prompt", "log")), NUMBERS)


def most(value: float | None) -> float:
    return math.inf if value is None else value


def is_numbered(params: Any) -> bool:
    numbers = (params.people_min, params.sensitive_min)
    return any(each is not None for each in numbers) or len(params.thresholds) > 0


def number_of_people(params: Params, before: Any, after: Any) -> bool:
    """A rule without any number binds from the first person on."""
    return most(after) <= most(before) if is_numbered(params) else after == before


def closed_to(params: Any, before: Any, after: Any) -> bool:
    """Closed to everybody without a number; to nobody where nothing is denied."""
    return not params.deny or most(after) >= most(before)


def by_key(params: Params, before: Mapping[Any, int], after: Mapping[Any, int]) -> bool:
    bound = all(value <= most(before.get(key)) for key, value in after.items())
    if hasattr(params, "people_min"):
        return bound if is_numbered(params) else not after
    return bound


YES = Field(values=st.booleans(), holds=lambda _, a, b: b or not a)
NO = Field(values=st.booleans(), holds=lambda _, a, b: a or not b)
AT_LEAST = Field(values=MAYBE, holds=lambda _, a, b: (b or 0) >= (a or 0))
AT_MOST = Field(values=MAYBE, holds=lambda _, a, b: most(b) <= most(a))
FRACTION = Field(
    values=st.none() | st.sampled_from((0.05, 0.5, 1.0)), holds=lambda _, a, b: (b or 0) >= (a or 0)
)
EXTRA = Field(values=MAYBE, holds=lambda _, a, b: (b or 0) <= (a or 0))
UP_TO = Field(values=NUMBERS, holds=lambda _, a, b: b <= a)
PEOPLE = Field(values=MAYBE, holds=number_of_people)
ABC = asked("a", "b", "c")
REGIONS = ("eu", "gb", "us")

FIELDS: Mapping[RuleKind, Mapping[str, Field]] = {
    "assess": {"sections": ABC, "every_months": AT_MOST, "keep_years": AT_LEAST, "links": ABC},
    "choice": {
        "controls": ABC,
        "days": AT_MOST,
        "more_days": EXTRA,
        "opt_out_workdays": AT_MOST,
        "opt_out_clicks": AT_MOST,
        "training_on_inputs": NO,
        "share_inputs": NO,
        "human_only": ABC,
        "exempt": spared("a", "b", "c"),
        "human_review": YES,
        "pre_use_notice": YES,
    },
    "disclose": {
        "fields": ABC,
        "principal": YES,
        "break_minutes": AT_MOST,
        "protocol": YES,
        "kept_from_minors": ABC,
    },
    "export": {
        "home": spared(*REGIONS),
        "exempt": spared("a", "b", "c"),
        "assessment_with": Field(
            values=words("a", "b", "c"),
            holds=lambda _, a, b: not b or (bool(a) and set(a) <= set(b)),
        ),
        "mechanisms": allowed("a", "b", "c"),
        "deny": YES,
        "people_min": PEOPLE,
        "sensitive_min": PEOPLE,
        "thresholds": Field(values=CLASSES, holds=by_key),
        "always_for": ABC,
        "deidentified_counts": YES,
        "notice_fields": ABC,
        "separate_consent": YES,
    },
    "gate": {
        "fields": ABC,
        "release": YES,
        "number": YES,
        "documents": ABC,
        "screened": ABC,
        "deny": YES,
    },
    "label": {
        "layers": asked("watermark", "detector"),
        "positions": allowed("start", "end", "beside"),
        "min_tokens": UP_TO,
        "fields": ABC,
        "glyph_fraction": FRACTION,
        "min_seconds": AT_LEAST,
        "strip": NO,
        "log_months": AT_LEAST,
        "revoke_hours": AT_MOST,
    },
    "locate": {
        "regions": allowed(*REGIONS),
        "fallback": spared(*REGIONS),
        "stored": YES,
        "inferred": YES,
        "logs": YES,
        "backups": YES,
    },
    "partner": {
        "filing": YES,
        "display": asked("model_name", "filing_no"),
        "allow_scopes": allowed(*REGIONS),
        "deny_scopes": asked(*REGIONS),
        "deny_owner_countries": asked("CN", "US"),
        "documents": ABC,
        "forbid_terms": asked("trains_on_input", "retains_prompts"),
        "flag_owners": ABC,
        "refresh_days": AT_MOST,
    },
    "protect": {
        "below_age": Field(values=MAYBE, holds=closed_to),
        "guardian_consent_below": AT_LEAST,
        "deny": YES,
        "break_minutes": AT_MOST,
        "modes": ABC,
        "crisis": ABC,
    },
    "report": {
        "to": ABC,
        "within_hours": AT_MOST,
        "within_days": AT_MOST,
        "fields": ABC,
        "people_min": UP_TO,
    },
    "retain": {
        "at_least_days": Field(
            values=RECORDS,
            holds=lambda _, a, b: all(value >= a.get(key, 0) for key, value in b.items()),
        ),
        "at_most_days": Field(values=RECORDS, holds=by_key),
        "metadata_only": YES,
    },
    "safety": {"on_hit": ABC},
}
"""Every parameter that can be stricter, in the words of its own description."""

FIXED: Mapping[RuleKind, Mapping[str, Any]] = {
    "assess": {"document": "dpia"},
    "disclose": {"when": "always"},
    "export": {"assessment": "pipia"},
    "gate": {"artifact": "x"},
    "safety": {"user_visible": True, "counted": True},
}
"""What a rule of a kind cannot do without."""

STRICTNESS = ("inform", "warn", "warn_unless_strict", "remove", "block")
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 5))
LAST_DAYS = st.none() | st.dates(date(2027, 1, 1), date(2027, 1, 5))
