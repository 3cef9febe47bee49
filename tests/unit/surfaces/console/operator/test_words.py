import re
from importlib import resources
from typing import get_args

import pytest

from domicile.core.text import Bilingual
from domicile.policy.register.steps import STEPS
from domicile.store.releases import ReleaseState, Verb
from domicile.surfaces.console.frame import PACKAGE
from domicile.surfaces.console.operator import outlook_words, record_words, words

HAN = re.compile(r"[\u4e00-\u9fff]")
BLANK = re.compile(r"\{\w*\}")
GROUPS = {
    name: group
    for module in (words, outlook_words, record_words)
    for name, group in vars(module).items()
    if name.isupper() and all(isinstance(each, Bilingual) for each in group.values())
}
EVERY = [
    pytest.param(said, id=f"{group}.{name}")
    for group, found in GROUPS.items()
    for name, said in found.items()
]
SAME = {"{before} → {after}"}
TERMS = {"STATES", "VERBS", "CONSEQUENCES", "REQUESTS", "FACTS", "ITEMS", "KINDS", "DEEDS"}
"""Words of the house, which pages look up by value."""

BY_NAME = {
    "market",
    "feature",
    "site",
    "route",
    "other_route",
    "dies",
    "stays",
    "moves",
    "shut",
    "met",
    "unmet",
}
"""Words that pages look up by a name that they are given."""


@pytest.mark.parametrize("said", EVERY)
def test_both_languages_are_there(said: Bilingual) -> None:
    assert said.en.strip()
    assert not HAN.search(said.en)
    assert HAN.search(said.zh) or said.zh in SAME
    assert sorted(BLANK.findall(said.en)) == sorted(BLANK.findall(said.zh))


def test_every_state_and_every_step_has_a_name() -> None:
    assert set(words.STATES) == set(ReleaseState)
    assert set(words.VERBS) == set(words.CONSEQUENCES) == set(STEPS) == set(get_args(Verb))


def test_the_pages_use_every_word_and_no_other() -> None:
    folder = resources.files(PACKAGE)
    pages = "".join(
        each.read_text(encoding="utf-8") for each in (folder / "templates" / "operator").iterdir()
    )
    code = "".join(
        each.read_text(encoding="utf-8")
        for each in (folder / "operator").iterdir()
        if each.name.endswith(".py") and not each.name.endswith("words.py")
    )
    used = set(re.findall(r"\b(?:words|entrance)\.(\w+)", pages))
    built = set(re.findall(r'[A-Z]+\["(\w+)"\]', code))
    known = {name for group, found in GROUPS.items() if group not in TERMS for name in found}
    assert used | built | BY_NAME >= known
    assert used | BY_NAME <= known
