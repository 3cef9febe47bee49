"""The decision table: rows written from the law's summaries, put to ``domicile decide --json``.

Each row writes a settings file, moves the register, and asks; what is compared is what any reader
of the command line sees. How rows are written stands in ``decisions/README.md``.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result

from domicile.app import Domicile
from domicile.core.clock import SystemClock
from domicile.core.ids import MarketId, ModelId, SubjectId
from domicile.core.settings_file import Loaded, Surroundings, load_settings
from domicile.markets.library import Library
from domicile.markets.resolve import load_atlas
from domicile.store.exports import Export
from domicile.surfaces.cli.main import cli
from tests.unit.surfaces.cli.house import stand_in
from tests.vectors.scenarios import FOLDER, Entry, Expect, Given, Plain, Scenario, plain, scenarios

TODAY: Final = date(2026, 11, 24)
MODEL: Final = ModelId("qwen2.5-coder-0.5b-instruct")
AT_LEAST: Final = 120
AHEAD_DAYS: Final = 90
PUBLIC_ONLY: Final = frozenset(
    {*(f"CN-GATE-00{number}" for number in range(1, 6)), "US-CA-GATE-001"}
)
"""The only rules that the audience switches."""

DESKS: Final = frozenset({"approval", "operator", "person"})
"""First words of reasons that stand in no pack."""

CLOSING: Final = frozenset({"gate", "partner", "locate", "export"})
"""Kinds of rule that close sites."""

ONLY_FREE: Final = frozenset({"CN-EXP-001", "CN-EXP-004"})
"""Rules that say what needs nothing; what exceeds them is closed by others."""

CAST: Final[Plain] = plain(FOLDER / "cast.yaml")
SCENARIOS: Final = scenarios()
VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "filed": ("submit",),
    "released": ("submit", "approve"),
    "restricted": ("submit", "approve", "restrict"),
    "suspended": ("submit", "approve", "suspend"),
    "withdrawn": ("submit", "approve", "withdraw"),
    "suspended_then": ("suspend",),
    "approved_again": ("approve",),
}
"""Steps of the register that lead to a state."""


class FixedClock(SystemClock):
    """A day at noon.

    Args:
        day: Which.
    """

    def __init__(self, day: date) -> None:
        self._day = day

    def now(self) -> datetime:
        """Return noon of the day."""
        return datetime.combine(self._day, time(12), UTC)


class Table:
    """Carries out one scenario in a folder of its own."""

    def __init__(self, folder: Path, given: Given) -> None:
        self._folder = folder
        self._given = given
        self._day = given.at or TODAY

    def decide(self) -> Result:
        """Bring register and counters to where the scenario begins, and ask."""
        self._write({**self._given.sites, **self._given.before})
        for entry in (*(Entry(site=site) for site in self._given.released), *self._given.register):
            self._enter(entry)
        if self._given.exported:
            self._export()
        self._write(self._given.sites)
        return self._call(TODAY, "decide", "--json", *self._flags())

    def _write(self, sites: Mapping[str, Plain]) -> None:
        assert set(sites) <= set(CAST["sites"]), "no such site in the cast"
        settings = {
            "data_dir": "store",
            "models_dir": "packs",
            "operator": merged(CAST["operator"], self._given.operator),
            "device": self._given.machine,
            "sites": [
                {"id": name} | merged(site, sites.get(name, {}))
                for name, site in CAST["sites"].items()
            ],
        }
        lines = [f"{key} = {toml(value)}" for key, value in settings.items()]
        (self._folder / "domicile.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _enter(self, entry: Entry) -> None:
        market = entry.market or self._given.market or CAST["operator"]["default_market"]
        where = ["--market", market, "--feature", entry.feature or self._given.feature]
        for verb in VERBS[entry.state]:
            number = ["--number", entry.number] if entry.number and verb == "approve" else []
            words = ["release", verb, *where, "--site", entry.site, "--by", "Li", *number]
            done = self._call(self._day - timedelta(days=entry.days_before), *words)
            assert done.exit_code == 0 or entry.may_fail, done.output

    def _export(self) -> None:
        for exported in self._given.exported:
            day = self._day - timedelta(days=exported.days_before)
            domicile = built(load_settings(surroundings()), day)
            one = Export(
                market=MarketId(exported.market),
                counterparty=exported.counterparty,
                data_class=exported.data,
                as_is=True,
            )
            for number in range(exported.people):
                domicile.exports.record([one], SubjectId(f"person-{number}"))
            domicile.database.close()

    def _flags(self) -> Iterator[str]:
        given = self._given
        for flag, word in (
            ("--market", given.market),
            ("--feature", given.feature),
            ("--user-market", given.user),
            ("--device-market", given.device),
            ("--site", given.pin),
            ("--subject", given.subject),
            ("--at", given.at.isoformat() if given.at else ""),
            ("--data", ",".join(given.data)),
            ("--consent", ",".join(given.consent)),
        ):
            yield from (flag, word) if word else ()
        for fact, words in given.facts.items():
            for word in words:
                yield from ("--fact", f"{fact}={word}")
        if given.device_only:
            yield "--device-only"

    def _call(self, day: date, *words: str) -> Result:
        result = CliRunner().invoke(cli, words, obj=lambda loaded: built(loaded, day))
        unforeseen = result.exception
        assert unforeseen is None or isinstance(unforeseen, SystemExit), unforeseen
        return result


def built(loaded: Loaded, day: date) -> Domicile:
    """Return the house as it stands on a day, with a model on the device."""
    domicile = Domicile(loaded, clock=FixedClock(day))
    stand_in(domicile.shelf, MODEL)
    return domicile


def merged(base: Plain, change: Mapping[str, Any]) -> Plain:
    """Return ``base`` with ``change`` laid over it, table by table; null takes a value away."""
    found = dict(base)
    for key, value in change.items():
        held = found.get(key)
        found[key] = merged(held, value) if isinstance(held, dict) and value else value
    return {key: value for key, value in found.items() if value is not None}


def toml(value: object) -> str:
    """Return a value of TOML in one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{json.dumps(key)} = {toml(each)}" for key, each in value.items())
        return f"{{{inner}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(toml(each) for each in value)}]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def surroundings() -> Surroundings:
    """Return what a command finds itself in."""
    return Surroundings(environment=os.environ, home=Path.home(), folder=Path.cwd())


