import importlib
import json
from pathlib import Path

import pytest

from bench.measurement import Figure, durations_ms, percentile
from bench.run import main, names, table, write

FIGURE = Figure(name="p50", value=3.0, unit="ms", baseline=1.5, peer="json")


@pytest.mark.model
@pytest.mark.parametrize("name", names())
def test_every_benchmark_measures(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module(f"bench.bench_{name}")
    for constant, little in {"ROUNDS": 2, "QUESTIONS": ("早上好。", "晚上好。")}.items():
        if hasattr(module, constant):
            monkeypatch.setattr(module, constant, little)
    figures = module.measure()
    assert figures
    assert all(figure.value > 0 and figure.unit for figure in figures)


def test_an_unknown_benchmark_is_wrong_usage() -> None:
    assert main(["no-such-thing"]) == 2


def test_a_ratio_is_to_the_baseline_of_the_same_run() -> None:
    assert FIGURE.ratio == 2.0
    assert Figure(name="size", value=3.0, unit="MiB").ratio is None


@pytest.mark.parametrize(("share", "expected"), [(0.01, 1), (0.5, 2), (0.51, 3), (1.0, 4)])
def test_percentile_is_a_value_that_was_seen(share: float, expected: int) -> None:
    assert percentile([4, 1, 3, 2], share) == expected


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.1)])
def test_percentile_of_nothing_is_an_error(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="at least one value"):
        percentile(values, share)


def test_warm_up_is_not_counted() -> None:
    calls: list[int] = []
    assert len(durations_ms(lambda: calls.append(1), rounds=3, warm_up=2)) == 3
    assert len(calls) == 5


def test_results_hold_figures_and_machine(tmp_path: Path) -> None:
    written = json.loads(write("x", [FIGURE], tmp_path).read_text(encoding="utf-8"))
    assert written["figures"][0]["ratio"] == 2.0
    assert written["machine"]["cores"] >= 1


def test_the_table_lines_up() -> None:
    lines = table([FIGURE, Figure(name="a longer name", value=1.0, unit="s")]).splitlines()
    assert len(lines) == 3
    assert lines[1].index("3.00") == lines[2].index("1.00") == lines[0].index("value")
