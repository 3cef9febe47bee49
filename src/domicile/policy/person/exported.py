"""What the store holds of a person, as a document for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domicile.core.canonical import Json
from domicile.core.ids import SubjectId
from domicile.policy.person.person import Person
from domicile.store.people.acts import Act
from domicile.store.people.records import Counted, Records
from domicile.store.people.usage import Copy
from domicile.store.subjects import Subject

FORMAT: Final = "domicile.subject-export/1"
"""What the document calls itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Everything that is held of one person."""

    subject: Subject | None
    """Their market and name, where recorded."""

    records: Records
    """What they decided, were shown and used."""

    person: Person
    """What of that holds now."""

    cases: tuple[Mapping[str, Json], ...] = ()
    """Cases that are about them."""


def exported(subject: SubjectId, held: Holding, at: datetime) -> Mapping[str, Json]:
    """Return everything that is held of ``subject`` as plain data, each moment in ISO 8601."""
    records, person = held.records, held.person
    known = held.subject
    return {
        "format": FORMAT,
        "at": at.isoformat(),
        "subject": subject,
        "record": None if known is None else {"market": known.market, "name": known.name},
        **person_json(person),
        "history": [act_json(each) for each in records.acts],
        "notices": [
            {"notice": name, "version": version, "at": moment.isoformat()}
            for name, version, moment in records.notices
        ],
        "sessions": [
            {"began_at": began.isoformat(), "last_at": last.isoformat()}
            for began, last in records.sessions
        ],
        "unlabelled": [copy_json(each) for each in records.copies],
        "exports": [_counted(each) for each in records.counted],
        "cases": list(held.cases),
    }


def person_json(person: Person) -> dict[str, Json]:
    """Return what holds for a person now, as plain data."""
    return {
        "user": sorted(person.facts.get("user", ())),
        "consents": dict(person.consent_ids),
        "choices": {
            "device_only": person.choices.device_only,
            "training": person.choices.training,
            "personalization": person.choices.personalization,
        },
        "agreed": sorted(person.agreed),
        "restricted": person.is_restricted,
    }


def act_json(act: Act) -> Mapping[str, Json]:
    """Return one act as plain data."""
    return {
        "id": act.id,
        "topic": act.topic,
        "word": act.word,
        "value": act.value,
        "market": act.market,
        "at": act.at.isoformat(),
        "how": act.how,
        "notice": act.notice,
        "version": act.version,
        "by": act.by,
    }


def copy_json(copy: Copy) -> Mapping[str, Json]:
    """Return the record of one unlabelled copy as plain data; no name is in it."""
    return {
        "at": copy.at.isoformat(),
        "market": copy.market,
        "rule": copy.rule,
        "mark": copy.mark,
        "kept_until": copy.kept_until.isoformat(),
    }


def _counted(counted: Counted) -> Mapping[str, Json]:
    return {
        "market": counted.market,
        "recipient": counted.counterparty,
        "class": counted.data_class.value,
        "unchanged": counted.as_is,
        "first_day": counted.first_day.isoformat(),
        "last_day": counted.last_day.isoformat(),
    }
