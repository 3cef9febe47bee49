"""No lists of words to block: what a pack may hold of words, how many, and under which keys.

Domicile carries no word lists, and a pack is no place to hide one. No key may be named as if it
held one; and whatever a key is called, the words under it come plain, short and few. Only a
label's wording and the names of owners are written as people write, and neither is ever held
against what somebody says.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

NO_LISTS: Final = "packs hold no lists of words to block"
"""What is said of every key that is named like one."""

MAX_WORDS: Final = 32
"""Most words in one list; codes of countries and states do not count."""

MAX_WORDS_OF_A_RULE: Final = 64
"""Most words in all parameters of one rule."""

MAX_OWNERS: Final = 256
"""Most owners in one list of owners by name, and most codes in one list."""

MAX_CHARS: Final = 64
"""Longest word, in characters."""

MAX_SENTENCE_CHARS: Final = 300
"""Longest text, pattern or mark in a parameter, in characters."""

OWNERS: Final = "flag_owners"
"""Parameter whose words are names of companies, compared with who runs a site."""

WORDING: Final = "must_contain"
"""Parameter whose words must stand in a label."""

AS_PEOPLE_WRITE: Final = frozenset(
    {"en", "zh", "metadata", "rhythm", "number_format", "filing_format"}
)
"""Parameters that are one text, mark or pattern, and no word."""

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_WORD = re.compile(r"(?:[A-Za-z0-9][\w.:/+()-]*(?: [\w.:/+()-]+)*)?", re.ASCII)
_CODE = re.compile(r"[A-Z0-9]{1,3}")
_NAMED = re.compile(
    r"(?:key|bad|block|stop|swear|curse|dirty|taboo|trigger|hot)words?"
    r"|(?:bann|block|forbidd|filter|sensitiv|prohibit|restrict|censor|illegal|reject|disallow|deni"
    r"|exclud|unsafe|harmful|offensiv|abusiv)[a-z]{0,3}(?:words?|phrases?|terms?|strings?|tokens?)"
    r"|(?:words?|key|phrase|block|blocked|black|deny|ban|banned|stop|filter|forbidden|sensitive"
    r"|censor|gr[ae]y)s?(?:list|lexicon|dictionary|bank|bag)"
    r"|lexicon|profanit|obscenit"
    r"|(?:关键|敏感|屏蔽|封锁|封禁|违禁|违规|禁用|过滤|拦截|不良|非法|脏)[词字语]|禁[词语]|脏话"
    r"|(?:關鍵|敏感|屏蔽|封鎖|違禁|禁用|過濾|攔截)[詞字語]|黑名[单單]|[词詞字][库庫表典汇彙]"
)
_ALONE = re.compile(r"words?|phrases?|词语?|詞語?")


def word_lists(data: object) -> Iterator[tuple[str, str]]:
    """Yield path and problem of everything in ``data`` that is, or could hold, a list of words.

    Args:
        data: What a file says, in plain Python.
    """
    yield from _walk(data, "", "")


def _walk(data: object, path: str, name: str) -> Iterator[tuple[str, str]]:
    """Walk over what stands under the key ``name``."""
    if isinstance(data, Mapping):
        if name == "params":
            yield from _of_params(data, path)
        for key, value in data.items():
            yield from _of_key(key, path)
            yield from _walk(value, f"{path}.{key}" if path else key, key)
    elif isinstance(data, list):
        yield from _of_list(data, path, name)
        for index, value in enumerate(data):
            yield from _walk(value, f"{path}[{index}]", name)


def _of_key(key: str, path: str) -> Iterator[tuple[str, str]]:
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", key).casefold()))
    if _NAMED.search(letters) or _ALONE.fullmatch(letters):
        shown = key.isprintable() and len(key) <= MAX_CHARS
        yield ".".join(filter(None, (path, key if shown else ""))), NO_LISTS
    elif len(key) > MAX_CHARS or not _KEY.fullmatch(key):
        yield path, "a key holds letters from a to z, digits, `_`, `.` and `-`, and few of them"


def _of_list(items: list[object], path: str, name: str) -> Iterator[tuple[str, str]]:
    words = [each for each in items if isinstance(each, str)]
    most = MAX_OWNERS if name == OWNERS else MAX_WORDS
    if len(words) > MAX_OWNERS or len([word for word in words if not _is_code(word)]) > most:
        yield path, f"more than {most} words; {NO_LISTS}"
    for index, word in enumerate(words):
        if len(word) > MAX_CHARS:
            yield f"{path}[{index}]", f"longer than {MAX_CHARS} characters"
        elif name not in {OWNERS, WORDING} and not _WORD.fullmatch(word):
            yield f"{path}[{index}]", f"no plain word of letters from a to z; {NO_LISTS}"


def _of_params(params: Mapping[str, object], path: str) -> Iterator[tuple[str, str]]:
    if sum(_count(value) for name, value in params.items() if name != OWNERS) > MAX_WORDS_OF_A_RULE:
        yield path, f"more than {MAX_WORDS_OF_A_RULE} words in one rule; {NO_LISTS}"
    for inner, name, text in _texts(params, path):
        if len(text) > (MAX_SENTENCE_CHARS if name in AS_PEOPLE_WRITE else MAX_CHARS):
            yield inner, "longer than a parameter may be"
        elif name not in AS_PEOPLE_WRITE and not _WORD.fullmatch(text):
            yield inner, f"no plain word of letters from a to z; {NO_LISTS}"


def _count(value: object) -> int:
    """Count the words in a parameter; the names of what it maps are words too."""
    if isinstance(value, Mapping):
        return len(value) + sum(map(_count, value.values()))
    if isinstance(value, list):
        return sum(map(_count, value))
    return int(isinstance(value, str) and not _is_code(value))


def _texts(params: Mapping[str, object], path: str) -> Iterator[tuple[str, str, str]]:
    """Yield path, name and text of what is no list."""
    for name, value in params.items():
        if isinstance(value, str):
            yield f"{path}.{name}", name, value
        elif isinstance(value, Mapping):
            yield from _texts(value, f"{path}.{name}")


def _is_code(word: str) -> bool:
    """Return whether ``word`` is a code, such as of a country or a state."""
    return _CODE.fullmatch(word) is not None
