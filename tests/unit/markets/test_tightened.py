import dataclasses
from datetime import date
from typing import Any

import pytest
from msgspec import UNSET

from domicile.core.errors import PackError
from domicile.core.findings import DataClass
from domicile.core.ids import RuleId
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.schema import Rule
from domicile.markets.source import read_source
from domicile.markets.tightened import ORDER, Tightening, tightened
from tests.unit.markets.overlay_samples import base

SOURCE = read_source(b"tighten:\n- {params: {documents: [dpa]}}\n", "o.yaml")


def tighten(name: str, of: Rule | None = None, **changes: Any) -> Rule:
    rule = of or base(name)
    return tightened(SOURCE, "tighten[0]", Tightening(rule=rule.id, **changes), rule)


def problem(name: str, of: Rule | None = None, **changes: Any) -> str:
    with pytest.raises(PackError) as caught:
        tighten(name, of, **changes)
    return caught.value.message


def test_a_copy_says_whose_it_is_and_keeps_the_rest() -> None:
    rule = base("PART-001")
    copy = tighten("PART-001", on_fail="block")
    assert copy.id == "operator.AA-PART-001"
    assert (copy.basis, copy.overlay, copy.cases) == ("house", "o.yaml", ())
    assert copy.cite.at == "Overlay of the operator, o.yaml: tightens AA-PART-001 (Law, Art. 1)"
    assert (copy.cite.seen, copy.cite.checked) == (rule.cite.seen, rule.cite.checked)
    same = dataclasses.replace(
        copy,
        id=rule.id,
        basis=rule.basis,
        overlay="",
        cases=rule.cases,
        cite=rule.cite,
        on_fail=rule.on_fail,
        duty=rule.duty,
    )
    assert same == rule


def test_parameters_change_and_a_duty_hands_them_on() -> None:
    copy = tighten("LAB-001", params={"positions": ["end"]})
    assert isinstance(copy.params, LabelParams)
    assert (copy.params.positions, copy.params.metadata) == (("end",), "AI")
    assert copy.duty["positions"] == ("end",)
    assert base("LAB-001").duty["positions"] == ("start", "end")


def test_of_a_mapping_only_the_named_keys_change() -> None:
    copy = tighten("EXP-001", params={"thresholds": {"genomic": 3}})
    assert isinstance(copy.params, ExportParams)
    assert copy.params.thresholds == {DataClass.HEALTH: 10, DataClass.GENOMIC: 3}
    said = problem("EXP-001", params={"thresholds": {"health": 11}})
    assert said.endswith(
        "tighten[0].params.thresholds.health: would loosen the rule; it must be at most 10"
    )


def test_days_move_outwards_only() -> None:
    copy = tighten("LOC-001", in_force_from=date(2025, 1, 1), in_force_until=None)
    assert (copy.in_force_from, copy.in_force_until) == (date(2025, 1, 1), None)
    assert tighten("LOC-001", in_force_until=date(2028, 1, 1)).in_force_until == date(2028, 1, 1)
    later = problem("LOC-001", in_force_from=date(2026, 1, 2))
    assert later.endswith("in_force_from: would loosen the rule; it binds from 2026-01-01 on")
    sooner = problem("LOC-001", in_force_until=date(2027, 12, 30))
    assert sooner.endswith("in_force_until: would loosen the rule; it binds until 2027-12-31")
    ends = problem("PART-001", in_force_until=date(2099, 1, 1))
    assert ends.endswith("in_force_until: would loosen the rule; it binds without an end")


@pytest.mark.parametrize("after", ORDER)
@pytest.mark.parametrize("before", ORDER)
def test_what_follows_only_gets_stricter(before: Any, after: Any) -> None:
    of = dataclasses.replace(base("CHO-001"), on_fail=before)
    if before == after:
        assert problem("", of, on_fail=after).endswith("changes nothing")
    elif ORDER.index(after) < ORDER.index(before):
        said = problem("", of, on_fail=after)
        assert said.endswith(f"on_fail: would loosen the rule; it says `{before}`")
    elif after == "warn_unless_strict":
        assert "does not fit the kind `choice`" in problem("", of, on_fail=after)
    else:
        assert tighten("", of, on_fail=after).on_fail == after


@pytest.mark.parametrize(
    ("name", "after", "said"),
    [
        ("LAB-001", "block", "a duty stays one"),
        ("DIS-001", "add", "no other rule becomes one"),
        ("DIS-001", "block", "`block` does not fit the kind `disclose`"),
        ("CHO-002", "remove", "only a rule that names classes of data removes any"),
    ],
)
def test_what_follows_must_fit(name: str, after: str, said: str) -> None:
    assert said in problem(name, on_fail=after)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"params": {}},
        {"on_fail": UNSET},
        {"on_fail": "warn_unless_strict"},
        {"in_force_from": date(2026, 1, 1), "in_force_until": None},
        {"params": {"documents": ["subprocessors", "dpa"]}},
        {"params": {"filing": False}},
    ],
)
def test_what_changes_nothing_is_refused(changes: dict[str, Any]) -> None:
    assert problem("PART-001", **changes) == "o.yaml:2: tighten[0]: changes nothing"


def test_one_change_is_enough() -> None:
    copy = tighten("PART-001", on_fail="warn_unless_strict", params={"filing": True})
    assert isinstance(copy.params, PartnerParams)
    assert copy.params.filing


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"documents": ["dpa"]}, "it must hold all of `dpa`, `subprocessors`"),
        ({"documents": "dpa"}, "Expected `array`"),
        ({"document": []}, "unknown key `document`; did you mean `documents`?"),
        ({"filing_format": "x"}, "may not be overlaid"),
        ({"allow_scopes": ["moon"]}, "expected one of `cn-mainland`"),
        ({"display": ["model_name"]}, "what is displayed needs a `notice`"),
    ],
)
def test_parameters_are_held_to_what_a_packs_are(params: dict[str, Any], said: str) -> None:
    assert said in problem("PART-001", params=params)


def test_a_notice_stays() -> None:
    copy = tighten("PART-002", params={"display": ["filing_no", "model_name"]})
    assert copy.notice == base("PART-002").notice
    assert "notice" in copy.duty


def test_a_duty_still_waits_for_its_event() -> None:
    facts = dataclasses.replace(base("LAB-001").applies_to, event=("release",))
    of = dataclasses.replace(base("LAB-001"), applies_to=facts)
    assert tighten("", of, params={"positions": ["end"]}).duty["event"] == ["release"]


def test_the_name_of_the_entry_is_not_what_counts() -> None:
    rule = base("PART-001")
    entry = Tightening(rule=RuleId("other"), on_fail="block")
    assert tightened(SOURCE, "tighten[0]", entry, rule).id == "operator.AA-PART-001"
