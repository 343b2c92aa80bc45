"""Reads the body of an HTTP request as a bounded stream: with a length, chunked, or up to the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from typing import BinaryIO

from sozialclient.errors import SozialclientError

_PIECE = 64 * 1024
_LINE = 1024
_HEX = re.compile(rb"[0-9a-fA-F]{1,8}")
_DRAINED = 4 * 1024 * 1024


class BodyDamaged(SozialclientError):
    """The HTTP framing of a request is broken, or its body is longer than allowed."""

    reference = "DEMO-HTTP-BODY"


class RequestBody:
    """The body of one request; `limit` in bytes. Knows afterwards whether it was read to its end."""

    def __init__(self, source: BinaryIO, headers: Message, limit: int) -> None:
        """Raises BodyDamaged for a length that is no number or above the limit."""
        self._source = source
        self._limit = limit
        self.complete = False
        self._broken = False
        coding = (headers.get("Transfer-Encoding") or "").strip().lower()
        length = headers.get("Content-Length")
        if coding not in ("", "identity", "chunked") or (coding == "chunked" and length is not None):
            raise BodyDamaged
        if coding == "chunked":
            self._pieces = self._chunked()
        else:
            self._pieces = self._counted(_length(length, limit))

    def chunks(self) -> Iterator[bytes]:
        """The bytes; raises BodyDamaged when they end early or go on for too long, OSError."""
        try:
            # Not "yield from": whoever stops reading early must not close what drain() goes on with.
            while (piece := next(self._pieces, None)) is not None:
                yield piece
        except (BodyDamaged, OSError):
            self._broken = True
            raise
        self.complete = True

    def drain(self) -> bool:
        """Read on to the end unless that is too much; True when the connection can be used again."""
        read = 0
        try:
            for piece in self.chunks():
                read += len(piece)
                if read > _DRAINED:
                    return False
        except (BodyDamaged, OSError):
            return False
        return not self._broken

    def _counted(self, length: int) -> Iterator[bytes]:
        while length:
            piece = self._source.read(min(length, _PIECE))
            if not piece:
                raise BodyDamaged
            length -= len(piece)
            yield piece

    def _chunked(self) -> Iterator[bytes]:
        total = 0
        while size := self._chunk_size():
            total += size
            if total > self._limit:
                raise BodyDamaged
            yield from self._counted(size)
            if self._source.read(2) != b"\r\n":
                raise BodyDamaged
        while (line := self._source.readline(_LINE)) not in (b"\r\n", b"\n"):
            if not line:
                raise BodyDamaged

    def _chunk_size(self) -> int:
        line = self._source.readline(_LINE).partition(b";")[0].strip()
        if not _HEX.fullmatch(line):
            raise BodyDamaged
        return int(line, 16)


def _length(text: str | None, limit: int) -> int:
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 16) or int(text) > limit:
        raise BodyDamaged
    return int(text)
