import pytest

from domicile.core.content import Content, Message, ToolCall, ToolSpec
from domicile.core.errors import InvalidRequestError
from domicile.features.prompting import (
    instructed,
    needs_of,
    option,
    refuse_unknown,
    source_text,
)

USER = Message(role="user", content="hello")
ALLOWED = {"to": ("en", "zh")}


def test_han_characters_need_more_tokens_than_letters() -> None:
    latin = needs_of(Content(messages=(Message(role="user", content="a" * 100),)), 10)
    han = needs_of(Content(messages=(Message(role="user", content="好" * 100),)), 10)
    assert 10 + 50 <= latin.window_tokens < han.window_tokens
    assert han.window_tokens >= 10 + 200


def test_tool_calls_and_schemas_are_noted() -> None:
    call = ToolCall(id="1", name="f", arguments="x" * 100)
    said = Message(role="assistant", tool_calls=(call,))
    content = Content(
        messages=(USER, said),
        tools=(ToolSpec(name="f", description="", parameters={}),),
        schema={"type": "object"},
    )
    needs = needs_of(content, 1)
    assert needs.tools
    assert needs.schema
    assert needs.window_tokens > 50


def test_an_option_has_a_default_and_refuses_other_values() -> None:
    assert option({}, "to", ALLOWED) == "en"
    assert option({"to": "zh"}, "to", ALLOWED) == "zh"
    with pytest.raises(InvalidRequestError, match="en, zh"):
        option({"to": "fr"}, "to", ALLOWED)


def test_unknown_options_are_refused_without_repeating_them() -> None:
    refuse_unknown({"to": "en"}, ALLOWED)
    with pytest.raises(InvalidRequestError) as caught:
        refuse_unknown({"secret": "x"}, ALLOWED)
    assert "secret" not in caught.value.message


def test_a_callers_own_system_message_stays_alone() -> None:
    own = Content(messages=(Message(role="system", content="mine"), USER))
    assert instructed(own, "ours") is own
    added = instructed(Content(messages=(USER,), schema={"type": "object"}), "ours")
    assert [message.content for message in added.messages] == ["ours", "hello"]
    assert added.schema == {"type": "object"}


def test_the_source_is_what_the_person_said_last() -> None:
    later = Message(role="user", content="later")
    reply = Message(role="assistant", content="reply")
    assert source_text(Content(messages=(USER, later, reply))) == "later"


@pytest.mark.parametrize("text", ["", " \n"])
def test_no_text_is_an_error(text: str) -> None:
    with pytest.raises(InvalidRequestError):
        source_text(Content(messages=(Message(role="user", content=text),)))
