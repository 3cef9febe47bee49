from datetime import date

from domicile.core.decision import Decision, Outcome, SiteVerdict
from domicile.core.findings import Action, DataClass
from domicile.core.ids import SiteId

VERDICT = SiteVerdict(site=SiteId("one"), permitted=True, reasons=())


def test_a_verdict_is_found_by_its_site() -> None:
    decision = Decision(
        permitted=True,
        places=("partner",),
        sites=(VERDICT,),
        actions=dict.fromkeys(DataClass, Action.REPLACED),
        reasons=(),
        duties=(),
        upcoming=(),
        packs=(),
        at=date(2026, 11, 24),
    )
    assert decision.verdict(SiteId("one")) is VERDICT
    assert decision.verdict(SiteId("two")) is None


def test_outcomes_are_the_words_of_the_contract() -> None:
    assert [outcome.value for outcome in Outcome] == ["permit", "limit", "refuse"]
