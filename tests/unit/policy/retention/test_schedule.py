from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domicile.core.ids import MarketId, RuleId
from domicile.core.settings import OperatorSettings, RetentionSettings, Settings
from domicile.markets.resolve import load_atlas
from domicile.policy.duties.deadlines import months_later
from domicile.policy.retention.records import DOCUMENTS, record_named
from domicile.policy.retention.schedule import Keeping, Schedule, days_of_months, days_of_years
from domicile.store.expiry.cut import NOWHERE

CN, EU, US, CA = MarketId("CN"), MarketId("EU"), MarketId("US"), MarketId("US-CA")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ATLAS = load_atlas()
SHORT = RetentionSettings(
    receipts_days=1,
    network_log_days=1,
    sessions_days=1,
    labels_days=1,
    exports_days=1,
    cases_days=1,
)
LONG = RetentionSettings(
    receipts_days=9999,
    network_log_days=9999,
    sessions_days=9999,
    labels_days=9999,
    exports_days=9999,
    cases_days=9999,
)


def schedule(
    retention: RetentionSettings | None = None,
    markets: tuple[MarketId, ...] = (CN, EU, US, CA),
    at: datetime = NOON,
) -> Schedule:
    settings = Settings(
        operator=OperatorSettings(markets=markets), retention=retention or RetentionSettings()
    )
    return Schedule(ATLAS, settings, at)


def keeping(record: str, market: MarketId, retention: RetentionSettings | None = None) -> Keeping:
    return schedule(retention).keeping(record_named(record), market)


def test_the_setting_decides_where_no_rule_does() -> None:
    found = keeping("cases", CN, LONG)
    assert (found.keep_days, found.decisive, found.bounds) == (9999, None, ())


def test_cn_ret_001_has_the_network_log_kept_for_half_a_year() -> None:
    found = keeping("network_log", CN, SHORT)
    assert found.keep_days == 184
    assert found.decisive is not None
    assert found.decisive.rule == "CN-RET-001"
    assert "Cybersecurity Law" in found.decisive.citation
    assert keeping("network_log", EU, SHORT).keep_days == 1


def test_eu_ret_001_has_usage_gone_after_30_days_and_digests_after_3650() -> None:
    assert keeping("usage", EU, LONG).keep_days == 30
    assert keeping("receipts", EU, LONG).keep_days == 3650
    assert keeping("usage", CN, LONG).keep_days == 9999
    assert keeping("usage", EU, SHORT).keep_days == 1


def test_us_ret_001_has_receipts_and_counters_kept_for_ten_years_in_every_state() -> None:
    for market in (US, CA):
        for record in ("receipts", "exports"):
            found = keeping(record, market, SHORT)
            assert found.keep_days == 3653
            assert found.decisive is not None
            assert found.decisive.rule == "US-RET-001"


def test_cn_lab_007_has_the_record_of_unlabelled_copies_kept_for_six_months() -> None:
    found = keeping("labels", CN, SHORT)
    assert found.keep_days == 184
    assert found.decisive is not None
    assert found.decisive.rule == "CN-LAB-007"


def test_cn_ret_002_names_a_document_that_is_never_deleted_here() -> None:
    found = schedule().keeping(DOCUMENTS, CN)
    assert found.keep_days is None
    assert {(bound.rule, bound.word, bound.days) for bound in found.bounds} == {
        ("CN-RET-002", "pipia", 1096),
        ("CN-ASS-001", "pipia", 1096),
    }


def test_a_prompt_is_never_kept_and_so_never_deleted() -> None:
    found = keeping("prompt", EU)
    assert found.keep_days is None
    assert found.most is not None
    assert found.most.days == 0


def test_counters_are_kept_for_as_long_as_rules_count_by_them() -> None:
    found = keeping("exports", CN, SHORT)
    assert found.keep_days == 367
    assert found.decisive is not None
    assert found.decisive.rule == RuleId("house.exports")


@pytest.mark.parametrize("market", [NOWHERE, MarketId("XX")])
def test_rows_of_no_market_that_anybody_knows_are_kept_the_longest(market: MarketId) -> None:
    assert keeping("network_log", market, SHORT).keep_days == 184
    found = keeping("receipts", market, LONG)
    assert found.is_contradictory
    assert found.keep_days == 3653


def test_a_contradiction_is_kept_for_longer_and_says_so() -> None:
    found = keeping("receipts", NOWHERE)
    assert found.least is not None
    assert found.most is not None
    assert (found.least.rule, found.most.rule) == ("US-RET-001", "EU-RET-001")
    assert found.decisive == found.least
    assert not keeping("receipts", US).is_contradictory


def test_rules_of_markets_that_are_not_served_do_not_bind() -> None:
    only = schedule(SHORT, markets=(EU,))
    assert only.keeping(record_named("network_log")).keep_days == 1
    assert only.markets == (EU,)


def test_rules_that_are_not_in_force_do_not_bind() -> None:
    before = schedule(SHORT, at=datetime(2017, 5, 31, tzinfo=UTC))
    assert before.keeping(record_named("network_log"), CN).keep_days == 1
    assert before.keeping(record_named("labels"), CN).keep_days == 1


def test_the_stricter_of_two_least_times_wins() -> None:
    found = keeping("receipts", US)
    assert found.least is not None
    longer = replace(found.least, days=5000, rule=RuleId("OWN"))
    both = replace(found, bounds=(found.least, longer))
    assert both.keep_days == 5000
    assert both.decisive == longer


@pytest.mark.parametrize("months", range(1, 37))
def test_months_are_never_counted_too_short(months: int) -> None:
    for start in range(1, 13):
        day = datetime(2023, start, 1, tzinfo=UTC).date()
        assert (months_later(day, months) - day).days <= days_of_months(months)


def test_years_are_counted_with_their_leap_days() -> None:
    assert [days_of_years(count) for count in (1, 3, 4, 5, 10)] == [366, 1096, 1461, 1827, 3653]
    assert days_of_months(6) == 184
