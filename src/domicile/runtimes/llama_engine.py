"""The llama.cpp server inside a process: loading it, sealing it off, running one call, closing.

It says nothing on standard error, where it would print prompts.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xllamacpp

from domicile.core.errors import ModelLoadError, ModelMissingError

Chunk = Mapping[str, Any]
"""One piece that the library hands over: OpenAI's chunk shape, or ``{"error": …}``."""

TakeChunk = Callable[[Chunk], bool]
"""Gets each chunk, in a thread of the library; True ends the call."""

_SILENT = -1
_BATCH_TOKENS = 128
_CACHE_MIB = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """How a model is loaded."""

    window_tokens: int
    """Most tokens of a prompt and its reply together, from 256."""

    reply_threads: int
    """Threads that write replies, from 1."""

    prompt_threads: int
    """Threads that read prompts, from 1."""

    name: str = ""
    """What the server calls the model; the path of its file when empty."""


class LlamaEngine:
    """A loaded model. Calls made at once wait for each other; ``close`` MUST wait for all.

    Args:
        model: The GGUF file.
        options: How it is loaded.

    Raises:
        ModelMissingError: There is no such file.
        ModelLoadError: The library cannot load it.
    """

    def __init__(self, model: Path, options: EngineOptions) -> None:
        with tempfile.TemporaryDirectory(prefix="domicile-") as folder:
            # The library insists on listening. Leaving this block removes the socket from the
            # file system, so that nobody can connect any more.
            self._server: xllamacpp.Server | None = open_server(
                model, options, socket=Path(folder) / "sealed.sock"
            )

    def call(self, body: Mapping[str, object], take: TakeChunk) -> None:
        """Run one chat completion, blocking; what comes goes to ``take``, errors included.

        Raises:
            ValueError: The library cannot follow the JSON Schema in ``body``. Its message may
                repeat parts of the schema.
        """
        if self._server is None:
            msg = "the runtime is closed"
            raise ModelLoadError(msg)
        self._server.handle_chat_completions(dict(body), take)

    def close(self) -> None:
        """Give the memory back."""
        self._server = None


def open_server(
    model: Path, options: EngineOptions, *, socket: Path, keys: Sequence[str] = ()
) -> xllamacpp.Server:
    """Load ``model`` into a server that listens at ``socket`` and has answered once.

    Args:
        model: The GGUF file.
        options: How it is loaded.
        socket: A path that ends in ``.sock``, in a folder for the owner alone.
        keys: Bearer keys that it asks for over HTTP; none are asked for when there are none.

    Raises:
        ModelMissingError: There is no such file.
        ModelLoadError: The library cannot load it.
    """
    if not model.is_file():
        msg = f"model file {model.name} is missing"
        raise ModelMissingError(msg)
    params = _params(model, options)
    params.hostnames = [str(socket)]
    params.api_keys = list(keys)
    try:
        server = xllamacpp.Server(params)
    except (RuntimeError, ValueError) as error:
        msg = f"the runtime cannot load {model.name}"
        raise ModelLoadError(msg) from error
    # The library can hang for ever when a server that has never worked is closed.
    first = {"messages": [{"role": "user", "content": "."}], "max_tokens": 1}
    server.handle_chat_completions(first, _ignore)
    return server


def _params(model: Path, options: EngineOptions) -> xllamacpp.CommonParams:
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.verbosity = _SILENT
    params.model_alias = {options.name} if options.name else set()
    params.ui = False
    params.endpoint_slots = False
    params.n_threads_http = 1
    params.n_gpu_layers = 0
    params.fit_params = False
    params.warmup = False
    # Weights are used straight from the file: processes share them, and loading is fast.
    params.no_extra_bufts = True
    params.n_ctx = options.window_tokens
    # One call at a time: two at once are no faster on a few cores, and on busy ones they crawl.
    params.n_parallel = 1
    params.cache_ram_mib = _CACHE_MIB
    # A prompt is read in steps of this size; between two steps a call can be cancelled.
    params.n_batch = _BATCH_TOKENS
    params.n_ubatch = _BATCH_TOKENS
    params.cpuparams.n_threads = options.reply_threads
    params.cpuparams_batch.n_threads = options.prompt_threads
    # Threads sleep while they wait: spinning starves the rest of a busy machine, and itself.
    params.cpuparams.poll = 0
    params.cpuparams_batch.poll = 0
    return params


def _ignore(chunk: Chunk) -> bool:
    del chunk
    return False
