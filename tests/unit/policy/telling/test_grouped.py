from domicile.core.decision import Outcome, Reason
from domicile.core.ids import RuleId, SiteId
from domicile.core.text import Bilingual
from domicile.policy.telling.grouped import remedies, spoken, stuck
from tests.unit.policy.telling.test_explain import AMERICA, CHINA, EUROPE, in_region, reason

MOVE = Bilingual(en="Move.", zh="迁移。")


def named(reasons: tuple[Reason, ...]) -> list[tuple[RuleId, tuple[SiteId, ...]]]:
    return [(each.rule, each.sites) for each in spoken(reasons)]


def test_what_one_rule_says_of_many_sites_is_put_together_in_order() -> None:
    said = (
        reason("B", site=CHINA),
        reason("A", site=AMERICA),
        reason("B", site=EUROPE),
        reason("B", site=EUROPE),
    )
    assert named(said) == [("B", (CHINA, EUROPE)), ("A", (AMERICA,))]


def test_another_outcome_is_another_line() -> None:
    said = (reason("A", site=CHINA), reason("A", Outcome.PERMIT, site=AMERICA))
    assert [each.outcome for each in spoken(said)] == [Outcome.REFUSE, Outcome.PERMIT]


def test_the_rules_own_words_are_told_from_what_was_found() -> None:
    found = reason("A", found=in_region("us"))
    (said,) = spoken((found,))
    assert said.text == found.text
    assert said.found == in_region("us")


def test_what_was_found_at_some_sites_only_names_them() -> None:
    said = (reason("A", site=CHINA), reason("A", site=AMERICA, found=in_region("us")))
    (group,) = spoken(said)
    assert group.found == Bilingual(
        en="demo-us: The site stores in `us`.", zh="demo-us：该站点在 `us` 存储。"
    )


def test_of_the_register_every_entry_is_cited_once() -> None:
    said = tuple(
        reason("approval.missing", citation=entry, site=CHINA) for entry in ("x", "y", "x")
    )
    assert spoken(said)[0].citations == ("x", "y")


def test_a_remedy_of_the_request_names_no_site() -> None:
    (remedy,) = remedies([reason("CN-PROT-001", remedy=MOVE)])
    assert (remedy.rules, remedy.sites) == (("CN-PROT-001",), ())
    assert remedy.text == MOVE


def test_limits_and_permits_need_no_remedy() -> None:
    milder = [reason("A", outcome, remedy=MOVE) for outcome in (Outcome.LIMIT, Outcome.PERMIT)]
    assert remedies(milder) == ()
    assert list(stuck(milder)) == []


def test_sites_that_the_same_rules_close_stand_together() -> None:
    said = [
        reason("A", site=CHINA),
        reason("A", site=AMERICA),
        reason("B", site=AMERICA),
        reason("A", site=EUROPE),
        reason("C", site=EUROPE, remedy=MOVE),
    ]
    assert list(stuck(said)) == [((CHINA, EUROPE), ("A",)), ((AMERICA,), ("A", "B"))]
    assert remedies(said) == ()
