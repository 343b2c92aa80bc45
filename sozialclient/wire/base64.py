"""Base64 as OSCI writes it: 76 characters a line with LF, read with any white space."""

from __future__ import annotations

import binascii
from collections.abc import Iterable, Iterator

import pybase64

from sozialclient.errors import SozialclientError

_LINE = 76
_SLICE = 256 * 1024


class Base64Error(SozialclientError):
    """The text is not base64."""

    reference = "WIRE-BASE64"


def decode_base64(text: str | bytes) -> bytes:
    """Decode, ignoring white space only; raises Base64Error for anything else, and for bits that mean nothing."""
    raw = text.encode("ascii", "replace") if isinstance(text, str) else text
    digits = _without_white_space(raw)
    try:
        data = pybase64.b64decode(digits, validate=True)
    except (binascii.Error, ValueError):
        raise Base64Error from None
    # Behind the last byte only zero bits may stand (RFC 4648, 3.5): one value, one text.
    if digits.endswith(b"=") and not digits.endswith(pybase64.b64encode(data[len(data) // 3 * 3 :])):
        raise Base64Error
    return data


def _without_white_space(text: bytes) -> bytes:
    # Dropping one character after the other is several times as fast as translating all at once.
    for character in (b"\n", b"\r", b" ", b"\t"):
        text = text.replace(character, b"")
    return text


def encode_base64(data: bytes) -> str:
    """One line, for short values (ids, challenges, digests)."""
    return pybase64.b64encode_as_string(data)


def wrap_base64(data: bytes) -> str:
    """Lines of 76 characters, each full line ended by LF, also the last (PROTOCOL 1.3)."""
    line = pybase64.b64encode_as_string(data)
    return "".join(
        line[start : start + _LINE] + ("\n" if start + _LINE <= len(line) else "")
        for start in range(0, len(line), _LINE)
    )


def decode_base64_stream(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decode a stream; white space may stand anywhere, padding only at the end."""
    pending = b""
    ended = False
    for chunk in chunks:
        text = pending + _without_white_space(chunk)
        if ended and text:
            raise Base64Error
        whole = len(text) // 4 * 4
        ready, pending = text[:whole], text[whole:]
        ended = ended or ready.endswith(b"=")
        if ready:
            yield decode_base64(ready)
    if pending:
        raise Base64Error


def decode_base64_text(text: str) -> Iterator[bytes]:
    """Decode a long text piece by piece; raises Base64Error where it is none."""
    slices = (text[start : start + _SLICE] for start in range(0, len(text), _SLICE))
    return decode_base64_stream(piece.encode("ascii", "replace") for piece in slices)


def encode_base64_stream(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Encode a stream into lines of 76 characters ended by LF."""
    block = _LINE // 4 * 3
    pending = b""
    for chunk in chunks:
        data = pending + chunk
        whole = len(data) // block * block
        pending = data[whole:]
        if whole:
            yield wrap_base64(data[:whole]).encode("ascii")
    if pending:
        yield wrap_base64(pending).encode("ascii")
