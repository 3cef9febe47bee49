"""Reading our own files, for the tests that hold the house rules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The checkout."""

PACKAGE = "src/domicile/"
"""Where the product lies."""

CODE = ("src", "tests", "tools", "bench")
"""Folders that hold Python."""

NOT_OURS = {
    ".git",
    ".hypothesis",
    ".venv",
    "var",
    "dist",
    "site",
    "results",
    "node_modules",
    "__pycache__",
}
"""Folders that are made, not written."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A Python file of ours."""

    path: str
    """Path from the checkout, with forward slashes."""

    text: str
    """What it says."""

    tree: ast.Module
    """What it says, parsed."""

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return Path(self.path).stem

    @property
    def line_count(self) -> int:
        """Lines in the file."""
        return len(self.text.splitlines())

    def nodes(self) -> Iterator[ast.AST]:
        """Walk over everything in the file."""
        return ast.walk(self.tree)

    def functions(self) -> Iterator[Function]:
        """Walk over all functions and methods."""
        return (node for node in self.nodes() if isinstance(node, Function))

    def at(self, node: ast.AST) -> str:
        """Return ``file:line`` of a node, for a message."""
        return f"{self.path}:{getattr(node, 'lineno', 0)}"


def source(path: str, text: str) -> Source:
    """Parse ``text`` as the file ``path``; tests plant violations by it."""
    return Source(path=path, text=text, tree=ast.parse(text))


def python_files(root: Path = ROOT) -> tuple[Source, ...]:
    """Return every Python file of the checkout."""
    return tuple(
        source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for folder in CODE
        for path in sorted((root / folder).rglob("*.py"))
        if NOT_OURS.isdisjoint(path.relative_to(root).parts)
    )


def written_files(root: Path = ROOT) -> Iterator[Path]:
    """Walk over every file that people wrote, of any kind."""
    for path in sorted(root.iterdir()):
        if path.name in NOT_OURS or (path.is_dir() and path.name.endswith("_cache")):
            continue
        if path.is_dir():
            yield from written_files(path)
        elif not path.name.startswith(".coverage"):
            yield path


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` for such an expression, or an empty string for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def decorators(node: ast.ClassDef | Function) -> set[str]:
    """Return the dotted names of all decorators, with or without arguments."""
    return {
        dotted(each.func if isinstance(each, ast.Call) else each) for each in node.decorator_list
    }


def imported(node: ast.AST) -> list[str]:
    """Return the dotted names that an import statement brings in; empty for other nodes."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []
