"""The page explains every part of what is printed; that it is printed so, `test_look_up` sees."""

import pytest

from domicile.policy.telling import explain
from tests.house.source import ROOT
from tools.decision_page import PAGE, printed, written

TEXT = PAGE.read_text(encoding="utf-8")
SHOWN = TEXT.partition("<!-- decision: begin -->")[2].partition("<!-- decision: end -->")[0]
TITLES = (
    "Markets that contradict each other",
    "Why",
    "What would make it possible",
    "Duties",
    "Before a partner sees it",
    "For information only",
    "Coming within 90 days",
    "Packs",
)


@pytest.mark.parametrize("title", TITLES)
def test_every_part_is_explained(title: str) -> None:
    assert f"**{title}**" in TEXT
    source = (ROOT / "src/domicile/policy/telling/explain.py").read_text(encoding="utf-8")
    assert f'en="{title}' in source


def test_every_part_that_is_printed_has_its_name_explained() -> None:
    printed_titles = [line.rstrip(":") for line in SHOWN.splitlines() if line.endswith(":")]
    assert len(printed_titles) > 4
    for title in printed_titles:
        assert title in TITLES or f"**{title.partition(' as ')[0]}**" in TEXT


def test_the_marks_of_a_line_are_the_words_that_are_printed() -> None:
    for words in (explain.BASIS, explain.KNOWN):
        for word in words.values():
            assert f"*{word.en}*" in TEXT


def test_another_command_prints_another_decision() -> None:
    other = written(TEXT.replace("--market EU", "--market US-CA"))
    assert "US-PART-001 [mini-eu] refuses" in other
    assert "US-PART-001" not in SHOWN


def test_what_cannot_be_decided_is_not_written_down() -> None:
    with pytest.raises(ValueError, match="D801"):
        printed("decide --market XX", 'data_dir = "var"')
