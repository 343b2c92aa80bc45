"""MIME multipart as it really occurs in OSCI, read as a stream (PROTOCOL 1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sozialclient.errors import SozialclientError
from sozialclient.wire.base64 import decode_base64_stream
from sozialclient.wire.limits import DEFAULT_LIMITS, Limits, check_limit

_BOUNDARY = re.compile(r";\s*boundary\s*=\s*(?:\"([^\"\r\n]+)\"|([^\";\s]+))", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\";\s]+)", re.IGNORECASE)
_VERSION = re.compile(r"1\.0\s*(\([^)]*\))?")
_ENCODINGS = frozenset({"7bit", "8bit", "8-bit", "binary", "base64"})
_HEADER_NAME = re.compile(rb"[!-9;-~]+")
_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class MimeError(SozialclientError):
    """The bytes are not a MIME multipart message as OSCI defines it."""

    reference = "MIME-DAMAGED"


class NotMimeError(MimeError):
    """The bytes do not even begin like a MIME message: some web page, proxy or other service."""

    reference = "MIME-NOT-OSCI"


class MimeTruncated(MimeError):
    """The bytes end before the closing boundary."""

    reference = "MIME-TRUNCATED"


class MimeHeaderError(MimeError):
    """A header is missing, repeated or has a value OSCI does not allow; parameter `header`."""

    reference = "MIME-HEADER"


@dataclass(frozen=True, slots=True)
class MimeHeaders:
    """Headers of a message or part: lower-case name to value, order kept."""

    values: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """Value of header `name` (lower case)."""
        return self.values.get(name)

    @property
    def media_type(self) -> str:
        """Lower-case media type without parameters; may lack a subtype, may be empty."""
        return (self.get("content-type") or "").split(";", 1)[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """Lower-case charset parameter."""
        found = _CHARSET.search(self.get("content-type") or "")
        return found[1].lower() if found else None

    @property
    def is_base64(self) -> bool:
        """Base64 is announced by the transfer encoding or by the media type text/base64."""
        encoding = (self.get("content-transfer-encoding") or "").lower()
        return encoding == "base64" or self.media_type == "text/base64"

    @property
    def content_id(self) -> str:
        """Content-ID without its angle brackets: an opaque name, never a path."""
        value = self.get("content-id")
        if value is None:
            raise MimeHeaderError(header="Content-ID")
        value = value.removeprefix("<").removesuffix(">")
        check_limit("content_id_bytes", len(value.encode("utf-8")), DEFAULT_LIMITS.content_id_bytes)
        return value


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
            check_limit("header_block_bytes", len(self.buffer), self._limits.header_block_bytes)
            searched = max(0, len(self.buffer) - 3)
            if not self.more():
                raise MimeTruncated
        check_limit("header_block_bytes", end, self._limits.header_block_bytes)
        block, self.buffer = self.buffer[:end], self.buffer[end + 4 :]
        return _read_headers(block, self._limits)


def _read_headers(block: bytes, limits: Limits) -> MimeHeaders:
    # First, because headers ended by bare line feeds look like one line that is far too long.
    if _BARE_LINE_FEED.search(block):
        raise MimeError
    values: dict[str, str] = {}
    for line in re.sub(rb"\r\n[ \t]+", b" ", block).split(b"\r\n"):
        check_limit("header_line_bytes", len(line), limits.header_line_bytes)
        raw_name, colon, raw_value = line.partition(b":")
        if not colon or not _HEADER_NAME.fullmatch(raw_name) or _CONTROL.search(raw_value):
            raise MimeError
        name = raw_name.decode("ascii").lower()
        if name in values:
            raise MimeHeaderError(header=name)
        try:
            values[name] = raw_value.strip(b" \t").decode("utf-8")
        except UnicodeDecodeError:
            raise MimeHeaderError(header=name) from None
    return MimeHeaders(values)


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

    Raises NotMimeError, MimeHeaderError, MimeError, MimeTruncated and LimitExceeded from the
    constructor and while iterating; whatever the chunk source raises passes through.
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
            if len(source.buffer) >= 13:
                break
            if not source.more():
                raise MimeTruncated if not source.buffer else NotMimeError
        if not source.buffer[:13].lower().startswith((b"mime-version:", b"content-type:")):
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
        found = _BOUNDARY.search(self.headers.get("content-type") or "")
        if not found:
            raise MimeHeaderError(header="boundary")
        boundary = (found[1] or found[2]).encode("utf-8")
        check_limit("boundary_bytes", len(boundary), self._limits.boundary_bytes)
        return boundary

    def parts(self) -> Iterator[MimePart]:
        """The parts in order. The epilogue is read to its end and ignored."""
        length = 0
        for preamble in self._until_delimiter():
            length += len(preamble)
            check_limit("header_block_bytes", length, self._limits.header_block_bytes)
            if preamble.strip():
                raise MimeError
        count = 0
        while not self._at_end():
            count += 1
            check_limit("mime_parts", count, self._limits.mime_parts)
            part = MimePart(self._source.header_block(), self._until_delimiter())
            _check_part(part.headers)
            yield part
            part.skip()
        self._source.drain(white_space_only=not self._epilogue)

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


def _check_part(headers: MimeHeaders) -> None:
    encoding = headers.get("content-transfer-encoding")
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise MimeHeaderError(header="Content-Transfer-Encoding")
    _ = headers.content_id
