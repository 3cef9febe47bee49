from domicile.policy.marks.containers.container import AIGC, MARK
from domicile.policy.marks.containers.grouped import as_text, compact, group, ungroup


def test_properties_come_back() -> None:
    properties = {AIGC: '{"Label":"1"}', MARK: "m", "created_at": "t"}
    grouped = group(properties)
    assert grouped == {AIGC: {"Label": "1"}, "domicile": {MARK: "m", "created_at": "t"}}
    assert dict(ungroup(grouped)) == properties
    assert group({}) == {}


def test_what_is_none_is_passed_over() -> None:
    assert list(ungroup({"domicile": {MARK: 1, AIGC: "x", "mark2": "y"}, "other": 1})) == [
        ("mark2", "y")
    ]
    assert list(ungroup({"domicile": "text"})) == []
    assert list(ungroup({AIGC: "text"})) == [(AIGC, "text")]


def test_json_is_ascii_without_spaces() -> None:
    assert compact({"a": ["名", 1]}) == '{"a":["\\u540d",1]}'
    assert as_text({"a": 1}) == '{"a":1}'
