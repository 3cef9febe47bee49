"""Checks that every dependency that is shipped has a licence that goes with Apache-2.0.

Usage: python -m tools.licenses
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"

ALLOWED = re.compile(
    r"\b(Apache|BSD|MIT|ISC|PSF|Python Software Foundation|MPL|LGPL|0BSD|Zlib|Unlicense|CC0)",
    re.IGNORECASE,
)
"""Words of licences under which a dependency may be used unchanged."""

FORBIDDEN = re.compile(r"(?<!L)\b(AGPL|GPL|SSPL|BUSL|Commons Clause)", re.IGNORECASE)
"""Words of licences that would bind Domicile itself, or its users."""

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Licensed:
    """A dependency and what it says of its licence."""

    name: str
    """The distribution."""

    license: str
    """Expression, classifiers or free text; empty when it says nothing."""

    @property
    def is_allowed(self) -> bool:
        """Whether it may be shipped with."""
        return bool(ALLOWED.search(self.license)) and not FORBIDDEN.search(self.license)


def pinned(lock: str) -> list[str]:
    """Return the names that a lock file pins, in its order, each once."""
    return list(dict.fromkeys(name for name, _ in PIN.findall(lock)))


def license_of(found: Distribution) -> str:
    """Return the licence of a distribution in its own words, the most exact ones it has."""
    if found.metadata["License-Expression"]:
        return found.metadata["License-Expression"]
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in found.metadata.get_all("Classifier") or []
        if each.startswith("License :: ")
    ]
    return ", ".join(classifiers) or (found.metadata["License"] or "").split("\n", 1)[0]


def installed(names: Iterable[str]) -> list[Licensed]:
    """Look the licences of ``names`` up; what is for other platforms is not installed here."""
    found: list[Licensed] = []
    for name in names:
        try:
            found.append(Licensed(name=name, license=license_of(distribution(name))))
        except PackageNotFoundError:
            print(f"{name}: not installed on this platform", file=sys.stderr)
    return found


def main() -> int:
    """Print all licences; fail when one is not allowed."""
    dependencies = installed(pinned(LOCK.read_text(encoding="utf-8")))
    for each in dependencies:
        print(f"{each.name:24} {each.license or 'says nothing'}")
    wrong = [each.name for each in dependencies if not each.is_allowed]
    if wrong:
        print(f"not allowed: {', '.join(wrong)}", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
