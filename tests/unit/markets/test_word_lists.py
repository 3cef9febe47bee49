"""However somebody may try to put a list of words to block into a pack, it is refused."""

from pathlib import Path
from typing import Any

import pytest

from domicile.core.errors import PackError
from domicile.markets.load import parse_pack
from domicile.markets.resolve import shipped
from domicile.markets.source import read_source
from domicile.markets.word_lists import (
    MAX_CHARS,
    MAX_OWNERS,
    MAX_SENTENCE_CHARS,
    MAX_WORDS,
    MAX_WORDS_OF_A_RULE,
    NO_LISTS,
    word_lists,
)
from tests.unit.markets.samples import PACK, RULE_LINE, changed, ruled

PACKS = Path(__file__).parents[3] / "src" / "domicile" / "markets" / "packs"

SPELLINGS = (
    "keyword",
    "keywords",
    "key_words",
    "Key-Word",
    "KEYWORDS",
    "keyWords",
    "key.words",
    "wordlist",
    "word-list",
    "words",
    "blocklist",
    "block_list",
    "block-words",
    "blockedWords",
    "blocked_phrases",
    "blacklist",
    "black_lists",
    "denylist",
    "deny-list",
    "ban-list",
    "banlist",
    "banned_words",
    "bannedTerms",
    "forbidden_words",
    "prohibited-phrases",
    "filter_words",
    "filtered_terms",
    "stop_words",
    "stoplist",
    "sensitive_words",
    "sensitive-terms",
    "badwords",
    "swear_words",
    "censored_strings",
    "profanity",
    "lexicon",
    "xx.keywords",
    "key words of ours",
    "关键词",
    "敏感词",
    "敏感词库",
    "屏蔽词",
    "违禁词",
    "禁词",
    "过滤词",
    "黑名单",
    "词库",
    "關鍵詞",
    "敏感詞",
    "ｋｅｙｗｏｒｄｓ",
)
"""Names that a pack's author might try."""

UNHEARD_OF = (
    "kеywords",
    "слова",
    "단어",
    "要避免的",
    "ключевые слова",
    "a" * 65,
)
"""Keys that hide what they are, some by letters of another script."""

HARMLESS = (
    "cn.model",
    "pi_breach",
    "deny_scopes",
    "deny_owner_countries",
    "forbid_terms",
    "flag_owners",
    "nonrefuse_bank_min",
    "account_password",
    "watermark",
    "prohibited_practices",
    "restricted",
    "sensitive_pi",
    "country_of_concern",
)
"""Keys that packs have, or might."""


def problems(data: object) -> list[tuple[str, str]]:
    return list(word_lists(data))


@pytest.mark.parametrize("key", SPELLINGS)
def test_no_key_is_named_like_a_list_of_words(key: str) -> None:
    ((path, problem),) = problems({"rules": [{"params": {key: 1}}]})
    assert path == f"rules[0].params.{key}"
    assert problem == NO_LISTS


@pytest.mark.parametrize("key", ["ke\u200bywords", "key\nwords", "keywords" * 9])
def test_a_name_that_hides_is_seen_through_and_not_repeated(key: str) -> None:
    assert problems({"params": {key: 1}}) == [("params", NO_LISTS)]


@pytest.mark.parametrize("key", UNHEARD_OF)
def test_a_key_is_written_plainly(key: str) -> None:
    ((path, problem),) = problems({"rules": [{"params": {key: 1}}]})
    assert path == "rules[0].params", "what may be anything is not repeated"
    assert problem.startswith("a key holds letters")


@pytest.mark.parametrize("key", HARMLESS)
def test_a_harmless_key_passes(key: str) -> None:
    assert problems({key: 1}) == []


@pytest.mark.parametrize("key", ["keywords", "denylist", "屏蔽词"])
@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("groups: {", 7),
        ("notices: {", 8),
        ("sample_site: {", 9),
        ("scope: {", 5),
        ("params: {", RULE_LINE + 4),
        ("cite: {", RULE_LINE + 6),
        ("given: {", RULE_LINE + 11),
        ("given: {site: {", RULE_LINE + 11),
    ],
)
def test_a_pack_with_one_does_not_load_wherever_it_stands(key: str, place: str, line: int) -> None:
    with pytest.raises(PackError) as caught:
        parse_pack(changed(place, f"{place}{key}: [x], "), "x.yaml")
    assert caught.value.message.startswith(f"x.yaml:{line}: ")
    assert NO_LISTS in caught.value.message
    assert ("XX-LOC-001: " in caught.value.message) == (line > RULE_LINE)


def words(count: int, stem: str = "word") -> list[str]:
    return [f"{stem}{number}" for number in range(count)]


@pytest.mark.parametrize(
    "key", ["on_hit", "sources", "exempt", "controls", "documents", "features", "human_only"]
)
def test_no_list_is_long_whatever_it_is_called(key: str) -> None:
    assert problems({key: words(MAX_WORDS)}) == []
    ((path, problem),) = problems({key: words(MAX_WORDS + 1)})
    assert (path, NO_LISTS in problem) == (key, True)


