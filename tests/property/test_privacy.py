"""What must hold of privacy for any text, any chunking, any session."""

import json
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st

from domicile.core.content import Content, Message, ToolCall
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.task import Needs, Task
from domicile.privacy.detect.catalog import structured_recognizers
from domicile.privacy.detector import Detector
from domicile.privacy.leaves import leaves, rewrite
from domicile.privacy.minimize import minimize
from domicile.privacy.normalize import View, fold, match_form
from domicile.privacy.restore import Restorer
from domicile.privacy.surrogates import Session
from tests.unit.privacy.samples import REPLACE_ALL, CountedEntropy, LiteralRecognizer

SURNAMES, GIVEN = "王李张刘陈杨黄赵欧", "小明红建国伟芳娜敏静"
NAME_CHARACTERS = set(SURNAMES + GIVEN)
NAMES = st.builds(str.__add__, st.sampled_from(SURNAMES), st.text(GIVEN, min_size=1, max_size=2))
DIGITS = st.text("0123456789", min_size=9, max_size=9)
PHONES = st.builds("1{}{}".format, st.sampled_from("3456789"), DIGITS)
MAILS = st.from_regex(r"[a-z]{2,6}[0-9]{0,3}@[a-z]{3,8}\.(com|cn|org)", fullmatch=True)
ANYTHING = st.text(
    st.one_of(
        st.sampled_from("你好我的是在，。 \n先生老师手机abc@.-\\u\"'{}1"),
        st.characters(codec="utf-8"),
    ),
    max_size=30,
)


def spaced(digits: str, separator: str) -> str:
    return separator.join((digits[:3], digits[3:7], digits[7:]))


def widened(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


VALUES = st.one_of(
    NAMES,
    PHONES,
    MAILS,
    st.builds(spaced, PHONES, st.sampled_from(" -.")),
    st.builds(widened, PHONES),
    st.builds("+86 {}".format, PHONES),
)
PIECES = st.lists(st.one_of(VALUES, ANYTHING), max_size=8)


def finder(pieces: list[str]) -> Detector:
    # A single character is no name: it is removed, and so never comes back.
    names = tuple({piece for piece in pieces if len(piece) > 1 and set(piece) <= NAME_CHARACTERS})
    return Detector((*structured_recognizers(), LiteralRecognizer(names)), CountedEntropy())


def tasked(text: str) -> Task:
    content = Content(messages=(Message(role="user", content=text),))
    return Task(content=content, needs=Needs(window_tokens=1))


def located(found: tuple[Finding, ...]) -> list[Finding]:
    return [
        Finding(
            data_class=each.data_class,
            path="messages[0].content",
            start=each.start,
            end=each.end,
            score=each.score,
            recognizer=each.recognizer,
        )
        for each in found
    ]


@given(PIECES, st.integers(0, 3), st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_restore_inverts_minimize_for_any_chunking(
    pieces: list[str], seed: int, sizes: list[int]
) -> None:
    text = "，".join(pieces)
    if not View(text).is_direct:
        return
    session = Session(CountedEntropy(seed))
    found = located(finder(pieces).find_text(text))
    result = minimize(tasked(text), found, REPLACE_ALL, session)
    sent = result.content.messages[0].content
    restorer = Restorer(session)
    out, at, turn = "", 0, 0
    while at < len(sent):
        size = sizes[turn % len(sizes)]
        out += restorer.feed(sent[at : at + size])
        at, turn = at + size, turn + 1
    assert out + restorer.close() == text


@given(PIECES, st.sampled_from(list(Action)), st.sampled_from([True, False]))
def test_what_was_found_is_not_in_the_bytes(
    pieces: list[str], action: Action, ensure_ascii: Literal[True, False]
) -> None:
    text = "，".join(pieces)
    found = located(finder(pieces).find_text(text))
    actions = dict.fromkeys(DataClass, action)
    result = minimize(tasked(text), found, actions, Session(CountedEntropy()))
    sent = result.content.messages[0].content
    body = json.dumps([sent], ensure_ascii=ensure_ascii).encode("utf-8", "surrogatepass")
    result.scan(body)
    for each in found if action is not Action.KEPT else ():
        assert text[each.start : each.end] not in sent


@given(ANYTHING, st.lists(st.integers(1, 5), min_size=1))
def test_a_reply_is_restored_alike_in_all_chunkings(reply: str, sizes: list[int]) -> None:
    session = Session(CountedEntropy())
    given_text = "王小明，13812345678，zhang@x.com，62770334"
    found = finder(["王小明"]).find_text(given_text)
    result = minimize(tasked(given_text), located(found), REPLACE_ALL, session)
    name, phone, *_ = result.content.messages[0].content.split("，")
    text = reply + name + reply[:2] + phone[:5] + reply[2:] + phone + name[:2] + reply
    whole = Restorer(session)
    expected = whole.feed(text) + whole.close()
    chunked = Restorer(session)
    out, at, turn = "", 0, 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        out += chunked.feed(text[at : at + size])
        at, turn = at + size, turn + 1
    assert out + chunked.close() == expected
    assert (chunked.restored, chunked.lost) == (whole.restored, whole.lost)


@given(st.text())
def test_folding_is_one_for_one_and_settles(text: str) -> None:
    assert len(fold(text)) == len(match_form(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(st.one_of(st.sampled_from("\\u0041\u200b１a"), st.characters())))
def test_a_view_leads_back_into_its_source(text: str) -> None:
    view = View(text)
    last = 0
    for at in range(len(view.text)):
        start, end = view.origin(at, at + 1)
        assert last <= start < end <= len(text)
        last = end


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.builds(json.dumps, JSON) | st.builds(str, JSON) | st.text())
def test_arguments_stay_what_they_are_when_nothing_is_changed(arguments: str) -> None:
    call = ToolCall(id="1", name="t", arguments=arguments)
    content = Content(messages=(Message(role="assistant", tool_calls=(call,)),))
    assert rewrite(content, lambda _, text: text) == content
    paths = [leaf.path for leaf in leaves(content)]
    assert len(paths) == len(set(paths))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    detector = Detector(structured_recognizers(), CountedEntropy())
    last = 0
    for found in detector.find_text(text):
        assert last <= found.start < found.end <= len(text)
        last = found.end
