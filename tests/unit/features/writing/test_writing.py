from collections.abc import Callable

import pytest

from domicile.core.content import Message
from domicile.core.errors import InvalidRequestError
from domicile.core.reply import Finish, Reply
from domicile.core.request import Request
from domicile.features.writing.writing import INSTRUCTIONS, Writing

Asks = Callable[..., Request]

USER = Message(role="user", content="send me the report now")


@pytest.mark.parametrize("mode", INSTRUCTIONS)
def test_each_mode_has_its_own_instruction(ask: Asks, mode: str) -> None:
    instruction, source = Writing().plan(ask(USER, options={"mode": mode})).content.messages
    assert instruction.content == INSTRUCTIONS[mode]
    assert source == USER


def test_an_unknown_mode_is_an_error(ask: Asks) -> None:
    with pytest.raises(InvalidRequestError, match="rewrite, proofread"):
        Writing().plan(ask(USER, options={"mode": "sing"}))


def test_it_ends_after_one_turn(ask: Asks) -> None:
    reply = Reply(text="x", calls=(), finish=Finish(reason="stop"))
    assert Writing().follow(Writing().plan(ask(USER)), reply) is None
