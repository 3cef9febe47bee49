import json
from dataclasses import replace

from domicile.core.findings import DataClass
from domicile.policy.person.exported import (
    FORMAT,
    Holding,
    act_json,
    copy_json,
    exported,
    person_json,
)
from domicile.policy.person.person import Person
from domicile.store.people.records import Counted, Records
from domicile.store.people.usage import Shown
from domicile.store.subjects import Subject
from tests.unit.store.people.books import CN, NOON, WANG, act
from tests.unit.store.people.test_usage import COPY

EMPTY = Records(acts=(), notices=(), sessions=(), copies=(), counted=())


def test_everything_that_is_held_stands_in_the_document() -> None:
    records = Records(
        acts=(act(by="王妈妈"),),
        notices=(Shown("cn.rights", "v1", NOON),),
        sessions=((NOON, NOON),),
        copies=(COPY,),
        counted=(
            Counted(
                CN,
                "Acme",
                DataClass.HEALTH,
                as_is=True,
                first_day=NOON.date(),
                last_day=NOON.date(),
            ),
        ),
    )
    held = Holding(
        subject=Subject(id=WANG, market=CN, name="王小明"),
        records=records,
        person=Person(agreed=frozenset({"label_terms"})),
        cases=({"id": "1"},),
    )
    found = json.loads(json.dumps(exported(WANG, held, NOON)))
    assert found["format"] == FORMAT
    assert found["subject"] == "wang"
    assert found["record"] == {"market": "CN", "name": "王小明"}
    assert found["history"] == [dict(act_json(act(by="王妈妈")))]
    assert found["history"][0]["by"] == "王妈妈"
    assert found["notices"] == [{"notice": "cn.rights", "version": "v1", "at": NOON.isoformat()}]
    assert found["sessions"] == [{"began_at": NOON.isoformat(), "last_at": NOON.isoformat()}]
    assert found["unlabelled"] == [dict(copy_json(COPY))]
    assert found["exports"][0]["recipient"] == "Acme"
    assert found["cases"] == [{"id": "1"}]
    assert found["agreed"] == ["label_terms"]


def test_of_somebody_unknown_the_document_is_empty() -> None:
    found = exported(WANG, Holding(subject=None, records=EMPTY, person=Person()), NOON)
    assert found["record"] is None
    assert found["history"] == found["unlabelled"] == found["cases"] == []


def test_what_holds_is_told_in_words() -> None:
    person = Person(facts={"user": frozenset({"minor", "guardian_consent"})}, is_restricted=True)
    found = person_json(replace(person, consent_ids={"guardian": "1"}))
    assert found["user"] == ["guardian_consent", "minor"]
    assert found["restricted"] is True
    assert found["consents"] == {"guardian": "1"}
    assert found["choices"] == {"device_only": False, "training": None, "personalization": True}
