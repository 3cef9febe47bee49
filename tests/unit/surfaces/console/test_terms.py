import re
from typing import Any, get_args

import pytest

from domicile.core.answer import Label, Level
from domicile.core.decision import Basis, DutyStatus, Known, Outcome, RuleKind
from domicile.core.findings import Action, DataClass
from domicile.core.request import MarketSource
from domicile.core.site import Evidence, Region
from domicile.core.steps import LEAVES, STAYS, STEPS
from domicile.core.text import Bilingual
from domicile.surfaces.console.terms import TERMS

HAN = re.compile(r"[\u4e00-\u9fff]")
EVERY = [
    pytest.param(words, id=f"{group}.{name}"[:60])
    for group, terms in TERMS.items()
    for name, words in terms.items()
]


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("steps", STEPS),
        ("levels", get_args(Level)),
        ("classes", DataClass),
        ("actions", Action),
        ("outcomes", Outcome),
        ("statuses", DutyStatus),
        ("bases", get_args(Basis)),
        ("known", get_args(Known)),
        ("kinds", (*get_args(RuleKind), "approval", "operator", "person")),
        ("evidence", get_args(Evidence)),
        ("regions", ("device", "unknown", *get_args(Region))),
        ("sources", get_args(MarketSource)),
        ("notes", (STAYS, LEAVES)),
        ("label_kinds", get_args(Label.__annotations__["kind"])),
    ],
)
def test_every_word_of_the_house_has_a_name_for_people(group: str, names: Any) -> None:
    assert sorted(TERMS[group]) == sorted(str(name) for name in names)


def test_the_timeline_is_in_order() -> None:
    assert tuple(TERMS["steps"]) == STEPS


@pytest.mark.parametrize("words", EVERY)
def test_both_languages_are_there(words: Bilingual) -> None:
    assert HAN.search(words.zh)
    assert words.en.strip()
    assert not HAN.search(words.en)
