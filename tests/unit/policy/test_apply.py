import asyncio
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domicile.core.clock import SystemClock
from domicile.core.content import Content, Message
from domicile.core.decision import Decision
from domicile.core.errors import StorageError
from domicile.core.reply import Delta, Finish
from domicile.core.request import Request
from domicile.core.site import Site
from domicile.core.steps import Trace
from domicile.core.story import Story
from domicile.features.assistant.assistant import Assistant
from domicile.markets.facts import UNLABELLED
from domicile.policy.apply import Applying
from domicile.policy.decide import decide
from domicile.policy.duties.fulfil import Fulfilled
from domicile.policy.duties.labels import MARK
from domicile.policy.marks.mark import Claim, parse_mark
from domicile.policy.marks.normal import encoded, normal
from tests.unit.policy.duties.test_made import PAINTER
from tests.unit.policy.person_samples import PERSON, PERSON_OF_CN, Desks, HandClock
from tests.unit.policy.samples import (
    ASSISTANT,
    ATLAS,
    CN,
    CN_SITE,
    EU,
    EU_SITE,
    OPERATOR,
    inquiry,
    where,
)

SAID = "The harbour lies north of the old town, and ferries leave it every hour until midnight."
ASKS = frozenset({UNLABELLED})


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    desks = Desks(tmp_path, HandClock())
    yield desks
    desks.database.close()


def story(text: str = SAID, **changes: Any) -> Story:
    facts: dict[str, Any] = {
        "feature": ASSISTANT,
        "content": Content(messages=(Message(role="user", content="hi"),)),
        "whereabouts": where(CN),
        "audience": "internal",
        "role": "both",
        **changes,
    }
    told = Story(request=Request(**facts), trace=Trace(SystemClock()))
    told.hear(Delta(text=text))
    told.hear(Finish(reason="stop"))
    return told


def applied(
    desks: Desks, told: Story, *, feature: Any = None, operator: Any = OPERATOR
) -> Fulfilled:
    market = told.request.whereabouts.operator
    site: Site = EU_SITE if market == EU else CN_SITE
    decision: Decision = decide(
        inquiry(market, events=ASKS if told.request.unlabelled else frozenset()), ATLAS
    )
    applying = Applying(operator=lambda: operator, people=desks.people, marker=lambda: desks.marker)
    return asyncio.run(applying.apply(told, feature or Assistant(), site, decision))


def marked(result: Fulfilled) -> list[str]:
    return [label.rule for label in result.labels if label.kind == "metadata"]


def claim_of(result: Fulfilled) -> Claim:
    (found,) = [label for label in result.labels if label.kind == "metadata"]
    claim, _ = parse_mark(json.loads(found.value)[MARK])
    return claim


def test_what_machines_read_is_signed_and_the_detector_knows_the_text_again(desks: Desks) -> None:
    result = applied(desks, story(whereabouts=where(EU)))
    assert marked(result) == ["EU-LAB-001"]
    claim = claim_of(result)
    assert (claim.market, claim.modality, claim.size) == ("EU", "text", len(SAID))
    known = desks.fingerprints.find([encoded(normal(SAID, ()))])
    assert known is not None
    assert known.mark == claim.id


@pytest.mark.parametrize(
    ("told", "feature"),
    [
        (story(whereabouts=where(EU)), PAINTER),
        (story(text=" \n", whereabouts=where(EU)), None),
        (story(), None),
    ],
)
def test_no_mark_is_signed_where_nothing_could_carry_it_or_nobody_asks(
    desks: Desks, told: Story, feature: Any
) -> None:
    assert marked(applied(desks, told, feature=feature)) == []
    assert not (desks.folder / "keys").exists()


def test_nothing_is_written_for_nobody(desks: Desks) -> None:
    result = applied(desks, story())
    assert result.suffix
    with desks.database.read() as connection:
        written = connection.execute(
            "SELECT (SELECT count(*) FROM person_notice), (SELECT count(*) FROM unlabelled_copy),"
            " (SELECT count(*) FROM fingerprint)"
        ).fetchone()
    assert written == (0, 0, 0)


def test_a_notice_of_the_first_time_comes_once_to_a_person_who_is_known(desks: Desks) -> None:
    first = applied(desks, story(whereabouts=where(EU), subject=PERSON))
    assert {"eu.ai", "principal"} <= {notice.id for notice in first.notices}
    again = applied(desks, story(whereabouts=where(EU), subject=PERSON))
    assert {"eu.ai", "principal"}.isdisjoint(notice.id for notice in again.notices)
    renamed = dataclasses.replace(OPERATOR, name="Another")
    anew = applied(desks, story(whereabouts=where(EU), subject=PERSON), operator=renamed)
    assert {"eu.ai", "principal"} & {notice.id for notice in anew.notices} == {"principal"}


def test_a_copy_without_label_is_on_record_before_it_is_handed_out(desks: Desks) -> None:
    desks.choices.agree(PERSON_OF_CN, "label_terms")
    result = applied(desks, story(subject=PERSON, unlabelled=True))
    assert result.suffix == ""
    assert result.relief is not None
    assert marked(result) == ["CN-LAB-007"]
    (copy,) = desks.people.shown.all_copies(CN)
    assert (copy.rule, copy.market) == ("CN-LAB-007", "CN")
    assert (copy.kept_until.year, copy.kept_until.month) == (2027, 5)
    assert copy.mark == claim_of(result).id


def test_who_never_agreed_gets_the_label_and_no_record(desks: Desks) -> None:
    result = applied(desks, story(subject=PERSON, unlabelled=True))
    assert result.suffix
    assert tuple(desks.people.shown.all_copies(CN)) == ()


def test_what_cannot_be_recorded_is_not_handed_out(desks: Desks) -> None:
    desks.choices.agree(PERSON_OF_CN, "label_terms")
    with desks.database.write() as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON unlabelled_copy"
            " BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(StorageError):
        applied(desks, story(subject=PERSON, unlabelled=True))
