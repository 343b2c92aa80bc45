"""Base64 as OSCI writes it: 76 characters a line with LF, read with any white space."""

from __future__ import annotations

import binascii
from collections.abc import Iterable, Iterator

import pybase64

from sozialclient.errors import SozialclientError

_WHITE_SPACE = b" \t\r\n"
_LINE = 76


class Base64Error(SozialclientError):
    """The text is not base64."""

    reference = "WIRE-BASE64"


def decode_base64(text: str | bytes) -> bytes:
    """Decode, ignoring white space only; raises Base64Error for anything else."""
    raw = text.encode("ascii", "replace") if isinstance(text, str) else text
    try:
        return pybase64.b64decode(raw.translate(None, _WHITE_SPACE), validate=True)
    except (binascii.Error, ValueError):
        raise Base64Error from None


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
    for chunk in chunks:
        text = pending + chunk.translate(None, _WHITE_SPACE)
        whole = len(text) // 4 * 4
        if b"=" in text[: max(0, len(text) - 4)] or (pending.endswith(b"=") and len(text) > len(pending)):
            raise Base64Error
        pending = text[whole - 4 :] if whole == len(text) and text.endswith(b"=") else text[whole:]
        ready = text[: len(text) - len(pending)]
        if ready:
            yield decode_base64(ready)
    if pending:
        yield decode_base64(pending)


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
