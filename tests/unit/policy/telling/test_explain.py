"""Decisions are built by hand here: what is said of them depends on nothing else."""

import dataclasses
from datetime import date
from typing import Any

import pytest

from domicile.core.decision import (
    Conflict,
    Decision,
    Duty,
    DutyStatus,
    Note,
    Outcome,
    PackRef,
    Reason,
    SiteVerdict,
    Upcoming,
)
from domicile.core.findings import Action, DataClass
from domicile.core.ids import DEVICE, MarketId, RuleId, SiteId
from domicile.core.request import Audience
from domicile.core.text import Bilingual, Language
from domicile.markets.load import EVENT
from domicile.policy.telling.explain import explain

AT = date(2026, 11, 24)
CHINA, AMERICA, EUROPE = SiteId("demo-cn"), SiteId("demo-us"), SiteId("demo-eu")
DATA = "Before a partner sees it:"
STAY = Bilingual(en="Data stays in the mainland.", zh="数据存储在境内。")


def in_region(region: str) -> Bilingual:
    return Bilingual(en=f"The site stores in `{region}`.", zh=f"该站点在 `{region}` 存储。")


def reason(rule: str, outcome: Outcome = Outcome.REFUSE, **changes: Any) -> Reason:
    facts: dict[str, Any] = {
        "rule": RuleId(rule),
        "kind": "locate",
        "outcome": outcome,
        "basis": "law",
        "known": "memory",
        "citation": "Law, Art. 1",
        "words": STAY,
        **changes,
    }
    return Reason(**facts)


def decision(*reasons: Reason, **changes: Any) -> Decision:
    facts: dict[str, Any] = {
        "permitted": True,
        "places": ("device", "partner"),
        "sites": tuple(
            SiteVerdict(site=site, permitted=site != AMERICA, reasons=())
            for site in (DEVICE, CHINA, AMERICA)
        ),
        "actions": {
            DataClass.NAME: Action.REPLACED,
            DataClass.PHONE: Action.REPLACED,
            DataClass.HEALTH: Action.REMOVED,
            DataClass.ORGANIZATION: Action.KEPT,
        },
        "reasons": reasons,
        "duties": (),
        "upcoming": (),
        "packs": (pack(),),
        "at": AT,
        **changes,
    }
    return Decision(**facts)


def pack(**changes: Any) -> PackRef:
    facts: dict[str, Any] = {
        "market": MarketId("CN"),
        "as_of": date(2026, 11, 23),
        "digest": "d" * 64,
        "counsel": None,
        "expires": date(2027, 2, 23),
        **changes,
    }
    return PackRef(**facts)


def part(lines: tuple[str, ...], title: str) -> list[str]:
    """Return the lines under ``title``, without their indent."""
    found: list[str] = []
    for line in lines[lines.index(title) + 1 :]:
        if not line.startswith("  "):
            break
        found.append(line.removeprefix("  "))
    return found


def duty(rule: str, **changes: Any) -> Duty:
    facts: dict[str, Any] = {
        "rule": RuleId(rule),
        "kind": "label",
        "status": DutyStatus.UNMET,
        "basis": "guidance",
        "known": "secondary",
        "citation": "Measures, Art. 4",
        "text": Bilingual(en="Mark it.", zh="加注标识。"),
        **changes,
    }
    return Duty(**facts)


