"""The detector: tells whether a text or a file was marked here, and what others say of it."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

from domicile.core.errors import SignatureError
from domicile.policy.marks.aigc import read_aigc
from domicile.policy.marks.containers.catalog import container_of
from domicile.policy.marks.containers.container import AIGC, C2PA, MARK, SOURCE_TYPE, Found
from domicile.policy.marks.containers.text import read_text
from domicile.policy.marks.mark import Claim, parse_mark
from domicile.policy.marks.normal import digest_of, encoded, is_telling, readings, shows_label
from domicile.receipts.jws import verify_jws
from domicile.store.fingerprints import Fingerprints
from domicile.tlog.note import VerifierKey

MAX_MARKS: Final = 16
"""Most marks of one text or file that are looked at."""

Problem = Literal["malformed", "unknown_key", "wrong_signature", "altered"]
"""Why a mark that is there does not count: it cannot be read; nobody here knows its key; the
signature is wrong; or the content is not the one that it speaks of."""

_TOKEN: Final = re.compile(
    r"(?<![\w-])eyJ[\w-]{16,512}+\.eyJ[\w-]{16,8000}+\.[\w-]{86}(?![\w-])", re.ASCII
)
_WORD: Final = re.compile(r"[A-Za-z]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A mark of others. Domicile repeats what it says, and cannot tell whether that is true."""

    kind: Literal["aigc", "iptc", "c2pa"]
    """China's implicit label, an IPTC digital source type, or a C2PA manifest."""

    says: str
    """``1``, ``2`` or ``3`` of China's label, or the name of the source type; never who it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """What is known of a text or a file."""

    labelled: bool
    """Whether it was marked by a key that is trusted, and is what was marked."""

    by: Literal["mark", "fingerprint"] | None = None
    """How that is known."""

    intact: bool | None = None
    """Whether the content is what the mark speaks of; None where no mark verifies."""

    mark: Claim | None = None
    """What the mark says; None where none verifies."""

    visible: bool = False
    """Whether a visible AI label stands at its beginning or end. Anybody can write one."""

    foreign: tuple[Foreign, ...] = ()
    """Marks of others, which were not verified."""

    problem: Problem | None = None
    """What is wrong with a mark that is there."""


class MarkDetector:
    """Detects marks. Keeps nothing of what it is shown. Safe to use from any thread.

    Args:
        keys: Returns the keys of this house.
        fingerprints: Knows marked texts again.
        labels: Returns the visible labels of all markets.
    """

    def __init__(
        self,
        keys: Callable[[], Sequence[VerifierKey]],
        *,
        fingerprints: Fingerprints,
        labels: Callable[[], tuple[str, ...]],
    ) -> None:
        self._keys = keys
        self._fingerprints = fingerprints
        self._labels = labels

    def text(
        self, text: str, *, marks: Iterable[str] = (), trusted: Iterable[VerifierKey] = ()
    ) -> Detected:
        """Tell what is known of ``text``.

        Args:
            text: The text; marks that stand in it are looked at.
            marks: Marks that came beside it, alone or as the member ``mark`` of a JSON object, as
                answers carry them; an object without one is passed over.
            trusted: Further keys whose marks count.

        Raises:
            StorageError: The fingerprints cannot be read.
        """
        found = read_text(text)
        beside = [*filter(None, map(_taken_out, marks)), *found.properties.get(MARK, ())]
        properties = {**found.properties, MARK: tuple(beside)}
        return self.found(replace(found, properties=properties), trusted=trusted)

    def file(
        self, data: bytes, *, name: str = "", media: str = "", trusted: Iterable[VerifierKey] = ()
    ) -> Detected:
        """Tell what is known of a file.

        Args:
            data: The file.
            name: Its name, or empty.
            media: Its media type, or empty.
            trusted: Further keys whose marks count.

        Raises:
            LabelError: It cannot be read, or is of no kind that carries marks.
            StorageError: The fingerprints cannot be read.
        """
        found = container_of(data, name=name, media=media).read(data)
        return self.found(found, trusted=trusted)

    def says(self, mark: str) -> Claim | None:
        """Return what a mark by a key of this house says; None where it does not verify."""
        try:
            claim, signed = parse_mark(mark)
            verify_jws(signed, self._keys())
        except SignatureError:
            return None
        return claim

    def found(self, found: Found, *, trusted: Iterable[VerifierKey] = ()) -> Detected:
        """Tell what is known of what was read from a file."""
        keys = (*self._keys(), *trusted)
        said = Detected(
            labelled=False,
            visible=isinstance(found.content, str) and shows_label(found.content, self._labels()),
        )
        forms = tuple(self._forms(found.content)) if isinstance(found.content, str) else ()
        contents = _contents(found.content, forms)
        for encoded_mark in islice(_marks(found), MAX_MARKS):
            one = _judged(encoded_mark, contents, keys)
            if one.labelled:
                return replace(one, visible=said.visible, foreign=_foreign(found, one.mark))
            if said.problem is None or (said.mark is None and one.mark is not None):
                said = replace(said, problem=one.problem, mark=one.mark, intact=one.intact)
        said = replace(said, foreign=_foreign(found, said.mark))
        return replace(said, labelled=True, by="fingerprint") if self._knows(forms) else said

    def _forms(self, text: str) -> Iterator[str]:
        """Yield every normal form that ``text`` may have had; each is made once."""
        labels = self._labels()
        for version in _versions(text):
            yield from readings(version, labels)

    def _knows(self, forms: Iterable[str]) -> bool:
        telling = (encoded(form) for form in forms if is_telling(form))
        return self._fingerprints.find(telling) is not None


def _contents(content: str | bytes, forms: Iterable[str]) -> frozenset[str]:
    """Return the digests that a mark of this content may have."""
    if isinstance(content, bytes):
        return frozenset({hashlib.sha256(content).hexdigest()})
    blank = [] if all(version.strip() for version in _versions(content)) else [""]
    return frozenset(map(digest_of, (*forms, *blank)))


def _taken_out(value: str) -> str:
    """Return the mark in a label for machines; empty where it says something else."""
    if not value.startswith("{"):
        return value
    try:
        said = json.loads(value)
    except (ValueError, RecursionError):
        return ""
    mark = said.get(MARK)
    return mark if isinstance(mark, str) else ""


def _versions(text: str) -> Iterator[str]:
    """Yield ``text``, and without the marks that somebody copied into it."""
    yield text
    without = _TOKEN.sub("", text)
    if without != text:
        yield without


def _marks(found: Found) -> Iterator[str]:
    """Yield every mark that is there: as a property, and wherever it stands in a text."""
    inline = _TOKEN.findall(found.content) if isinstance(found.content, str) else []
    written = [each for each in inline if _is_mark(each)]
    yield from dict.fromkeys((*found.properties.get(MARK, ()), *written))


def _is_mark(token: str) -> bool:
    """Return whether a signed value in a text is a mark; texts hold tokens of many kinds."""
    try:
        parse_mark(token)
    except SignatureError:
        return False
    return True


def _judged(encoded_mark: str, contents: frozenset[str], keys: Sequence[VerifierKey]) -> Detected:
    try:
        claim, signed = parse_mark(encoded_mark)
    except SignatureError:
        return Detected(labelled=False, problem="malformed")
    try:
        verify_jws(signed, keys)
    except SignatureError:
        known = any(signed.kid == f"{key.name}+{key.key_id.hex()}" for key in keys)
        return Detected(labelled=False, problem="wrong_signature" if known else "unknown_key")
    if claim.sha256 not in contents:
        return Detected(labelled=False, intact=False, mark=claim, problem="altered")
    return Detected(labelled=True, by="mark", intact=True, mark=claim)


def _foreign(found: Found, ours: Claim | None = None) -> tuple[Foreign, ...]:
    """Return the marks of others; what stands beside ``ours`` and says the same is ours, too."""
    labels = [read_aigc(value) for value in found.properties.get(AIGC, ())]
    said = [
        Foreign(kind="aigc", says=label.label)
        for label in labels
        if label is not None and (ours is None or label.produce_id != ours.id)
    ]
    names = [
        _WORD.fullmatch(each.rpartition("/")[2]) for each in found.properties.get(SOURCE_TYPE, ())
    ]
    said += [Foreign(kind="iptc", says=name[0]) for name in names if name and ours is None]
    if C2PA in found.hints:
        said.append(Foreign(kind="c2pa", says=""))
    return tuple(dict.fromkeys(said))
