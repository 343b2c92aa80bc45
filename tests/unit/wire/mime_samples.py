"""Small MIME messages for the tests of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sozialclient.wire.limits import DEFAULT_LIMITS, Limits
from sozialclient.wire.mime import MimeReader

TOP = b"MIME-Version: 1.0\r\nContent-Type: Multipart/Related; boundary=B; type=text/xml\r\n\r\n"
ROOT = (
    b"--B\r\nContent-Type: text/xml; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    b"Content-ID: <osci@message>\r\n\r\n<a/>"
)
END = b"\r\n--B--\r\n"
SMALL = TOP + ROOT + END


@dataclass(frozen=True)
class Part:
    """A part as read: its name, its bytes, its headers by lower-case name."""

    name: str
    body: bytes
    headers: dict[str, str]


def message(*headers: bytes, top: bytes = TOP, body: bytes = b"x") -> bytes:
    """The root and one further part with just these headers."""
    return top + ROOT + b"\r\n--B\r\n" + b"\r\n".join(headers) + b"\r\n\r\n" + body + END


def read(chunks: Iterable[bytes], limits: Limits = DEFAULT_LIMITS) -> list[Part]:
    """Every part, its body read to the end."""
    found = []
    for part in MimeReader(chunks, limits).parts():
        found.append(Part(part.headers.content_id, b"".join(part.body()), dict(part.headers.values)))
    return found
