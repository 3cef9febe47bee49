"""Gives every character of a Chinese sentence a tag; the model is loaded when first needed."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from domicile.core.errors import ModelError, RecognizerError

if TYPE_CHECKING:
    from domicile.privacy.names.network import Network

BATCH_CHARS = 4096
"""Most characters that are read at once; bounds memory at about 60 MB."""


class Tagger:
    """Tags sentences such as ``王小明来了`` with ``PER-B PER-I PER-I v-B u-B``.

    Neither the weights nor numpy are loaded before the first sentence. Safe to call from several
    threads.

    Args:
        folder: Opens the model pack ``names-zh`` and says where it lies.
    """

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder = folder

    def tag(self, sentences: Sequence[str]) -> list[list[str]]:
        """Return one tag for each character of each sentence.

        Raises:
            RecognizerError: The model is missing or damaged.
        """
        results: list[list[str]] = [[] for _ in sentences]
        for batch in _batches(sentences):
            tags = self._network.tag([sentences[index] for index in batch])
            for index, tagged in zip(batch, tags, strict=True):
                results[index] = tagged
        return results

    @cached_property
    def _network(self) -> "Network":
        try:
            folder = self._folder()
        except ModelError as error:
            raise RecognizerError(error.message, remedy=error.remedy) from error
        module = importlib.import_module("domicile.privacy.names.network")
        network: Network = module.Network(folder)
        return network


def _batches(sentences: Sequence[str]) -> Iterator[list[int]]:
    """Yield indexes of sentences, longest first, at most ``BATCH_CHARS`` characters at once."""
    batch: list[int] = []
    size = 0
    for index in sorted(range(len(sentences)), key=lambda at: -len(sentences[at])):
        length = len(sentences[index])
        if batch and size + length > BATCH_CHARS:
            yield batch
            batch, size = [], 0
        if length:
            batch.append(index)
            size += length
    if batch:
        yield batch
