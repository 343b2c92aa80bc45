"""Seals the contents of a message in chunks under a key of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sozialclient.store.errors import StoreDamaged

CHUNK_SIZE = 1024 * 1024
KEY_SIZE = 32


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
    held = bytearray()
    first = True
    for piece in pieces:
        held += piece
        while len(held) > CHUNK_SIZE:
            yield bytes(held[:CHUNK_SIZE])
            del held[:CHUNK_SIZE]
            first = False
    if held or first:
        yield bytes(held)


class Seal:
    """Seals and opens chunks (AES-256-GCM) with one message's key.

    The key is made for one transaction and every place and position is sealed once under it, so
    they make the nonce.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, place: Place, position: int, count: int, chunk: bytes) -> bytes:
        """`chunk` number `position` of `count`, sealed."""
        return self._cipher.encrypt(_nonce(place, position), chunk, _bound(place, position, count))

    def open(self, place: Place, position: int, count: int, sealed: bytes) -> bytes:
        """The chunk in `sealed`. Raises StoreDamaged when it is not the one that was put there."""
        try:
            return self._cipher.decrypt(_nonce(place, position), sealed, _bound(place, position, count))
        except InvalidTag:
            raise StoreDamaged(part="content") from None


def _nonce(place: Place, position: int) -> bytes:
    return place.ordinal.to_bytes(4, "big") + position.to_bytes(8, "big")


def _bound(place: Place, position: int, count: int) -> bytes:
    return msgspec.json.encode(["chunk", 1, place.application, place.kind, place.key, position, count])
