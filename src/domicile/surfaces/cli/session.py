"""One run of a command: its settings, its Domicile, its language."""

import asyncio
import functools
import importlib
import os
from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

import click

from domicile.core.settings_file import Loaded, Surroundings, load_settings
from domicile.core.text import Bilingual, Language
from domicile.surfaces.cli.grammar import Flags, flags_of
from domicile.surfaces.cli.printing import print_json, print_lines, tell

if TYPE_CHECKING:
    from domicile.app import Domicile

P = ParamSpec("P")
T = TypeVar("T")

Build = Callable[[Loaded], "Domicile"]
"""Makes the house; tests put one with other engines into click's ``obj``."""

LoopFactory = Callable[[], asyncio.AbstractEventLoop]

LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Variables that name the language of a terminal; the first one that is set decides."""


class Session:
    """One run of a command. Reads settings and builds the house when they are first needed.

    Args:
        flags: What every command understands.
        build: Makes the house.
    """

    def __init__(self, flags: Flags, build: Build) -> None:
        self.flags = flags
        self._build = build
        self._loop_factory: LoopFactory | None = None

    @cached_property
    def loaded(self) -> Loaded:
        """The settings, with where each came from.

        Raises:
            SettingsError: They cannot be used.
        """
        return load_settings(surroundings(), config=self.flags.config)

    @cached_property
    def domicile(self) -> "Domicile":
        """The house.

        Raises:
            SettingsError: The settings cannot be used.
        """
        return self._build(self.loaded)

    def run(self, work: Coroutine[object, object, T]) -> T:
        """Run ``work`` to its end; all of one session runs in one event loop."""
        return self._runner.run(work)

    def serve(self, work: Coroutine[object, object, T]) -> T:
        """Run ``work`` as a server: in the fastest event loop that is installed."""
        loops = importlib.import_module("uvicorn.loops.auto")
        self._loop_factory = loops.auto_loop_factory()
        return self.run(work)

    def close(self) -> None:
        """Let go of models, connections and the store."""
        if "domicile" in self.__dict__:
            self.run(self.domicile.aclose())
        if "_runner" in self.__dict__:
            self._runner.close()

    @cached_property
    def _runner(self) -> asyncio.Runner:
        return asyncio.Runner(loop_factory=self._loop_factory)

    def language(self, wished: Language | None = None) -> Language:
        """Return the language to speak: the one wished for, the setting's, or the terminal's.

        For a program (``--json``) the terminal's does not matter.
        """
        if wished is not None:
            return wished
        if self.flags.is_json or "language" in self.loaded.origins:
            return self.loaded.settings.language
        return terminal_language(os.environ)

    def answer(self, document: Mapping[str, Any], lines: Iterable[str]) -> None:
        """Print what was asked for: ``document`` for programs, else ``lines`` for people."""
        if self.flags.is_json:
            print_json(document)
        else:
            print_lines(lines)

    def tell(self, text: Bilingual) -> None:
        """Say something beside what was asked for."""
        tell([text.spoken(self.language())])


def with_session(
    function: Callable[Concatenate[Session, P], int | None],
) -> Callable[P, int | None]:
    """Hand a session to a command as its first argument, and close it at the end."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> int | None:
        context = click.get_current_context()
        session = Session(flags_of(context), context.obj or build_domicile)
        try:
            return function(session, *args, **kwargs)
        finally:
            session.close()

    return call


def build_domicile(loaded: Loaded) -> "Domicile":
    """Make the house; imported here, so that help costs nothing of it."""
    module = importlib.import_module("domicile.app")
    return cast("Domicile", module.Domicile(loaded))


def surroundings() -> Surroundings:
    """Return what the process finds itself in."""
    return Surroundings(environment=os.environ, home=Path.home(), folder=Path.cwd())


def terminal_language(environment: Mapping[str, str]) -> Language:
    """Return the language of a terminal: Chinese where its locale says so, else English."""
    locale = next((environment[name] for name in LOCALE if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"
