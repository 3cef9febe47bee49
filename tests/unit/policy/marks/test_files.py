import json
from pathlib import Path

import pytest

from domicile.core.decision import DutyStatus
from domicile.core.errors import InvalidValueError, UnknownMarketError
from domicile.core.ids import MarketId
from domicile.core.settings import OperatorSettings
from domicile.policy.errors import LabelError
from domicile.policy.marks.aigc import read_aigc
from domicile.policy.marks.containers.catalog import CONTAINERS
from domicile.policy.marks.containers.container import (
    AIGC,
    FIELDS,
    MARK,
    SOURCE_TYPE,
    Container,
    Marks,
)
from domicile.policy.marks.containers.html_page import HTML
from domicile.policy.marks.containers.markdown import MARKDOWN
from domicile.policy.marks.containers.png import PNG
from domicile.policy.marks.containers.text import TEXT
from domicile.policy.marks.normal import digest_of
from tests.unit.policy.marks.samples import (
    CHINESE,
    CN,
    CODE,
    EU,
    FILES,
    US_CA,
    Workshop,
    png,
    workshop,
)

THEIRS = '{"Label":"1","ContentProducer":"theirs","ProduceID":"t-1"}'


@pytest.fixture
def house(tmp_path: Path) -> Workshop:
    return workshop(tmp_path)


def label_in(container: Container, data: bytes) -> dict[str, str]:
    value = container.read(data).first(AIGC)
    assert value is not None
    found: dict[str, str] = json.loads(value)
    return found


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda each: each.name)
@pytest.mark.parametrize("market", [CN, EU, US_CA])
def test_every_kind_of_file_is_known_again(
    house: Workshop, container: Container, market: MarketId
) -> None:
    done = house.labeller.add(FILES[container.name], container, market)
    found = house.detector.file(done.data, name=f"a{container.suffixes[0]}")
    assert (found.labelled, found.by, found.intact, found.foreign) == (True, "mark", True, ())
    assert found.mark is not None
    assert (found.mark.market, found.mark.modality) == (market, container.modality)
    assert found.visible == (market == CN and container.shows)
    assert set(done.written.properties) >= {MARK, SOURCE_TYPE}


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda each: each.name)
def test_labelling_again_changes_nothing(house: Workshop, container: Container) -> None:
    once = house.labeller.add(FILES[container.name], container, CN)
    twice = house.labeller.add(once.data, container, CN)
    assert twice.written.properties == once.written.properties
    assert container.read(twice.data).properties == container.read(once.data).properties


def test_chinas_label(house: Workshop) -> None:
    done = house.labeller.add(FILES["text"], TEXT, CN)
    label = label_in(TEXT, done.data)
    mark = done.written.properties[MARK]
    claim = house.detector.says(mark)
    assert claim is not None
    assert label == {
        "Label": "1",
        "ContentProducer": "Example_Co",
        "ProduceID": claim.id,
        "ReservedCode1": digest_of(mark),
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }


def test_the_operators_code(tmp_path: Path) -> None:
    operator = OperatorSettings(name="示例", statements={"producer_code": CODE})
    house = workshop(tmp_path, operator)
    done = house.labeller.add(f"{CHINESE}\n".encode(), TEXT, CN)
    assert label_in(TEXT, done.data)["ContentProducer"] == CODE
    assert done.written.visible == "（内容由AI生成）"


def test_a_name_that_no_label_takes(tmp_path: Path) -> None:
    house = workshop(tmp_path, OperatorSettings(name="示例"))
    with pytest.raises(InvalidValueError):
        house.labeller.add(FILES["text"], TEXT, CN)
    assert house.labeller.add(FILES["text"], TEXT, EU).written.properties[MARK]


def test_california(tmp_path: Path) -> None:
    house = workshop(tmp_path, OperatorSettings(name="Example", monthly_users=1_000_001))
    done = house.labeller.add(png(), PNG, US_CA)
    claim = house.detector.says(done.written.properties[MARK])
    assert claim is not None
    assert {name: PNG.read(done.data).first(name) for name in FIELDS} == {
        "provider_name": "Example",
        "system_name": "Domicile",
        "system_version": "1.2.3",
        "created_at": "2026-11-24T12:00:00Z",
        "content_id": claim.id,
    }
    assert {each.rule: each.status for each in done.duties} == {
        "US-CA-LAB-001": DutyStatus.MET,
        "US-CA-LAB-002": DutyStatus.UNMET,
    }


def test_a_picture_gets_no_visible_label_and_that_is_said(house: Workshop) -> None:
    done = house.labeller.add(png(), PNG, CN)
    statuses = {each.rule: each.status for each in done.duties}
    assert statuses == {"CN-LAB-003": DutyStatus.UNMET, "CN-LAB-005": DutyStatus.MET}
    assert done.written.visible == ""


