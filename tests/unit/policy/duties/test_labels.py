from dataclasses import replace

import pytest

from domicile.core.ids import RuleId
from domicile.core.text import Bilingual, Language
from domicile.markets.kinds.label import LabelParams, Position
from domicile.policy.duties.labels import mark
from tests.unit.policy.samples import made

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


def test_metadata_is_carried_and_a_missing_detector_is_said() -> None:
    params = LabelParams(layers=("metadata", "detector"), metadata='{"x":1}')
    metadata, detector = mark(RULE, params, made())
    assert metadata.met
    assert metadata.label is not None
    assert (metadata.label.kind, metadata.label.value) == ("metadata", '{"x":1}')
    assert not detector.met
    assert "no public detector" in detector.text.en


def test_other_content_cannot_be_marked_yet() -> None:
    (marked,) = mark(RULE, VISIBLE, made(modality="image", has_text=False, tokens=0))
    assert not marked.met
    assert marked.label is None


def test_a_label_without_words_is_unmet() -> None:
    (marked,) = mark(RULE, LabelParams(layers=("visible",)), made())
    assert not marked.met
    assert marked.suffix == ""
