import io
import json

import pytest

from domicile.surfaces.cli.printing import print_json, print_lines, print_piece, table, tell, width


def test_columns_are_straight_beside_chinese() -> None:
    lines = table([("名称", "a", "x"), ("name", "bb", "")])
    assert lines == ("名称  a   x", "name  bb")
    assert [width(line[: line.index("  ")]) for line in lines] == [4, 4]


def test_json_is_utf_8_whatever_the_terminal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    print_json({"text": "你好", "half": "\ud800"}, indent=None)
    assert raw.getvalue() == '{"text": "你好", "half": "\\ud800"}\n'.encode()
    assert json.loads(raw.getvalue())["half"] == "\ud800"


def test_json_has_no_numbers_that_json_lacks() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"x": float("nan")})


def test_what_was_asked_for_and_what_stands_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    print_piece("a")
    print_piece("b\n")
    print_lines(["c"])
    tell(["d"])
    assert capsys.readouterr() == ("ab\nc\n", "d\n")
