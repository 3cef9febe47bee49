import dataclasses

from domicile.core.findings import DataClass
from domicile.policy.decide import decide
from domicile.policy.duties.fulfil import fulfil
from domicile.policy.explain import explain
from tests.unit.policy.samples import (
    ATLAS,
    CN,
    CN_SITE,
    EU,
    US_CA,
    US_SITE,
    inquiry,
    made,
    release,
)


def test_every_reason_duty_and_coming_rule_has_its_line_in_both_languages() -> None:
    classes = frozenset({DataClass.HEALTH, DataClass.PHONE})
    for market in (CN, EU, US_CA):
        decision = decide(inquiry(market, data=classes), ATLAS)
        for language in ("en", "zh"):
            lines = "\n".join(explain(decision, "zh" if language == "zh" else "en"))
            for reason in decision.reasons:
                assert f"{reason.rule}" in lines
                assert reason.text.spoken("zh" if language == "zh" else "en") in lines
                assert reason.citation in lines
            for duty in decision.duties:
                assert f"{duty.rule}{' (' if language == 'en' else '（'}" in lines
            for coming in decision.upcoming:
                assert f"{coming.date} {coming.rule}" in lines


def test_the_first_line_is_the_verdict() -> None:
    permitted = decide(inquiry(CN, releases=release(CN, CN_SITE)), ATLAS)
    assert explain(permitted, "en")[0] == "Permitted: on the device or by a partner."
    assert explain(permitted, "zh")[0] == "准予：设备端或合作方。"
    refused = decide(inquiry(CN, pin=US_SITE.id), ATLAS)
    assert explain(refused, "en")[0] == "Refused."


def test_basis_and_how_known_stand_beside_the_citation() -> None:
    lines = explain(decide(inquiry(CN, audience="public"), ATLAS), "en")
    assert any(
        line.endswith("(CAC notices of 2024-04-02 and 2025-04-08; law, from secondary sources)")
        for line in lines
    )


def test_what_becomes_of_data_is_said_by_action() -> None:
    lines = explain(decide(inquiry(EU), ATLAS), "en")
    assert any(line.startswith("  replaced: name, phone") for line in lines)
    assert any(line.startswith("  removed: precise_geo") for line in lines)


def test_no_pack_claims_a_review_that_nobody_made() -> None:
    decision = decide(inquiry(CN), ATLAS)
    assert explain(decision, "en")[-1] == "  CN 2026-11-23 (not reviewed by counsel)"
    reviewed = dataclasses.replace(decision.packs[0], counsel="A. Counsel")
    lines = explain(dataclasses.replace(decision, packs=(reviewed,)), "en")
    assert lines[-1] == "  CN 2026-11-23 (reviewed by A. Counsel)"


def test_after_the_answer_the_duties_say_what_became_of_them() -> None:
    decision = decide(inquiry(CN), ATLAS)
    done = dataclasses.replace(decision, duties=fulfil(decision.duties, made()).duties)
    assert any("CN-LAB-001 (met)" in line for line in explain(done, "en"))


def test_chinese_is_written_with_chinese_marks() -> None:
    asked = inquiry(CN, data=frozenset({DataClass.PHONE}), releases=release(CN, CN_SITE))
    lines = explain(decide(asked, ATLAS), "zh")
    assert "理由：" in lines
    assert any("CN-LOC-001 [demo-us] 拒绝：在中国大陆" in line for line in lines)
    assert any(line.startswith("  CN-LAB-001（未履行）：") for line in lines)
    assert any(line.startswith("  替换：name、phone、") for line in lines)
    assert lines[-1] == "  CN 2026-11-23（未经法律顾问审阅）"


def test_the_register_and_the_settings_are_their_own_source() -> None:
    lines = explain(decide(inquiry(CN, releases=release(CN, CN_SITE)), ATLAS), "en")
    assert any(
        line.endswith("(Approvals register, entry CN/assistant/demo-cn#7)") for line in lines
    )


def test_empty_parts_are_left_out() -> None:
    bare = dataclasses.replace(decide(inquiry(CN), ATLAS), duties=(), upcoming=(), reasons=())
    assert "Duties:" not in explain(bare, "en")
    assert "Reasons:" not in explain(bare, "en")
