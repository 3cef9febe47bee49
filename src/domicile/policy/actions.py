"""What becomes of each class of data before a partner sees it: the defaults, in one table.

The reasoning, class by class: what names or reaches a person is *replaced* by a surrogate, so the
model still reads a sentence that makes sense, and the answer can be restored. What tells about a
person without naming them is *kept* where the question would lose its point, and *removed* where
it is sensitive and the person did not agree (GDPR Art. 9, PIPL Art. 28). A place to within metres
is *generalized* once the person agrees. Packs tighten these; nothing loosens them.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domicile.core.findings import Action, DataClass
from domicile.markets.schema import Rule


class Treatment(NamedTuple):
    """What becomes of one class."""

    without_consent: Action
    """As long as the person has not agreed."""

    with_consent: Action
    """Once the person has; never stricter."""


_REPLACE = Treatment(Action.REPLACED, Action.REPLACED)
_KEEP = Treatment(Action.KEPT, Action.KEPT)
_ASK = Treatment(Action.REMOVED, Action.KEPT)

DEFAULTS: Final[Mapping[DataClass, Treatment]] = MappingProxyType(
    {
        DataClass.NAME: _REPLACE,
        DataClass.PHONE: _REPLACE,
        DataClass.EMAIL: _REPLACE,
        DataClass.ADDRESS: _REPLACE,
        DataClass.GOV_ID: _REPLACE,
        DataClass.ACCOUNT_CREDENTIAL: _REPLACE,
        DataClass.DEVICE_ID: _REPLACE,
        DataClass.IP: _REPLACE,
        DataClass.FINANCIAL: _REPLACE,
        DataClass.VEHICLE: _REPLACE,
        DataClass.URL_PERSONAL: _REPLACE,
        DataClass.DATE_OF_BIRTH: _REPLACE,
        DataClass.PRECISE_GEO: Treatment(Action.REMOVED, Action.GENERALIZED),
        DataClass.BIOMETRIC: _ASK,
        DataClass.HEALTH: _ASK,
        DataClass.GENOMIC: _ASK,
        DataClass.BELIEF_IDENTITY: _ASK,
        DataClass.MINOR: _ASK,
        DataClass.PRIVATE_MESSAGE: _KEEP,
        DataClass.ORGANIZATION: _KEEP,
        DataClass.BEHAVIOUR_PURCHASE: _KEEP,
        DataClass.BEHAVIOUR_USAGE: _KEEP,
    }
)
"""Every class. INVARIANT: consent never makes a treatment stricter."""

STRICTEST_FOR_NAMES: Final = Action.REPLACED
"""A name is replaced and restored, never dropped: a letter without names is no letter."""


def default(data_class: DataClass, consents: frozenset[DataClass]) -> Action:
    """Return what becomes of ``data_class`` as long as no rule is stricter."""
    treatment = DEFAULTS[data_class]
    return treatment.with_consent if data_class in consents else treatment.without_consent


def actions(rules: Iterable[Rule], consents: frozenset[DataClass]) -> Mapping[DataClass, Action]:
    """Return what becomes of every class: the strictest of the default and of ``rules``.

    Args:
        rules: Choice rules that bind the request.
        consents: Classes that the person agreed to share.
    """
    removed = {
        data_class
        for rule in rules
        if rule.on_fail in {"remove", "block"}
        for data_class in rule.data - consents
    }
    return MappingProxyType(
        {data_class: _strictest(data_class, removed, consents) for data_class in DEFAULTS}
    )


def _strictest(
    data_class: DataClass, removed: set[DataClass], consents: frozenset[DataClass]
) -> Action:
    if data_class not in removed:
        return default(data_class, consents)
    return STRICTEST_FOR_NAMES if data_class is DataClass.NAME else Action.REMOVED
