"""Chinese for people: one word for one thing, and Chinese marks between Chinese words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.house.source import PACKAGE, ROOT

HAN = r"[\u4e00-\u9fff]"
NARROW_MARK = re.compile(rf"{HAN}[,;:?!()]|[,;:?!()]{HAN}|{HAN}\.(?:\s|$)")
SYNONYMS = {
    "凭据": "回执",
    "凭证": "回执",
    "收据": "回执",
    "合作伙伴": "合作方",
    "智能助理": "智能助手",
    "指引": "指南",
    "多数股东": "控股股东",
}
"""A word that is not used, and the one that is."""


def texts(path: Path) -> Iterator[str]:
    """Yield what ``path`` says to people in Chinese."""
    written = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        yield from _of_pack(yaml.safe_load(written))
        return
    for node in ast.walk(ast.parse(written)):
        if isinstance(node, ast.keyword) and node.arg == "zh":
            yield "".join(_pieces(node.value))


def _of_pack(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from [value] if key == "zh" and isinstance(value, str) else _of_pack(value)
    elif isinstance(data, list):
        for each in data:
            yield from _of_pack(each)


def _pieces(said: ast.expr) -> Iterator[str]:
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        yield said.value
    elif isinstance(said, ast.JoinedStr):
        yield from (
            str(part.value) if isinstance(part, ast.Constant) else "x" for part in said.values
        )


def speaking() -> list[str]:
    """List the files of the product that say something in Chinese."""
    files = (*(ROOT / PACKAGE).rglob("*.py"), *(ROOT / PACKAGE).rglob("pack.yaml"))
    return sorted(path.relative_to(ROOT).as_posix() for path in files if any(texts(path)))


@pytest.mark.parametrize("name", speaking())
def test_one_word_stands_for_one_thing(name: str) -> None:
    assert [(word, text) for text in texts(ROOT / name) for word in SYNONYMS if word in text] == []


@pytest.mark.parametrize("name", speaking())
def test_marks_between_chinese_words_are_chinese(name: str) -> None:
    assert [text for text in texts(ROOT / name) if NARROW_MARK.search(text)] == []


def test_a_pack_may_write_its_chinese_in_any_form(tmp_path: Path) -> None:
    written = tmp_path / "pack.yaml"
    lines = [
        "rules:",
        "- {text: {en: A, zh: 可以}}",
        "- text:",
        "    zh: >-",
        "      可以,",
        "      好",
    ]
    written.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert list(texts(written)) == ["可以", "可以, 好"]


def test_what_is_looked_for_is_seen(tmp_path: Path) -> None:
    module = tmp_path / "said.py"
    module.write_text('A(zh="可以,好")\nB(zh=f"缺少 {x}: 凭据")\n', encoding="utf-8")
    assert list(texts(module)) == ["可以,好", "缺少 x: 凭据"]
    assert NARROW_MARK.search("可以,好")
    assert not NARROW_MARK.search("缺少 `x.y`：请看 A, B。")
