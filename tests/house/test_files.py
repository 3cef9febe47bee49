"""What must not stand in any file, and the reasons that must stand beside each exception."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house.source import ROOT, written_files

HOSTS = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("proxy", "golang", "org"))
"""Registries; their clients know where they are, and a mirror may stand in for any of them."""

HOST = re.compile("|".join(rf"\b{re.escape('.'.join(parts))}\b" for parts in HOSTS))
MACHINE = re.compile(r"(?<![\w.:/-])/(?:root|work|home/\w+|tmp/\w+|opt/\w+|Users/\w+)/")
"""Absolute paths of one machine."""

IGNORED = re.compile(r"""^\s*"[A-Z]+\d*",?(?P<reason>\s*#\s*\S.+)?$""")
LISTS = re.compile(r"^(?:ignore|\"[^\"]+\"|DEP\d+) = \[$")


def places(text: str) -> list[str]:
    """Find registry hosts and machine paths in ``text``."""
    return [match.group() for match in (*HOST.finditer(text), *MACHINE.finditer(text))]


def unreasoned(text: str) -> list[str]:
    """Find ignored rules in a pyproject file that say no reason."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        if LISTS.match(line):
            inside = True
        elif line.startswith("]"):
            inside = False
        elif inside and "#" not in line:
            found.append(line.strip())
    return found


def misplaced(paths: Iterable[Path]) -> list[str]:
    """Find files that name a registry or a machine; what is not text cannot."""
    return [
        f"{path}: {place}"
        for path in paths
        for place in (*places(_text(path)), *filter(None, [str(ROOT) in _text(path) and "here"]))
    ]


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_no_file_names_a_machine() -> None:
    assert misplaced(written_files()) == []


def test_every_ignored_rule_has_a_reason() -> None:
    assert unreasoned((ROOT / "pyproject.toml").read_text(encoding="utf-8")) == []


def test_no_rule_is_ignored_for_the_product() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    exceptions = settings["tool"]["ruff"]["lint"].get("per-file-ignores", {})
    assert [
        glob for glob in exceptions if not glob.startswith(("tests/", "tools/", "bench/"))
    ] == []


def test_locks_hold_digests_and_no_address() -> None:
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert locks
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        pins = re.findall(r"^[\w.\-\[\]]+==", text, re.MULTILINE)
        assert len(pins) == len(
            re.findall(r"(?:^|\n)[\w.\-\[\]]+==[^\n]*\\\n +--hash=sha256:", text)
        )
        assert "--index" not in text
        assert "://" not in text


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + ".".join(HOSTS[0]) + "/simple",
        "files." + ".".join(HOSTS[1]),
        "open('/ro" + "ot/x')",
        "cd /wo" + "rk/main",
        "cat /tm" + "p/probe/x",
    ],
)
def test_a_planted_place_is_found(text: str) -> None:
    assert places(text)


@pytest.mark.parametrize("text", ["docs/work/x", "https://example.com/home/a/b", "src/root/x"])
def test_a_harmless_path_passes(text: str) -> None:
    assert not places(text)


def test_an_ignore_without_a_reason_is_found() -> None:
    assert unreasoned('ignore = [\n  "D105", # why\n  "D107",\n]\n') == ['"D107",']
