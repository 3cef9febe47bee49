from pathlib import Path
from typing import Any

import pytest

from domicile.core.errors import StorageError
from domicile.reports.formats import json, markdown
from domicile.surfaces.cli.saving import Target, hand_over
from tests.unit.reports.formats.paper import REPORT


class Terminal:
    """Takes what a session prints."""

    def __init__(self) -> None:
        self.said: list[tuple[Any, list[str]]] = []

    def answer(self, document: Any, lines: Any) -> None:
        self.said.append((document, list(lines)))


def said(target: Target) -> tuple[Any, list[str]]:
    terminal: Any = Terminal()
    hand_over(terminal, REPORT, target=target, about={"market": "CN"})
    (found,) = terminal.said
    return tuple(found)


def test_without_a_file_it_is_printed_for_people_and_programs() -> None:
    document, lines = said(Target(output=None, write=markdown.write, language="zh"))
    assert document == {"language": "zh", "text": "回执"}
    assert lines[0] == "# 一份<报告>"


def test_into_a_file_it_is_written_as_bytes_and_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    document, lines = said(Target(output=file, write=json.write, language="en"))
    assert document == {"market": "CN", "file": str(file)}
    assert lines == [str(file)]
    assert file.read_bytes() == json.write(REPORT, "en")


def test_a_file_that_cannot_be_written_is_said_without_its_name(tmp_path: Path) -> None:
    target = Target(output=tmp_path / "planted" / "a.md", write=markdown.write, language="en")
    with pytest.raises(StorageError) as caught:
        said(target)
    assert "planted" not in caught.value.message
