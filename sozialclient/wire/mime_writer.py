"""Writes MIME multipart messages in the form every known OSCI library reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sozialclient.wire.base64 import encode_base64_stream

ROOT_CONTENT_ID = "osci@message"


@dataclass(frozen=True, slots=True)
class OutgoingPart:
    """One part to write. `extra` are further (name, value) headers; `base64` wraps the body."""

    content_id: str
    media_type: str
    body: Iterable[bytes]
    encoding: str = "8bit"
    base64: bool = False
    extra: tuple[tuple[str, str], ...] = ()


def root_part(envelope: bytes) -> OutgoingPart:
    """The SOAP envelope as first part."""
    return OutgoingPart(ROOT_CONTENT_ID, "text/xml; charset=UTF-8", (envelope,))


def write_mime(boundary: str, parts: Iterable[OutgoingPart]) -> Iterator[bytes]:
    """The bytes of the message. `boundary` must be new for every message (PROTOCOL 1.2)."""
    delimiter = f"--{boundary}\r\n".encode("ascii")
    yield (
        f"MIME-Version: 1.0\r\nContent-Type: Multipart/Related; boundary={boundary}; type=text/xml\r\n\r\n"
    ).encode("ascii")
    for part in parts:
        yield delimiter + _part_head(part)
        yield from encode_base64_stream(part.body) if part.base64 else part.body
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode("ascii")


def _part_head(part: OutgoingPart) -> bytes:
    encoding = "base64" if part.base64 and part.media_type != "text/base64" else part.encoding
    lines = [
        f"Content-Type: {part.media_type}",
        f"Content-Transfer-Encoding: {encoding}",
        f"Content-ID: <{part.content_id}>",
        *(f"{name}: {value}" for name, value in part.extra),
    ]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("line end in a MIME header")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")