def test_what_was_changed_afterwards_gets_a_new_mark(house: Workshop) -> None:
    done = house.labeller.add(FILES["markdown"], MARKDOWN, CN)
    changed = done.data.replace(b"harbour", b"station")
    assert house.detector.file(changed, name="a.md").problem == "altered"
    again = house.labeller.add(changed, MARKDOWN, CN)
    assert again.written.properties[MARK] != done.written.properties[MARK]
    assert label_in(MARKDOWN, again.data)["ContentPropagator"] == ""
    assert house.detector.file(again.data, name="a.md").labelled


def test_a_text_that_lost_its_mark_is_ours_all_the_same(house: Workshop) -> None:
    house.labeller.add(f"{CHINESE}\n".encode(), TEXT, CN)
    again = house.labeller.add(f"{CHINESE}\n".encode(), TEXT, CN)
    assert label_in(TEXT, again.data)["Label"] == "1"


def test_a_mark_that_was_copied_into_a_text_is_not_one_of_the_file(house: Workshop) -> None:
    mark = house.marker.mark(CHINESE, market=EU, modality="text").encoded
    done = house.labeller.add(f"{CHINESE}\n{mark}\n".encode(), TEXT, EU)
    assert done.written.properties[MARK] != mark
    assert house.detector.file(done.data, name="a.txt").labelled


def test_the_mark_that_holds_is_kept_among_several(house: Workshop) -> None:
    marks = [house.marker.mark(text, market=EU, modality="text").encoded for text in ("x", CHINESE)]
    page = "".join(f'<meta name="domicile:mark" content="{mark}">' for mark in marks)
    done = house.labeller.add(f"{page}<p>{CHINESE}</p>".encode(), HTML, EU)
    assert done.written.properties[MARK] == marks[1]


def test_a_labelled_file_of_others_is_carried_on(house: Workshop) -> None:
    theirs = TEXT.write(FILES["text"], Marks(properties={AIGC: THEIRS}))
    done = house.labeller.add(theirs, TEXT, CN)
    label = label_in(TEXT, done.data)
    assert (label["Label"], label["ContentProducer"], label["ProduceID"]) == ("1", "theirs", "t-1")
    assert label["ContentPropagator"] == "Example_Co"
    assert len(label["PropagateID"]) == 32
    assert MARK not in done.written.properties
    assert done.written.visible == ""
    assert {each.rule: each.status for each in done.duties} == {"CN-LAB-006": DutyStatus.MET}
    again = house.labeller.add(done.data, TEXT, CN)
    assert label_in(TEXT, again.data) == label


def test_another_propagator_is_left_there(house: Workshop) -> None:
    label = '{"Label":"1","ContentProducer":"theirs","ContentPropagator":"elsewhere"}'
    theirs = TEXT.write(FILES["text"], Marks(properties={AIGC: label}))
    done = house.labeller.add(theirs, TEXT, CN)
    assert done.data == theirs
    assert {each.rule: each.status for each in done.duties} == {"CN-LAB-006": DutyStatus.UNMET}


def test_what_somebody_declares(house: Workshop) -> None:
    done = house.labeller.add(FILES["text"], TEXT, CN, declared=True)
    label = label_in(TEXT, done.data)
    assert (label["Label"], label["ContentProducer"]) == ("2", "")
    assert label["ContentPropagator"] == "Example_Co"
    assert MARK not in done.written.properties


@pytest.mark.parametrize(
    "picture",
    [
        png((b"caBX", b"a manifest")),
        PNG.write(png(), Marks(properties={SOURCE_TYPE: "http://x/trainedAlgorithmicMedia"})),
    ],
)
def test_traces_are_a_suspicion(house: Workshop, picture: bytes) -> None:
    done = house.labeller.add(picture, PNG, CN)
    assert label_in(PNG, done.data)["Label"] == "3"


def test_elsewhere_a_file_of_others_stays_as_it_is(house: Workshop) -> None:
    theirs = TEXT.write(FILES["text"], Marks(properties={AIGC: THEIRS}))
    done = house.labeller.add(theirs, TEXT, EU)
    assert done.data == theirs
    assert {each.rule: each.status for each in done.duties} == {"EU-LAB-004": DutyStatus.MET}
    assert read_aigc(TEXT.read(done.data).first(AIGC) or "") == read_aigc(THEIRS)


def test_a_mark_by_another_house_stays(house: Workshop, tmp_path: Path) -> None:
    other = workshop(tmp_path / "other")
    theirs = other.labeller.add(FILES["html"], HTML, EU)
    done = house.labeller.add(theirs.data, HTML, CN)
    found = house.detector.file(done.data, media="text/html", trusted=[other.signer.key])
    assert (found.labelled, found.by) == (True, "mark")
    assert label_in(HTML, done.data)["Label"] == "3"


def test_what_cannot_be_labelled(house: Workshop) -> None:
    with pytest.raises(LabelError):
        house.labeller.add(b"\xff\xfe", TEXT, CN)
    with pytest.raises(UnknownMarketError):
        house.labeller.add(b"text", TEXT, MarketId("XX"))
