import json
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, C2PA, SOURCE_TYPE, Found
from domicile.policy.marks.detect import MAX_MARKS, Foreign
from domicile.policy.marks.mark import TRAINED, sign_mark
from domicile.receipts.jws import JwsSigner
from tests.unit.policy.marks.samples import CHINESE, CN, EU, TEXT, Workshop, png, workshop


@pytest.fixture
def house(tmp_path: Path) -> Workshop:
    return workshop(tmp_path)


def mark_of(house: Workshop, text: str = TEXT) -> str:
    return house.marker.mark(text, market=EU, modality="text").encoded


def test_a_text_with_its_mark(house: Workshop) -> None:
    found = house.detector.text(TEXT, marks=[mark_of(house)])
    assert (found.labelled, found.by, found.intact, found.problem) == (True, "mark", True, None)
    assert found.mark is not None
    assert found.mark.producer == "Example Co"
    assert not found.visible


def test_a_mark_as_an_answer_carries_it(house: Workshop) -> None:
    label = json.dumps({"digital_source_type": "trainedAlgorithmicMedia", "mark": mark_of(house)})
    assert house.detector.text(TEXT, marks=[label]).labelled
    for other in ('{"digital_source_type":"x"}', '{"mark":1}', "{", "{" + "[" * 9000):
        found = house.detector.text(TEXT, marks=[other])
        assert (found.labelled, found.problem) == (False, None)


def test_a_mark_that_was_copied_into_the_text(house: Workshop) -> None:
    mark = mark_of(house)
    for text in (
        f"{TEXT}\n{mark}",
        f"{mark} {TEXT}",
        f"{TEXT} ({mark})".replace("(", "").replace(")", ""),
    ):
        assert house.detector.text(text).by == "mark"


def test_a_text_alone(house: Workshop) -> None:
    found = house.detector.text(TEXT)
    assert (found.labelled, found.by, found.intact, found.mark) == (False, None, None, None)
    assert found.problem is None


def test_a_mark_on_another_text(house: Workshop) -> None:
    found = house.detector.text(CHINESE, marks=[mark_of(house)])
    assert (found.labelled, found.intact, found.problem) == (False, False, "altered")
    assert found.mark is not None


def test_one_mark_that_holds_is_enough(house: Workshop) -> None:
    marks = ["no mark", mark_of(house, CHINESE), mark_of(house)]
    found = house.detector.text(TEXT, marks=marks)
    assert (found.labelled, found.problem) == (True, None)


def test_the_problem_of_the_mark_that_verifies_is_told(house: Workshop) -> None:
    found = house.detector.text(TEXT, marks=["no mark", mark_of(house, CHINESE), "none either"])
    assert found.problem == "altered"
    assert house.detector.text(TEXT, marks=["no mark"]).problem == "malformed"


def test_a_mark_of_an_unknown_key_counts_once_it_is_trusted(
    house: Workshop, tmp_path: Path
) -> None:
    other = workshop(tmp_path / "other")
    mark = mark_of(other)
    assert house.detector.text(TEXT, marks=[mark]).problem == "unknown_key"
    found = house.detector.text(TEXT, marks=[mark], trusted=[other.signer.key])
    assert (found.labelled, found.by) == (True, "mark")


def test_a_forged_mark(house: Workshop) -> None:
    forger = JwsSigner(house.signer.key.name, Ed25519PrivateKey.generate())
    forger.key = house.signer.key
    claim = house.marker.mark(TEXT, market=EU, modality="text").claim
    found = house.detector.text(TEXT, marks=[sign_mark(claim, forger).encoded])
    assert (found.labelled, found.problem, found.mark) == (False, "wrong_signature", None)
    assert house.detector.says(sign_mark(claim, forger).encoded) is None
    assert house.detector.says(sign_mark(claim, house.signer).encoded) == claim


def test_no_more_marks_are_looked_at_than_so_many(house: Workshop) -> None:
    marks = [f"no mark {number}" for number in range(MAX_MARKS)]
    assert not house.detector.text(TEXT, marks=[*marks, mark_of(house)]).labelled


def test_a_token_that_is_no_mark_is_nothing(house: Workshop) -> None:
    token = f"eyJ{'a' * 20}.eyJ{'b' * 20}.{'c' * 86}"
    assert house.detector.text(f"{TEXT} {token}").problem is None


def test_a_mark_of_nothing_holds_for_nothing_else(house: Workshop) -> None:
    mark = mark_of(house, "")
    assert house.detector.text(" \n", marks=[mark]).labelled
    assert not house.detector.text(TEXT, marks=[mark]).labelled


def test_a_text_that_lost_its_mark(house: Workshop) -> None:
    house.marker.mark(CHINESE, market=CN, modality="text", remember=True)
    found = house.detector.text(f"“{CHINESE}”")
    assert (found.labelled, found.by, found.intact) == (True, "fingerprint", None)


def test_a_visible_label_proves_nothing(house: Workshop) -> None:
    found = house.detector.text(f"{TEXT}\n\n（内容由AI生成）")
    assert (found.labelled, found.visible) == (False, True)


def test_marks_of_others_are_repeated(house: Workshop) -> None:
    found = house.detector.found(
        Found(
            content=b"x",
            properties={
                AIGC: ('{"Label":"2","ContentProducer":"somebody"}', "no label"),
                SOURCE_TYPE: ("https://schema.org/AlgorithmicMediaDigitalSource", "no words 1"),
            },
            hints=frozenset({C2PA}),
        )
    )
    assert found.foreign == (
        Foreign(kind="aigc", says="2"),
        Foreign(kind="iptc", says="AlgorithmicMediaDigitalSource"),
        Foreign(kind="c2pa", says=""),
    )
    assert not found.labelled


def test_what_stands_beside_our_mark_is_ours_too(house: Workshop) -> None:
    mark = house.marker.mark_content(b"x", market=CN, modality="image")
    found = house.detector.found(
        Found(
            content=b"x",
            properties={
                "mark": (mark.encoded,),
                AIGC: (f'{{"Label":"1","ProduceID":"{mark.id}"}}', '{"Label":"1"}'),
                SOURCE_TYPE: (TRAINED,),
            },
        )
    )
    assert found.labelled
    assert found.foreign == (Foreign(kind="aigc", says="1"),)


def test_a_file(house: Workshop) -> None:
    assert not house.detector.file(png(), name="a.txt").labelled
    with pytest.raises(LabelError):
        house.detector.file(b"x", name="a.unknown")


@pytest.mark.parametrize(
    ("text", "media"),
    [
        ("eyJ" * 700_000, "text/plain"),
        ('<meta name="AIGC" content="x">' * 60_000, "text/html"),
        ("a" + "\u0301\u0316" * 500_000, "text/plain"),
    ],
    ids=["tokens", "properties", "accents"],
)
def test_hostile_files_take_time_in_proportion(text: str, media: str, house: Workshop) -> None:
    began_s = time.process_time()
    house.detector.file(text.encode(), media=media)
    assert time.process_time() - began_s < 5