def problems(expect: Expect, told: Plain) -> Iterator[str]:
    """Yield everything in which a decision is not what was expected."""
    if expect.permitted is not None and told["permitted"] is not expect.permitted:
        yield f"permitted is {told['permitted']}"
    if expect.places is not None and tuple(told["places"]) != expect.places:
        yield f"places are {told['places']}"
    yield from _problems_of_rules(expect, heard(told))
    coming = {each["rule"]: each["date"] for each in told["upcoming"]}
    for rule, day in expect.upcoming.items():
        if coming.get(rule) != day.isoformat():
            yield f"{rule} is to come on {day}, and not on {coming.get(rule)}"
    yield from (f"{rule} is announced" for rule in expect.not_upcoming if rule in coming)
    if expect.conflicts is not None:
        yield from _problems_of_conflicts(expect.conflicts, told["conflicts"])
    yield from _problems_of_marks(expect, told)


def heard(told: Plain) -> dict[str, frozenset[str]]:
    """Return what each rule said: an outcome, whether a duty is met, or that it only informs."""
    found: dict[str, set[str]] = {}
    for reason in told["reasons"]:
        found.setdefault(reason["rule"], set()).add(reason["outcome"])
    for duty in told["duties"]:
        found.setdefault(duty["rule"], set()).add(duty["status"])
    for note in told["notes"]:
        found.setdefault(note["rule"], set()).add("note")
    return {rule: frozenset(words) for rule, words in found.items()}


WANTED: Final[Mapping[str, frozenset[str]]] = {
    "refused_by": frozenset({"refuse"}),
    "limits": frozenset({"limit"}),
    "objects": frozenset({"refuse", "limit"}),
    "permits": frozenset({"permit"}),
    "duties": frozenset({"met", "unmet"}),
    "met": frozenset({"met"}),
    "unmet": frozenset({"unmet"}),
    "notes": frozenset({"note"}),
    "told": frozenset({"refuse", "limit", "met", "unmet", "note"}),
}
"""Expectation to the words of which a rule must say one."""

UNWANTED: Final[Mapping[str, frozenset[str]]] = {
    "not_refused_by": frozenset({"refuse"}),
    "no_objection": frozenset({"refuse", "limit"}),
    "no_duties": frozenset({"met", "unmet"}),
    "silent": frozenset({"refuse", "limit", "met", "unmet", "note"}),
}
"""Expectation to the words of which a rule must say none."""


