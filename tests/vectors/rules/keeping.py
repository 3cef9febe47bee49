"""Scenarios about how long records are kept, and that they really go."""

from dataclasses import replace
from datetime import timedelta

from domicile.core.ids import RuleId
from domicile.core.settings import Settings
from domicile.policy.retention.records import record_named
from domicile.policy.retention.schedule import Schedule
from domicile.policy.retention.standing import RuleStanding, standings
from domicile.store.holds import Scope
from domicile.store.network_log import Kind, minute_of
from tests.vectors.rules.kinds import keeping
from tests.vectors.rules.world import RULES, TODAY, World


def standing(world: World, rule: str, settings: Settings) -> RuleStanding | None:
    """Return how a retain rule stands, or None when it says nothing."""
    schedule = Schedule(world.atlas, settings, TODAY)
    found = standings(schedule, settings.operator)
    return next((each for each in found if each.rule == rule), None)


def days(world: World, record: str, rule: str, settings: Settings) -> int | None:
    """Return for how many days a record is kept in the market of ``rule``."""
    market = RULES[RuleId(rule)].market
    keeps = Schedule(world.atlas, settings, TODAY).keeping(record_named(record), market)
    return keeps.keep_days


def keeps_the_log(world: World) -> None:
    """Show that calls are kept for 184 days whatever is set, then go unless held."""
    rule = "CN-RET-001"
    world.settings = keeping(world, rule, network_log_days=1)
    assert days(world, "network_log", rule, world.settings) == 184
    found = standing(world, rule, world.settings)
    assert found is not None
    assert found.status == "met"
    assert "no place for a text, a person or an address" in found.text.en
    log, market = world.desks.network_log, RULES[RuleId(rule)].market
    for age in (300, 183):
        minute = minute_of(TODAY.date() - timedelta(days=age))
        log.add({Kind(minute, market, "POST", "/v1/ask", 200, ""): 1})
    hold = world.desks.holds.place(Scope(record="network_log"), by="Li", reason="An order.")
    world.desks.retention.run()
    assert log.extents()[market].size == 2
    world.desks.holds.lift(hold.id, by="Li", reason="It ended.")
    world.desks.retention.run()
    assert log.extents()[market].size == 1


def keeps_for_the_purpose(world: World) -> None:
    """Show that records are bounded, and that the assessment is called missing until on file."""
    rule = "CN-RET-002"
    settings = keeping(world, rule)
    missing = standing(world, rule, settings)
    assert missing is not None
    assert missing.status == "unmet"
    assert "`pipia`" in missing.text.en
    assert "the timer deletes what is past it" in missing.text.en
    filed = replace(settings.operator, documents={"pipia": "pipia.pdf"})
    found = standing(world, rule, replace(settings, operator=filed))
    assert found is not None
    assert found.status == "met"


def bounds_usage(world: World) -> None:
    """Show that usage records go after 30 days although the settings would keep them longer."""
    rule = "EU-RET-001"
    settings = keeping(world, rule, sessions_days=300, receipts_days=9999)
    assert days(world, "usage", rule, settings) == 30
    assert days(world, "receipts", rule, settings) == 3650


def keeps_ten_years(world: World) -> None:
    """Show that records of exports are kept for ten years although the settings say less."""
    rule = "US-RET-001"
    settings = keeping(world, rule, exports_days=400, receipts_days=30)
    assert days(world, "exports", rule, settings) == 3653
    assert days(world, "receipts", rule, settings) == 3653
    found = standing(world, rule, settings)
    assert found is not None
    assert found.status == "met"


def discloses_periods(world: World) -> None:
    """Show that the rule is met once the operator states for how long it keeps what."""
    rule = "US-CA-RET-001"
    silent = standing(world, rule, keeping(world, rule))
    assert silent is not None
    assert silent.status == "unmet"
    stated = keeping(world, rule, statements={"retention": "30 days"})
    found = standing(world, rule, stated)
    assert found is not None
    assert found.status == "met"
