import json

import pytest

from domicile.core.content import ToolCall
from domicile.core.findings import DataClass
from domicile.core.reply import CallDelta, Delta, Finish, ReplyEvent, Sent
from domicile.privacy.restore import Restorer
from domicile.privacy.surrogates import Session
from tests.unit.privacy.samples import cleared, said, session, task

TEXT = "王小明 13812345678 zhang.san@163.com"


@pytest.fixture
def within() -> Session:
    return session()


@pytest.fixture
async def surrogates(within: Session) -> list[str]:
    (text,) = said(await cleared(task(TEXT), "王小明", within=within))
    return text.split()


def stream(within: Session, *pieces: str) -> list[str]:
    restorer = Restorer(within)
    return [*(restorer.feed(piece) for piece in pieces), restorer.close()]


async def test_ordinary_text_is_not_held_back(within: Session, surrogates: list[str]) -> None:
    assert surrogates
    assert stream(within, "好的", "，", "马上") == ["好的", "，", "马上", ""]


async def test_only_the_beginning_of_a_surrogate_is_held_back(
    within: Session, surrogates: list[str]
) -> None:
    name = surrogates[0]
    assert stream(within, "我是" + name[0], name[1], name[2], "。") == [
        "我是",
        "",
        "王小明",
        "。",
        "",
    ]
    assert stream(within, name[:2], "吧") == ["", name[:2] + "吧", ""]


async def test_what_was_held_back_comes_out_at_the_end(
    within: Session, surrogates: list[str]
) -> None:
    assert stream(within, surrogates[0][:2]) == ["", surrogates[0][:2]]


async def test_other_spellings_of_surrogates_are_known(
    within: Session, surrogates: list[str]
) -> None:
    name, phone, mail = surrogates
    for spelled, restored in (
        (f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", "138-1234-5678"),
        (" ".join(phone), "1 3 8 1 2 3 4 5 6 7 8"),
        (mail.title(), "zhang.san@163.com"),
        (f"{name[0]} {name[1:]}", "王 小明"),
        (json.dumps(name), '"王小明"'),
        (f"{name}'s", "王小明's"),
    ):
        for size in (1, 2, 5, 100):
            pieces = [spelled[at : at + size] for at in range(0, len(spelled), size)]
            assert "".join(stream(within, *pieces)) == restored


async def test_widths_come_back_alike_in_all_chunkings(
    within: Session, surrogates: list[str]
) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in surrogates[1])
    for extra in ("", "\u200b", "%40", "\\u0041", "&#64;"):
        reply = f"{wide}，{extra}好"
        for size in (1, 2, 5, 100):
            pieces = [reply[at : at + size] for at in range(0, len(reply), size)]
            assert "".join(stream(within, *pieces)) == f"１３８１２３４５６７８，{extra}好"


async def test_half_an_escape_is_held_back(within: Session, surrogates: list[str]) -> None:
    escaped = json.dumps(surrogates[0])[1:-1]
    assert "".join(stream(within, "x\\", "u00", "41", escaped[:3], escaped[3:])) == "x\\u0041王小明"
    assert stream(within, "C:\\") == ["C:", "\\"]


async def test_it_counts_what_came_back_and_what_was_altered(
    within: Session, surrogates: list[str]
) -> None:
    name, phone, _ = surrogates
    restorer = Restorer(within)
    altered = phone[:-1] + str((int(phone[-1]) + 1) % 10)
    assert restorer.feed(f"{name}，{phone}，{altered}。") + restorer.close() == (
        f"王小明，13812345678，{altered}。"
    )
    assert (restorer.restored, restorer.lost) == (2, 1)


async def test_tool_calls_stay_json(within: Session, surrogates: list[str]) -> None:
    name, phone, mail = surrogates
    restorer = Restorer(within)
    arguments = json.dumps({"to": name, name: [int(phone), f'say "{mail}"\n']})
    call = restorer.call(ToolCall(id="1", name="send", arguments=arguments))
    assert json.loads(call.arguments) == {
        "to": "王小明",
        "王小明": [13812345678, 'say "zhang.san@163.com"\n'],
    }
    assert (call.id, call.name, restorer.restored) == ("1", "send", 4)
    broken = restorer.call(ToolCall(id="1", name="send", arguments=f'{{"to": "{name}'))
    assert broken.arguments == '{"to": "王小明'


async def test_events(within: Session, surrogates: list[str]) -> None:
    name = surrogates[0]
    call = ToolCall(id="1", name="send", arguments=json.dumps([name]))
    finish = Finish(reason="stop")
    restorer = Restorer(within)
    events: list[ReplyEvent] = [
        Delta(text=name[:1]),
        Delta(text=name[1:] + name[:1]),
        CallDelta(call=call),
        finish,
    ]
    out = [event for given in events for event in restorer.events(given)]
    assert out == [
        Delta(text="王小明"),
        CallDelta(call=ToolCall(id="1", name="send", arguments='["王小明"]')),
        Delta(text=name[:1]),
        finish,
    ]


def test_without_surrogates_everything_passes() -> None:
    assert stream(session(), "a", "\\u738b", "c") == ["a", "\\u738b", "c", ""]


def test_other_events_pass() -> None:
    sent = Sent(size_bytes=7)
    assert Restorer(session()).events(sent) == (sent,)


def test_a_short_number_waits_for_what_follows(within: Session) -> None:
    within.learn(((DataClass.PHONE, "62770334"),), "")
    phone = within.incoming()[0].symbols
    assert stream(within, phone, "。") == ["", "62770334。", ""]
    assert stream(within, phone, "9") == ["", phone + "9", ""]
    assert stream(within, "9", phone) == ["9", "", phone]
