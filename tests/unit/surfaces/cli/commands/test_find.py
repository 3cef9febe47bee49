import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.errors import InvalidRequestError
from domicile.surfaces.cli.commands.find import read_lines
from tests.unit.surfaces.cli.house import House


def test_findings_are_told_in_code_points(house: House) -> None:
    (found,) = house.json("find", "😀 手机13812345678")["findings"]
    assert (found["class"], found["start"], found["end"]) == ("phone", 4, 15)
    assert house.call("find", "手机13812345678").stdout == "phone  2-13  13812345678\n"
    assert house.call("find", "nothing here").stdout == ""


def test_a_batch_is_read_and_written_line_by_line(house: House, tmp_path: Path) -> None:
    lines = [
        {"id": 7, "text": "手机13812345678", "lang": "zh", "gold": [1]},
        {"id": "b", "text": "nothing"},
    ]
    file = tmp_path / "texts.jsonl"
    file.write_text("\n\n".join(json.dumps(line) for line in lines) + "\n")
    expected = [
        {"id": 7, "findings": [{"class": "phone", "start": 2, "end": 13}]},
        {"id": "b", "findings": []},
    ]
    for words in (("--batch", str(file)), ("--batch", str(file), "--json")):
        result = house.call("find", *words)
        assert [json.loads(line) for line in result.stdout.splitlines()] == expected
    piped = house.call("find", "--batch", "-", given=file.read_bytes())
    assert [json.loads(line) for line in piped.stdout.splitlines()] == expected


def test_a_malformed_line_is_named_and_never_repeated(house: House) -> None:
    result = house.call("find", "--batch", "-", given='{"id": 1, "text": "x"}\n{"id": "王小明"}\n')
    assert result.exit_code == 2
    assert "line 2" in result.stderr
    assert "王小明" not in result.output.partition("\n")[2]
    assert len(result.stdout.splitlines()) == 1


def test_an_error_in_a_batch_is_a_line_too(house: House) -> None:
    given = '{"id": 1, "text": "手机13812345678"}\n{"id": 2}\n{"id": 3, "text": "x"}\n'
    result = house.call("find", "--batch", "-", "--json", given=given)
    assert result.exit_code == 2
    done, failed = map(json.loads, result.stdout.splitlines())
    assert done["id"] == 1
    assert failed["error"]["code"] == "D805"
    assert "line 2" in failed["error"]["message"]


@pytest.mark.parametrize(
    "line", [b"[]", b"3", b"null", b"{", b'{"id": 1}', b'{"id": 1, "text": 2}', b"\xff", b'"text"']
)
def test_only_objects_with_id_and_text_are_lines(line: bytes) -> None:
    with pytest.raises(InvalidRequestError, match="line 1 "):
        list(read_lines([line]))


@given(st.lists(st.binary()))
def test_foreign_bytes_are_lines_or_an_error(lines: list[bytes]) -> None:
    try:
        found = list(read_lines(lines))
    except InvalidRequestError:
        return
    assert all(isinstance(text, str) for _, text in found)


def test_text_or_batch_but_not_both(house: House, tmp_path: Path) -> None:
    assert house.call("find").exit_code == 2
    assert house.call("find", "x", "--batch", "-", given="").exit_code == 2
    assert house.call("find", "--batch", str(tmp_path / "none.jsonl")).exit_code == 2
