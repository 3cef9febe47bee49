import copy
import dataclasses
import pickle
from typing import Any

import pytest

from domicile.core.content import Content, Message, Sampling
from domicile.core.errors import LeakError
from domicile.core.findings import Action, DataClass
from domicile.core.task import Needs
from domicile.privacy.cleared import Cleared, Seal
from domicile.privacy.guard import Guard
from domicile.privacy.matcher import Matcher
from tests.unit.privacy.samples import cleared, said, task


def parts() -> dict[str, Any]:
    return {
        "content": Content(messages=(Message(role="user", content="x"),)),
        "needs": Needs(window_tokens=1),
        "sampling": Sampling(),
        "counts": {},
        "guard": Guard(Matcher(()), ()),
    }


def test_nobody_else_builds_one() -> None:
    with pytest.raises(TypeError):
        Cleared(**parts(), seal=Seal())
    with pytest.raises(TypeError):
        Cleared(**parts())


def test_nobody_extends_it() -> None:
    with pytest.raises(TypeError):
        type("Forged", (Cleared,), {})


async def test_a_copy_with_other_content_cannot_be_made() -> None:
    result = await cleared(task("王小明"), "王小明")
    other = Content(messages=(Message(role="user", content="王小明"),))
    replace: Any = dataclasses.replace
    with pytest.raises((TypeError, ValueError)):
        replace(result, content=other)
    with pytest.raises(TypeError):
        copy.copy(result)
    with pytest.raises(TypeError):
        pickle.dumps(result)
    field = "content"
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(result, field, other)


async def test_what_was_taken_out_may_not_be_in_the_bytes() -> None:
    result = await cleared(task("我叫王小明，手机13812345678"), "王小明")
    result.scan("".join(said(result)).encode())
    for leak in ("王小明", "１３８-１２３４-５６７８"):
        with pytest.raises(LeakError) as caught:
            result.scan(f"... {leak} ...".encode())
        assert leak not in caught.value.message


async def test_what_is_kept_may_pass() -> None:
    actions = {DataClass.PHONE: Action.KEPT, DataClass.NAME: Action.REPLACED}
    result = await cleared(task("王小明13812345678"), "王小明", actions=actions)
    result.scan(b"13812345678")
    assert result.counts == {
        (DataClass.NAME, Action.REPLACED): 1,
        (DataClass.PHONE, Action.KEPT): 1,
    }


async def test_it_shows_nothing() -> None:
    result = await cleared(task("我叫王小明"), "王小明")
    assert "王小明" not in repr(result)
