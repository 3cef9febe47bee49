"""Lays out a new entry of a catalogue: its file, its test and its page.

Usage: python -m tools.scaffold market|partner|recognizer|feature NAME

What it writes passes the formatter and the linter; its test fails until you have done your part.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEMPLATES = Path(__file__).parent / "templates"

FILES = {
    "market": {
        "pack.yaml": "src/domicile/markets/packs/{name}/pack.yaml",
        "page.md": "docs/markets/{name}.md",
    },
    "partner": {
        "module.py": "src/domicile/egress/partners/{name}.py",
        "test.py": "tests/unit/egress/partners/test_{name}.py",
        "page.md": "docs/partners/{name}.md",
    },
    "recognizer": {
        "module.py": "src/domicile/privacy/detect/{name}.py",
        "test.py": "tests/unit/privacy/detect/test_{name}.py",
        "page.md": "docs/recognizers/{name}.md",
    },
    "feature": {
        "init.py": "src/domicile/features/{name}/__init__.py",
        "module.py": "src/domicile/features/{name}/{name}.py",
        "test.py": "tests/unit/features/{name}/test_{name}.py",
        "page.md": "docs/features/{name}.md",
    },
}
"""Kind of thing to its templates, each with the place where it goes."""

NAME = re.compile(r"[a-z][a-z0-9_]*")


class ScaffoldError(Exception):
    """A thing cannot be laid out."""


def lay_out(kind: str, name: str, root: Path = ROOT) -> list[Path]:
    """Write the files of a new thing; return where they lie.

    Raises:
        ScaffoldError: The name cannot be a module's, or one of the files is there already.
    """
    if kind not in FILES:
        raise ScaffoldError(f"no such kind; choose one of: {', '.join(FILES)}")
    if not NAME.fullmatch(name):
        raise ScaffoldError(
            "a name holds lower-case letters, digits and _, and begins with a letter"
        )
    places = {
        root / place.format(name=name): TEMPLATES / kind / f"{template}.txt"
        for template, place in FILES[kind].items()
    }
    for path in places:
        if path.exists():
            raise ScaffoldError(f"{path.relative_to(root)} is there already")
    for path, template in places.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(template.read_text(encoding="utf-8"), name), encoding="utf-8")
    return list(places)


def _filled(text: str, name: str) -> str:
    words = name.split("_")
    return (
        text.replace("@name@", name)
        .replace("@Name@", "".join(word.capitalize() for word in words))
        .replace("@NAME@", name.upper().replace("_", "-"))
        .replace("@title@", " ".join(words).capitalize())
    )


def main(arguments: list[str]) -> int:
    """Lay out what the command line names."""
    if len(arguments) != len(("kind", "name")):
        print(__doc__, file=sys.stderr)
        return 2
    kind, name = arguments
    try:
        written = lay_out(kind, name)
    except ScaffoldError as error:
        print(error, file=sys.stderr)
        return 2
    for path in written:
        print(path.relative_to(ROOT))
    print(f"next: docs/contributing/{kind}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
