import json

import pytest

from domicile.core.content import Content, Message, ToolCall, ToolSpec
from domicile.privacy.leaves import leaves, rewrite, rewrite_call


def call(arguments: str) -> ToolCall:
    return ToolCall(id="call-1", name="send", arguments=arguments)


def shout(_: str, text: str) -> str:
    return text.upper()


def changed(arguments: str) -> str:
    return rewrite_call(call(arguments), "", shout).arguments


def test_every_text_has_a_path() -> None:
    given = Content(
        messages=(
            Message(role="user", content="hi"),
            Message(role="assistant", tool_calls=(call('{"to": {"a/b~c": ["x", 7, 123456]}}'),)),
        ),
        tools=(ToolSpec(name="send", description="sends", parameters={"properties": {"to": {}}}),),
        schema={"title": "Reply"},
    )
    assert [(leaf.path, leaf.text) for leaf in leaves(given, ("END",))] == [
        ("messages[0].content", "hi"),
        ("messages[1].tool_calls[0].arguments:/to#", "to"),
        ("messages[1].tool_calls[0].arguments:/to/a~1b~0c#", "a/b~c"),
        ("messages[1].tool_calls[0].arguments:/to/a~1b~0c/0", "x"),
        ("messages[1].tool_calls[0].arguments:/to/a~1b~0c/2", "123456"),
        ("messages[1].tool_calls[0].id", "call-1"),
        ("tools[0].description", "sends"),
        ("tools[0].parameters:/properties#", "properties"),
        ("tools[0].parameters:/properties/to#", "to"),
        ("schema:/title#", "title"),
        ("schema:/title", "Reply"),
        ("stop[0]", "END"),
        ("messages[1].tool_calls[0].name", "send"),
        ("tools[0].name", "send"),
    ]


def test_a_text_left_alone_leaves_the_content_equal() -> None:
    given = Content(
        messages=(Message(role="assistant", tool_calls=(call('{"a":  1}'),)),),
        tools=(ToolSpec(name="t", description="d", parameters={"type": "object"}),),
        schema={"a": [True, None, 1.5]},
    )
    assert rewrite(given, lambda _, text: text) == given


def test_the_names_of_tools_stay_and_ids_stay_the_same_everywhere() -> None:
    given = Content(
        messages=(
            Message(role="assistant", content="a", tool_calls=(call("{}"),)),
            Message(role="tool", content="b", tool_call_id="call-1"),
        ),
        tools=(ToolSpec(name="send", description="c", parameters={}),),
        tool_choice="send",
    )
    result = rewrite(given, shout)
    assert result.messages[0].tool_calls[0].name == call("{}").name
    assert result.messages[0].tool_calls[0].id == result.messages[1].tool_call_id == "CALL-1"
    assert (result.tools[0].name, result.tool_choice) == ("send", "send")
    assert [message.content for message in result.messages] == ["A", "B"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('{"to": "\\u738b a\\n\\"b\\""}', {"TO": '王 A\n"B"'}),
        ('{"p": 13812345678.0, "q": -12345678}', {"P": 13812345678, "Q": -12345678}),
        ('["a", {"b": null}, 1.5, true, 12]', ["A", {"B": None}, 1.5, True, 12]),
        ('"a"', "A"),
    ],
)
def test_json_stays_json(arguments: str, expected: object) -> None:
    assert json.loads(changed(arguments)) == expected


@pytest.mark.parametrize(
    "arguments",
    [
        '{"a": "b',
        "not json",
        '{"a": "x", "a": "y"}',
        '{"a": NaN}',
        "[" * 100 + "1" + "]" * 100,
        "[" * 100_000,
    ],
)
def test_what_is_not_plain_json_is_a_text(arguments: str) -> None:
    assert changed(arguments) == arguments.upper()


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("15412345678", 15412345678),
        ("01234", "01234"),
        ("[removed]", "[removed]"),
        ("13812345678", 13812345678),
    ],
)
def test_numbers_stay_numbers_where_they_can(new: str, expected: object) -> None:
    result = rewrite_call(
        call('{"n": 13812345678}'), "", lambda _, text: text.replace("13812345678", new)
    )
    assert json.loads(result.arguments) == {"n": expected}


def test_members_that_come_to_one_name_stay_apart() -> None:
    result = rewrite_call(call('{"a": 1, "b": 2, "c": 3}'), "", lambda _, __: "x")
    assert json.loads(result.arguments) == {"x": 1, "x 2": 2, "x 3": 3}


def test_empty_texts_are_no_leaves() -> None:
    assert leaves(Content(messages=(Message(role="user"),))) == ()
