import re

from domicile.core.content import Content, Message
from domicile.core.ids import FeatureId
from domicile.policy.caller import Caller
from domicile.surfaces.http.meter import BUCKETS_S, Counts, Durations, Meter
from tests.unit.surfaces.standins import ANSWER, REFUSAL, FakeDomicile

LINE = re.compile(r'(?:# (?:HELP|TYPE) .+|\w+(?:\{(?:\w+="(?:[^"\\\n]|\\.)*",?)*\})? [0-9.e+-]+)')


def test_a_counter_tells_its_series_apart() -> None:
    counts = Counts("c_total", "Things.")
    for kind in ("b", "a", "b"):
        counts.add((("kind", kind),))
    assert list(counts.lines()) == [
        "# HELP c_total Things.",
        "# TYPE c_total counter",
        'c_total{kind="a"} 1',
        'c_total{kind="b"} 2',
    ]


def test_a_label_is_escaped() -> None:
    counts = Counts("c_total", "Things.")
    counts.add((("kind", 'a"b\\c\nd'),))
    assert list(counts.lines())[-1] == r'c_total{kind="a\"b\\c\nd"} 1'


def test_a_histogram_counts_upwards() -> None:
    durations = Durations("d_seconds", "Time.")
    for seconds in (0.0005, 0.0006, 0.3, 99):
        durations.add((("step", "run"),), seconds)
    lines = list(durations.lines())
    assert 'd_seconds_bucket{step="run",le="0.0005"} 1' in lines
    assert 'd_seconds_bucket{step="run",le="0.001"} 2' in lines
    assert 'd_seconds_bucket{step="run",le="0.5"} 3' in lines
    assert 'd_seconds_bucket{step="run",le="30"} 3' in lines
    assert 'd_seconds_bucket{step="run",le="+Inf"} 4' in lines
    assert 'd_seconds_count{step="run"} 4' in lines
    assert 'd_seconds_sum{step="run"} 99.301100' in lines
    assert len(lines) == 2 + len(BUCKETS_S) + 3


def test_everything_is_in_the_text_format(domicile: FakeDomicile) -> None:
    content = Content(messages=(Message(role="user", content="secret"),))
    request = domicile.request(FeatureId("assistant"), content, Caller())
    meter = Meter()
    meter.outcome(request, ANSWER)
    meter.outcome(request, REFUSAL)
    meter.error("D701")
    meter.call("/v1/x", "GET", 200, seconds=0.1)
    text = meter.text().decode()
    assert all(LINE.fullmatch(line) for line in text.splitlines())
    assert 'status="answered"' in text
    assert 'level="none",market="CN",site="none",status="refused"' in text
    assert 'domicile_step_seconds_count{step="run"} 1' in text
    assert 'step="clear"' not in text  # skipped
    assert "secret" not in text
