import dataclasses
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from domicile.core.decision import Decision
from domicile.core.errors import UnknownMarketError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.request import Choices
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.resolve import Atlas
from domicile.policy import decider as module
from domicile.policy.decide import decide
from domicile.policy.decider import Decider
from domicile.policy.inquiry import Inquiry
from domicile.store.exports import Tally
from tests.unit.policy.samples import (
    ASSISTANT,
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    OPERATOR,
    SITES,
    TODAY,
    US,
    inquiry,
    release,
    rule,
    where,
    world,
)

ATLAS = world(
    rule(GateParams(artifact="x", screened=("scoring",)), "gate", on_fail="warn"),
    rule(LocateParams(regions=("cn-mainland",)), "locate"),
    rule(
        DiscloseParams(when="always"),
        "disclose",
        on_fail="add",
        applies_to=AppliesTo(use=("companion",)),
    ),
)
ASKED = inquiry(CN, releases=release(CN, CN_SITE))
DIFFERENT: dict[str, Any] = {
    "modality": "image",
    "whereabouts": where(CN, user=EU),
    "audience": "public",
    "at": TODAY + timedelta(days=1),
    "today": TODAY + timedelta(days=2),
    "client": "1.2",
    "session_minutes": 30,
    "data": frozenset({DataClass.HEALTH}),
    "choices": Choices(device_only=True),
    "pin": DEVICE_SITE.id,
    "is_sensitive": True,
    "screening": frozenset({"scoring"}),
    "is_counted": False,
    "events": frozenset({"user_requests_unlabelled"}),
    "facts": {"use": frozenset({"companion"})},
}


def changed(asked: Inquiry = ASKED, **changes: Any) -> Inquiry:
    return dataclasses.replace(asked, **changes)


def test_a_question_that_was_asked_before_is_only_looked_up() -> None:
    decider = Decider()
    first = decider.decide(ASKED, ATLAS)
    assert first == decide(ASKED, ATLAS)
    assert decider.decide(changed(), ATLAS) is first


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Inquiry)])
def test_everything_that_a_decision_depends_on_makes_another_question(name: str) -> None:
    """Whoever adds a field to ``Inquiry`` must say here how it differs."""
    others: dict[str, Any] = {
        "feature": "writing",
        "operator": dataclasses.replace(OPERATOR, name="Other"),
        "sites": (DEVICE_SITE, CN_SITE),
        "releases": {},
        "people": {Tally(CN, TODAY, "", frozenset(DataClass), as_is=True): 2},
        **DIFFERENT,
    }
    decider = Decider()
    first = decider.decide(ASKED, ATLAS)
    other = changed(**{name: others[name]})
    found = decider.decide(other, ATLAS)
    assert found is not first
    assert found == decide(other, ATLAS)


def test_what_depends_on_people_is_not_remembered() -> None:
    sensitive = frozenset({DataClass.PRIVATE_MESSAGE})
    counting = rule(
        ExportParams(deny=True, people_min=10, window="calendar_year"), "export", data=sensitive
    )
    atlas = world(counting)
    tally = Tally(CN, TODAY.replace(month=1, day=1), "", sensitive, as_is=True)
    few = changed(data=sensitive, people={tally: 9})
    decider = Decider()
    assert "partner" in decider.decide(few, atlas).places
    many = changed(few, people={tally: 10})
    assert "partner" not in decider.decide(many, atlas).places
    assert "partner" in decider.decide(few, atlas).places
    assert decider.decide(few, atlas) is not decider.decide(few, atlas)


def test_new_packs_are_obeyed_at_once() -> None:
    decider = Decider()
    assert decider.decide(ASKED, ATLAS).places == ("device", "partner")
    assert decider.binding(ASKED, ATLAS) is decider.binding(ASKED, ATLAS)
    closed = world(rule(GateParams(artifact="x", deny=True), "gate"))
    assert decider.decide(ASKED, closed).places == ()
    assert decider.decide(ASKED, ATLAS).places == ("device", "partner")


def test_a_release_that_was_suspended_is_obeyed_at_once() -> None:
    decider = Decider()
    assert decider.decide(ASKED, ATLAS).places == ("device", "partner")
    suspended = changed(releases=release(CN, CN_SITE, "suspended"))
    assert decider.decide(suspended, ATLAS).places == ("device",)


def test_other_sites_and_a_stricter_operator_are_obeyed_at_once() -> None:
    decider = Decider()
    decider.decide(ASKED, ATLAS)
    without = changed(sites=(DEVICE_SITE,))
    assert decider.decide(without, ATLAS).places == ("device",)
    elsewhere = changed(operator=dataclasses.replace(OPERATOR, markets=(EU,)))
    assert decider.decide(elsewhere, ATLAS).places == ()


def test_what_cannot_be_decided_is_not_remembered_as_decided() -> None:
    decider = Decider()
    unknown = changed(whereabouts=where(MarketId("XX")))
    for _ in range(2):
        with pytest.raises(UnknownMarketError):
            decider.decide(unknown, ATLAS)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_DECISIONS", 3)
    monkeypatch.setattr(module, "MAX_BINDINGS", 2)
    decider = Decider()
    asked = [changed(at=TODAY + timedelta(days=days)) for days in range(5)]
    first = decider.decide(asked[0], ATLAS)
    bound = decider.binding(asked[0], ATLAS)
    assert [decider.decide(each, ATLAS) for each in asked] == [
        decide(each, ATLAS) for each in asked
    ]
    assert decider.decide(asked[0], ATLAS) is not first
    assert decider.binding(asked[0], ATLAS) is not bound
    assert decider.decide(asked[4], ATLAS) is decider.decide(asked[4], ATLAS)


class _Slow(dict[str, frozenset[str]]):
    """Facts that let somebody else decide when they are first looked at."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self.meanwhile = meanwhile

    def items(self) -> Any:
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return super().items()


def test_what_was_begun_before_a_release_was_suspended_is_not_remembered_after_it() -> None:
    decider = Decider()
    suspended = changed(releases=release(CN, CN_SITE, "suspended"))
    other = changed(suspended, data=frozenset({DataClass.HEALTH}))
    late = changed(facts=_Slow(lambda: decider.decide(other, ATLAS)))
    assert decider.decide(late, ATLAS).places == ("device", "partner")
    assert decider.decide(suspended, ATLAS).places == ("device",)


def _asked() -> Iterator[tuple[Inquiry, Atlas]]:
    worlds = (ATLAS, world(rule(GateParams(artifact="x", deny=True), "gate")))
    for atlas in worlds:
        for market in (CN, EU, US):
            for state in ("released", "suspended"):
                yield (
                    inquiry(market, releases=release(market, CN_SITE, state), sites=SITES),
                    atlas,
                )


def test_many_threads_in_changing_worlds_get_what_is_decided_in_theirs() -> None:
    decider = Decider()
    asked = list(_asked())
    expected = [decide(one, atlas) for one, atlas in asked]
    begin = threading.Barrier(4)

    def work(offset: int) -> list[tuple[int, Decision]]:
        begin.wait()
        order = [(step * (offset + 1) + offset) % len(asked) for step in range(60)]
        return [(index, decider.decide(*asked[index])) for index in order]

    with ThreadPoolExecutor(max_workers=4) as threads:
        for found in threads.map(work, range(4)):
            assert all(decision == expected[index] for index, decision in found)


def test_the_binding_is_that_of_the_question() -> None:
    decider = Decider()
    assert [each.id for each in decider.binding(ASKED, ATLAS).packs] == ["CN"]
    assert ASKED.feature == ASSISTANT
