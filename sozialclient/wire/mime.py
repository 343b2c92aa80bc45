"""MIME multipart as it really occurs in OSCI, read as a stream (PROTOCOL 1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sozialclient.wire.base64 import decode_base64_stream
from sozialclient.wire.limits import DEFAULT_LIMITS, Limits, check_limit
from sozialclient.wire.mime_errors import MimeError, MimeHeaderError, MimeTruncated, NotMimeError, UnexpectedPart
from sozialclient.wire.mime_headers import MimeHeaders, bare_content_id, read_headers, refuse_bare_line_feeds

_VERSION = re.compile(r"1\.0\s*(\([^)]*\))?")
_ENCODINGS = frozenset({"7bit", "8bit", "8-bit", "binary", "base64"})
# A message begins with one of these headers; all are of one length.
_OPENINGS = (b"mime-version:", b"content-type:")
_OPENING = len(_OPENINGS[0])


class _Source:
    """Bytes pulled from a stream into a buffer, counted against the message limit."""

    def __init__(self, chunks: Iterable[bytes], limits: Limits) -> None:
        self._chunks = iter(chunks)
        self._limits = limits
        self._total = 0
        self.buffer = b""

    def more(self) -> bool:
        """Append the next piece; False at the end of the stream."""
        for chunk in self._chunks:
            if chunk:
                self._total += len(chunk)
                check_limit("message_bytes", self._total, self._limits.message_bytes)
                self.buffer = self.buffer + bytes(chunk) if self.buffer else bytes(chunk)
                return True
        return False

    def need(self, count: int) -> None:
        """Have at least `count` bytes in the buffer or raise MimeTruncated."""
        while len(self.buffer) < count:
            if not self.more():
                raise MimeTruncated

    def drain(self, *, white_space_only: bool) -> None:
        """Read to the end, so that a decrypting source below checks its last bytes."""
        length = 0
        self.buffer = self.buffer[2:]
        while True:
            length += len(self.buffer)
            check_limit("header_block_bytes", length, self._limits.header_block_bytes)
            if white_space_only and self.buffer.strip():
                raise MimeError
            self.buffer = b""
            if not self.more():
                return

    def header_block(self) -> MimeHeaders:
        """Read headers up to and including the blank line."""
        searched = 0
        while (end := self.buffer.find(b"\r\n\r\n", searched)) < 0:
            searched = max(0, len(self.buffer) - 3)
            if len(self.buffer) > self._limits.header_block_bytes or not self.more():
                refuse_bare_line_feeds(self.buffer)
                check_limit("header_block_bytes", len(self.buffer), self._limits.header_block_bytes)
                raise MimeTruncated
        check_limit("header_block_bytes", end, self._limits.header_block_bytes)
        block, self.buffer = self.buffer[:end], self.buffer[end + 4 :]
        return read_headers(block, self._limits)


class MimePart:
    """One part; its body is read once, before the next part is asked for."""

    def __init__(self, headers: MimeHeaders, raw: Iterator[bytes]) -> None:
        self.headers = headers
        self._raw = raw

    def body(self) -> Iterator[bytes]:
        """The body after transfer decoding. Raises MimeError, Base64Error."""
        return decode_base64_stream(self._raw) if self.headers.is_base64 else self._raw

    def skip(self) -> None:
        """Read what is left of the body and forget it."""
        for _ in self._raw:
            pass


class MimeReader:
    """Reads a multipart/related message piece by piece.

    `epilogue` False refuses anything but white space behind the closing boundary: where a cipher
    does not protect what it holds, ignored bytes would let a stranger try out guesses.

    The first part is the root, whatever its name; no two parts have the same name.

    Raises NotMimeError, MimeHeaderError, UnexpectedPart, MimeError, MimeTruncated and LimitExceeded
    from the constructor and while iterating; whatever the chunk source raises passes through.
    """

    def __init__(
        self, chunks: Iterable[bytes], limits: Limits = DEFAULT_LIMITS, *, epilogue: bool = True
    ) -> None:
        self._limits = limits
        self._epilogue = epilogue
        self._source = _Source(chunks, limits)
        self._skip_leading_line_ends()
        self.headers = self._top_headers()
        self._delimiter = b"\r\n--" + self._boundary()
        self._source.buffer = b"\r\n" + self._source.buffer

    def _skip_leading_line_ends(self) -> None:
        source = self._source
        skipped = 0
        while True:
            if skipped or source.buffer[:2] == b"\r\n":
                before = len(source.buffer)
                source.buffer = source.buffer.lstrip(b"\r\n")
                skipped += before - len(source.buffer)
                check_limit("header_block_bytes", skipped, self._limits.header_block_bytes)
            if len(source.buffer) >= _OPENING:
                break
            if not source.more():
                begun = any(opening.startswith(source.buffer.lower()) for opening in _OPENINGS)
                raise MimeTruncated if begun else NotMimeError
        if source.buffer[:_OPENING].lower() not in _OPENINGS:
            raise NotMimeError

    def _top_headers(self) -> MimeHeaders:
        headers = self._source.header_block()
        version = headers.get("mime-version")
        if version is not None and not _VERSION.fullmatch(version):
            raise MimeHeaderError(header="MIME-Version")
        if headers.media_type != "multipart/related":
            raise NotMimeError
        return headers

    def _boundary(self) -> bytes:
        """The bytes that divide the parts; blanks at their end could not be told from padding (RFC 2046 5.1.1)."""
        boundary = self.headers.parameter("boundary")
        if boundary is None or boundary != boundary.rstrip():
            raise MimeHeaderError(header="boundary")
        written = boundary.encode("utf-8")
        check_limit("boundary_bytes", len(written), self._limits.boundary_bytes)
        return written

    def parts(self) -> Iterator[MimePart]:
        """The parts in order. The epilogue is read to its end and ignored."""
        length = 0
        for preamble in self._until_delimiter():
            length += len(preamble)
            check_limit("header_block_bytes", length, self._limits.header_block_bytes)
            if preamble.strip():
                raise MimeError
        names: set[str] = set()
        while not self._at_end():
            check_limit("mime_parts", len(names) + 1, self._limits.mime_parts)
            part = MimePart(self._source.header_block(), self._until_delimiter())
            self._check_part(part.headers, names)
            yield part
            part.skip()
        self._source.drain(white_space_only=not self._epilogue)

    def _check_part(self, headers: MimeHeaders, names: set[str]) -> None:
        encoding = headers.get("content-transfer-encoding")
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise MimeHeaderError(header="Content-Transfer-Encoding")
        name = headers.content_id
        start = self.headers.parameter("start")
        if not names and start is not None and bare_content_id(start) != name:
            # Other readers would take the part it names for the root.
            raise MimeHeaderError(header="start")
        if name in names:
            raise UnexpectedPart
        names.add(name)

    def _at_end(self) -> bool:
        """Step over the rest of a delimiter line; True if it was the closing one."""
        source = self._source
        source.need(2)
        if source.buffer[:2] == b"--":
            return True
        padding = 0
        while source.buffer[padding : padding + 1] in (b" ", b"\t"):
            padding += 1
            check_limit("header_line_bytes", padding, self._limits.header_line_bytes)
            source.need(padding + 2)
        if source.buffer[padding : padding + 2] != b"\r\n":
            raise MimeError
        source.buffer = source.buffer[padding + 2 :]
        return False

    def _until_delimiter(self) -> Iterator[bytes]:
        """Body bytes up to the next delimiter, which is consumed."""
        source, delimiter = self._source, self._delimiter
        keep = len(delimiter) - 1
        while (end := source.buffer.find(delimiter)) < 0:
            ready = len(source.buffer) - keep
            if ready > 0:
                piece, source.buffer = source.buffer[:ready], source.buffer[ready:]
                yield piece
            if not source.more():
                raise MimeTruncated
        piece, source.buffer = source.buffer[:end], source.buffer[end + len(delimiter) :]
        if piece:
            yield piece