def _problems_of_rules(expect: Expect, said: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for name, words in WANTED.items():
        for rule in getattr(expect, name):
            if not said.get(rule, frozenset()) & words:
                yield f"{name}: {rule} says {sorted(said.get(rule, ()))}"
    for name, words in UNWANTED.items():
        for rule in getattr(expect, name):
            if said.get(rule, frozenset()) & words:
                yield f"{name}: {rule} says {sorted(said[rule])}"


def _problems_of_conflicts(
    expected: Sequence[tuple[str, str]], told: Sequence[Plain]
) -> Iterator[str]:
    pairs = [frozenset(each["rules"]) for each in told]
    for pair in expected:
        if frozenset(pair) not in pairs:
            yield f"no conflict of {' and '.join(pair)} among {[sorted(each) for each in pairs]}"
    if not expected and pairs:
        yield f"there is a conflict: {[sorted(each) for each in pairs]}"


def _problems_of_marks(expect: Expect, told: Plain) -> Iterator[str]:
    spoken = (*told["reasons"], *told["duties"], *told["notes"])
    for mark, wanted in (("basis", expect.basis), ("known", expect.known)):
        for rule, word in wanted.items():
            words = {each[mark] for each in spoken if each["rule"] == rule}
            if words != {word}:
                yield f"{mark} of {rule} is {sorted(words)}, and not {word}"


def contradictions(given: Given, told: Plain) -> Iterator[str]:
    """Yield everything in which a decision breaks what holds for all of them."""
    said = heard(told)
    if told["permitted"] is not bool(told["places"]):
        yield "what is permitted has a place, and what is refused has none"
    if not told["permitted"] and not any("refuse" in words for words in said.values()):
        yield "nothing says why it is refused"
    for each in told["upcoming"]:
        day = date.fromisoformat(each["date"])
        if each["rule"] in said:
            yield f"{each['rule']} is not in force, and speaks"
        if not 0 < (day - (given.at or TODAY)).days <= AHEAD_DAYS:
            yield f"{each['rule']} is announced for {day}"
    for each in (*told["reasons"], *told["duties"], *told["notes"]):
        if "-" in each["rule"]:
            yield from _unfounded(each, is_public=given.operator.get("audience") == "public")


def _unfounded(said: Plain, *, is_public: bool) -> Iterator[str]:
    """Yield what a rule of a pack claims for itself and may not."""
    if not said["citation"] or not said["text"]:
        yield f"{said['rule']} has no citation or no text"
    if said["known"] == "primary":
        yield f"{said['rule']} claims that its text was read"
    if not is_public and said["basis"] != "house":
        yield f"{said['rule']} is {said['basis']} beyond the public"
    if not is_public and said["rule"] in PUBLIC_ONLY:
        yield f"{said['rule']} speaks, and nobody is served in public"


@pytest.fixture(scope="module")
def library() -> Library:
    """Return the packs, read once for the whole table."""
    return Library(None, None, clock=SystemClock())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Library) -> Path:
    """Return a folder of its own, in which the commands run and find their settings."""
    monkeypatch.setattr("domicile.app.Library", lambda *_, **__: library)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("DOMICILE_MODELS_DIR", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_decision_is_what_the_source_says(folder: Path, scenario: Scenario) -> None:
    result = Table(folder, scenario.given).decide()
    expect = scenario.expect
    if expect.status is not None:
        assert result.exit_code == expect.status, result.output
        return
    told = json.loads(result.stdout)
    assert "error" not in told, told
    assert result.exit_code == (0 if told["permitted"] else 3)
    assert not [*problems(expect, told), *contradictions(scenario.given, told)], scenario.why


def test_the_table_is_large_and_covers_every_market() -> None:
    assert len(SCENARIOS) >= AT_LEAST
    said = load_atlas().markets
    for market in said:
        rows = [row for row in SCENARIOS.values() if asked(row.given) == market]
        assert len(rows) >= AT_LEAST // (2 * len(said)), market


def test_every_rule_that_a_row_names_exists() -> None:
    atlas = load_atlas()
    rules = {rule.id for market in atlas.markets for rule in atlas.get(market).rules}
    named = {rule for row in SCENARIOS.values() for rule in rules_of(row.expect)}
    assert {rule for rule in named if rule.split(".")[0] not in DESKS} <= rules


def test_every_rule_that_can_close_a_site_is_seen_to_close_and_to_open() -> None:
    atlas = load_atlas()
    judging = {
        str(rule.id)
        for market in atlas.markets
        for rule in atlas.get(market).rules
        if rule.kind in CLOSING
        and rule.on_fail not in {"inform", "add"}
        and not rule.applies_to.event
        and (not rule.applies_to.modality or "text" in rule.applies_to.modality)
    }
    assert judging - ONLY_FREE <= seen("refused_by", "limits", "objects", "told")
    assert judging <= seen("not_refused_by", "no_objection", "permits", "silent")


def asked(given: Given) -> str:
    """Return the operator market that a row asks in."""
    return given.market or str(CAST["operator"]["default_market"])


def rules_of(expect: Expect) -> Iterator[str]:
    """Yield every rule that an expectation names."""
    for name in (*WANTED, *UNWANTED, "upcoming", "not_upcoming", "basis", "known"):
        yield from getattr(expect, name)
    for pair in expect.conflicts or ():
        yield from pair


def seen(*names: str) -> set[str]:
    """Return the rules of which some row expects one of these."""
    return {
        rule for row in SCENARIOS.values() for name in names for rule in getattr(row.expect, name)
    }
