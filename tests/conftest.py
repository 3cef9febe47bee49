"""What holds for every test: nothing of the caller's surroundings, and no silent gaps in CI.

Sockets are blocked except to loopback; see ``addopts`` in pyproject.toml.
"""

import os

import pytest
from hypothesis import settings

from tests.installed import NAMES, SMALL, folder

# A shared machine may be slow at any moment; speed has benchmarks of its own.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

KEPT = "DOMICILE_MODELS_DIR"


@pytest.fixture(autouse=True)
def _no_settings_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget ``DOMICILE_*`` variables, except the folder in which models lie."""
    for name in list(os.environ):
        if name.startswith("DOMICILE_") and name != KEPT:
            monkeypatch.delenv(name)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what runs a real model where none is installed, and say so."""
    if item.get_closest_marker("model"):
        for pack in (NAMES, SMALL):
            folder(pack)


def _not_run(config: pytest.Config) -> list[str]:
    """Return why tests did not run, each reason once, with how often."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reasons: dict[str, int] = {}
    for report in reporter.stats.get("skipped", ()) if reporter else ():
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    return [f"{count} x {reason}" for reason, count in sorted(reasons.items())]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true, a test that did not run is a failure."""
    if os.environ.get("CI") == "true" and _not_run(session.config) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Name what did not run."""
    reasons = _not_run(config)
    if reasons:
        failure = os.environ.get("CI") == "true"
        terminalreporter.section("not run (a failure in CI)" if failure else "not run")
        for reason in reasons:
            terminalreporter.write_line(reason)
