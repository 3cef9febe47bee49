"""Finds personal data in everything that a model gets to read."""

import asyncio
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from domicile.core.clock import Entropy
from domicile.core.content import Content
from domicile.core.errors import RecognizerError
from domicile.core.findings import Finding
from domicile.privacy.cache import Cache
from domicile.privacy.leaves import leaves
from domicile.privacy.normalize import View
from domicile.privacy.overlaps import Claim, settle
from domicile.privacy.recognizer import Recognizer

_CACHED_TEXTS = 4096
_FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    re.error,
)


class Detector:
    """Asks every recognizer about every text. One object serves all requests at once.

    A text that was read before costs nothing: what was found in it is remembered, in memory, under
    a keyed hash of the text, for the latest 4,096 texts.

    Args:
        recognizers: What can be found. Where several find the same characters, the longer span
            holds, then the surer one, then the one that stands first here.
        entropy: Keys the memory.
    """

    def __init__(self, recognizers: Sequence[Recognizer], entropy: Entropy) -> None:
        self._recognizers = tuple(recognizers)
        self._is_slow = any(recognizer.is_slow for recognizer in self._recognizers)
        self._cache: Cache[tuple[Finding, ...]] = Cache(_CACHED_TEXTS, entropy.token(32))

    async def find(self, content: Content, stop: Sequence[str] = ()) -> tuple[Finding, ...]:
        """Find personal data in every text of ``content``, and in those that end its reply.

        Raises:
            RecognizerError: A recognizer failed. Nothing may leave.
        """
        found = leaves(content, stop)
        known = {leaf.text: self._cache.get(leaf.text) for leaf in found}
        unread = [text for text, findings in known.items() if findings is None]
        if unread and self._is_slow:
            known |= await asyncio.to_thread(self._read_all, unread)
        else:
            known |= self._read_all(unread)
        return tuple(
            replace(finding, path=leaf.path) for leaf in found for finding in known[leaf.text] or ()
        )

    def find_text(self, text: str) -> tuple[Finding, ...]:
        """Find personal data in ``text``; the path of each finding is empty.

        Raises:
            RecognizerError: A recognizer failed.
        """
        findings = self._cache.get(text)
        return self._read(text) if findings is None else findings

    def _read_all(self, texts: Collection[str]) -> Mapping[str, tuple[Finding, ...]]:
        return {text: self._read(text) for text in texts}

    def _read(self, text: str) -> tuple[Finding, ...]:
        view = View(text)
        findings = tuple(_finding(view, claim) for claim in settle(self._claims(view.text)))
        self._cache.put(text, findings)
        return findings

    def _claims(self, text: str) -> Iterator[Claim]:
        for rank, recognizer in enumerate(self._recognizers):
            try:
                for span in recognizer.spans(text):
                    yield Claim(span=span, recognizer=recognizer, rank=rank)
            except _FAULTS as error:
                raise RecognizerError(f"the recognizer `{recognizer.name}` failed") from error


def _finding(view: View, claim: Claim) -> Finding:
    start, end = view.origin(claim.span.start, claim.span.end)
    return Finding(
        data_class=claim.recognizer.data_class,
        path="",
        start=start,
        end=end,
        score=claim.span.score,
        recognizer=claim.recognizer.name,
    )
