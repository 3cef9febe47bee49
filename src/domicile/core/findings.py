"""What was found about a person, and what becomes of it."""

from dataclasses import dataclass
from enum import StrEnum


class DataClass(StrEnum):
    """A kind of personal data; the words that packs, findings, counters and receipts share."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    GOV_ID = "gov_id"
    ACCOUNT_CREDENTIAL = "account_credential"
    DEVICE_ID = "device_id"
    IP = "ip"
    FINANCIAL = "financial"
    PRECISE_GEO = "precise_geo"
    BIOMETRIC = "biometric"
    HEALTH = "health"
    GENOMIC = "genomic"
    BELIEF_IDENTITY = "belief_identity"
    PRIVATE_MESSAGE = "private_message"
    MINOR = "minor"
    VEHICLE = "vehicle"
    URL_PERSONAL = "url_personal"
    DATE_OF_BIRTH = "date_of_birth"
    ORGANIZATION = "organization"
    BEHAVIOUR_PURCHASE = "behaviour_purchase"
    BEHAVIOUR_USAGE = "behaviour_usage"


class Action(StrEnum):
    """What happens to a finding before a partner sees it; listed from mildest to strictest."""

    KEPT = "kept"
    REPLACED = "replaced"
    GENERALIZED = "generalized"
    REMOVED = "removed"

    @property
    def strictness(self) -> int:
        """0 for ``kept`` up to 3 for ``removed``."""
        return list(Action).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stretch of text that tells something about a person."""

    data_class: DataClass
    """What kind of data it is."""

    path: str
    """Which text it stands in, such as ``messages[0].content``."""

    start: int
    """First character, in code points of that text."""

    end: int
    """One past the last character, in code points."""

    score: float
    """How sure the recognizer is, from 0 to 1."""

    recognizer: str
    """Which recognizer found it."""
