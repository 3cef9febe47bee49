from dataclasses import replace

import pytest

from domicile.core.ids import RuleId
from domicile.core.site import Site
from domicile.core.text import Bilingual, Language
from domicile.markets.kinds.label import LabelParams, Position
from domicile.policy.duties.labels import MARK, Relief, mark
from domicile.policy.duties.made import Beside
from domicile.policy.marks.aigc import read_aigc
from domicile.policy.marks.normal import digest_of
from tests.unit.policy.duties.test_unlabelled import MARK as SIGNED
from tests.unit.policy.samples import CN_SITE, DEVICE_SITE, made

RULE = RuleId("CN-LAB-001")
VISIBLE = LabelParams(layers=("visible",), text=Bilingual(en="(AI-generated)", zh="（AI生成）"))


@pytest.mark.parametrize(("language", "words"), [("en", "(AI-generated)"), ("zh", "（AI生成）")])
def test_a_visible_label_stands_at_the_end_in_the_persons_language(
    language: Language, words: str
) -> None:
    (marked,) = mark(RULE, VISIBLE, made(language=language))
    assert marked.met
    assert marked.suffix == f"\n\n{words}"
    assert marked.label is not None
    assert (marked.label.kind, marked.label.position) == ("visible", "end")
    assert marked.label.value == words


def test_a_label_that_stands_where_the_rule_does_not_want_it_is_unmet() -> None:
    cases: tuple[tuple[tuple[Position, ...], bool], ...] = (
        (("start", "end"), True),
        (("start", "beside"), False),
    )
    for positions, met in cases:
        (marked,) = mark(RULE, replace(VISIBLE, positions=positions), made())
        assert marked.met is met
        assert marked.label is not None
        assert marked.label.position == "end"


def test_in_structured_data_the_label_comes_beside_and_that_is_unmet() -> None:
    (marked,) = mark(RULE, VISIBLE, made(structured=True))
    assert not marked.met
    assert marked.suffix == ""
    assert marked.label is not None
    assert marked.label.position == "beside"


def test_nothing_is_due_where_there_is_no_text() -> None:
    assert mark(RULE, VISIBLE, made(has_text=False)) == ()


def test_short_texts_may_go_without() -> None:
    params = LabelParams(layers=("watermark",), min_tokens=200)
    assert mark(RULE, params, made(tokens=200)) == ()
    (marked,) = mark(RULE, params, made(tokens=201))
    assert not marked.met


@pytest.mark.parametrize(
    ("words", "value"),
    [('{"x":1,"a":2}', '{"a":2,"mark":"signed","x":1}'), ("", '{"mark":"signed"}')],
)
def test_the_mark_for_machines_holds_the_packs_words_and_what_was_signed(
    words: str, value: str
) -> None:
    params = LabelParams(layers=("metadata", "detector"), metadata=words)
    metadata, detector = mark(RULE, params, made(beside=Beside(mark=SIGNED)))
    assert metadata.met
    assert metadata.label is not None
    assert metadata.label.kind == "metadata"
    assert metadata.label.position == "beside"
    assert metadata.label.value == value
    assert MARK in metadata.label.value
    assert metadata.suffix == ""
    assert detector.met
    assert "`/v1/detect`" in detector.text.en
    assert detector.label is None


def test_chinas_fields_stand_in_the_label_for_machines_or_the_producer_is_missing() -> None:
    params = LabelParams(layers=("metadata",), fields=("Label", "ContentProducer", "ProduceID"))
    (marked,) = mark(RULE, params, made(beside=Beside(operator="Example Co", mark=SIGNED)))
    assert marked.met
    assert marked.label is not None
    implicit = read_aigc(marked.label.value)
    assert implicit is not None
    assert (implicit.label, implicit.producer) == ("1", "Example_Co")
    assert implicit.produce_id == SIGNED.id
    assert implicit.producer_check == digest_of(SIGNED.encoded)
    for name in ("示例公司", ""):
        (marked,) = mark(RULE, params, made(beside=Beside(operator=name, mark=SIGNED)))
        assert not marked.met
        assert marked.label is None
        assert "producer_code" in marked.text.en


def test_what_nobody_signed_is_no_mark() -> None:
    params = LabelParams(layers=("metadata", "detector"), metadata='{"x":1}')
    for marked in mark(RULE, params, made()):
        assert not marked.met
        assert marked.label is None


@pytest.mark.parametrize(
    ("site", "why"), [(CN_SITE, "A partner wrote the text"), (DEVICE_SITE, "no watermark for text")]
)
def test_a_watermark_is_unmet_and_it_is_said_why(site: Site, why: str) -> None:
    (marked,) = mark(RULE, LabelParams(layers=("watermark",)), made(site=site))
    assert not marked.met
    assert why in marked.text.en


def test_with_relief_only_the_visible_label_is_left_off() -> None:
    relief = Relief(rule=RuleId("CN-LAB-007"), log_months=6)
    params = replace(VISIBLE, layers=("visible", "metadata"))
    off, metadata = mark(RULE, params, made(beside=Beside(mark=SIGNED)), relief)
    assert off.met
    assert off.suffix == ""
    assert off.label is None
    assert "as CN-LAB-007 permits" in off.text.en
    assert metadata.label is not None
    (kept,) = mark(RULE, LabelParams(layers=("detector",)), made(), relief)
    assert not kept.met


def test_other_content_cannot_be_marked_yet() -> None:
    (marked,) = mark(RULE, VISIBLE, made(modality="image", has_text=False, tokens=0))
    assert not marked.met
    assert marked.label is None


def test_a_label_without_words_is_unmet() -> None:
    (marked,) = mark(RULE, LabelParams(layers=("visible",)), made())
    assert not marked.met
    assert marked.suffix == ""
