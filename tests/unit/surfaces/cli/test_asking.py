import io
import sys

import pytest

from domicile.core.errors import InvalidRequestError
from domicile.surfaces.cli.asking import content_of, text_of
from tests.unit.surfaces.cli.house import House


def test_several_words_are_one_text() -> None:
    assert text_of(["good", "morning"]) == "good morning"
    assert content_of("x").messages[0].content == "x"


@pytest.mark.parametrize(
    ("given", "text"), [("早上好\n".encode(), "早上好"), (b"a\n\n", "a\n"), (b"", "")]
)
def test_a_dash_is_standard_input(given: bytes, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="ascii"))
    assert text_of(["-"]) == text


def test_what_is_not_utf_8_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff")))
    for words in (["-"], ["\udcff"]):
        with pytest.raises(InvalidRequestError, match="UTF-8"):
            text_of(words)


def test_all_that_a_caller_says_reaches_the_request(house: House) -> None:
    house.release()
    told = house.json(
        "ask", "hi", "--site", "one", "--market", "US-CA", "--user-market", "US",
        "--device-market", "EU", "--subject", "maria", "--language", "zh", status=3,
    )  # fmt: skip
    assert told["decision"]["market_source"] == "flag"
    assert {pack["market"] for pack in told["decision"]["packs"]} == {"US-CA", "US", "EU"}
    assert {one["site"] for one in told["passed_over"]} == {"one"}
    assert any("一" <= letter <= "鿿" for letter in told["decision"]["reasons"][0]["text"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--market", "XX"), "D801"),
        (("--user-market", "XX"), "D801"),
        (("--feature", "sing"), "D802"),
        (("--site", "two"), "D804"),
        (("--market", ""), "D801"),
        (("--user-market", ""), "D801"),
        (("--device-market", ""), "D801"),
        (("--site", ""), "D804"),
    ],
)
def test_what_does_not_exist_is_wrong_usage(
    house: House, words: tuple[str, ...], code: str
) -> None:
    told = house.json("ask", "手机13812345678", *words, status=2)
    assert told["error"]["code"] == code
    assert "13812345678" not in str(told)
    assert house.call("ask", "hi", *words).exit_code == 2


def test_a_reply_that_breaks_off_fails_after_what_was_said(house: House) -> None:
    house.engines.fails = True
    result = house.call("ask", "hello")
    assert result.exit_code == 1
    assert result.stdout == "he\n"
    assert result.stderr.startswith("D205: ")
    assert house.json("ask", "hello", status=1)["error"]["code"] == "D205"


def test_facts_that_are_stated_reach_the_request(house: House) -> None:
    told = house.json("ask", "hi", "--market", "CN", "--fact", "user=under_14", status=3)
    assert "CN-PRO-001" in {
        one["rule"] for one in told["decision"]["reasons"] if one["outcome"] == "refuse"
    }
    words = ("--fact", "user=under_14", "--fact", "user=guardian_consent")
    assert house.json("ask", "hi", "--market", "CN", *words)["status"] == "answered"


@pytest.mark.parametrize(
    ("fact", "nearest"),
    [("user=minors", "`minor`"), ("usr=minor", "`user`"), ("handler=ciio", "`"), ("minor", "")],
)
def test_a_fact_that_nobody_knows_is_wrong_usage(house: House, fact: str, nearest: str) -> None:
    told = house.json("ask", "hi", "--fact", fact, status=2)
    assert told["error"]["code"] == "D805"
    assert nearest in told["error"]["message"]


def test_the_person_may_want_no_partner(house: House) -> None:
    house.release()
    assert house.json("ask", "hi", "--site", "one")["placement"]["site"] == "one"
    told = house.json("ask", "hi", "--site", "one", "--device-only", status=3)
    assert "person.device_only" in {one["rule"] for one in told["decision"]["reasons"]}
    for words in (("translate", "hi", "--to", "zh"), ("write", "proofread", "hi"), ("ask", "hi")):
        assert house.json(*words, "--device-only")["placement"]["site"] == "device"
    assert house.json("clear", "hi", "--device-only")["sites"] == []
