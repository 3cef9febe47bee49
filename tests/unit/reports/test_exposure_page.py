from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.site import Site, Terms
from domicile.reports.exposure import Exposure, Opened, Span
from domicile.reports.exposure_page import document, exposure_json
from domicile.reports.formats.html import to_html
from domicile.reports.formats.markdown import to_markdown
from domicile.reports.sent import Sent
from tests.unit.policy.samples import ATLAS

CN = MarketId("CN")
SITE = Site(
    id=SiteId("demo-cn"),
    model="qwen",
    model_version="2",
    owner="Alibaba | <b>",
    owner_country="CN",
    region="cn-mainland",
    inference_scope="cn-mainland",
    filing_no="DEMO-Qwen-20260101",
    evidence="simulated",
    terms=Terms(trains_on_input=False, retention_days=30, evidence="/secret/place/contract.pdf"),
    documents={"dpa": "/secret/place/dpa.pdf", "policy": "https://example.com/policy"},
)
SENT = Sent(
    times={CN: 3},
    bytes_at_most=2048,
    first_hour="2026-04-01T09Z",
    last_hour="2026-04-02T10Z",
    data={"phone": {"replaced": 2}, "organization": {"kept": 1}},
)
NOTHING = Sent(times={}, bytes_at_most=0, first_hour="", last_hour="", data={})
OPENED = (
    Opened(
        market=CN,
        feature=FeatureId("assistant"),
        since=datetime(2026, 3, 2, 8, tzinfo=UTC),
        until=datetime(2026, 3, 5, 8, tzinfo=UTC),
    ),
    Opened(
        market=CN,
        feature=FeatureId("writing"),
        since=datetime(2026, 3, 7, tzinfo=UTC),
        until=None,
    ),
)
RULE = next(rule for rule in ATLAS.get(CN).rules if rule.id == "CN-LOC-002")


def found(**changes: Any) -> Exposure:
    facts: dict[str, Any] = {
        "site": SITE,
        "at": datetime(2026, 4, 3, tzinfo=UTC),
        "span": Span(first=date(2026, 1, 1), last=date(2026, 4, 2)),
        "opened": OPENED,
        "sent": SENT,
        "rules": (RULE,),
        **changes,
    }
    return Exposure(**facts)


def markdown(**changes: Any) -> str:
    return to_markdown(document(found(**changes)), "en")


def test_everything_is_told_to_people() -> None:
    text = markdown()
    assert text.startswith("# What demo-cn could be compelled to hand over\n")
    for line in (
        "- DEMO: this site is simulated, and everything about it is made up.",
        r"| owner | Alibaba \| &lt;b> |",
        "| model | qwen (2) |",
        "- 3 requests left for it, at most 2048 bytes, from 2026-04-01T09Z to 2026-04-02T10Z.",
        "| phone | 0 | 0 | 2 | 0 |",
        "| organization | 1 | 0 | 0 | 0 |",
        "| CN | assistant | 2026-03-02 | 2026-03-05 |",
        "| CN | writing | 2026-03-07 | – |",
        "- On file: `dpa` (dpa.pdf).",
        "- On file: `policy` (https://example.com/policy).",
    ):
        assert line in text.splitlines(), line
    assert "no statement about secret orders" in text
    assert "CN-LOC-002: " in text
    assert "for 30 days" in text


def test_no_path_of_the_machine_is_told() -> None:
    assert "secret/place" not in markdown()
    assert "secret/place" not in str(exposure_json(found(), "en"))


def test_no_markup_of_a_setting_reaches_the_page() -> None:
    assert "<b>" not in to_html(document(found()), "en")


def test_where_nothing_left_and_nothing_was_released() -> None:
    text = markdown(sent=NOTHING, opened=())
    assert "Nothing left for this site in these days." in text
    assert "It was never released for anything." in text


def test_what_is_unknown_is_said_to_be_anywhere() -> None:
    assert "Unknown, so that" not in markdown()
    text = markdown(site=replace(SITE, owner_country="", region=None))
    assert "must be reckoned with: owner_country, region." in text
    assert "| region | – |" in text


@pytest.mark.parametrize(
    ("evidence", "words"),
    [("declared", "what the operator declared"), ("checked", "backed by documents")],
)
def test_how_the_facts_are_known_is_said(evidence: Any, words: str) -> None:
    text = markdown(site=replace(SITE, evidence=evidence))
    assert words in text
    assert "DEMO" not in text.replace("DEMO-Qwen", "")


def test_programs_get_the_same() -> None:
    told = exposure_json(found(), "zh")
    assert (told["site"], told["demo"], told["evidence"]) == ("demo-cn", True, "simulated")
    assert told["span"] == {"from": "2026-01-01", "to": "2026-04-02"}
    assert told["terms"]["retention_days"] == 30
    assert told["terms"]["evidence"] == "contract.pdf"
    assert told["sent"] == {
        "requests": 3,
        "by_market": {"CN": 3},
        "bytes_at_most": 2048,
        "first_hour": "2026-04-01T09Z",
        "last_hour": "2026-04-02T10Z",
        "data": {"phone": {"replaced": 2}, "organization": {"kept": 1}},
    }
    assert [each["until"] for each in told["releases"]] == ["2026-03-05T08:00:00+00:00", None]
    assert told["rules"][0]["text"] == RULE.requirement.zh
    assert len(told["never"]) == 3
    assert any("秘密指令" in each for each in told["limits"])


def test_programs_see_what_is_not_known_as_null() -> None:
    bare = Site(id=SiteId("x"))
    told = exposure_json(found(site=bare, sent=NOTHING), "en")
    assert set(told["facts"].values()) == {None}
    assert told["sent"]["first_hour"] is None
    assert told["terms"]["evidence"] is None
