from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domicile.core.errors import InvalidRequestError, UnknownMarketError
from domicile.core.ids import MarketId
from domicile.core.site import Site
from domicile.policy.cases.applied import (
    HOLD,
    RESIST,
    Applied,
    applied,
    audience_of,
    due_of,
    kind_of,
    read,
    written,
)
from tests.unit.policy.samples import (
    ATLAS,
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    EU_SITE,
    OPERATOR,
    US,
    US_CA,
    US_SITE,
)

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def rules(event: str, market: MarketId, site: Site | None = None) -> tuple[Applied, ...]:
    return applied(event, market, AT, atlas=ATLAS, operator=OPERATOR, site=site)


def names(found: tuple[Applied, ...]) -> list[str]:
    return [each.rule for each in found]


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("foreign_request", "authority"),
        ("regulator_request", "authority"),
        ("complaint", "complaint"),
        ("pi_breach", "incident"),
        ("rejected_prohibited_offer", "incident"),
        ("device_data_request", "rights"),
        ("access", "rights"),
        ("opt_out_sale_share", "rights"),
    ],
)
def test_an_event_makes_one_kind_of_case(event: str, kind: str) -> None:
    assert kind_of(event, ATLAS) == kind


def test_an_unknown_event_names_the_nearest_one() -> None:
    with pytest.raises(InvalidRequestError, match="pi_breach") as caught:
        kind_of("pi_brech", ATLAS)
    assert "complaint" in caught.value.remedy
    with pytest.raises(InvalidRequestError) as caught:
        kind_of("operation", ATLAS)
    assert caught.value.param == "event"


def test_a_foreign_request_for_data_in_the_mainland_is_held_whatever_the_market() -> None:
    """CN-LOC-002."""
    for market in (CN, EU, US, US_CA):
        found = rules("foreign_request", market, CN_SITE)
        assert [(each.rule, each.on_request) for each in found] == [("CN-LOC-002", HOLD)]
    assert names(rules("foreign_request", CN)) == ["CN-LOC-002"]


def test_a_foreign_request_for_data_in_the_union_is_resisted_and_logged() -> None:
    """EU-REP-002."""
    for market in (CN, EU, US_CA):
        found = rules("foreign_request", market, EU_SITE)
        assert [(each.rule, each.on_request) for each in found] == [("EU-REP-002", RESIST)]
    assert names(rules("foreign_request", EU)) == ["EU-REP-002"]


def test_data_that_surely_lie_elsewhere_are_not_held() -> None:
    assert rules("foreign_request", CN, US_SITE) == ()
    assert rules("foreign_request", EU, US_SITE) == ()


def test_where_nobody_knows_where_the_data_lie_they_lie_in_the_market() -> None:
    assert names(rules("foreign_request", CN, DEVICE_SITE)) == ["CN-LOC-002"]
    half = replace(US_SITE, region=None)
    assert names(rules("foreign_request", CN, half)) == ["CN-LOC-002"]
    split = replace(US_SITE, inference_scope="cn-mainland")
    assert names(rules("foreign_request", US, split)) == ["CN-LOC-002"]


def test_users_of_a_device_get_its_data() -> None:
    """EU-REP-002, its other half."""
    (found,) = rules("device_data_request", EU)
    assert (found.rule, found.to, found.fields) == ("EU-REP-002", ("asker",), ("device_data_json",))
    assert found.on_request == ""


def test_what_is_due_and_what_a_report_must_say() -> None:
    for event, market, rule, due, fields in (
        ("complaint", CN, "CN-REP-001", datetime(2026, 12, 9, tzinfo=UTC), "result"),
        ("pi_breach", CN, "CN-REP-002", AT, "self_help"),
        ("pi_breach", EU, "EU-REP-001", datetime(2026, 11, 27, 9, tzinfo=UTC), "consequences"),
        ("pi_breach", US_CA, "US-CA-REP-001", datetime(2026, 12, 24, tzinfo=UTC), "nature"),
        ("rejected_prohibited_offer", US, "US-REP-001", datetime(2026, 12, 8, tzinfo=UTC), ""),
    ):
        (found,) = rules(event, market)
        moment = due_of([found])
        assert moment is not None
        assert (found.rule, moment.date()) == (rule, due.date())
        assert fields in (*found.fields, "")
        if due.hour:
            assert moment == due


def test_what_only_informs_is_due_at_no_time() -> None:
    """CN-REP-003 and US-REP-002 only inform: nobody is told, and nothing is late."""
    for id_ in ("CN-REP-003", "US-REP-002"):
        market = MarketId(id_.partition("-")[0])
        found = next(each for each in rules("operation", market) if each.rule == id_)
        assert (found.informs, found.to, found.deadlines) == (True, (), ())
    (held,) = rules("complaint", CN)
    informing = replace(held, informs=True)
    assert due_of([informing]) is None
    assert audience_of([informing]) == frozenset()
    assert audience_of([held]) == {"asker"}


def test_an_opt_out_has_a_time_of_its_own_and_other_rights_have_theirs() -> None:
    for event, day in (("delete", "2027-01-08"), ("opt_out_sale_share", "2026-12-15")):
        (found,) = rules(event, US_CA)
        moment = due_of([found])
        assert moment is not None
        assert moment.date().isoformat() == day
    assert rules("delete", US_CA)[0].more_days == 45
    assert rules("limit_sensitive", US_CA)[0].more_days is None


def test_an_extension_is_no_time_until_it_is_given() -> None:
    (found,) = rules("access", EU)
    assert [each.extended for each in found.deadlines] == [False, True]
    moment = due_of([found])
    assert moment is not None
    assert moment.date().isoformat() == "2026-12-24"


def test_what_is_written_is_read_as_it_was() -> None:
    found = (*rules("pi_breach", EU), *rules("complaint", CN))
    assert read(written(found)) == found
    assert read(written(())) == ()


def test_an_unknown_market_is_refused() -> None:
    with pytest.raises(UnknownMarketError):
        rules("complaint", MarketId("XX"))
