from collections.abc import Callable

import pytest

from domicile.core.content import Message
from domicile.core.errors import InvalidRequestError
from domicile.core.reply import Finish, Reply
from domicile.core.request import Request
from domicile.features.translate.translate import Translate

Asks = Callable[..., Request]

USER = Message(role="user", content="早上好")


@pytest.mark.parametrize(("options", "said"), [({}, "English"), ({"to": "zh"}, "简体中文")])
def test_asks_for_the_chosen_language(ask: Asks, options: dict[str, str], said: str) -> None:
    task = Translate().plan(ask(Message(role="system", content="mine"), USER, options=options))
    instruction, source = task.content.messages
    assert said in instruction.content
    assert source == USER


def test_another_language_is_an_error(ask: Asks) -> None:
    with pytest.raises(InvalidRequestError):
        Translate().plan(ask(USER, options={"to": "fr"}))


def test_it_ends_after_one_turn(ask: Asks) -> None:
    reply = Reply(text="x", calls=(), finish=Finish(reason="stop"))
    assert Translate().follow(Translate().plan(ask(USER)), reply) is None
