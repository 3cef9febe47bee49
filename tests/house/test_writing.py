"""How the code is written: what linters do not see."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from types import ModuleType

import pytest

import domicile
from tests.house.source import PACKAGE, Source, decorators, dotted, source

RECORDS = {"dataclass", "dataclasses.dataclass"}
WAIVER = re.compile(r"(?i)#\s*(noqa|type:\s*ignore|pragma:\s*no\s*cover|nosec|pylint:|mypy:)")
SURFACES = f"{PACKAGE}surfaces/"
BLIND = {"", "Exception", "BaseException", "builtins.Exception", "builtins.BaseException"}
REASON_LENGTH = 15


def bare_fields(sources: Iterable[Source]) -> list[str]:
    """Find public dataclass fields without a docstring under them."""
    return [
        f"{each.at(field)} {owner.name}.{name}"
        for each in sources
        for owner in each.nodes()
        if isinstance(owner, ast.ClassDef) and RECORDS & decorators(owner)
        for field, name in _bare(owner)
    ]


def _bare(owner: ast.ClassDef) -> Iterator[tuple[ast.AnnAssign, str]]:
    for position, field in enumerate(owner.body):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        below = owner.body[position + 1 : position + 2]
        documented = below and isinstance(below[0], ast.Expr) and _is_text(below[0].value)
        if not documented and not field.target.id.startswith("_"):
            yield field, field.target.id


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def loose_records(sources: Iterable[Source]) -> list[str]:
    """Find dataclasses that are not slotted, or neither frozen nor private to one request."""
    return [
        f"{each.at(owner)} {owner.name}"
        for each in sources
        for owner in each.nodes()
        if isinstance(owner, ast.ClassDef)
        for decorator in owner.decorator_list
        if dotted(decorator.func if isinstance(decorator, ast.Call) else decorator) in RECORDS
        and not (isinstance(decorator, ast.Call) and _is_slotted(decorator))
    ]


def _is_slotted(decorator: ast.Call) -> bool:
    return any(
        word.arg == "slots" and isinstance(word.value, ast.Constant) and word.value.value is True
        for word in decorator.keywords
    )


def waivers(sources: Iterable[Source]) -> list[str]:
    """Find comments that switch a check off."""
    return [
        f"{each.path}:{token.start[0]} {token.string}"
        for each in sources
        for token in tokenize.generate_tokens(io.StringIO(each.text).readline)
        if token.type == tokenize.COMMENT and WAIVER.search(token.string)
    ]


def blind_handlers(sources: Iterable[Source]) -> list[str]:
    """Find handlers that swallow everything. One that ends in a bare ``raise`` swallows nothing."""
    return [
        each.at(handler)
        for each in sources
        if not each.path.startswith(SURFACES)
        for handler in each.nodes()
        if isinstance(handler, ast.ExceptHandler) and _is_blind(handler)
    ]


def _is_blind(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or dotted(kind) in BLIND for kind in kinds)


def logic_in_init(sources: Iterable[Source]) -> list[str]:
    """Find ``__init__`` modules that hold more than a docstring, imports and ``__all__``."""
    return [
        each.at(statement)
        for each in sources
        if each.name == "__init__"
        for statement in each.tree.body
        if not _is_name_only(statement)
    ]


def _is_name_only(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return True
    if isinstance(statement, ast.Assign):
        return all(dotted(target) in {"__all__", "__version__"} for target in statement.targets)
    return isinstance(statement, ast.Expr) and _is_text(statement.value)


def relative_imports(sources: Iterable[Source]) -> list[str]:
    """Find imports that are not absolute."""
    return [
        each.at(node)
        for each in sources
        for node in each.nodes()
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def roundabout_imports(sources: Iterable[Source]) -> list[str]:
    """Find names that are imported from a package, not from the module that defines them."""
    everything = tuple(sources)
    modules = {".".join(PurePosixPath(each.path).with_suffix("").parts[1:]) for each in everything}
    packages = {name.removesuffix(".__init__") for name in modules if name.endswith(".__init__")}
    return [
        f"{each.at(node)} {node.module}.{alias.name}"
        for each in everything
        if each.name != "__init__"
        for node in each.nodes()
        if isinstance(node, ast.ImportFrom) and node.module in packages
        for alias in node.names
        if f"{node.module}.{alias.name}" not in modules | packages
    ]


def unexplained_skips(sources: Iterable[Source]) -> list[str]:
    """Find tests that are left out without a reason in words."""
    return [
        each.at(node)
        for each in sources
        for node in each.nodes()
        if isinstance(node, ast.Call | ast.Attribute) and _skips(node) and not _explained(node)
    ]


def _skips(node: ast.Call | ast.Attribute) -> bool:
    called = dotted(node.func) if isinstance(node, ast.Call) else ""
    return called in {
        "pytest.skip",
        "pytest.xfail",
        "pytest.importorskip",
        "pytest.mark.skip",
        "pytest.mark.skipif",
        "pytest.mark.xfail",
    }


def _explained(node: ast.Call | ast.Attribute) -> bool:
    if not isinstance(node, ast.Call):
        return False
    words = [word.value for word in node.keywords if word.arg == "reason"]
    said = words or [each for each in node.args if isinstance(each, ast.Constant | ast.JoinedStr)]
    return any(len(ast.unparse(each)) > REASON_LENGTH for each in said)


def test_every_field_has_a_docstring(product: tuple[Source, ...]) -> None:
    assert bare_fields(product) == []


def test_dataclasses_are_slotted(product: tuple[Source, ...]) -> None:
    assert loose_records(product) == []


def test_no_check_is_switched_off(everything: tuple[Source, ...]) -> None:
    assert waivers(everything) == []


def test_nothing_is_swallowed(product: tuple[Source, ...]) -> None:
    assert blind_handlers(product) == []


def test_init_holds_names_only(everything: tuple[Source, ...]) -> None:
    assert logic_in_init(everything) == []


def test_imports_are_absolute(everything: tuple[Source, ...]) -> None:
    assert relative_imports(everything) == []


def test_imports_name_the_defining_module(product: tuple[Source, ...]) -> None:
    assert roundabout_imports(product) == []


def test_a_test_that_is_left_out_says_why(everything: tuple[Source, ...]) -> None:
    assert unexplained_skips(everything) == []


def test_public_names_are_sorted_and_complete() -> None:
    names = getattr(domicile, "__all__", ())
    public = {
        name
        for name, value in vars(domicile).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert list(names) == sorted(names)
    assert set(names) - {"__version__"} == public


CLASS = "from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\nclass A:\n"


@pytest.mark.parametrize(
    ("find", "text"),
    [
        (bare_fields, CLASS + "    x: int\n"),
        (bare_fields, CLASS + '    x: int\n    y: int\n    """Y."""\n'),
        (loose_records, CLASS.replace(", slots=True", "") + '    x: int\n    """X."""\n'),
        (loose_records, CLASS.replace("(frozen=True, slots=True)", "") + "    pass\n"),
        (waivers, "x = 1  " + "# no" + "qa: E501\n"),
        (waivers, "x = 1  " + "# type" + ": ignore[x]\n"),
        (waivers, "x = 1  " + "# pragma" + ": no cover\n"),
        (blind_handlers, "try:\n    f()\nexcept Exception:\n    pass\n"),
        (blind_handlers, "try:\n    f()\nexcept (ValueError, BaseException) as e:\n    pass\n"),
        (blind_handlers, "try:\n    f()\nexcept:\n    pass\n"),
        (relative_imports, "from . import x\n"),
        (unexplained_skips, "import pytest\npytest.skip('no')\n"),
        (unexplained_skips, "import pytest\n@pytest.mark.xfail()\ndef test(): ...\n"),
    ],
)
def test_a_planted_violation_is_found(find: object, text: str) -> None:
    assert callable(find)
    assert find([source("src/domicile/core/a.py", text)])


@pytest.mark.parametrize(
    ("find", "text"),
    [
        (bare_fields, CLASS + '    x: int\n    """X."""\n\n    _y: int = 0\n'),
        (waivers, 'x = "# no' + 'qa"\n'),
        (blind_handlers, "try:\n    f()\nexcept BaseException:\n    undo()\n    raise\n"),
        (unexplained_skips, "import pytest\npytest.skip('the model pack is not installed')\n"),
    ],
)
def test_good_writing_passes(find: object, text: str) -> None:
    assert callable(find)
    assert not find([source("src/domicile/core/a.py", text)])


def test_a_surface_may_catch_everything() -> None:
    text = "try:\n    f()\nexcept Exception:\n    pass\n"
    assert not blind_handlers([source(f"{SURFACES}http/server.py", text)])


def test_logic_in_init_is_found() -> None:
    path = "src/domicile/core/__init__.py"
    assert logic_in_init([source(path, '"""A."""\nx = 1\n')])
    assert not logic_in_init([source(path, '"""A."""\nfrom a import b\n\n__all__ = ["b"]\n')])


def test_a_roundabout_import_is_found() -> None:
    package = source("src/domicile/core/__init__.py", '"""Core."""\n')
    module = source("src/domicile/core/ids.py", "A = 1\n")
    user = source("src/domicile/tlog/tree.py", "from domicile.core import A, ids\n")
    assert roundabout_imports([package, module, user]) == [
        "src/domicile/tlog/tree.py:1 domicile.core.A"
    ]
