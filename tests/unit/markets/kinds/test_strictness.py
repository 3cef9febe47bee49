import dataclasses
from typing import Any

import pytest

from domicile.core.findings import DataClass
from domicile.core.text import Bilingual
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import PARAMS, Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.kinds.safety import SafetyParams
from domicile.markets.kinds.strictness import NOTHING_IS_STRICTEST, loosened, same
from domicile.markets.kinds.tighten import KEY

HEALTH, GENOMIC = DataClass.HEALTH, DataClass.GENOMIC

STRICTER: list[tuple[Params, dict[str, Any]]] = [
    (PartnerParams(), {"filing": True}),
    (PartnerParams(), {"documents": ("dpa",)}),
    (PartnerParams(documents=("dpa",)), {"documents": ("b", "dpa")}),
    (PartnerParams(), {"allow_scopes": ("eu",)}),
    (PartnerParams(allow_scopes=("eu", "us")), {"allow_scopes": ("us",)}),
    (PartnerParams(), {"refresh_days": 400}),
    (PartnerParams(refresh_days=30), {"refresh_days": 30}),
    (LocateParams(regions=("eu", "gb")), {"regions": ("gb",)}),
    (LocateParams(regions=("eu",), fallback=("gb",)), {"fallback": ()}),
    (LocateParams(), {"logs": True}),
    (ExportParams(home=("eu",)), {"home": ()}),
    (ExportParams(exempt=("transit",)), {"exempt": ()}),
    (ExportParams(assessment_with=("scc",)), {"assessment_with": ("bcr", "scc")}),
    (ExportParams(assessment_with=("scc",)), {"assessment_with": ()}),
    (ExportParams(people_min=100), {"people_min": 1}),
    (ExportParams(people_min=100), {"sensitive_min": 10}),
    (ExportParams(people_min=100), {"thresholds": {HEALTH: 5}}),
    (ExportParams(thresholds={HEALTH: 5}), {"thresholds": {HEALTH: 5, GENOMIC: 1}}),
    (ExportParams(), {"mechanisms": ("scc",), "deny": True, "people_min": None}),
    (ChoiceParams(), {"training_on_inputs": False, "days": 30}),
    (ChoiceParams(days=30, more_days=30), {"days": 20, "more_days": None}),
    (ProtectParams(deny=True, below_age=14), {"below_age": 16}),
    (ProtectParams(deny=True, below_age=14), {"below_age": None}),
    (ProtectParams(), {"deny": True, "below_age": 16}),
    (ProtectParams(), {"guardian_consent_below": 14, "break_minutes": 60}),
    (LabelParams(layers=("visible",), strip=True), {"strip": False, "layers": ("visible",)}),
    (LabelParams(layers=(), glyph_fraction=0.05), {"glyph_fraction": 0.1, "min_seconds": 2}),
    (LabelParams(layers=(), min_tokens=5), {"min_tokens": 0}),
    (GateParams(artifact="x"), {"release": True, "screened": ("a",)}),
    (DiscloseParams(when="always", break_minutes=180), {"break_minutes": 60, "fields": ("a",)}),
    (AssessParams(document="dpia", every_months=24, keep_years=1), {"keep_years": 3}),
    (ReportParams(to=("people",), within_hours=72), {"within_hours": 0, "to": ("a", "people")}),
    (ReportParams(to=(), people_min=500), {"people_min": 0}),
    (RetainParams(at_least_days={"log": 30}), {"at_least_days": {"log": 60, "other": 1}}),
    (RetainParams(at_most_days={"log": 30}), {"at_most_days": {"log": 0, "prompt": 9}}),
    (SafetyParams(user_visible=True, counted=True), {"on_hit": ("show",)}),
]

