import re
from importlib import resources

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.text import Bilingual
from domicile.privacy.detect.catalog import structured_recognizers
from domicile.privacy.detector import Detector
from domicile.surfaces.console.terms import TERMS
from domicile.surfaces.console.words import EXAMPLES, PAGE, RESULT

FOLDER = resources.files("domicile.surfaces.console")
OF_OTHER_PAGES = {"call.js", "complaint.js", "detect.js"}
SCRIPT = "\n".join(
    file.read_text(encoding="utf-8")
    for file in (FOLDER / "assets").iterdir()
    if file.name.endswith(".js") and file.name not in OF_OTHER_PAGES
)
TEMPLATE = (FOLDER / "templates" / "console.html").read_text(encoding="utf-8")
STATES = {"waiting", "running", "answered", "refused", "failed", "stopped"}
SAME_IN_BOTH = {"shortcut", "said_of"}
HAN = re.compile(r"[\u4e00-\u9fff]")
EVERY = [pytest.param(name, words, id=name) for name, words in {**PAGE, **RESULT}.items()]


@pytest.mark.parametrize(("name", "words"), EVERY)
def test_both_languages_are_there(name: str, words: Bilingual) -> None:
    assert words.en.strip()
    assert words.zh.strip()
    assert not HAN.search(words.en)
    assert HAN.search(words.zh) or name in SAME_IN_BOTH or name == "list_comma"


@pytest.mark.parametrize(("name", "words"), EVERY)
def test_both_languages_have_the_same_blanks(name: str, words: Bilingual) -> None:
    assert name
    blank = re.compile(r"\{\w*\}")
    assert sorted(blank.findall(words.en)) == sorted(blank.findall(words.zh))


def test_the_page_uses_every_word_and_no_other() -> None:
    assert set(re.findall(r"view\.page\.(\w+)", TEMPLATE)) == set(PAGE)


def test_the_script_uses_every_word_and_no_other() -> None:
    said = set(re.findall(r'(?:say|counted)\("(\w+)"', SCRIPT))
    shown = set(re.findall(r"view\.result\.(\w+)", TEMPLATE))
    assert set(re.findall(r'turn\("(\w+)"', SCRIPT)) >= STATES
    assert said | shown | STATES == set(RESULT)


def test_the_script_uses_every_kind_of_term_and_no_other() -> None:
    used = set(re.findall(r'term\("(\w+)"', SCRIPT))
    assert used | {"steps"} == set(TERMS)


async def test_something_is_found_in_each_example() -> None:
    detector = Detector(structured_recognizers(), SystemEntropy())
    assert detector.find_text(EXAMPLES.en)
    assert detector.find_text(EXAMPLES.zh)
    assert HAN.search(EXAMPLES.zh)
    assert not HAN.search(EXAMPLES.en)
