from datetime import date

import pytest

from domicile.core.decision import Decision, Outcome, Reason, SiteVerdict
from domicile.core.findings import Action, DataClass
from domicile.core.ids import RuleId, SiteId
from domicile.core.text import Bilingual

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


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (None, Bilingual(en="Data stays.", zh="数据不出境。")),
        (
            Bilingual(en="It would leave.", zh="数据将出境。"),
            Bilingual(en="Data stays. It would leave.", zh="数据不出境。数据将出境。"),
        ),
    ],
)
def test_a_reason_is_the_rules_own_words_then_what_was_found(
    found: Bilingual | None, text: Bilingual
) -> None:
    reason = Reason(
        rule=RuleId("CN-LOC-001"),
        kind="locate",
        outcome=Outcome.REFUSE,
        basis="law",
        known="memory",
        citation="Law, Art. 1",
        words=Bilingual(en="Data stays.", zh="数据不出境。"),
        found=found,
    )
    assert reason.text == text


def test_outcomes_are_the_words_of_the_contract() -> None:
    assert [outcome.value for outcome in Outcome] == ["permit", "limit", "refuse"]
