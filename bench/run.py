"""Runs every ``bench_*.py`` of this folder, prints a table and writes ``results/*.json``.

A benchmark is a module with one function, ``measure() -> Sequence[Figure]``; its docstring's first
line is its title. Absolute figures belong to the machine they were taken on, ratios to one run.

Usage: python -m bench.run [NAME ...]
"""

import dataclasses
import importlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.measurement import Figure

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results"


def names(folder: Path = FOLDER) -> list[str]:
    """Return the names of all benchmarks."""
    return sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))


def machine() -> dict[str, str | int]:
    """Say what the figures were taken on."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count() or 1,
    }


def table(figures: Iterable[Figure]) -> str:
    """Lay figures out in columns."""
    rows = [("", "value", "unit", "peer", "ratio")]
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        peer = "" if figure.baseline is None else f"{figure.peer} {figure.baseline:.2f}"
        rows.append((figure.name, f"{figure.value:.2f}", figure.unit, peer, ratio))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def write(name: str, figures: Sequence[Figure], results: Path = RESULTS) -> Path:
    """Write the figures of one benchmark; return the file."""
    results.mkdir(parents=True, exist_ok=True)
    path = results / f"{name}.json"
    content = {
        "benchmark": name,
        "machine": machine(),
        "figures": [{**dataclasses.asdict(each), "ratio": each.ratio} for each in figures],
    }
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def main(chosen: Sequence[str]) -> int:
    """Run the chosen benchmarks, or all."""
    known = names()
    unknown = [name for name in chosen if name not in known]
    if unknown:
        print(f"no such benchmark; there are: {', '.join(known) or 'none'}", file=sys.stderr)
        return 2
    for name in chosen or known:
        module = importlib.import_module(f"bench.bench_{name}")
        figures: Sequence[Figure] = module.measure()
        title = (module.__doc__ or name).splitlines()[0]
        print(f"\n{title}\n{table(figures)}")
        write(name, figures)
    print(f"\nbench/{RESULTS.name}/ holds the figures")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