def test_the_words_of_one_rule_are_few_however_they_are_spread() -> None:
    def found(count: int) -> list[tuple[str, str]]:
        lists: dict[str, Any] = {"figures": dict.fromkeys(words(count), 1.0), "deny": True}
        return problems({"rules": [{"params": {**lists, "on_hit": words(MAX_WORDS)}}]})

    assert found(MAX_WORDS_OF_A_RULE - MAX_WORDS) == []
    ((path, problem),) = found(MAX_WORDS_OF_A_RULE - MAX_WORDS + 1)
    assert path == "rules[0].params"
    assert "in one rule" in problem


def test_a_labels_wording_is_counted_with_the_rest() -> None:
    groups = [words(8, f"w{number}") for number in range(MAX_WORDS_OF_A_RULE // 8 + 1)]
    ((path, _),) = problems({"params": {"must_contain": groups}})
    assert path == "params"


def test_codes_of_countries_and_states_are_no_words() -> None:
    codes = [f"{first}{second}" for first in "ABCDEFGHIJ" for second in "ABCDEFGHIJ"]
    assert problems({"scope": {"parts": codes}, "params": {"deny_owner_countries": codes}}) == []
    assert problems({"parts": [*codes, *codes, *codes]}) != []


def test_owners_are_written_as_they_are_called_and_may_be_many() -> None:
    owners = ["阿里巴巴", *words(MAX_OWNERS - 1, "Example Ltd. ")]
    assert problems({"params": {"flag_owners": owners}}) == []
    assert problems({"params": {"flag_owners": [*owners, "One more"]}}) != []


@pytest.mark.parametrize("key", ["on_hit", "exempt", "fields", "forbid", "use", "user"])
@pytest.mark.parametrize("word", ["炸弹", "бомба", "a, b, c", "a|b|c", "a\nb", "x;y", "*"])
def test_words_in_lists_are_plain(key: str, word: str) -> None:
    ((path, problem),) = problems({key: ["stop", word]})
    assert path == f"{key}[1]"
    assert problem.endswith(NO_LISTS)


def test_a_long_word_is_none() -> None:
    assert problems({"on_hit": ["x" * MAX_CHARS]}) == []
    assert problems({"on_hit": ["x" * (MAX_CHARS + 1)]}) == [
        ("on_hit[0]", f"longer than {MAX_CHARS} characters")
    ]


@pytest.mark.parametrize("key", ["taxonomy", "until", "artifact", "evidence", "document"])
@pytest.mark.parametrize("text", ["炸弹、枪支", "bomb, gun, knife", "bomb|gun", "bomb " * 20])
def test_a_list_in_one_text_is_refused(key: str, text: str) -> None:
    ((path, _),) = problems({"rules": [{"params": {key: text}}]})
    assert path == f"rules[0].params.{key}"


@pytest.mark.parametrize("key", ["metadata", "rhythm", "number_format", "filing_format"])
def test_marks_and_patterns_are_short(key: str) -> None:
    assert problems({"params": {key: "·− [A-Z]|{}" * 20}}) == []
    assert problems({"params": {key: "(炸弹|枪支)" * 60}}) != []


def test_a_labels_text_is_a_sentence_and_no_list() -> None:
    def found(text: str) -> list[tuple[str, str]]:
        return problems({"params": {"text": {"en": "AI-generated", "zh": text}}})

    assert found("内容由AI生成") == []
    assert found("词" * (MAX_SENTENCE_CHARS + 1)) == [
        ("params.text.zh", "longer than a parameter may be")
    ]


def test_what_is_said_to_people_is_theirs_to_read() -> None:
    text = {"requirement": {"zh": "一、二、三" * 200}, "cite": {"seen": "a; b; c" * 100}}
    assert problems(text) == []


@pytest.mark.parametrize(
    ("kind", "params", "on_fail"),
    [
        ("safety", "user_visible: true, counted: true, on_hit", "add"),
        ("label", "layers: [detector], exempt", "add"),
        ("label", "layers: [detector], must_contain", "add"),
        ("gate", "artifact: x, documents", "block"),
        ("gate", "artifact: x, screened", "block"),
        ("choice", "human_only", "block"),
        ("disclose", "when: always, forbid", "add"),
        ("protect", "crisis", "add"),
        ("assess", "document: x, sections", "add"),
        ("report", "to: [people], fields", "add"),
    ],
)
def test_no_kind_of_rule_takes_a_list_of_words(kind: str, params: str, on_fail: str) -> None:
    def read(list_: str) -> None:
        parse_pack(ruled(kind, f"{{{params}: {list_}}}", on_fail), "x.yaml")

    read("[]")
    many = ", ".join(words(MAX_WORDS + 1))
    with pytest.raises(PackError, match="no lists of words to block"):
        read(f"[[{many}]]" if params.endswith("must_contain") else f"[{many}]")


@pytest.mark.parametrize("market", sorted(path.name for path in PACKS.iterdir() if path.is_dir()))
def test_what_ships_stays_well_below(market: str) -> None:
    source = read_source((PACKS / market / "pack.yaml").read_bytes(), market)
    assert problems(source.data) == []


def test_every_pack_that_ships_is_looked_at() -> None:
    assert len(shipped()) == len([path for path in PACKS.iterdir() if path.is_dir()])


def test_the_sample_passes() -> None:
    assert problems(read_source(PACK.encode(), "x.yaml").data) == []
