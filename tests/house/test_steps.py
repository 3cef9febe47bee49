"""The eight steps have the same names wherever they stand."""

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domicile.core.answer import Refusal
from domicile.core.content import Content, Message
from domicile.core.decision import Decision
from domicile.core.findings import Action, DataClass
from domicile.core.ids import FeatureId, MarketId, ReceiptId
from domicile.core.request import Request, Whereabouts
from domicile.core.steps import STEPS
from domicile.receipts.receipt import build_receipt
from tests.house.source import PACKAGE, ROOT

NAMES = ("decide", "plan", "choose", "clear", "run", "restore", "apply", "seal")
CONSOLE = ROOT / PACKAGE / "surfaces" / "console"
MARKET = MarketId("EU")


def steps_of_pipeline(text: str) -> set[str]:
    """Return the names that a module gives to ``step``."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "step"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def steps_of_page(text: str) -> list[str]:
    """Return the steps in the order of a page's numbered headings."""
    return re.findall(r"^## \d\. (\w+)$", text, re.MULTILINE)


def steps_of_folder(folder: Path) -> set[str]:
    """Return the steps that stand as whole words somewhere in the files of ``folder``."""
    words: set[str] = set()
    for path in folder.rglob("*"):
        if path.suffix in {".py", ".html", ".js"}:
            words |= set(re.findall(r"[\"'](\w+)[\"']|\b(\w+):", path.read_text(encoding="utf-8")))
    return {word for pair in words for word in pair} & set(NAMES)


def test_core_names_them_in_order() -> None:
    assert STEPS == NAMES


def test_pipeline_takes_them() -> None:
    text = (ROOT / PACKAGE / "pipeline.py").read_text(encoding="utf-8")
    assert steps_of_pipeline(text) == set(NAMES)


def test_the_page_tells_them_in_order() -> None:
    text = (ROOT / "docs" / "understand" / "request.md").read_text(encoding="utf-8")
    assert steps_of_page(text) == list(NAMES)


def test_the_console_shows_them() -> None:
    assert steps_of_folder(CONSOLE) == set(NAMES)


def test_the_receipt_lists_them_in_order() -> None:
    request = Request(
        feature=FeatureId("assistant"),
        content=Content(messages=(Message(role="user", content="hello"),)),
        whereabouts=Whereabouts(operator=MARKET, user=MARKET, device=MARKET, source="flag"),
        audience="internal",
        role="both",
    )
    decision = Decision(
        permitted=False,
        places=(),
        sites=(),
        actions=dict.fromkeys(DataClass, Action.REMOVED),
        reasons=(),
        duties=(),
        upcoming=(),
        packs=(),
        at=date(2026, 11, 24),
    )
    receipt = build_receipt(
        request,
        Refusal(decision=decision, findings=()),
        receipt_id=ReceiptId("00" * 16),
        at=datetime(2026, 11, 24, tzinfo=UTC),
        log="example.org/log",
        operator="Example",
    )
    listed = receipt.fields["steps"]
    assert isinstance(listed, list)
    assert [entry["step"] for entry in listed] == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_step_is_noticed(name: str, tmp_path: Path) -> None:
    others = [each for each in NAMES if each != name]
    code = "\n".join(f"story.step('{each}')" for each in others)
    assert name not in steps_of_pipeline(code)
    assert steps_of_page("\n".join(f"## {n}. {each}" for n, each in enumerate(others))) == others
    (tmp_path / "timeline.js").write_text(", ".join(f"{each}: 1" for each in others))
    assert steps_of_folder(tmp_path) == set(others)
