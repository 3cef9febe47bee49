from collections.abc import Callable

import pytest

from domicile.core.content import Message
from domicile.core.errors import InvalidRequestError
from domicile.core.reply import Finish, Reply
from domicile.core.request import Request
from domicile.features.assistant.assistant import Assistant

Asks = Callable[..., Request]

USER = Message(role="user", content="你好")


def test_the_conversation_passes_behind_an_instruction(ask: Asks) -> None:
    task = Assistant().plan(ask(USER))
    assert [message.role for message in task.content.messages] == ["system", "user"]
    assert task.content.messages[1] == USER
    assert task.sampling.max_tokens == 50


def test_a_tools_answer_may_stand_without_new_words(ask: Asks) -> None:
    told = Message(role="tool", content="12:00", tool_call_id="1")
    assert Assistant().plan(ask(told)).content.messages[-1] == told


def test_it_ends_after_one_turn(ask: Asks) -> None:
    task = Assistant().plan(ask(USER))
    reply = Reply(text="x", calls=(), finish=Finish(reason="stop"))
    assert Assistant().follow(task, reply) is None


def test_nothing_said_or_an_unknown_option_is_an_error(ask: Asks) -> None:
    with pytest.raises(InvalidRequestError):
        Assistant().plan(ask(Message(role="user", content=" ")))
    with pytest.raises(InvalidRequestError):
        Assistant().plan(ask(USER, options={"to": "en"}))
