"""The marker: signs a mark for everything that a model made."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domicile.core.clock import Clock, Entropy
from domicile.core.errors import InvalidValueError
from domicile.core.ids import MarketId
from domicile.markets.kinds.label import LabelParams
from domicile.markets.resolve import Atlas
from domicile.policy.marks.mark import ID_BYTES, Claim, Mark, sign_mark
from domicile.policy.marks.normal import encoded, is_telling, normal
from domicile.receipts.jws import JwsSigner
from domicile.store.fingerprints import Fingerprints

MAX_PRODUCER_BYTES: Final = 512
"""Longest name of an operator that a mark can hold, in bytes of UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Who makes what is marked."""

    name: str
    """The operator."""

    version: str
    """Version of Domicile."""


class Marker:
    """Marks what was made. Safe to use from any thread.

    Args:
        signer: Returns the key that signs marks.
        maker: Who makes what is marked.
        fingerprints: Knows marked texts again.
        labels: Returns the visible labels of all markets, which no digest counts.
        clock: Tells the time.
        entropy: Where the ids come from.

    Raises:
        InvalidValueError: The operator's name is too long.
    """

    def __init__(
        self,
        signer: Callable[[], JwsSigner],
        maker: Maker,
        *,
        fingerprints: Fingerprints,
        labels: Callable[[], tuple[str, ...]],
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        if len(maker.name.encode()) > MAX_PRODUCER_BYTES:
            raise InvalidValueError(f"operator.name is longer than {MAX_PRODUCER_BYTES} bytes")
        self._signer = signer
        self._maker = maker
        self._fingerprints = fingerprints
        self._labels = labels
        self._clock = clock
        self._entropy = entropy

    def mark(self, text: str, *, market: MarketId, modality: str, remember: bool = False) -> Mark:
        """Sign a mark for ``text``.

        Args:
            text: What was made; with or without its visible label, which makes no difference.
            market: The operator market that it was made for.
            modality: What it is: ``text``, or ``file`` for a text in one.
            remember: Whether a fingerprint of the text is kept, by which it is known again
                without its mark; one that anybody may say (`is_telling`) never is.

        Raises:
            SecretError: The key file is malformed, or open to others.
            StorageError: The fingerprint cannot be kept.
        """
        content = normal(text, self._labels())
        mark = self._sign(encoded(content), len(content), market, modality)
        if remember and is_telling(content):
            self._fingerprints.remember(encoded(content), mark.id)
        return mark

    def mark_content(self, content: bytes, *, market: MarketId, modality: str) -> Mark:
        """Sign a mark for the ``content`` of a file that is no text.

        Raises:
            SecretError: The key file is malformed, or open to others.
        """
        return self._sign(content, len(content), market, modality)

    def _sign(self, content: bytes, size: int, market: MarketId, modality: str) -> Mark:
        claim = Claim(
            producer=self._maker.name,
            version=self._maker.version,
            created_at=self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            id=self._entropy.token(ID_BYTES).hex(),
            market=market,
            modality=modality,
            sha256=hashlib.sha256(content).hexdigest(),
            size=size,
        )
        return sign_mark(claim, self._signer())


def visible_labels(atlas: Atlas) -> tuple[str, ...]:
    """Return the words of every visible label that a market asks for, each once."""
    texts = (
        spoken
        for market in atlas.markets
        for rule in atlas.get(market).rules
        if isinstance(rule.params, LabelParams) and rule.params.text is not None
        for spoken in (rule.params.text.zh, rule.params.text.en)
    )
    return tuple(dict.fromkeys(texts))
