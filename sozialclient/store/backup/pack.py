"""The file that holds one application's sealed chunks in a backup."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from sozialclient.store.contents.sealing import CHUNK_SIZE

_MARK = b"SOZPACK1"
_HEAD = struct.Struct(">III")
_LARGEST = CHUNK_SIZE + 1024


class PackDamaged(Exception):
    """The file is not what was written; whoever reads it says which one it was."""


class Chunk(NamedTuple):
    """A sealed chunk: content number, position within the content, bytes."""

    ordinal: int
    position: int
    sealed: bytes


class Digested:
    """A file that knows how many bytes went through it and their SHA-256."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """Of everything so far, hex."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Write all of `data`. Raises OSError."""
        self._file.write(data)
        self._note(data)

    def read(self, length: int) -> bytes:
        """Up to `length` bytes, fewer only at the end. Raises OSError."""
        data = self._file.read(length)
        self._note(data)
        return data

    def _note(self, data: bytes) -> None:
        self._digest.update(data)
        self.size += len(data)


def write_chunks(file: Digested, chunks: Iterable[Chunk]) -> None:
    """Write `chunks` one by one. Raises OSError and what `chunks` raises."""
    file.write(_MARK)
    for ordinal, position, sealed in chunks:
        file.write(_HEAD.pack(ordinal, position, len(sealed)))
        file.write(sealed)


def read_chunks(file: Digested) -> Iterator[Chunk]:
    """The chunks of a file, one in memory at a time. Raises PackDamaged and OSError.

    What comes out counts only once the digest of the whole file has been compared.
    """
    if file.read(len(_MARK)) != _MARK:
        raise PackDamaged
    while head := file.read(_HEAD.size):
        if len(head) < _HEAD.size:
            raise PackDamaged
        ordinal, position, length = _HEAD.unpack(head)
        if length > _LARGEST:
            raise PackDamaged
        sealed = file.read(length)
        if len(sealed) < length:
            raise PackDamaged
        yield Chunk(ordinal, position, sealed)