LOOSER: list[tuple[Params, dict[str, Any], str, str]] = [
    (PartnerParams(filing=True), {"filing": False}, "filing", "it must stay true"),
    (
        PartnerParams(documents=("dpa", "b")),
        {"documents": ("dpa", "c")},
        "documents",
        "it must hold all of `dpa`, `b`",
    ),
    (
        PartnerParams(allow_scopes=("eu", "gb")),
        {"allow_scopes": ("eu", "us")},
        "allow_scopes",
        "it may hold only `eu`, `gb`",
    ),
    (
        PartnerParams(allow_scopes=("eu", "gb")),
        {"allow_scopes": ()},
        "allow_scopes",
        "it must hold one of `eu`, `gb`",
    ),
    (PartnerParams(refresh_days=30), {"refresh_days": 31}, "refresh_days", "at most 30"),
    (PartnerParams(refresh_days=30), {"refresh_days": None}, "refresh_days", "at most 30"),
    (LocateParams(), {"stored": False}, "stored", "it must stay true"),
    (LocateParams(), {"fallback": ("us",)}, "fallback", "it must stay empty"),
    (ExportParams(), {"home": ("us",)}, "home", "it must stay empty"),
    (ExportParams(), {"assessment_with": ("scc",)}, "assessment_with", "it must stay empty"),
    (
        ExportParams(assessment_with=("scc",)),
        {"assessment_with": ("bcr",)},
        "assessment_with",
        "it must hold all of `scc`",
    ),
    (ExportParams(), {"exempt": ("transit",)}, "exempt", "it must stay empty"),
    (ExportParams(home=("eu",)), {"home": ("us",)}, "home", "it may hold only `eu`"),
    (ExportParams(), {"people_min": 1}, "people_min", "it binds every export"),
    (ExportParams(), {"thresholds": {HEALTH: 1}}, "thresholds", "it binds every export"),
    (ExportParams(people_min=0), {"people_min": 1}, "people_min", "at most 0"),
    (ExportParams(people_min=9), {"people_min": None}, "people_min", "at most 9"),
    (
        ExportParams(thresholds={HEALTH: 5}),
        {"thresholds": {GENOMIC: 9, HEALTH: 6}},
        "thresholds.health",
        "at most 5",
    ),
    (
        ChoiceParams(training_on_inputs=False),
        {"training_on_inputs": True},
        "training_on_inputs",
        "",
    ),
    (ChoiceParams(), {"more_days": 30}, "more_days", "it must stay empty"),
    (ProtectParams(deny=True, below_age=14), {"below_age": 13}, "below_age", "at least 14"),
    (ProtectParams(deny=True), {"below_age": 18}, "below_age", "it must stay empty"),
    (
        ProtectParams(guardian_consent_below=14),
        {"guardian_consent_below": None},
        "guardian_consent_below",
        "at least 14",
    ),
    (
        RetainParams(at_least_days={"log": 30}),
        {"at_least_days": {"log": 29}},
        "at_least_days.log",
        "",
    ),
    (GateParams(artifact="a"), {"artifact": "b"}, "artifact", "may not be overlaid"),
    (GateParams(artifact="a"), {"artifact": "a"}, "artifact", "may not be overlaid"),
    (ChoiceParams(), {"consent": "explicit"}, "consent", "may not be overlaid"),
]


def problems(base: Params, changes: dict[str, Any]) -> list[tuple[str, str]]:
    return list(loosened(base, dataclasses.replace(base, **changes), changes))


@pytest.mark.parametrize(("base", "changes"), STRICTER)
def test_what_asks_more_is_stricter(base: Params, changes: dict[str, Any]) -> None:
    assert problems(base, changes) == []


@pytest.mark.parametrize(("base", "changes", "path", "said"), LOOSER)
def test_what_asks_less_is_named(
    base: Params, changes: dict[str, Any], path: str, said: str
) -> None:
    ((where, problem),) = problems(base, changes)
    assert where == path
    assert said in problem
    assert ("would loosen the rule; " in problem) == ("overlaid" not in problem)


def test_every_problem_is_told() -> None:
    base = PartnerParams(filing=True, documents=("dpa",))
    found = problems(base, {"filing": False, "documents": (), "refresh_days": 1})
    assert [where for where, _ in found] == ["filing", "documents"]


def test_a_value_that_cannot_be_compared_is_refused() -> None:
    base = LabelParams(layers=(), text=Bilingual(en="a", zh="b"), min_tokens=1)
    odd: Any = "many"
    assert problems(base, {"min_tokens": odd})


@pytest.mark.parametrize("kind", PARAMS.values(), ids=lambda kind: kind.__name__)
def test_every_field_that_tightens_can_be_compared(kind: type[Params]) -> None:
    sides = {field.metadata.get(KEY) for field in dataclasses.fields(kind)}
    assert sides <= {None, "more", "less", "most", "fewest"}


def test_where_nothing_asks_the_most() -> None:
    assert {
        f"{kind.__name__}.{field.name}"
        for kind in PARAMS.values()
        for field in dataclasses.fields(kind)
        if field.metadata.get(KEY) in NOTHING_IS_STRICTEST
    } == {
        "ChoiceParams.exempt",
        "ChoiceParams.more_days",
        "ExportParams.assessment_with",
        "ExportParams.exempt",
        "ExportParams.home",
        "LocateParams.fallback",
        "ProtectParams.below_age",
    }


def test_the_order_of_words_asks_nothing() -> None:
    assert same(("a", "b"), ("b", "a"))
    assert not same(("a",), ("b", "a"))
    assert same(1, 1)
    assert not same(None, ())
