from dataclasses import replace
from typing import Any

from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.settings import OperatorSettings
from domicile.core.text import Bilingual
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.schema import Notice, Rule
from domicile.policy.person.texts import (
    asked,
    clause,
    notice_named,
    settings_page,
    version,
    version_of,
)
from tests.unit.policy.samples import ATLAS, CN, EU, OPERATOR, TODAY, US, US_CA, rule, world

NOTICE = Notice(
    id="cn.where", version="v1", text=Bilingual(en="Write to {contact}.", zh="联系：{contact}。")
)
SEPARATE = rule(
    ChoiceParams(consent="separate"),
    "choice",
    data=frozenset({DataClass.HEALTH}),
    on_fail="remove",
)


def asking(**changes: Any) -> Rule:
    return replace(SEPARATE, **changes)


def test_a_notice_is_found_by_name_in_its_market_and_those_that_extend_it() -> None:
    found = notice_named(ATLAS, US_CA, "us.parents")
    assert found is not None
    assert found.id == "us.parents"
    assert notice_named(ATLAS, CN, "us.parents") is None


def test_a_clause_is_found_by_its_word() -> None:
    found = clause(ATLAS, CN, "label_terms")
    assert found is not None
    assert found.id == "cn.label_terms"
    assert clause(ATLAS, EU, "label_terms") is None


def test_whoever_is_asked_reads_the_markets_own_text() -> None:
    text = asked(ATLAS, CN, DataClass.HEALTH)
    assert text is not None
    assert text.id == "CN-CHO-001"
    assert text.version == version(text.text)
    assert asked(ATLAS, CN, DataClass.PHONE) is None
    with_notice = asked(world(asking(notice=NOTICE)), CN, DataClass.HEALTH)
    assert with_notice == NOTICE


def test_versions_are_those_of_the_packs() -> None:
    found = notice_named(ATLAS, CN, "cn.label_terms")
    assert found is not None
    assert version(found.text) == found.version == version_of(ATLAS, CN, "cn.label_terms")


def test_a_text_that_is_gone_has_no_version() -> None:
    assert version_of(ATLAS, CN, "cn.gone") == ""
    assert version_of(ATLAS, MarketId("ZZ"), "cn.label_terms") == ""


def test_a_settings_page_fills_in_what_the_operator_states() -> None:
    atlas = world(asking(notice=NOTICE))
    (bare,) = settings_page(atlas, CN, OPERATOR, at=TODAY)
    assert bare.missing == ("contact",)
    assert bare.version == "v1"
    stating = OperatorSettings(statements={"contact": "privacy@example.com"})
    (whole,) = settings_page(atlas, CN, stating, at=TODAY)
    assert whole.missing == ()
    assert whole.text.en == "Write to privacy@example.com."
    assert whole.version not in {"", "v1"}


def test_what_only_an_answer_fills_in_makes_no_other_version() -> None:
    (found,) = (
        each for each in settings_page(ATLAS, CN, OPERATOR, at=TODAY) if each.id == "cn.model"
    )
    assert found.missing == ("model", "filing_no")
    assert found.version == version_of(ATLAS, CN, "cn.model")


def test_a_settings_page_holds_what_concerns_a_feature_each_once_and_is_in_force() -> None:
    feature = AppliesTo(feature=("recommend",))
    atlas = world(
        asking(notice=NOTICE),
        asking(notice=NOTICE),
        asking(notice=replace(NOTICE, id="cn.tags"), applies_to=feature),
        asking(notice=replace(NOTICE, id="cn.late"), in_force_from=TODAY.replace(year=2030)),
    )

    def ids(feature: str) -> list[str]:
        found = settings_page(atlas, CN, OPERATOR, at=TODAY, feature=feature)
        return [each.id for each in found]

    assert ids("") == ids("recommend") == ["cn.where", "cn.tags"]
    assert ids("assistant") == ["cn.where"]
    assert settings_page(atlas, US, OPERATOR, at=TODAY) == ()
