"""Finds the names of active PDF features in a file's bytes, the packed ones included."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_NAMES = re.compile(
    rb"/(JavaScript|JS|OpenAction|AA|Launch|SubmitForm|ImportData|GoToR|GoToE|RichMedia|XFA|EmbeddedFile"
    rb"|Movie|Sound|3D)(?=[\x00\s/<>\[\]()%]|$)"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECT_STREAM = re.compile(rb"/ObjStm(?=[\x00\s/<>\[\]()%]|$)")
_STREAM, _END_STREAM = b"stream", b"endstream"
_DICTIONARY_BYTES = 1024
_MOST_UNPACKED = 64 * 1024 * 1024
_MOST_UNPACKED_AT_ONCE = 8 * 1024 * 1024


def find_markers(data: bytearray) -> set[str]:
    """Names such as `JavaScript` or `Launch` outside of streams and inside object streams.

    ISO 32000-1, 7.3.5 (`#` escapes in names) and 7.5.7 (object streams). What an encrypted file
    or another packing than Flate hides is not found.
    """
    markers: set[str] = set()
    for piece in _pieces(data):
        markers.update(match[1].decode("ascii") for match in _NAMES.finditer(_unescaped(piece)))
    if "JS" in markers:
        markers = markers - {"JS"} | {"JavaScript"}
    return markers


def _pieces(data: bytearray) -> Iterator[bytes]:
    at, unpacked = 0, 0
    while True:
        start = data.find(_STREAM, at)
        if start < 0:
            yield bytes(data[at:])
            return
        outside = bytes(data[at:start])
        yield outside
        body = start + len(_STREAM)
        end = data.find(_END_STREAM, body)
        end = len(data) if end < 0 else end
        if _OBJECT_STREAM.search(_unescaped(outside[-_DICTIONARY_BYTES:])) and unpacked < _MOST_UNPACKED:
            objects = _unpack(bytes(data[body:end]))
            unpacked += len(objects)
            yield objects
        at = min(end + len(_END_STREAM), len(data))


def _unescaped(piece: bytes) -> bytes:
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), piece)


def _unpack(body: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(body.lstrip(b"\r\n"), _MOST_UNPACKED_AT_ONCE)
    except zlib.error:
        return b""
