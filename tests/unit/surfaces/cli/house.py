"""A real house with engines that need no model, and a caller of its command line."""

import json
import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from click.testing import CliRunner, Result

from domicile.app import Domicile
from domicile.core.clock import SystemClock
from domicile.core.errors import GenerationError
from domicile.core.ids import ModelId
from domicile.core.reply import Delta, Finish, ReplyEvent, Sent
from domicile.core.settings_file import Loaded
from domicile.core.site import Site
from domicile.core.task import Task
from domicile.egress.fetch import ModelFetcher
from domicile.engines import Engines
from domicile.privacy.cleared import Cleared
from domicile.privacy.detect.catalog import structured_recognizers
from domicile.privacy.detector import Detector
from domicile.store.models.shelf import ModelShelf
from domicile.surfaces.cli.main import cli

MODELS = Path(os.environ.get("DOMICILE_MODELS_DIR") or Path.home() / ".cache/domicile/models")
"""Where the model packs of this machine lie; read before tests move the home folder."""

MODEL = ModelId("qwen2.5-coder-0.5b-instruct")
SETTINGS = """
data_dir = "store"
models_dir = "packs"
[[sites]]
id = "one"
base_url = "http://127.0.0.1:1/v1"
model = "m"
owner_country = "US"
region = "us"
inference_scope = "us"
features = ["assistant", "writing"]
evidence = "simulated"
"""


class FixedClock(SystemClock):
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class Echo:
    """Says again what it was asked, in two pieces; the device's model and every partner's."""

    fails: bool = False
    heard: list[str] = field(default_factory=list)
    is_closed: bool = False

    async def run(self, site: Site, ready: Task | Cleared) -> AsyncGenerator[ReplyEvent]:
        text = ready.content.messages[-1].content
        self.heard.append(text)
        if not site.is_device:
            yield Sent(size_bytes=len(text.encode()))
        yield Delta(text=text[:2])
        if self.fails:
            raise GenerationError("the runtime stopped")
        yield Delta(text=text[2:])
        yield Finish(reason="stop", model=site.model)

    async def aclose(self) -> None:
        self.is_closed = True


def stand_in(shelf: ModelShelf, model: ModelId) -> None:
    """Put an empty file where the model would lie, so that it counts as installed."""
    file = shelf.folder(model) / shelf.manifest(model).files[0].name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()


class House:
    """Calls the command line in one folder; every call opens the store anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engines = Echo()
        self.has_device = True
        self.fetcher: ModelFetcher | None = None
        self.write(SETTINGS)

    def write(self, settings: str) -> None:
        (self.folder / "domicile.toml").write_text(settings, encoding="utf-8")

    def build(self, loaded: Loaded) -> Domicile:
        domicile = Domicile(loaded, clock=FixedClock())
        domicile.engines = cast("Engines", self.engines)
        domicile.detector = Detector(structured_recognizers(), domicile.entropy)
        if self.has_device:
            stand_in(domicile.shelf, MODEL)
        if self.fetcher is not None:
            domicile.fetcher = self.fetcher
        return domicile

    def call(self, *words: str, given: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(cli, words, input=given, obj=self.build)
        unforeseen = result.exception
        assert unforeseen is None or isinstance(unforeseen, SystemExit), unforeseen
        return result

    def json(self, *words: str, status: int = 0, given: str | None = None) -> Any:
        """Call with ``--json``; standard output must be one document, and nothing else."""
        result = self.call(*words, "--json", given=given)
        assert result.exit_code == status, result.output
        return json.loads(result.stdout)

    def release(self, market: str = "US-CA", feature: str = "assistant", site: str = "one") -> None:
        """Submit and approve a release."""
        where = ("--market", market, "--feature", feature, "--site", site, "--by", "Li")
        assert self.call("release", "submit", *where).exit_code == 0
        assert self.call("release", "approve", *where).exit_code == 0
