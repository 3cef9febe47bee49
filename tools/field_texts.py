"""The docstrings that stand under fields and names, for the pages that are made from code."""

import ast
import inspect
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from types import ModuleType


def field_texts(owner: type) -> dict[str, str]:
    """Return the docstring under every field of ``owner``, in Markdown."""
    (class_,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
    return _texts(class_.body) if isinstance(class_, ast.ClassDef) else {}


def name_texts(module: ModuleType) -> dict[str, str]:
    """Return the docstring under every name that ``module`` gives to something, in Markdown."""
    return _texts(ast.parse(inspect.getsource(module)).body)


def _texts(body: Sequence[ast.stmt]) -> dict[str, str]:
    return {
        target.id: below.value.value.replace("``", "`")
        for named, below in pairwise(body)
        for target in _targets(named)
        if isinstance(target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }


def _targets(named: ast.stmt) -> list[ast.expr]:
    if isinstance(named, ast.AnnAssign):
        return [named.target]
    return named.targets if isinstance(named, ast.Assign) else []
