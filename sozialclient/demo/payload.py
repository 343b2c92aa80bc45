"""Bytes of a content that are made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Protocol

from sozialclient.wire.spool import CHUNK


class Payload(Protocol):
    """Bytes of known length that can be read any number of times."""

    @property
    def size(self) -> int:
        """Length in bytes."""

    def chunks(self) -> Iterator[bytes]:
        """The bytes from the start."""


class LazyBytes:
    """A small payload: made on first use by `make`, then kept."""

    def __init__(self, make: Callable[[], bytes]) -> None:
        self._make = make

    @cached_property
    def data(self) -> bytes:
        """All bytes."""
        return self._make()

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.data)

    def chunks(self) -> Iterator[bytes]:
        """Pieces of at most `CHUNK` bytes."""
        for start in range(0, len(self.data), CHUNK):
            yield self.data[start : start + CHUNK]


def file_payload(path: Path) -> LazyBytes:
    """The bytes of a small shipped file, read on first use."""
    return LazyBytes(path.read_bytes)
