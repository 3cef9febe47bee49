from datetime import date

import pytest
import yaml

from domicile.core.errors import PackError
from domicile.markets import source as module
from domicile.markets.source import MAX_BYTES, MAX_DEPTH, read_source


def test_plain_values_are_read() -> None:
    text = b"a: 1\nb: [x, -2, 1.5, true, null]\nc: {d: 2026-11-24, e: '010', f: ~}\n"
    assert read_source(text, "p").data == {
        "a": 1,
        "b": ["x", -2, 1.5, True, None],
        "c": {"d": date(2026, 11, 24), "e": "010", "f": None},
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"\xff", "p: not UTF-8"),
        (b"", "p:1: expected keys and values"),
        (b"- a", "p:1: expected keys and values"),
        (b"a: [", "p:2: not YAML"),
        (b"a: b\n---\nc: d", "p:2: not YAML"),
        (b"a: \x01", "p: not YAML"),
        (b"a: &x [1]\nb: *x", "p:1: aliases are not allowed"),
        (b"a: &x 1\nb:\n- *x", "p:1: aliases are not allowed"),
        (b"a: 1\na: 2", "p:2: key `a` stands twice"),
        (b"1: a", "p:1: a key must be a word"),
        (b"? [a]\n: b", "p:1: a key must be a word"),
        (b"<<: {a: 1}", "p:1: a key must be a word"),
        (b"a: !!python/object:os.system x", "is not allowed"),
        (b"a: !x [1]", "tag `!x` is not allowed"),
        (b"!x {a: 1}", "tag `!x` is not allowed"),
        (b"a: !x {b: 1}", "tag `!x` is not allowed"),
        (b"a: !!binary aGk=", "is not allowed"),
        (b"a: !!int [1]", "is not allowed"),
        (b"a: !<%1b> x", "p:1: tag `?` is not allowed"),
        (b'"\\e": 1\n"\\e": 2', "p:2: key `?` stands twice"),
        (b"? " + b"k" * 99 + b"\n: 1\n? " + b"k" * 99 + b"\n: 2", "p:3: key stands twice"),
        (b"a: 010", "write an integer in plain decimal digits"),
        (b"a: 1:30", "write an integer in plain decimal digits"),
        (b"a: 1000000000000000", "at most 15"),
        (b"a: " + b"9" * 5000, "at most 15"),
        (b"a: 1.0000000000000001", "at most 15 on either side"),
        (b"a: " + b"9" * 400 + b".0", "at most 15 on either side"),
        (b"a: 1.0e+400", "write a number in plain decimal digits"),
        (b"a: .inf", "write a number in plain decimal digits"),
        (b"a:\n  b: NO", "p:2: write a boolean as true or false; quote it if it is a word"),
        (b"a: 2026-13-01", "write a day as YYYY-MM-DD"),
        (b"a: 2026-01-01 10:00:00", "write a day as YYYY-MM-DD"),
    ],
)
def test_what_packs_never_use_is_refused(text: bytes, problem: str) -> None:
    with pytest.raises(PackError) as caught:
        read_source(text, "p")
    assert problem in caught.value.message


@pytest.mark.parametrize("loader", [yaml.SafeLoader, module._LOADER])
@pytest.mark.parametrize("text", [b"[" * 3000, b"{a: " * 3000, b"- " * 3000])
def test_deep_nesting_is_refused_by_either_parser(
    text: bytes, loader: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOADER", loader)
    with pytest.raises(PackError):
        read_source(text, "p")


def test_nesting_has_a_limit_of_its_own() -> None:
    def nested(depth: int) -> bytes:
        return b"a: " + b"[" * depth + b"]" * depth

    assert list(read_source(nested(MAX_DEPTH), "p").data) == ["a"]
    with pytest.raises(PackError, match="nested too deeply"):
        read_source(nested(MAX_DEPTH + 1), "p")


def test_a_large_file_is_not_even_parsed() -> None:
    with pytest.raises(PackError, match="larger than"):
        read_source(b"#" * (MAX_BYTES + 1), "p")


TEXT = b"id: X\nrules:\n- id: X-1\n  params:\n    regions: [eu]\n- name\n"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", 1),
        ("id", 1),
        ("rules", 2),
        ("rules[0]", 3),
        ("rules[0].params.regions", 5),
        ("rules[0].params.regions[0]", 5),
        ("rules[0].params.missing", 4),
        ("rules[1]", 6),
        ("rules[1].deeper", 6),
        ("rules[9]", 2),
        ("rules[...]", 2),
        ("missing", 1),
    ],
)
def test_a_path_has_a_line(path: str, line: int) -> None:
    assert read_source(TEXT, "p").line(path) == line


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "p:1: wrong"),
        ("id", "p:1: id: wrong"),
        ("rules[0].params", "p:4: X-1: rules[0].params: wrong"),
        ("rules[1]", "p:6: rules[1]: wrong"),
        ("rules[7]", "p:2: rules[7]: wrong"),
    ],
)
def test_an_error_names_file_line_and_rule(path: str, message: str) -> None:
    assert read_source(TEXT, "p").error(path, "wrong").message == message


@pytest.mark.parametrize("name", ["'\\e[1m'", '"X\\u202e"', "[X]", "'two words'", "X" * 65])
def test_a_rule_whose_name_is_none_is_not_named(name: str) -> None:
    source = read_source(f"rules:\n- id: {name}\n  kind: x\n".encode(), "p")
    assert source.error("rules[0].kind", "wrong").message == "p:3: rules[0].kind: wrong"


def test_no_message_writes_to_a_terminal() -> None:
    error = read_source(TEXT, "p\x1b[2J").error("rules[0].\u202eparams", "wrong\n")
    assert error.message == "p?[2J:3: X-1: rules[0].?params: wrong?"


def test_a_file_without_rules_has_errors_too() -> None:
    error = read_source(b"rules: none", "p").error("rules[0]", "wrong")
    assert error.message == "p:1: rules[0]: wrong"
