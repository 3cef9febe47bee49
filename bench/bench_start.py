"""Start-up: importing the package, and the command line's help, each in a fresh interpreter."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.measurement import Figure, durations_ms, percentile

ROUNDS = 15
IMPORT = "import time; t = time.perf_counter(); import domicile; print(time.perf_counter() - t)"


def import_ms() -> float:
    """Return how long one fresh interpreter takes to import the package."""
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, check=True)
    return float(done.stdout) * 1000


def show_help() -> None:
    """Print the help of the command line."""
    command = Path(sys.executable).with_name("domicile")
    subprocess.run([command, "--help"], capture_output=True, check=True)


def measure() -> Sequence[Figure]:
    """Measure both; an empty interpreter is the floor of the second."""
    empty = durations_ms(
        lambda: subprocess.run([sys.executable, "-c", ""], check=True), rounds=ROUNDS
    )
    floor = percentile(empty, 0.5)
    imports = [import_ms() for _ in range(ROUNDS)]
    helps = durations_ms(show_help, rounds=ROUNDS)
    return [
        Figure(name="import domicile, p50", value=percentile(imports, 0.5), unit="ms"),
        Figure(
            name="domicile --help, p50",
            value=percentile(helps, 0.5),
            unit="ms",
            baseline=floor,
            peer="python -c ''",
        ),
    ]
