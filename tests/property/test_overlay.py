"""An overlay is taken if, and only if, every field of it is stricter; all else is one error."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.decision import RuleKind
from domicile.core.errors import PackError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.markets.demands import ON_FAIL, OTHERWISE
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.catalog import PARAMS
from domicile.markets.kinds.tighten import KEY
from domicile.markets.overlay import Overlay, parse_overlay
from domicile.markets.schema import Pack, Rule
from tests.property.stricter import DAYS, FIELDS, FIXED, LAST_DAYS, NUMBERS, STRICTNESS, words
from tests.unit.markets.overlay_samples import AA, OWN_RULE, PACKS, base, overlay


@st.composite
def rules(draw: st.DrawFn, kind: RuleKind) -> Rule:
    drawn = {name: draw(field.values) for name, field in FIELDS[kind].items()}
    return dataclasses.replace(
        base("PART-002"),
        kind=kind,
        on_fail=draw(st.sampled_from(sorted(ON_FAIL.get(kind, OTHERWISE)))),
        in_force_from=draw(DAYS),
        in_force_until=draw(LAST_DAYS),
        applies_to=AppliesTo(data=("health",)),
        data=frozenset({DataClass.HEALTH}),
        params=PARAMS[kind](**FIXED.get(kind, {}), **drawn),
    )


@st.composite
def entries(draw: st.DrawFn, rule: Rule) -> dict[str, Any]:
    """Draw an entry of ``tighten``, in plain data."""
    fields = FIELDS[rule.kind]
    names = draw(st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=3))
    heads = {
        "on_fail": st.sampled_from(sorted(ON_FAIL.get(rule.kind, OTHERWISE))),
        "in_force_from": DAYS,
        "in_force_until": LAST_DAYS,
    }
    chosen = draw(st.lists(st.sampled_from(sorted(heads)), unique=True, max_size=1))
    entry: dict[str, Any] = {name: draw(heads[name]) for name in chosen}
    if names:
        entry["params"] = {name: draw(fields[name].values) for name in names}
    return entry


def is_stricter(rule: Rule, entry: Mapping[str, Any]) -> bool:
    """Tell whether every field of ``entry`` asks at least what ``rule`` asks."""
    after = entry.get("on_fail", rule.on_fail)
    if after != rule.on_fail:
        if "add" in {after, rule.on_fail}:
            return False
        if STRICTNESS.index(after) < STRICTNESS.index(rule.on_fail):
            return False
    until = entry.get("in_force_until", rule.in_force_until)
    return (
        entry.get("in_force_from", rule.in_force_from) <= rule.in_force_from
        and (until or date.max) >= (rule.in_force_until or date.max)
        and all(
            FIELDS[rule.kind][name].holds(rule.params, getattr(rule.params, name), value)
            for name, value in entry.get("params", {}).items()
        )
    )


def plain(value: Any) -> Any:
    return set(value) if isinstance(value, tuple) else value


def changes(rule: Rule, entry: Mapping[str, Any]) -> bool:
    """Tell whether anything would be other than it is."""
    for name, value in entry.items():
        if name != "params" and value != getattr(rule, name):
            return True
    for name, value in entry.get("params", {}).items():
        before = getattr(rule.params, name)
        after = {**before, **value} if isinstance(value, dict) else value
        if plain(after) != plain(before):
            return True
    return False


def taken(data: bytes, packs: Mapping[MarketId, Pack], complaint: str) -> Overlay | None:
    """Read an overlay, or return None for one that is refused with such a beginning."""
    try:
        return parse_overlay(data, "overlay.yaml", packs)
    except PackError as error:
        said = error.message
    assert said.startswith(complaint)
    return None


def read(data: bytes) -> Overlay | None:
    return taken(data, PACKS, "overlay.yaml:")


def read_entry(rule: Rule, entry: Mapping[str, Any]) -> Overlay | None:
    days = {name: str(value) for name, value in entry.items() if isinstance(value, date)}
    text = json.dumps({"rule": rule.id, **entry, **days})
    for day in days.values():
        text = text.replace(f'"{day}"', day)
    packs = {AA: dataclasses.replace(PACKS[AA], rules=(rule,))}
    file = f"schema: domicile.overlay/1\nas_of: 2026-11-24\ntighten:\n- {text}\n"
    return taken(file.encode(), packs, f"overlay.yaml:4: {rule.id}: ")


@pytest.mark.parametrize("kind", sorted(PARAMS))
def test_the_comparison_knows_every_field(kind: RuleKind) -> None:
    sided = {field.name for field in dataclasses.fields(PARAMS[kind]) if KEY in field.metadata}
    assert sided == set(FIELDS[kind])


@pytest.mark.parametrize("kind", sorted(PARAMS))
@given(data=st.data())
def test_an_entry_is_taken_if_and_only_if_it_is_stricter(kind: RuleKind, data: Any) -> None:
    rule = data.draw(rules(kind))
    entry = data.draw(entries(rule))
    found = read_entry(rule, entry)
    assert (found is not None) == (is_stricter(rule, entry) and changes(rule, entry))
    if found is not None:
        (copy,) = found.rules
        assert copy.id == f"operator.{rule.id}"
        for name in {field.name for field in dataclasses.fields(rule.params)}:
            before, after = getattr(rule.params, name), getattr(copy.params, name)
            written = entry.get("params", {}).get(name, before)
            assert after == ({**before, **written} if isinstance(written, dict) else written)


@pytest.mark.parametrize("kind", sorted(PARAMS))
@given(data=st.data())
def test_what_has_no_stricter_side_is_never_taken(kind: RuleKind, data: Any) -> None:
    rule = data.draw(rules(kind))
    names = sorted({field.name for field in dataclasses.fields(rule.params)} - set(FIELDS[kind]))
    if names:
        name = data.draw(st.sampled_from(names))
        value = data.draw(
            st.none() | st.booleans() | NUMBERS | st.text("ab", max_size=2) | words("a")
        )
        assert read_entry(rule, {"params": {name: value}}) is None


TEXT = overlay(
    "AA-PART-001, params: {documents: [dpa, subprocessors, x]}",
    "BB-LOC-001, in_force_from: 2025-01-01, on_fail: block",
    rules=OWN_RULE,
)
BYTES = TEXT.encode()
SNIPPETS = st.sampled_from(
    (
        *("*x", "&x ", "!!python/name:os.system ", "[", "{", "- ", "\t", "null", "\n", "'"),
        *("tighten: ", "rules: ", "params: ", "inform", "AA-PART-002", "-1", "2099-01-01"),
    )
)


@given(data=st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    assert read(data) is None


@given(text=st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert read(text.encode("utf-8", "surrogatepass")) is None


@given(
    start=st.integers(0, len(TEXT)), removed=st.integers(0, 40), put=SNIPPETS | st.text(max_size=5)
)
def test_any_change_to_an_overlay(start: int, removed: int, put: str) -> None:
    read((TEXT[:start] + put + TEXT[start + removed :]).encode("utf-8", "surrogatepass"))


@given(at=st.integers(0, len(BYTES) - 1), value=st.integers(0, 255))
def test_any_changed_byte_changes_the_digest(at: int, value: int) -> None:
    changed = BYTES[:at] + bytes([value]) + BYTES[at + 1 :]
    found, before = read(changed), read(BYTES)
    assert before is not None
    if found is not None and changed != BYTES:
        assert found.ref.digest != before.ref.digest


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("rule", "params", "on_fail", "id", "market")), inner)
    ),
    max_leaves=8,
)


@given(tighten=TREES, rules=TREES, notices=TREES)
def test_any_plain_data(tighten: Any, rules: Any, notices: Any) -> None:
    tree = {"tighten": tighten, "rules": rules, "notices": notices}
    head = {"schema": "domicile.overlay/1"}
    text = json.dumps({**head, **tree}).replace("{", "{as_of: 2026-11-24, ", 1)
    read(text.encode())
