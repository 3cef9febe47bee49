import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domicile.core.text import Language
from domicile.reports.formats.html import to_html
from domicile.reports.formats.markdown import to_markdown
from domicile.reports.transparency import Transparency, transparency
from domicile.reports.transparency_page import (
    public_json,
    transparency_document,
    transparency_json,
)
from tests.unit.policy.samples import CN
from tests.unit.reports.records import AT, PLANTED, YEAR, house


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Transparency]:
    with house(tmp_path) as made:
        yield transparency(CN, YEAR, records=made.records, at=AT)


def test_programs_read_everything(found: Transparency) -> None:
    told = transparency_json(found, "en")
    assert json.loads(json.dumps(told)) == told
    assert (told["market"], told["from"], told["to"]) == ("CN", "2026-01-01", "2026-12-31")
    assert told["demo"] is True
    assert told["outcomes"][0]["count"] == 2
    assert told["refusals"] == {"CN-PART-001": 1}
    assert told["authorities"] == [
        {
            "year": 2026,
            "event": "foreign_request",
            "area": "criminal",
            "outcome": "refused",
            "count": 1,
        }
    ]
    assert told["cases"]["complaint"]["median_days"] == 4
    assert told["cases"]["incident"]["outcomes"] == {"open": 1}
    assert told["packs"][0]["counsel"] is None
    assert "no counsel" in told["packs"][0]["text"]
    assert told["holds"] == {"placed": 1, "lifted": 0, "standing": 1}


def test_everybody_sees_a_part(found: Transparency) -> None:
    told = public_json(found, "en")
    assert set(told) == {
        "market", "from", "to", "demo", "authorities", "cases", "interventions", "duties", "packs",
    }  # fmt: skip
    assert set(told) < set(transparency_json(found, "en"))


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_nobody_is_named_and_nothing_is_repeated(found: Transparency, spoken: Language) -> None:
    document = transparency_document(found)
    texts = (
        to_markdown(document, spoken),
        to_html(document, spoken),
        json.dumps(transparency_json(found, spoken), ensure_ascii=False),
    )
    for text in texts:
        assert not any(planted in text for planted in PLANTED)
        assert "CN-LAB-001" in text


def test_people_read_that_it_is_a_demo_and_how_far_it_can_be_trusted(found: Transparency) -> None:
    text = to_markdown(transparency_document(found), "en")
    assert "DEMO" in text
    assert "1 of the answers and refusals are of level D" in text
    assert "no counsel has reviewed it" in text
    assert "| complaint | 2 | 2 | 0 | 4 |" in text
    assert "| incident | 1 | 0 | 1 | - |" in text
    assert "| 2026 | foreign_request | criminal | refused | 1 |" in text
    real = replace(found, counts=replace(found.counts, demo=0))
    assert "DEMO" not in to_markdown(transparency_document(real), "en")


def test_a_review_by_counsel_is_said(found: Transparency) -> None:
    (pack,) = found.packs
    reviewed = replace(pack, review=replace(pack.review, counsel="A Firm"))
    text = to_markdown(transparency_document(replace(found, packs=(reviewed,))), "zh")
    assert "由 A Firm 审阅" in text
