"""Strict YAML: plain data with line numbers; no tags, aliases, duplicate keys or odd spellings."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import yaml

from domicile.core.errors import PackError

MAX_BYTES: Final = 512 * 1024
"""Largest file that is read, in bytes."""

MAX_DEPTH: Final = 12
"""Deepest nesting that is read."""

MAX_SHOWN: Final = 64
"""Longest word of a file that a message repeats, in characters."""

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_TAG = "tag:yaml.org,2002:"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NAME = re.compile(rf"[\w.-]{{1,{MAX_SHOWN}}}", re.ASCII)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that was read."""

    name: str
    """The file, as messages name it."""

    data: Mapping[str, object]
    """What it says, in plain Python."""

    root: yaml.MappingNode
    """What it says, with lines."""

    def line(self, path: str) -> int:
        """Return the line, from 1, of ``path`` (``rules[0].params.fields``) or of what holds it."""
        node: yaml.Node = self.root
        line = 0
        for step in _STEP.finditer(path):
            inner = _inner(node, step[1] or step[2])
            if inner is None:
                break
            line, node = inner
        return line + 1

    def error(self, path: str, problem: str) -> PackError:
        """Build the error for a ``problem`` at ``path``, naming file, line and rule."""
        where = f"{self.name}:{self.line(path)}"
        at = f"{self._rule(path)}{path}: " if path else ""
        return PackError(printable(f"{where}: {at}{problem}"))

    def _rule(self, path: str) -> str:
        match = re.match(r"rules\[(\d+)\]", path)
        rules = self.data.get("rules")
        if match is None or not isinstance(rules, list) or int(match[1]) >= len(rules):
            return ""
        rule = rules[int(match[1])]
        name = str(rule.get("id", "")) if isinstance(rule, dict) else ""
        return f"{name}: " if _NAME.fullmatch(name) else ""


def read_source(data: bytes, name: str) -> Source:
    """Read YAML that may come from anybody.

    Raises:
        PackError: It is too large, not UTF-8, not YAML, or uses what packs never use.
    """
    if len(data) > MAX_BYTES:
        raise PackError(f"{name}: larger than {MAX_BYTES} bytes")
    try:
        root = _compose(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise PackError(f"{name}: not UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PackError(f"{name}:{line}: not YAML ({error.problem})") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise PackError(f"{name}: not YAML") from error
    if not isinstance(root, yaml.MappingNode):
        raise PackError(f"{name}:1: expected keys and values")
    plain = _Plain(name=name, seen=set()).mapping(root, 0)
    return Source(name=name, data=plain, root=root)


def printable(message: str) -> str:
    """Return ``message`` without what would write to a terminal; a file may hold anything."""
    return "".join(each if each.isprintable() else "?" for each in message)


def _compose(text: str) -> yaml.Node | None:
    loader = _LOADER(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


def _inner(node: yaml.Node, step: str) -> tuple[int, yaml.Node] | None:
    """Return line and node of ``step`` inside ``node``, or None when it is not there."""
    if isinstance(node, yaml.MappingNode):
        return next(
            ((key.start_mark.line, value) for key, value in node.value if key.value == step), None
        )
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        found: yaml.Node = node.value[int(step)]
        return found.start_mark.line, found
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plain:
    """Turns nodes into plain Python, once each: a node that comes again is an alias."""

    name: str
    """The file, for complaints."""

    seen: set[int]
    """Nodes that were turned already, by identity."""

    def value(self, node: yaml.Node, depth: int) -> object:
        if id(node) in self.seen:
            raise self._error(node, "aliases are not allowed")
        self.seen.add(id(node))
        if depth > MAX_DEPTH:
            raise self._error(node, "nested too deeply")
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth)
        if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return [self.value(item, depth + 1) for item in node.value]
        return self._scalar(node)

    def mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, object]:
        if node.tag != _TAG + "map":
            raise self._error(node, f"tag{_named(node.tag)} is not allowed")
        found: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag != _TAG + "str":
                raise self._error(key, "a key must be a word")
            if key.value in found:
                raise self._error(key, f"key{_named(key.value)} stands twice")
            found[key.value] = self.value(value, depth + 1)
        return found

    def _scalar(self, node: yaml.Node) -> object:
        convert = _SCALARS.get(node.tag.removeprefix(_TAG)) if node.tag.startswith(_TAG) else None
        if convert is None or not isinstance(node, yaml.ScalarNode):
            raise self._error(node, f"tag{_named(node.tag)} is not allowed")
        try:
            return convert(node.value)
        except ValueError as error:
            raise self._error(node, f"{error}; quote it if it is a word") from error

    def _error(self, node: yaml.Node, problem: str) -> PackError:
        return PackError(printable(f"{self.name}:{node.start_mark.line + 1}: {problem}"))


def _named(word: str) -> str:
    """Return ``word`` for a message, unless it is too long to be one."""
    return f" `{word}`" if len(word) <= MAX_SHOWN else ""


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("write a boolean as true or false")
    return text == "true"


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError("write an integer in plain decimal digits, at most 15")
    return int(text)


def _decimal(text: str) -> float:
    if not _DECIMAL.fullmatch(text):
        raise ValueError("write a number in plain decimal digits, at most 15 on either side")
    return float(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("write a day as YYYY-MM-DD") from error


def _nothing(_text: str) -> None:
    return None


_SCALARS: Final[Mapping[str, Callable[[str], object]]] = {
    "str": str,
    "bool": _boolean,
    "int": _integer,
    "float": _decimal,
    "timestamp": _day,
    "null": _nothing,
}
