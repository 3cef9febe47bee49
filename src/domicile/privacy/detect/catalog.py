"""All recognizers."""

from collections.abc import Callable
from pathlib import Path

from domicile.privacy.detect.bank_card import BankCardRecognizer
from domicile.privacy.detect.cn_resident_id import CnResidentIdRecognizer
from domicile.privacy.detect.email import EmailRecognizer
from domicile.privacy.detect.person_name import PersonNameRecognizer
from domicile.privacy.detect.phone import PhoneRecognizer
from domicile.privacy.names.tagger import Tagger
from domicile.privacy.recognizer import Recognizer


def structured_recognizers() -> tuple[Recognizer, ...]:
    """Return the recognizers that need no model."""
    return (
        EmailRecognizer(),
        CnResidentIdRecognizer(),
        BankCardRecognizer(),
        PhoneRecognizer(),
    )


def recognizers(names_folder: Callable[[], Path]) -> tuple[Recognizer, ...]:
    """Return all recognizers.

    Args:
        names_folder: Opens the model pack ``names-zh``; called when the first Chinese text comes.
    """
    return (*structured_recognizers(), PersonNameRecognizer(Tagger(names_folder)))
