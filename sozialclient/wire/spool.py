"""Where long byte streams rest on their way: written once, then read any number of times."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Protocol

CHUNK = 256 * 1024


class Spool(Protocol):
    """A place for bytes of unknown length that need not fit into memory."""

    @property
    def size(self) -> int:
        """Bytes written so far."""

    @property
    def sha256(self) -> bytes:
        """SHA-256 of the bytes written so far."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Append `data`; raises OSError (or a store error) when there is no room."""

    def chunks(self) -> Iterator[bytes]:
        """The written bytes from the start, in pieces of at most `CHUNK`."""

    def close(self) -> None:
        """Forget the bytes; reading afterwards is an error. Closing twice is allowed."""


SpoolFactory = Callable[[], Spool]


class MemorySpool:
    """A spool in memory, for tests and for small contents."""

    def __init__(self) -> None:
        self._data = bytearray()

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return len(self._data)

    @property
    def sha256(self) -> bytes:
        """SHA-256 of the bytes written so far."""
        return hashlib.sha256(self._data).digest()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Append `data`."""
        self._data += data

    def chunks(self) -> Iterator[bytes]:
        """The written bytes in pieces of at most `CHUNK`."""
        for start in range(0, len(self._data), CHUNK):
            yield bytes(self._data[start : start + CHUNK])

    def close(self) -> None:
        """Forget the bytes."""
        self._data = bytearray()


def spool_bytes(spool: Spool) -> bytes:
    """Everything in `spool`; only for contents known to be small."""
    return b"".join(spool.chunks())