WHOLE = decision(
    reason("CN-LOC-001", site=AMERICA, remedy=Bilingual(en="Move.", zh="迁移。")),
    reason("CN-PART-001", Outcome.PERMIT, site=CHINA),
    conflicts=(
        Conflict(
            rules=(RuleId("CN-LOC-001"), RuleId("US-PART-001")),
            wants=(Bilingual(en="a", zh="甲"), Bilingual(en="b", zh="乙")),
            left=Bilingual(en="Stay.", zh="留下。"),
        ),
    ),
    duties=(duty("CN-LAB-001"), duty("CN-REP-001", params={EVENT: ["operation"]})),
    notes=(
        Note(
            rule=RuleId("CN-REP-003"),
            kind="report",
            basis="law",
            known="memory",
            citation="Law, Art. 9",
            text=Bilingual(en="Fines.", zh="罚款。"),
        ),
    ),
    upcoming=(
        Upcoming(
            rule=RuleId("CN-X"), date=date(2027, 1, 1), text=Bilingual(en="Later.", zh="以后。")
        ),
    ),
)
TITLES: dict[Language, list[str]] = {
    "en": [
        "Markets that contradict each other:",
        "Why:",
        "What would make it possible:",
        "Duties:",
        "Duties of the operator as long as the service runs:",
        "Before a partner sees it:",
        "For information only:",
        "Coming within 90 days:",
        "Packs:",
    ],
    "zh": [
        "相互冲突的市场规则：",
        "理由：",
        "如何才能准予：",
        "义务：",
        "服务运行期间运营者的义务：",
        "交给合作方之前：",
        "仅供参考：",
        "90 天内即将生效：",
        "规则包：",
    ],
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_parts_come_in_the_order_in_which_one_reads_aloud(language: Language) -> None:
    lines = explain(WHOLE, language)
    assert [line for line in lines if line.endswith((":", "："))] == TITLES[language]


def test_the_first_lines_are_the_verdict() -> None:
    said = decision(reason("R", site=CHINA), reason("R", site=AMERICA))
    assert explain(said, "en")[:3] == (
        "Permitted: on the device or by a partner.",
        "May answer on 2026-11-24: device, demo-cn.",
        "May not answer on 2026-11-24: demo-us.",
    )
    assert explain(said, "zh")[:3] == (
        "准予：设备端或合作方。",
        "2026-11-24 可作答：device、demo-cn。",
        "2026-11-24 不可作答：demo-us。",
    )


def test_a_pinned_decision_speaks_of_that_site_only() -> None:
    said = decision(reason("R", site=AMERICA), permitted=False, places=())
    assert explain(said, "en")[:2] == ("Refused.", "May not answer on 2026-11-24: demo-us.")
    assert explain(said, "zh")[0] == "拒绝。"


def test_the_last_line_says_that_it_is_no_advice() -> None:
    assert explain(WHOLE, "en")[-1] == "This is no legal advice."
    assert explain(WHOLE, "zh")[-1] == "以上内容不构成法律意见。"


def test_a_line_holds_rule_sites_outcome_text_citation_basis_and_how_known() -> None:
    one = reason("CN-LOC-001", site=AMERICA, found=in_region("us"))
    other = reason("CN-LOC-001", site=EUROPE, found=in_region("us"))
    (line,) = part(explain(decision(one, other), "en"), "Why:")
    assert line.startswith("CN-LOC-001 [demo-us, demo-eu] refuses: Data stays in the mainland. The")
    assert line.endswith("stores in `us`. (Law, Art. 1; law, from memory)")
    (line,) = part(explain(decision(one, other), "zh"), "理由：")
    assert line.startswith("CN-LOC-001 [demo-us, demo-eu] 拒绝：数据存储在境内。该站点在")
    assert line.endswith("存储。（Law, Art. 1；法律，凭记忆）")


def test_what_differs_from_site_to_site_is_said_of_each() -> None:
    one = reason("CN-LOC-001", site=AMERICA, found=in_region("us"))
    other = reason("CN-LOC-001", site=EUROPE, found=in_region("eu"))
    (line,) = part(explain(decision(one, other), "en"), "Why:")
    assert (
        "mainland. demo-us: The site stores in `us`. demo-eu: The site stores in `eu`. (Law" in line
    )


def test_what_permits_is_short_and_says_only_what_was_found() -> None:
    plain = reason("A", Outcome.PERMIT, site=CHINA)
    counted = reason("B", Outcome.PERMIT, site=CHINA, found=Bilingual(en="7 people.", zh="7 人。"))
    assert part(explain(decision(plain, counted), "en"), "Why:") == [
        "A [demo-cn] permits (Law, Art. 1; law, from memory)",
        "B [demo-cn] permits: 7 people. (Law, Art. 1; law, from memory)",
    ]


def test_register_settings_and_person_are_their_own_source() -> None:
    said = [
        reason(kind, kind=kind, citation=f"Source {site}", site=site)
        for kind in ("approval", "operator", "person")
        for site in (AMERICA, EUROPE)
    ]
    for line in part(explain(decision(*said), "en"), "Why:"):
        assert line.endswith("(Source demo-us; Source demo-eu)")


def test_a_remedy_is_said_once_with_its_rules_and_sites() -> None:
    remedy = Bilingual(en="Release it.", zh="予以发布。")
    said = decision(
        reason("CN-GATE-002", site=CHINA, remedy=remedy),
        reason("approval.missing", site=CHINA, remedy=remedy),
        reason("approval.missing", site=EUROPE, remedy=remedy),
        reason("CN-X", Outcome.LIMIT, site=EUROPE, remedy=Bilingual(en="no", zh="no")),
    )
    assert part(explain(said, "en"), "What would make it possible:") == [
        "CN-GATE-002, approval.missing [demo-cn, demo-eu]: Release it."
    ]


def test_no_remedy_is_offered_where_another_rule_stands_in_the_way() -> None:
    remedy = Bilingual(en="Release it.", zh="予以发布。")
    said = decision(
        reason("US-PART-001", site=AMERICA),
        reason("US-PART-001", site=EUROPE),
        reason("approval.missing", site=AMERICA, remedy=remedy),
    )
    assert part(explain(said, "en"), "What would make it possible:") == [
        "demo-us, demo-eu: nothing would, as long as this stands in the way: US-PART-001"
    ]
    assert part(explain(said, "zh"), "如何才能准予：") == [
        "demo-us、demo-eu：在 US-PART-001 仍然适用时无法实现"
    ]


def test_what_would_meet_one_of_two_rules_that_contradict_each_other_is_no_remedy() -> None:
    move = Bilingual(en="Move.", zh="迁移。")
    said = decision(
        reason("CN-LOC-001", site=AMERICA, remedy=move),
        reason("US-PART-001", site=CHINA, remedy=move),
        reason("US-CA-PART-001", site=CHINA, remedy=move),
        conflicts=WHOLE.conflicts,
    )
    assert part(explain(said, "en"), "What would make it possible:") == [
        "demo-us: nothing would, as long as this stands in the way: CN-LOC-001",
        "demo-cn: nothing would, as long as this stands in the way: US-PART-001",
    ]


def test_where_the_request_as_a_whole_is_closed_no_site_could_be_opened() -> None:
    said = decision(
        reason("operator.market", kind="operator"),
        reason("CN-LOC-001", site=AMERICA, remedy=Bilingual(en="Move.", zh="迁移。")),
        reason("CN-PART-001", site=CHINA),
    )
    assert part(explain(said, "en"), "What would make it possible:") == [
        "nothing would, as long as this stands in the way: operator.market"
    ]


def test_duties_notes_and_what_comes_have_their_lines() -> None:
    lines = explain(WHOLE, "en")
    assert part(lines, "Duties:") == [
        "CN-LAB-001 (unmet): Mark it. (Measures, Art. 4; guidance, from secondary sources)"
    ]
    assert part(lines, "Duties of the operator as long as the service runs:")[0].startswith(
        "CN-REP-001 (unmet)"
    )
    assert part(lines, "For information only:") == [
        "CN-REP-003: Fines. (Law, Art. 9; law, from memory)"
    ]
    assert part(lines, "Coming within 90 days:") == ["2027-01-01 CN-X: Later."]
    assert part(lines, "Markets that contradict each other:") == ["a", "b", "Stay."]
    met = dataclasses.replace(WHOLE, duties=(duty("CN-LAB-001", status=DutyStatus.MET),))
    assert part(explain(met, "zh"), "义务：")[0].startswith("CN-LAB-001（已履行）：")


def test_what_contradicts_several_rules_is_said_once() -> None:
    (one,) = WHOLE.conflicts
    other = dataclasses.replace(one, wants=(one.wants[0], Bilingual(en="c", zh="丙")))
    lines = explain(decision(conflicts=(one, other)), "en")
    assert part(lines, "Markets that contradict each other:") == ["a", "b", "c", "Stay."]


@pytest.mark.parametrize(
    ("citation", "said"),
    [
        ("House rule", "(house rule, from memory)"),
        ("House rule, from PIPL Art. 40", "(from PIPL Art. 40; house rule, from memory)"),
        ("House rule; PIPL Art. 40", "(PIPL Art. 40; house rule, from memory)"),
    ],
)
def test_that_the_house_made_a_rule_is_said_once(citation: str, said: str) -> None:
    made = reason("A", citation=citation, basis="house", site=CHINA)
    (line,) = part(explain(decision(made), "en"), "Why:")
    assert line.endswith(f"Data stays in the mainland. {said}")


@pytest.mark.parametrize("audience", ["internal", "personal"])
def test_beyond_the_public_it_is_said_why_every_rule_is_the_houses(audience: Audience) -> None:
    told = explain(decision(audience=audience), "en")
    assert any(f"`{audience}`" in line and "house rule" in line for line in told[:4])
    assert any(
        f"`{audience}`" in line and "内部规则" in line
        for line in explain(decision(audience=audience), "zh")[:4]
    )
    assert not any("audience" in line for line in explain(decision(audience="public"), "en"))


def test_what_becomes_of_data_is_said_by_action() -> None:
    told = decision(reason("A", site=CHINA))
    assert part(explain(told, "en"), DATA) == ["replaced: name, phone", "removed: health"]
    assert "  替换：name、phone" in explain(told, "zh")


@pytest.mark.parametrize(
    ("classes", "said"),
    [
        ({DataClass.PHONE}, ["replaced: phone"]),
        ({DataClass.ORGANIZATION, DataClass.HEALTH}, ["kept: organization", "removed: health"]),
        (set(), ["nothing personal was found"]),
    ],
)
def test_of_what_was_found_nothing_else_is_said(classes: set[DataClass], said: list[str]) -> None:
    told = decision(reason("A", site=CHINA))
    assert part(explain(told, "en", classes=frozenset(classes)), DATA) == said


def test_where_no_partner_is_spoken_of_none_sees_anything() -> None:
    assert DATA not in explain(decision(reason("A", site=DEVICE)), "en")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "CN 2026-11-23 (not reviewed by counsel; to be looked at again by 2027-02-23)"),
        ({"counsel": "Li", "expires": None}, "CN 2026-11-23 (reviewed by Li)"),
        (
            {"expires": date(2026, 11, 23)},
            "CN 2026-11-23 (not reviewed by counsel; EXPIRED on 2026-11-23)",
        ),
        (
            {"expires": AT},
            "CN 2026-11-23 (not reviewed by counsel; to be looked at again by 2026-11-24)",
        ),
    ],
)
def test_no_pack_claims_a_review_that_nobody_made(changes: dict[str, Any], line: str) -> None:
    assert part(explain(decision(packs=(pack(**changes),)), "en"), "Packs:") == [line]


def test_empty_parts_are_left_out() -> None:
    lines = explain(decision(actions={}, packs=()), "en")
    assert [line for line in lines if line.endswith(":")] == []
