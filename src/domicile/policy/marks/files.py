"""Labelling files: what a market asks is written into them, and what others wrote stays."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from domicile.core.clock import Clock, Entropy
from domicile.core.ids import MarketId
from domicile.core.settings import OperatorSettings
from domicile.markets.resolve import Atlas
from domicile.policy.marks.aigc import (
    CHINAS,
    MAY_BE,
    SUSPECTED,
    Aigc,
    implicit,
    producer,
    read_aigc,
)
from domicile.policy.marks.containers.catalog import marked
from domicile.policy.marks.containers.container import (
    AIGC,
    FIELDS,
    MARK,
    SOURCE_TYPE,
    Container,
    Found,
    Marks,
)
from domicile.policy.marks.detect import Detected, MarkDetector
from domicile.policy.marks.mark import ID_BYTES, Claim, Mark
from domicile.policy.marks.marker import Marker
from domicile.policy.marks.owed import (
    Filed,
    Owed,
    Written,
    asks_for,
    label_rules,
    outcome,
    words,
)

_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A file with its labels."""

    data: bytes
    """The file."""

    written: Written
    """What was put into it."""

    duties: tuple[Owed, ...]
    """What the market's label rules ask, each with what became of it."""


class Labeller:
    """Labels files. Safe to use from any thread.

    Args:
        marker: Signs marks.
        detector: Tells what a file carries already.
        atlas: Returns the markets as they are now.
        operator: Who labels.
        clock: Tells the day.
        entropy: Where the ids come from.
    """

    def __init__(
        self,
        marker: Marker,
        detector: MarkDetector,
        *,
        atlas: Callable[[], Atlas],
        operator: OperatorSettings,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._marker = marker
        self._detector = detector
        self._atlas = atlas
        self._operator = operator
        self._clock = clock
        self._entropy = entropy

    def add(
        self, data: bytes, container: Container, market: MarketId, *, declared: bool = False
    ) -> Labelled:
        """Label a file that was made here, or carry one on that others made.

        A file that carries a mark of others was made by them: nothing is claimed of it, and only
        what the market asks of whoever carries it is added.

        Args:
            data: The file.
            container: What kind it is.
            market: The market whose rules say what is written.
            declared: Whether somebody else made it, and only says that a machine did.

        Raises:
            LabelError: The file cannot be read, or takes no marks.
            UnknownMarketError: No pack speaks for ``market``.
            InvalidValueError: The operator's name cannot stand in a label that is asked for.
        """
        found = container.read(data)
        detected = self._detector.found(found)
        is_carried = declared or (detected.by != "mark" and bool(detected.foreign))
        filed = Filed(
            market=market,
            modality=container.modality,
            length=len(found.content),
            is_carried=is_carried,
        )
        rules = label_rules(self._atlas(), self._operator, filed, self._clock.now().date())
        is_china = asks_for(rules, CHINAS)
        if is_carried:
            properties = self._carried(found, declared=declared) if is_china else {}
            visible = ""
        else:
            claim, encoded = self._claimed(found, detected, filed)
            properties = self._made(claim, encoded, is_china=is_china)
            if asks_for(rules, frozenset(FIELDS)):
                properties |= _fields(claim)
            visible = words(rules, is_chinese=_is_chinese(found)) if container.shows else ""
        marks = Marks(properties=properties, visible=visible)
        written = Written(properties=properties, visible=visible)
        return Labelled(
            data=marked(container, data, marks) if properties or visible else data,
            written=written,
            duties=tuple(outcome(rule, written) for rule in rules),
        )

    def _claimed(self, found: Found, detected: Detected, filed: Filed) -> tuple[Claim, str]:
        """Return the mark that the file carries and that holds for it, or a new one."""
        if detected.by == "mark" and detected.mark is not None:
            for encoded in found.properties.get(MARK, ()):
                if self._detector.says(encoded) == detected.mark:
                    return detected.mark, encoded
        mark = self._signed(found, filed)
        return mark.claim, mark.encoded

    def _signed(self, found: Found, filed: Filed) -> Mark:
        market, modality = filed.market, filed.modality
        if isinstance(found.content, bytes):
            return self._marker.mark_content(found.content, market=market, modality=modality)
        return self._marker.mark(found.content, market=market, modality=modality, remember=True)

    def _made(self, claim: Claim, encoded: str, *, is_china: bool) -> dict[str, str]:
        properties = {MARK: encoded, SOURCE_TYPE: claim.digital_source_type}
        if is_china:
            said = self._operator.statements
            properties[AIGC] = implicit(claim.id, encoded, self._operator.name, said).encoded
        return properties

    def _carried(self, found: Found, *, declared: bool) -> Mapping[str, str]:
        """Return China's label with what a propagator adds; nothing where another one is there."""
        labels = (read_aigc(value) for value in found.properties.get(AIGC, ()))
        label = next(filter(None, labels), None)
        label = label or Aigc(label=MAY_BE if declared else SUSPECTED)
        name = producer(self._operator.name, self._operator.statements)
        if label.propagator not in {"", name}:
            return {}
        number = label.propagate_id or self._entropy.token(ID_BYTES).hex()
        return {AIGC: replace(label, propagator=name, propagate_id=number).encoded}


def _fields(claim: Claim) -> dict[str, str]:
    said = (claim.producer, claim.system, claim.version, claim.created_at, claim.id)
    return dict(zip(FIELDS, said, strict=True))


def _is_chinese(found: Found) -> bool:
    return isinstance(found.content, str) and bool(_CHINESE.search(found.content))
