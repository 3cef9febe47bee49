"""Pages are true: links lead somewhere, examples parse, commands and digests exist."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from domicile.core.steps import STEPS
from domicile.store.models.manifest import shipped_manifests
from tests.house.source import ROOT, written_files

PAGES = [path for path in written_files() if path.suffix == ".md"]
DOCS = ROOT / "docs"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MAKE = re.compile(r"`make ([a-z0-9-]+)")
RECORD_LINES = 45
STEPS_IN_A_LIST = 10


def broken_links(page: Path) -> list[str]:
    """Find relative links of ``page`` that lead nowhere."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    return [
        link
        for link in links
        if not re.match(r"[a-z]+:|#", link) and not (page.parent / link.partition("#")[0]).exists()
    ]


def name(path: Path) -> str:
    """Name a page by its path from the checkout."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_json_examples_parse_and_traces_are_whole(page: Path) -> None:
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "json":
            example = json.loads(text)
            if "trace" in example:
                assert [event["step"] for event in example["trace"]] == list(STEPS)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_make_targets_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):.*## ", makefile, re.MULTILINE))
    assert set(MAKE.findall(page.read_text(encoding="utf-8"))) <= targets


@pytest.mark.parametrize("page", sorted((DOCS / "contributing").glob("*.md")), ids=name)
def test_a_guide_has_few_numbered_steps(page: Path) -> None:
    numbers = re.findall(r"^(\d+)\. ", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert 0 < len(numbers) <= STEPS_IN_A_LIST


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("2*.md")), ids=name)
def test_a_decision_is_dated_and_short(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    day = page.stem[:10]
    assert date.fromisoformat(day).isoformat() == day
    assert f"\n{day}" in text
    assert len(text.splitlines()) <= RECORD_LINES


def test_security_names_the_digests_of_the_manifests() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([0-9a-f]{64})`", text))
    pinned = {file.sha256 for pack in shipped_manifests() for file in pack.files}
    assert named
    assert named <= pinned


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("[a](b.md) [c](https://example.com) [d](#e) ![f](g.png) [h](a.md#i)")
    assert broken_links(page) == ["b.md"]
