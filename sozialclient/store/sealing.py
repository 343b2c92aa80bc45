"""Seals the contents of a message in chunks under a key of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sozialclient.store.ahead import ahead
from sozialclient.store.errors import StoreDamaged

CHUNK_SIZE = 1024 * 1024
KEY_SIZE = 32
_TAG = 16
_APART = 2
"""Chunks beyond which a content is worth threads of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a content belongs: whoever moves its chunks elsewhere can't open them there.

    `application` is the row number, `ordinal` the content's number within the application.
    """

    application: int
    ordinal: int
    kind: str
    key: str


def chunk_count(size: int) -> int:
    """Chunks for `size` bytes; even nothing is one chunk, so that it can't be faked."""
    return max(1, -(-size // CHUNK_SIZE))


def chunked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """`pieces` joined and cut anew into chunks of `CHUNK_SIZE`, the last one shorter; at least one."""
    held: list[memoryview] = []
    length, first = 0, True
    for piece in pieces:
        rest = memoryview(piece)
        while length + len(rest) > CHUNK_SIZE:
            held.append(rest[: CHUNK_SIZE - length])
            rest = rest[CHUNK_SIZE - length :]
            yield b"".join(held)
            held, length, first = [], 0, False
        held.append(rest)
        length += len(rest)
    if length or first:
        yield b"".join(held)


class Seal:
    """Seals and opens chunks (AES-256-GCM) with one message's key.

    The key is made for one transaction and every place and position is sealed once under it, so
    they make the nonce.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        # One room for all chunks: a new megabyte from the system each time costs more than the sealing.
        self._room = bytearray(CHUNK_SIZE + _TAG)

    def close(self, place: Place, position: int, count: int, chunk: bytes) -> memoryview:
        """`chunk` number `position` of `count`, sealed; the view is good until the next call."""
        sealed = memoryview(self._room)[: len(chunk) + _TAG]
        self._cipher.encrypt_into(_nonce(place, position), chunk, _bound(place, position, count), sealed)
        return sealed

    def open(self, place: Place, position: int, count: int, sealed: bytes) -> bytes:
        """The chunk in `sealed`. Raises StoreDamaged when it is not the one that was put there."""
        try:
            return self._cipher.decrypt(_nonce(place, position), sealed, _bound(place, position, count))
        except InvalidTag:
            raise StoreDamaged(part="content") from None


class Measured:
    """The chunks of one content, and when they have all been taken their number of bytes and SHA-256."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> bytes:
        """SHA-256 of what was taken so far."""
        return self._digest.digest()

    def chunks(self, pieces: Iterable[bytes], count: int) -> Generator[bytes, None, None]:
        """`pieces` as chunks, about `count`; many are read and hashed ahead. The generator is to be closed."""
        chunks = self._measured(chunked(pieces))
        return ahead(chunks) if count > _APART else chunks

    def _measured(self, chunks: Iterable[bytes]) -> Generator[bytes, None, None]:
        for chunk in chunks:
            self._digest.update(chunk)
            self.size += len(chunk)
            yield chunk


def _nonce(place: Place, position: int) -> bytes:
    return place.ordinal.to_bytes(4, "big") + position.to_bytes(8, "big")


def _bound(place: Place, position: int, count: int) -> bytes:
    return msgspec.json.encode(["chunk", 1, place.application, place.kind, place.key, position, count])
