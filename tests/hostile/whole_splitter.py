"""The parts of a MIME message found in one buffer by plain search: slow, simple, and written apart from the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from sozialclient.wire.mime import MimeReader
from sozialclient.wire.mime_errors import MimeError, MimeHeaderError, MimeTruncated
from tests.unit.wire.mime_samples import END, ROOT, TOP

Found = list[bytes] | type[MimeError]
"""Bodies of all parts, or the error that reading them must end with."""

# Whatever looks like the beginning of a delimiter, of the end, or of what may stand behind one.
_TRICKY = (b"\r", b"\n", b"-", b"--", b"\r\n", b"\r\n-", b"\r\n--", b"B", b"\r\n--B", b"\r\n--B--", b"\r\n--BB",
           b" ", b"\0", b"x", b"\r\n--B \t\r\nContent-ID: <%d>\r\n\r\n", b"\r\n--B\r\nContent-ID: <%d>\r\n\r\n")
_HEADERS = re.compile(rb"(Content-(Type: text/xml; charset=UTF-8|Transfer-Encoding: 8bit|ID: <[^>]+>)(\r\n|$))+")


def split_whole(message: bytes, boundary: bytes = b"B") -> Found:
    """The bodies in a message whose headers are in order."""
    delimiter = b"\r\n--" + boundary
    at = message.index(b"\r\n\r\n") + 2
    bodies = []
    first = True
    while True:
        end = message.find(delimiter, at)
        if end < 0:
            return MimeTruncated
        if not first:
            bodies.append(message[at:end])
        elif message[at:end].strip():
            return MimeError
        first = False
        rest = message[end + len(delimiter) :]
        if rest.startswith(b"--"):
            return bodies
        line = rest.lstrip(b" \t")
        if len(line) < 2:
            return MimeTruncated
        if not line.startswith(b"\r\n"):
            return MimeError
        headers, blank, body = line[2:].partition(b"\r\n\r\n")
        if not blank:
            return MimeError if b"\n" in headers.replace(b"\r\n", b"") else MimeTruncated
        if not _HEADERS.fullmatch(headers):
            return MimeError
        at = len(message) - len(body)


def read_pieces(pieces: Iterator[bytes]) -> Found:
    """What the product makes of the same message in pieces."""
    try:
        return [b"".join(part.body()) for part in MimeReader(pieces).parts()]
    except MimeHeaderError:
        return MimeError
    except MimeError as error:
        return type(error)


def cut(message: bytes, steps: list[int]) -> Iterator[bytes]:
    """The message in pieces of these lengths, over and over."""
    start = number = 0
    while start < len(message):
        step = steps[number % len(steps)]
        yield message[start : start + step]
        start, number = start + step, number + 1


def tricky_message(random: Random) -> bytes:
    """A root and a part full of what looks like a delimiter; often cut off, often with a surplus delimiter."""
    pieces = random.choices(_TRICKY, k=random.randrange(12))
    body = b"".join(piece % number if b"%d" in piece else piece for number, piece in enumerate(pieces))
    message = TOP + ROOT + b"\r\n--B\r\nContent-ID: <a>\r\n\r\n" + body + END
    return message if random.random() < 0.7 else message[: len(message) - random.randrange(20 + len(body))]
