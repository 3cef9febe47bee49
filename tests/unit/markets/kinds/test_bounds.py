import pytest

from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.bounds import MAX_NUMBER, MAX_PATTERN_CHARS, bounds_problem, is_pattern
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.kinds.retain import RetainParams


@pytest.mark.parametrize(
    ("params", "said"),
    [
        (ChoiceParams(days=-1), "`days` lies outside of 0 to 36525"),
        (ChoiceParams(days=36526), "`days` lies outside"),
        (ChoiceParams(opt_out_workdays=40000), "`opt_out_workdays` lies outside"),
        (AssessParams(document="x", keep_years=101), "`keep_years` lies outside of 0 to 100"),
        (AssessParams(document="x", every_months=0), "`every_months` lies outside of 1 to 1200"),
        (DiscloseParams(when="always", break_minutes=0), "`break_minutes` lies outside of 1"),
        (PartnerParams(refresh_days=0), "`refresh_days` lies outside of 1"),
        (PartnerParams(ownership_min=1.5), "`ownership_min` lies outside of 0 to 1"),
        (LabelParams(layers=(), glyph_fraction=5.0), "`glyph_fraction` lies outside of 0 to 1"),
        (LabelParams(layers=(), min_seconds=-0.5), "`min_seconds` lies outside of 0"),
        (RetainParams(at_least_days={"log": 183, "other": -1}), "`at_least_days` lies outside"),
        (ExportParams(people_min=MAX_NUMBER + 1), "`people_min` lies outside"),
        (ReportParams(to=(), within_hours=10**9), "`within_hours` lies outside of 0 to 876600"),
        (LabelParams(layers=(), due="soon"), "`due` is no day; write it as YYYY-MM-DD"),
        (LabelParams(layers=(), due="2026-13-01"), "`due` is no day"),
        (LabelParams(layers=(), due="20261202"), "`due` is no day"),
        (AssessParams(document="x", due="2026-02-30"), "`due` is no day"),
        (DiscloseParams(when="always", report_from="7/1"), "`report_from` is no day"),
        (ReportParams(to=(), yearly_on="13-01"), "`yearly_on` is no day of the year"),
        (ReportParams(to=(), yearly_on="2027-01-01"), "write it as MM-DD"),
    ],
)
def test_what_lies_outside_is_named_with_its_bounds(params: Params, said: str) -> None:
    found = bounds_problem(params)
    assert found is not None
    assert said in found


@pytest.mark.parametrize(
    "params",
    [
        ChoiceParams(days=0, more_days=36525),
        GateParams(artifact="x", deadline_workdays=1),
        ReportParams(to=("people",), within_hours=0, people_min=0, yearly_on="02-29"),
        RetainParams(at_most_days={"prompt": 0}),
        PartnerParams(ownership_min=1.0),
        LabelParams(layers=("detector",), due="2026-12-02", strip=False, user_option=True),
        ExportParams(people_min=1, sensitive_min=1),
    ],
)
def test_the_bounds_themselves_are_within(params: Params) -> None:
    assert bounds_problem(params) is None


@pytest.mark.parametrize(
    "text", ["", "[A-Z][A-Za-z]+-[A-Za-z0-9]+-\\d{8,12}", "(网信|备)[0-9]+号?", "a" * 200]
)
def test_a_pattern_is_one(text: str) -> None:
    assert is_pattern(text)


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "(",
        "*",
        "a{99999999999999999999}",
        "(" * 150 + ")" * 50,
        "[[a]",
        "[a--b]",
        "[a&&b]",
        "[a||b]",
        "[a~~b]",
        "(?P<x>a)(?P<x>b)",
        "(?u)a",
        "a" * (MAX_PATTERN_CHARS + 1),
    ],
)
def test_what_is_no_pattern_or_means_two_things_is_none(text: str) -> None:
    assert not is_pattern(text)
