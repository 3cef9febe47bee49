"""The files that show a site's facts: which there are, and which are only named."""

import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domicile.core.errors import StorageError
from domicile.core.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A file that the settings name for a site."""

    name: str
    """What it shows: ``terms``, a document's name, or ``certificate`` with its name."""

    path: Path
    """Where it should lie."""

    @property
    def is_there(self) -> bool:
        """Whether there is such a file."""
        return self.path.is_file()

    def digest(self) -> str:
        """Return its SHA-256, in hexadecimal.

        Raises:
            StorageError: It cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            msg = f"the file for `{self.name}` cannot be read ({error.strerror})"
            raise StorageError(msg) from error


def files(site: Site) -> tuple[EvidenceFile, ...]:
    """Return every file that ``site`` names; addresses on the web are no files."""
    return tuple(
        EvidenceFile(name=name, path=Path(place))
        for name, place in _places(site)
        if place and "://" not in place
    )


def shown(site: Site) -> Site:
    """Return ``site`` as far as its evidence goes: ``checked`` takes files that are all there."""
    if site.evidence != "checked" or site.is_device:
        return site
    named = files(site)
    if named and all(each.is_there for each in named):
        return site
    return dataclasses.replace(site, evidence="declared")


def _places(site: Site) -> Iterator[tuple[str, str]]:
    yield "terms", site.terms.evidence
    yield from site.documents.items()
    for name, held in site.certificates.items():
        yield f"certificate {name}", held.evidence
