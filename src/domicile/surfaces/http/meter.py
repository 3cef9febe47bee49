"""Counters and clocks for operators, in Prometheus' text format; nothing personal is in them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from domicile.core.answer import Answer, Refusal
from domicile.core.request import Request

BUCKETS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Upper bounds of the buckets in which durations are counted, in seconds."""

MEDIA = b"text/plain; version=0.0.4; charset=utf-8"
"""Media type of the text format."""

Labels = tuple[tuple[str, str], ...]
"""Names and values that tell series of one metric apart."""


class Counts:
    """A counter with labels."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text
        self._counts: Counter[Labels] = Counter()

    def add(self, labels: Labels) -> None:
        """Count one."""
        self._counts[labels] += 1

    def lines(self) -> Iterator[str]:
        """Yield the metric in the text format."""
        yield from _head(self._name, "counter", self._text)
        for labels, count in sorted(self._counts.items()):
            yield f"{self._name}{_written(labels)} {count}"


class Durations:
    """A histogram of durations with labels."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text
        self._series: dict[Labels, tuple[list[int], list[float]]] = {}

    def add(self, labels: Labels, seconds: float) -> None:
        """Count one duration."""
        if labels not in self._series:
            self._series[labels] = ([0] * (len(BUCKETS_S) + 1), [0.0])
        counts, total = self._series[labels]
        counts[bisect_left(BUCKETS_S, seconds)] += 1
        total[0] += seconds

    def lines(self) -> Iterator[str]:
        """Yield the metric in the text format."""
        yield from _head(self._name, "histogram", self._text)
        for labels, (counts, total) in sorted(self._series.items()):
            below = 0
            for bound, count in zip((*BUCKETS_S, "+Inf"), counts, strict=True):
                below += count
                yield f"{self._name}_bucket{_written((*labels, ('le', str(bound))))} {below}"
            yield f"{self._name}_sum{_written(labels)} {total[0]:.6f}"
            yield f"{self._name}_count{_written(labels)} {below}"


class Meter:
    """What the gateway counts. Not for use from several threads."""

    def __init__(self) -> None:
        self._outcomes = Counts("domicile_requests_total", "Requests by what came of them.")
        self._errors = Counts("domicile_errors_total", "Errors by code.")
        self._calls = Counts("domicile_http_calls_total", "HTTP calls by route and status.")
        self._steps = Durations("domicile_step_seconds", "Time spent in each step of a request.")
        self._routes = Durations("domicile_http_seconds", "Time spent on a call, by route.")

    def outcome(self, request: Request, outcome: Answer | Refusal) -> None:
        """Count what came of a request."""
        is_answer = isinstance(outcome, Answer)
        self._outcomes.add(
            (
                ("feature", request.feature),
                ("level", outcome.placement.level if isinstance(outcome, Answer) else "none"),
                ("market", request.whereabouts.operator),
                ("site", outcome.placement.site if isinstance(outcome, Answer) else "none"),
                ("status", "answered" if is_answer else "refused"),
            )
        )
        for event in outcome.trace:
            if not event.skipped:
                self._steps.add((("step", event.step),), event.ms / 1000)

    def error(self, code: str) -> None:
        """Count an error."""
        self._errors.add((("code", code),))

    def call(self, route: str, method: str, status: int, *, seconds: float) -> None:
        """Count a call."""
        self._calls.add((("method", method), ("route", route), ("status", str(status))))
        self._routes.add((("route", route),), seconds)

    def text(self) -> bytes:
        """Return everything in the text format."""
        metrics = (self._outcomes, self._errors, self._calls, self._steps, self._routes)
        return "".join(f"{line}\n" for metric in metrics for line in metric.lines()).encode()


def _head(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"


def _written(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
