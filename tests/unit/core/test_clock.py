from datetime import UTC

from domicile.core.clock import SystemClock, SystemEntropy


def test_now_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_the_counter_never_runs_backwards() -> None:
    clock = SystemClock()
    readings = [clock.monotonic_s() for _ in range(100)]
    assert readings == sorted(readings)


def test_entropy_has_the_asked_size_and_does_not_repeat() -> None:
    entropy = SystemEntropy()
    first, second = entropy.token(16), entropy.token(16)
    assert len(first) == len(second) == 16
    assert first != second
