import base64
import json
from collections.abc import Callable
from functools import partial
from urllib.parse import quote, quote_plus

import pytest

from domicile.privacy.guard import Guard
from domicile.privacy.matcher import Edge, Entry, Matcher, constant

NAME, PHONE, MAIL = "王小明", "13812345678", "zhang.san@163.com"


def entry(symbols: str, gap: int = 0, edge: Edge = "any") -> Entry:
    return Entry(symbols=symbols, render=partial(constant, ""), gap=gap, edge=edge)


GUARD = Guard(
    Matcher((entry(NAME, 1), entry(PHONE, 3), entry(MAIL, edge="word"), entry("李娜"))),
    (NAME, PHONE, "Zhang.San@163.com"),
)


def body(text: str) -> bytes:
    return json.dumps({"messages": [{"content": text}]}, ensure_ascii=False).encode()


def nested(text: str, times: int) -> str:
    for _ in range(times):
        text = json.dumps(text)
    return text


@pytest.mark.parametrize(
    "text",
    [
        NAME,
        "王 小明",
        "王·小明",
        PHONE,
        "138-1234-5678",
        "138 1234 5678",
        "１３８１２３４５６７８",
        "8613812345678",
        "1\u200b3812345678",
        "ZHANG.SAN@163.COM",
        "ｚｈａｎｇ．ｓａｎ＠１６３．ｃｏｍ",
        nested(NAME, 1),
        nested(NAME, 2),
        nested(NAME, 3),
        NAME.encode("unicode_escape").decode().upper().replace("U", "u"),
        quote(NAME),
        quote(quote(NAME)),
        quote_plus(MAIL),
        quote(MAIL, safe="").lower(),
        "zhang.san&#64;163.com",
        "&#x738b;&#23567;&#x660E;",
        "mailto:zhang.san%40163.com?subject=x",
        NAME.encode().hex(),
        NAME.encode().hex().upper(),
        "李娜",
    ],
)
def test_a_value_is_seen_in_whatever_dress(text: str) -> None:
    assert GUARD.finds_in(body(text))


@pytest.mark.parametrize("value", [NAME, PHONE, "Zhang.San@163.com"])
@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_value_is_seen_in_base64_at_any_offset(
    value: str, before: str, encode: Callable[[bytes], bytes]
) -> None:
    assert GUARD.finds_in(body(encode(f"{before}{value} and more".encode()).decode()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "王",
        "王小红和小明",
        "王\n\n小明",
        "1381234",
        "13812345679",
        "xzhang.san@163.com",
        "zhang.san@163.community",
        "100% of it & more \\ than \\u12 that",
        "李 娜",
        base64.b64encode(b"something else entirely").decode(),
    ],
)
def test_what_is_no_value_is_no_alarm(text: str) -> None:
    assert not GUARD.finds_in(body(text))


def test_without_values_nothing_is_looked_for() -> None:
    assert not Guard(Matcher(()), ()).finds_in(b"\xff\xfe anything")


def test_bytes_that_are_no_text_are_looked_at_all_the_same() -> None:
    assert GUARD.finds_in(b"\xff\xfe" + NAME.encode() + b"\xff")


def test_short_values_are_not_looked_for_in_base64() -> None:
    guard = Guard(Matcher((entry("ab"),)), ("ab",))
    assert not guard.finds_in(b"YWI=")


def test_a_guard_shows_nothing() -> None:
    assert NAME not in repr(GUARD)
