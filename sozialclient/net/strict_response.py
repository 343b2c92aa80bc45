"""A response reader that takes no cut-off header, no flood of headers and no odd chunk for good."""

from __future__ import annotations

import http.client
import io
import re
from typing import Any, cast

from sozialclient.net.errors import BadFraming

MOST_HEADER_BYTES = 256 * 1024
"""Bytes of all header and trailer lines of one response together, interim answers included."""
MOST_INTERIM = 8
_LONGEST_CHUNK_LINE = 1024
_CHUNK_LINE = re.compile(rb"(?P<size>[0-9A-Fa-f]{1,16})(?:;[^\r\n]*)?\r\n")
_LINE_ENDS = (b"\r\n", b"\n")


class _Lines:
    """The stream below a response while a header is read: the end of the stream is an error there."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self.stream = stream
        self._left = MOST_HEADER_BYTES

    def readline(self, limit: int = -1) -> bytes:
        """As `BufferedReader.readline`.

        Raises IncompleteRead at the end, and HTTPException when it was too much or the line is none that a
        header may have (RFC 9112, 5.2 and 2.2): folded, or with a NUL or a lone carriage return in it.
        """
        line = self.stream.readline(limit)
        if not line:
            raise http.client.IncompleteRead(b"")
        self._left -= len(line)
        if self._left < 0:
            raise http.client.HTTPException("header too long")
        # At the end of the stream a line may end anywhere, then it is the next one that is missing.
        lone = line.endswith(b"\n") and b"\r" in line.removesuffix(b"\n").removesuffix(b"\r")
        if line.startswith((b" ", b"\t")) or b"\0" in line or lone:
            raise http.client.HTTPException("no header line")
        return line

    def close(self) -> None:
        """Close the stream below."""
        self.stream.close()

    def flush(self) -> None:
        """Called by `HTTPResponse.flush`; nothing is buffered here."""


class StrictResponse(http.client.HTTPResponse):
    """`http.client` takes the end of the stream for the end of the header, so that a cut-off header passes.

    Together with a body that ends with the connection, a cut-off answer would look complete. It
    also reads interim answers and trailers without end, and `int` takes more for a chunk's size
    than a server may send (`-5`, `0x3`, `1_0`).
    """

    chunk_left: int | None

    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self._lines = _Lines(self.fp)
        self._answers = 0

    def begin(self) -> None:
        """As `HTTPResponse.begin`; also raises IncompleteRead, HTTPException and BadFraming."""
        stream = self.fp
        self.fp = cast(io.BufferedReader, self._lines)
        super().begin()
        if self.fp is not None:  # begin() drops the stream of a response without a body
            self.fp = stream

    def _read_status(self) -> tuple[str, int, str]:
        self._answers += 1
        if self._answers > MOST_INTERIM + 1:
            raise http.client.HTTPException("too many interim answers")
        status: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]  # not in the stubs
        return status

    def _get_chunk_left(self) -> int | None:
        """Bytes left of the current chunk, reading on to the next one; None after the last.

        Takes the place of the method of `http.client` that every way of reading chunks goes through.
        """
        if self.chunk_left:
            return self.chunk_left
        if self.chunk_left is not None:
            self._end_chunk()
        self.chunk_left = self._next_chunk_size() or None
        if self.chunk_left is None:
            while self._lines.readline(MOST_HEADER_BYTES) not in _LINE_ENDS:
                continue
            stream = self.fp
            self.fp = cast(io.BufferedReader, None)  # as http.client marks a response that is complete
            stream.close()
        return self.chunk_left

    def _end_chunk(self) -> None:
        end = self.fp.read(2)
        if len(end) < 2:
            raise http.client.IncompleteRead(b"")
        if end != b"\r\n":
            raise BadFraming(detail="chunk-end")

    def _next_chunk_size(self) -> int:
        line = self.fp.readline(_LONGEST_CHUNK_LINE)
        if not line or (len(line) < _LONGEST_CHUNK_LINE and not line.endswith(b"\n")):
            raise http.client.IncompleteRead(b"")
        found = _CHUNK_LINE.fullmatch(line)
        if found is None:
            raise BadFraming(detail="chunk-size")
        return int(found["size"], 16)
