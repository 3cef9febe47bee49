"""Nothing grows beyond what one can read at a sitting."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

import pytest

from tests.house.source import PACKAGE, Function, Source, source

MODULE_LINES = 400
PIPELINE_LINES = 150
CATALOG_LINES = 250
FUNCTION_LINES = 50
PARAMETERS = 6
NESTING = 4
FOLDER_FILES = 20

CATALOGS = ("privacy/detect/", "egress/partners/", "runtimes/", "features/", "markets/packs/")
UNCOUNTED = {"detect", "partners", "packs"}
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.Match)
"""What makes code harder to follow; ``with`` does not, it only says how long something lasts."""

VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "part2"}


def line_limit(path: str) -> int:
    """Return how many lines the file ``path`` may have."""
    if path == f"{PACKAGE}pipeline.py":
        return PIPELINE_LINES
    if path.startswith(tuple(PACKAGE + catalog for catalog in CATALOGS)):
        return CATALOG_LINES
    return MODULE_LINES


def long_modules(sources: Iterable[Source]) -> list[str]:
    """Find modules over their limit."""
    return [
        f"{each.path}: {each.line_count} lines, at most {line_limit(each.path)}"
        for each in sources
        if each.line_count > line_limit(each.path)
    ]


def body_lines(function: Function) -> int:
    """Count the lines of a function without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def long_functions(sources: Iterable[Source]) -> list[str]:
    """Find functions over the limit."""
    return [
        f"{each.at(function)} {function.name}: {body_lines(function)} lines"
        for each in sources
        for function in each.functions()
        if body_lines(function) > FUNCTION_LINES
    ]


def parameter_count(function: Function) -> int:
    """Count parameters; ``self`` and ``cls`` do not count."""
    names = [
        each.arg
        for each in (
            *function.args.posonlyargs,
            *function.args.args,
            *function.args.kwonlyargs,
            *filter(None, (function.args.vararg, function.args.kwarg)),
        )
    ]
    return len(names) - (1 if names and names[0] in {"self", "cls"} else 0)


def greedy_functions(sources: Iterable[Source]) -> list[str]:
    """Find functions with too many parameters."""
    return [
        f"{each.at(function)} {function.name}: {parameter_count(function)} parameters"
        for each in sources
        for function in each.functions()
        if parameter_count(function) > PARAMETERS
    ]


def depth(statements: Iterable[ast.stmt]) -> int:
    """Return how deep blocks lie within each other; ``elif`` is no deeper than its ``if``."""
    return max((_depth_of(statement) for statement in statements), default=0)


def _depth_of(statement: ast.stmt) -> int:
    if isinstance(statement, Function | ast.ClassDef):
        return 0
    own = 1 if isinstance(statement, BLOCKS) else 0
    return max((own + depth(block) - same for block, same in _blocks(statement)), default=own)


def _blocks(statement: ast.stmt) -> Iterator[tuple[list[ast.stmt], int]]:
    """Yield the blocks inside ``statement``; 1 beside one that is its ``elif``."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, [])
        is_elif = name == "orelse" and len(block) == 1 and isinstance(block[0], ast.If)
        yield block, int(is_elif)
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body, 0


def deep_functions(sources: Iterable[Source]) -> list[str]:
    """Find functions that nest too deep."""
    return [
        f"{each.at(function)} {function.name}: {depth(function.body)} levels"
        for each in sources
        for function in each.functions()
        if depth(function.body) > NESTING
    ]


def full_folders(sources: Iterable[Source]) -> list[str]:
    """Find folders with too many modules; catalogues may have any number."""
    counts = Counter(PurePosixPath(each.path).parent for each in sources if each.name != "__init__")
    return [
        f"{folder}: {count} modules"
        for folder, count in sorted(counts.items())
        if count > FOLDER_FILES and UNCOUNTED.isdisjoint(folder.parts)
    ]


def vague_names(sources: Iterable[Source]) -> list[str]:
    """Find modules and folders whose name does not say what they hold."""
    return [
        each.path
        for each in sources
        if VAGUE & {part.removesuffix(".py") for part in PurePosixPath(each.path).parts}
    ]


def test_modules_are_short(everything: tuple[Source, ...]) -> None:
    assert long_modules(everything) == []


def test_functions_are_short(everything: tuple[Source, ...]) -> None:
    assert long_functions(everything) == []


def test_functions_take_few_parameters(everything: tuple[Source, ...]) -> None:
    assert greedy_functions(everything) == []


def test_functions_are_shallow(everything: tuple[Source, ...]) -> None:
    assert deep_functions(everything) == []


def test_folders_hold_few_modules(everything: tuple[Source, ...]) -> None:
    assert full_folders(everything) == []


def test_names_say_what_a_module_holds(everything: tuple[Source, ...]) -> None:
    assert vague_names(everything) == []


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("src/domicile/core/text.py", 401),
        ("src/domicile/pipeline.py", 151),
        ("src/domicile/privacy/detect/phone.py", 251),
    ],
)
def test_a_long_module_is_found(path: str, lines: int) -> None:
    assert long_modules([source(path, "x = 1\n" * lines)])
    assert not long_modules([source(path, "x = 1\n" * (lines - 1))])


def test_a_long_function_is_found_and_its_docstring_is_free() -> None:
    docstring = '    """' + "\n" * 100 + '    """\n'
    fits = "def f():\n" + docstring + "    x = 1\n" * 49
    assert not long_functions([source("src/a.py", fits)])
    assert long_functions([source("src/a.py", fits + "    x = 1\n")])


def test_a_seventh_parameter_is_found_and_self_is_free() -> None:
    fits = "class A:\n    def f(self, a, b, *, c, d, e, {}): ...\n"
    assert not greedy_functions([source("src/a.py", fits.format("f"))])
    assert greedy_functions([source("src/a.py", fits.format("f, g"))])
    assert greedy_functions([source("src/a.py", fits.format("f, **rest"))])


def test_a_fifth_level_is_found_and_elif_is_free() -> None:
    four = (
        "def f():\n if a:\n  pass\n elif b:\n  pass\n elif c:\n"
        "  for x in y:\n   with z:\n    try:\n     pass\n    except E:\n     if g:\n      {}\n"
    )
    assert not deep_functions([source("src/a.py", four.format("pass"))])
    assert deep_functions([source("src/a.py", four.format("while h: pass"))])


def test_a_full_folder_is_found_and_a_catalogue_is_free() -> None:
    def folder(name: str) -> list[Source]:
        return [source(f"src/domicile/{name}/m{number}.py", "") for number in range(21)]

    assert full_folders(folder("core"))
    assert not full_folders(folder("core")[:20])
    assert not full_folders(folder("privacy/detect"))


def test_a_vague_name_is_found() -> None:
    assert vague_names([source("src/domicile/core/utils.py", "")])
    assert vague_names([source("src/domicile/common/text.py", "")])
