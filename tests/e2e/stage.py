"""The product in a process of its own, and a page that notices what a person would not see."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page

DOMICILE = Path(sys.executable).with_name("domicile")
START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 30
REFUSED = "Failed to load resource: the server responded with a status of"
"""What Chromium notes about every refusal and error; the page itself tells the person."""


@dataclass
class Watch:
    """Complaints of the browser about a page, and calls to anywhere else."""

    home: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._see(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        is_ours = message.location["url"].startswith(f"{self.home}/v1/features/")
        if not (is_ours and message.text.startswith(REFUSED)):
            self.complaints.append(f"{message.type}: {message.text}")

    def _see(self, url: str) -> None:
        if not url.startswith((f"{self.home}/", "data:", f"blob:{self.home}/")):
            self.outside.append(url)


@contextlib.contextmanager
def opened(browser: Browser, home: str, *, width: int = 1280, locale: str = "en") -> Iterator[Page]:
    """Open the console; at the end, no error, breach of policy or outside call was seen."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=locale)
    context.set_default_timeout(START_TIMEOUT_S * 1000)
    watch = Watch(home)
    page = context.new_page()
    watch.over(page)
    try:
        page.goto(f"{home}/console")
        yield page
        assert watch.complaints == []
        assert watch.outside == []
    finally:
        context.close()


@contextlib.contextmanager
def running(folder: Path, *words: str) -> Iterator[str]:
    """Run a command of ours that serves; give its address once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    log = folder / "output.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [DOMICILE, *words, "--port", str(port)],
            cwd=folder,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(process)


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not _answers(port):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        try:
            connection.request("GET", "/healthz")
        except ConnectionRefusedError:
            return False
        return connection.getresponse().status == http.HTTPStatus.OK


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End a process that we started, with everything that it started."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
