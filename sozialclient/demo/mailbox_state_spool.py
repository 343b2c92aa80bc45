"""Spools of the training intermediary: in memory while small, else in an unnamed file of its folder."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sozialclient.wire.spool import CHUNK, SpoolFactory

_SMALL = 256 * 1024


class FileSpool:
    """A `Spool` of invented data, so nothing on disk needs sealing. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_SMALL, dir=str(folder))  # noqa: SIM115 - closed by close()
        self._size = 0
        self._digest = hashlib.sha256()

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._size

    @property
    def sha256(self) -> bytes:
        """SHA-256 of the bytes written so far."""
        return self._digest.digest()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Append `data`; raises OSError when there is no room."""
        self._file.seek(self._size)
        self._size += self._file.write(data)
        self._digest.update(data)

    def chunks(self) -> Iterator[bytes]:
        """The written bytes from the start."""
        position = 0
        while position < self._size:
            self._file.seek(position)
            piece = self._file.read(CHUNK)
            position += len(piece)
            yield piece

    def close(self) -> None:
        """Forget the bytes. Closing twice is allowed."""
        self._file.close()


def spool_factory(folder: Path) -> SpoolFactory:
    """Makes spools whose files lie in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    return lambda: FileSpool(folder)
