"""One thing, one file, one test, one page."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from tests.house.source import PACKAGE, ROOT, Function, Source, source

UNIT = "tests/unit/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A folder in which one thing is one file."""

    folder: str
    """Where the things lie, below the package."""

    pattern: str
    """Which entries are things."""

    pages: str
    """Where their pages lie, below ``docs/``."""

    test: str
    """Where their test lies, with ``{}`` for the name; empty when the thing is tested as data."""

    beside: frozenset[str] = frozenset()
    """Modules of the folder that are no things."""

    has_parts: bool = False
    """Whether ``llama_tools`` is a part of ``llama`` and needs no page of its own."""


CATALOGS = (
    Catalog(
        folder="privacy/detect",
        pattern="*.py",
        pages="recognizers",
        test="tests/unit/privacy/detect/test_{}.py",
        beside=frozenset({"recognizer", "catalog"}),
    ),
    Catalog(
        folder="egress/partners",
        pattern="*.py",
        pages="partners",
        test="tests/unit/egress/partners/test_{}.py",
        has_parts=True,
        beside=frozenset({"catalog", "dialects"}),
    ),
    Catalog(
        folder="runtimes",
        pattern="*.py",
        pages="runtimes",
        test="tests/unit/runtimes/test_{}.py",
        has_parts=True,
        beside=frozenset({"catalog"}),
    ),
    Catalog(
        folder="features",
        pattern="*/",
        pages="features",
        test="tests/unit/features/{0}/test_{0}.py",
    ),
    Catalog(
        folder="markets/packs",
        pattern="*/",
        pages="markets",
        test="tests/unit/markets/packs/test_{}.py",
    ),
    Catalog(folder="store/models/manifests", pattern="*.toml", pages="models", test=""),
)


def things(catalog: Catalog, root: Path) -> list[str]:
    """Return the names of all things in a catalogue."""
    names = {
        path.stem
        for path in (root / PACKAGE / catalog.folder).glob(catalog.pattern)
        if not path.name.startswith("_")
        and path.stem not in catalog.beside
        and path.is_dir() == catalog.pattern.endswith("/")
    }
    return sorted(
        name
        for name in names
        if not (catalog.has_parts and any(name.startswith(f"{other}_") for other in names))
    )


def incomplete(catalog: Catalog, root: Path) -> list[str]:
    """Find things without their test or their page, and pages without their thing."""
    names = things(catalog, root)
    pages = {path.stem for path in (root / "docs" / catalog.pages).glob("*.md")} - {"index"}
    wanted = {name: catalog.test.format(name) for name in names if catalog.test}
    return [
        *(f"{name}: no {test}" for name, test in wanted.items() if not (root / test).is_file()),
        *(f"{name}: no docs/{catalog.pages}/{name}.md" for name in names if name not in pages),
        *(f"docs/{catalog.pages}/{page}.md: no such thing" for page in sorted(pages - set(names))),
    ]


def acts(each: Source) -> bool:
    """Tell whether a module does anything; types and words alone need no test."""
    return any(not _is_protocol_method(function) for function in each.functions())


def _is_protocol_method(function: Function) -> bool:
    last = function.body[-1]
    return (
        isinstance(last, ast.Expr)
        and isinstance(last.value, ast.Constant)
        and last.value.value is ...
    )


OF_DATA = f"{UNIT}markets/packs/"
"""Tests of things that are data; the catalogue says which there must be."""


def unit_test_of(path: str) -> str:
    """Return where the unit test of a module of ours lies."""
    place = PurePosixPath(path.removeprefix(PACKAGE))
    return str(PurePosixPath(UNIT) / place.parent / f"test_{place.name}")


def untested(sources: Iterable[Source]) -> list[str]:
    """Find modules without a unit test, and unit tests without a module."""
    everything = tuple(sources)
    modules = [each for each in everything if each.path.startswith(PACKAGE)]
    tests = {
        each.path
        for each in everything
        if each.path.startswith(UNIT) and each.name.startswith("test_")
        if not each.path.startswith(OF_DATA)
    }
    wanted = {unit_test_of(each.path) for each in modules if acts(each)}
    known = {unit_test_of(each.path) for each in modules}
    return [
        *(f"{path}: missing" for path in sorted(wanted - tests)),
        *(f"{path}: no such module" for path in sorted(tests - known)),
    ]


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.folder)
def test_every_thing_has_its_test_and_page(catalog: Catalog) -> None:
    assert things(catalog, ROOT) != []
    assert incomplete(catalog, ROOT) == []


@pytest.mark.parametrize("folder", ["detect", "partners"])
def test_a_thing_is_a_small_class_of_its_own(folder: str, product: tuple[Source, ...]) -> None:
    for each in product:
        if f"/{folder}/" in each.path and each.name not in {"__init__", "catalog", "dialects"}:
            assert any(isinstance(node, ast.ClassDef) for node in each.tree.body), each.path


def test_unit_tests_mirror_the_modules(everything: tuple[Source, ...]) -> None:
    assert untested(everything) == []


def test_a_missing_test_or_page_is_found(tmp_path: Path) -> None:
    catalog = CATALOGS[0]
    wanted = ("src/domicile/privacy/detect/phone.py", catalog.test.format("phone"))
    for name in (*wanted, "docs/recognizers/phone.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert incomplete(catalog, tmp_path) == []
    (tmp_path / "docs/recognizers/phone.md").rename(tmp_path / "docs/recognizers/fax.md")
    (tmp_path / catalog.test.format("phone")).unlink()
    assert incomplete(catalog, tmp_path) == [
        "phone: no tests/unit/privacy/detect/test_phone.py",
        "phone: no docs/recognizers/phone.md",
        "docs/recognizers/fax.md: no such thing",
    ]


def test_a_part_of_a_thing_needs_no_page_of_its_own(tmp_path: Path) -> None:
    catalog = next(each for each in CATALOGS if each.folder == "runtimes")
    folder = tmp_path / PACKAGE / "runtimes"
    folder.mkdir(parents=True)
    for name in ("llama", "llama_tools", "lama_x"):
        (folder / f"{name}.py").touch()
    assert things(catalog, tmp_path) == ["lama_x", "llama"]


def test_an_untested_module_and_an_orphaned_test_are_found() -> None:
    module = source("src/domicile/tlog/tree.py", "def f():\n    return 1\n")
    words = source("src/domicile/core/ids.py", "A = 1\n")
    protocol = source("src/domicile/core/clock.py", "class A:\n    def now(self):\n        ...\n")
    orphan = source("tests/unit/tlog/test_leaf.py", "")
    assert untested([module, words, protocol, orphan]) == [
        "tests/unit/tlog/test_tree.py: missing",
        "tests/unit/tlog/test_leaf.py: no such module",
    ]
    assert not untested([module, source("tests/unit/tlog/test_tree.py", "")])
