"""Headers of a MIME message or part: read strictly, so that nobody can read them in two ways (PROTOCOL 1.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sozialclient.wire.limits import DEFAULT_LIMITS, Limits, check_limit
from sozialclient.wire.mime_errors import MimeError, MimeHeaderError

_HEADER_NAME = re.compile(rb"[!-9;-~]+")
_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_FOLD = re.compile(rb"\r\n[ \t]+")
# Parameters are cut at semicolons outside of quotes: a quoted value may hold what looks like another.
_PARAMETER = re.compile(r';((?:[^;"]|"[^"]*")*)')
_VALUE = re.compile(r'"([^"]*)"|([^"\s]+)')
_CLIPPED = 60


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

    def parameter(self, name: str) -> str | None:
        """Value of parameter `name` (lower case) of Content-Type, None if absent or empty.

        Raises MimeHeaderError when it stands there twice.
        """
        found = []
        for parameter in _PARAMETER.findall(self.get("content-type") or ""):
            written, _, value = parameter.partition("=")
            if written.strip().lower() == name:
                found.append(_VALUE.match(value.strip()))
        if len(found) > 1:
            raise MimeHeaderError(header=name)
        return (found[0][1] or found[0][2]) if found and found[0] else None

    @property
    def charset(self) -> str | None:
        """Lower-case charset parameter; raises MimeHeaderError when there are two."""
        charset = self.parameter("charset")
        return None if charset is None else charset.lower()

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
        value = bare_content_id(value)
        check_limit("content_id_bytes", len(value.encode("utf-8")), DEFAULT_LIMITS.content_id_bytes)
        return value


def bare_content_id(written: str) -> str:
    """A Content-ID without one pair of angle brackets."""
    return written.removeprefix("<").removesuffix(">")


def refuse_bare_line_feeds(block: bytes) -> None:
    """Raise MimeError where a line ends otherwise than by CR LF.

    To be asked before anything else: such headers look like one line that is far too long or without end.
    """
    if _BARE_LINE_FEED.search(block):
        raise MimeError


def read_headers(block: bytes, limits: Limits) -> MimeHeaders:
    """The headers in `block`, which has no blank line.

    Raises MimeError for lines that are no headers, MimeHeaderError for repeated names and for
    bytes that are not UTF-8, LimitExceeded.
    """
    refuse_bare_line_feeds(block)
    lines = _FOLD.sub(b" ", block).split(b"\r\n")
    check_limit("mime_headers", len(lines), limits.mime_headers)
    values: dict[str, str] = {}
    for line in lines:
        check_limit("header_line_bytes", len(line), limits.header_line_bytes)
        raw_name, colon, raw_value = line.partition(b":")
        if not colon or not _HEADER_NAME.fullmatch(raw_name) or _CONTROL.search(raw_value):
            raise MimeError
        name = raw_name.decode("ascii").lower()
        if name in values:
            raise MimeHeaderError(header=name[:_CLIPPED])
        try:
            values[name] = raw_value.strip(b" \t").decode("utf-8")
        except UnicodeDecodeError:
            raise MimeHeaderError(header=name[:_CLIPPED]) from None
    return MimeHeaders(values)
