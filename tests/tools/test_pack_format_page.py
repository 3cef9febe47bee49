"""The page of the pack format leaves nothing out that a pack may hold."""

import dataclasses
import re

import pytest

from domicile.core.decision import RuleKind
from domicile.markets.case import Given
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.catalog import PARAMS
from domicile.markets.resolve import load_atlas
from domicile.markets.schema import Cite, Review, Scope, Transitional
from domicile.markets.written import WrittenPack, WrittenRule
from tools.pack_format_page import pack_format_page

PAGE = pack_format_page()
SECTIONS = dict(re.findall(r"^##+ (.*?)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))


def keys(title: str) -> list[str]:
    """Return what stands in the first column of a section's table, in its order."""
    return re.findall(r"^\| `([^`]+)` \|", SECTIONS[title], re.MULTILINE)


@pytest.mark.parametrize(
    ("title", "owner"),
    [
        ("The file", WrittenPack),
        ("scope", Scope),
        ("review", Review),
        ("cite", Cite),
        ("transitional", Transitional),
        ("A rule", WrittenRule),
        ("Facts: applies_to and unless", AppliesTo),
        ("Cases", Given),
        *PARAMS.items(),
    ],
)
def test_every_key_is_listed_and_explained(title: RuleKind | str, owner: type) -> None:
    assert keys(title) == [field.name for field in dataclasses.fields(owner)]
    meanings = [
        line.split(" | ")[1 if owner is AppliesTo else -1]
        for line in SECTIONS[title].splitlines()
        if line.startswith("| `")
    ]
    assert all(meaning[0].isupper() or meaning[0] == "`" for meaning in meanings)


def test_what_is_required_says_so() -> None:
    required = {
        line.split("`")[1] for line in SECTIONS["A rule"].splitlines() if "required |" in line
    }
    missing = dataclasses.MISSING
    assert required == {
        field.name
        for field in dataclasses.fields(WrittenRule)
        if field.default is missing and field.default_factory is missing
    }


def test_every_event_names_the_rules_that_wait_for_it() -> None:
    atlas = load_atlas()
    assert keys("Events") == sorted(atlas.vocabulary["event"])
    for market in atlas.markets:
        for rule in atlas.get(market).rules:
            for event in rule.applies_to.event:
                (line,) = re.findall(rf"^\| `{event}` \|.*", SECTIONS["Events"], re.MULTILINE)
                assert re.search(rf"\b{rule.id}\b", line)


def test_the_side_of_a_parameter_is_that_of_its_kind() -> None:
    assert "| `regions` | list of region | less | " in SECTIONS["locate"]
    assert "| `logs` | true or false | more | " in SECTIONS["locate"]
    assert "| `artifact` | text, required |  | " in SECTIONS["gate"]
    assert "| partner | yes | yes | yes |  |  | yes |" in SECTIONS["on_fail"]
