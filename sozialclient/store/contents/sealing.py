"""Seals the contents of a message in chunks under a key of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sozialclient.store.contents.ahead import STEPS, ahead
from sozialclient.store.errors import StoreDamaged

CHUNK_SIZE = 1024 * 1024
KEY_SIZE = 32
_TAG = 16
_APART = 2
"""Chunks beyond which a content is worth a thread of its own."""
_ROOMS = STEPS + 2
"""Those made ahead, the one in the maker's hands and the one in the taker's."""


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

    @cached_property
    def _rooms(self) -> list[bytearray]:
        """Always the same rooms: a new megabyte from the system each time costs more than the sealing.

        Who only opens needs none.
        """
        return [bytearray(CHUNK_SIZE + _TAG) for _ in range(_ROOMS)]

    def closed(self, place: Place, count: int, chunks: Iterable[bytes]) -> Generator[memoryview, None, None]:
        """The `count` chunks sealed, made ahead when they are many; close the generator.

        A view is good until the next one is asked for.
        """
        sealed = (self._close(place, position, count, chunk) for position, chunk in enumerate(chunks))
        return ahead(sealed) if count > _APART else sealed

    def _close(self, place: Place, position: int, count: int, chunk: bytes) -> memoryview:
        sealed = memoryview(self._rooms[position % _ROOMS])[: len(chunk) + _TAG]
        self._cipher.encrypt_into(_nonce(place, position), chunk, _bound(place, position, count), sealed)
        return sealed

    def open(self, place: Place, position: int, count: int, sealed: bytes) -> bytes:
        """The chunk in `sealed`. Raises StoreDamaged when it is not the one that was put there."""
        try:
            return self._cipher.decrypt(_nonce(place, position), sealed, _bound(place, position, count))
        except InvalidTag:
            raise StoreDamaged(part="content") from None


class Measured:
    """The chunks of one content, and when they have all been taken their number of bytes and SHA-256.

    Hashing costs as much as all the rest, so `known` saves it where the bytes were hashed when they came.
    """

    def __init__(self, known: bytes | None = None) -> None:
        self._known = known
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> bytes:
        """SHA-256 of what was taken, when all of it was."""
        return self._known or self._digest.digest()

    def chunks(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """`pieces` as chunks."""
        for chunk in chunked(pieces):
            if self._known is None:
                self._digest.update(chunk)
            self.size += len(chunk)
            yield chunk


def _nonce(place: Place, position: int) -> bytes:
    return place.ordinal.to_bytes(4, "big") + position.to_bytes(8, "big")


def _bound(place: Place, position: int, count: int) -> bytes:
    return msgspec.json.encode(["chunk", 1, place.application, place.kind, place.key, position, count])
