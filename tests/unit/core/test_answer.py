from dataclasses import replace

from domicile.core.answer import passed_over
from domicile.core.decision import Outcome, Reason, SiteVerdict
from domicile.core.ids import RuleId, SiteId
from domicile.core.text import Bilingual
from tests.unit.story_standins import DECISION


def reason(rule: str, outcome: Outcome) -> Reason:
    return Reason(
        rule=RuleId(rule),
        kind="gate",
        outcome=outcome,
        basis="law",
        known="memory",
        citation="Art. 1",
        words=Bilingual(en="No.", zh="否。"),
    )


def test_a_forbidden_site_is_listed_once_for_each_rule_that_forbids_it() -> None:
    limits, twice, other = (
        reason("R-0", Outcome.LIMIT),
        reason("R-1", Outcome.REFUSE),
        reason("R-2", Outcome.REFUSE),
    )
    verdicts = (
        SiteVerdict(site=SiteId("device"), permitted=True, reasons=(limits,)),
        SiteVerdict(site=SiteId("one"), permitted=False, reasons=(twice, twice, other, limits)),
    )
    entries = passed_over(replace(DECISION, sites=verdicts))
    assert [(entry.site, entry.rule) for entry in entries] == [("one", "R-1"), ("one", "R-2")]
