"""Brings contents in a few old encodings to UTF-8, so that the one XML door can read them."""

from __future__ import annotations

import codecs
import re

from sozialclient.errors import SozialclientError

_DECLARATION = re.compile(rb"^(?P<open>\s*<\?xml\s[^>]*?)\s+encoding\s*=\s*[\"'](?P<name>[A-Za-z0-9._-]{1,40})[\"']")
_NAMES = {
    "latin-1": ("iso-8859-1", "iso_8859-1", "iso8859-1", "latin-1", "latin1", "l1"),
    "iso-8859-15": ("iso-8859-15", "iso_8859-15", "iso8859-15", "latin-9", "latin9"),
    "cp1252": ("windows-1252", "cp1252", "cswindows1252"),
}
"""Codecs and what they are called (IANA character sets, and how office programs write it)."""
_ALLOWED = {name: codec for codec, names in _NAMES.items() for name in names}
_HEAD = 1_000
_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class DocumentEncodingError(SozialclientError):
    """The document does not decode in the encoding it declares; parameter `encoding`."""

    reference = "DOC-ENCODING"


def to_utf8(data: bytes) -> bytes:
    """`data` as UTF-8 without an encoding declaration where it used an allowed old encoding.

    Everything else is returned unchanged; `parse_xml` refuses what it does not know. Contents
    (not transport messages) occur in ISO-8859-1, ISO-8859-15, Windows-1252 and UTF-16 with a
    byte order mark. Raises DocumentEncodingError.
    """
    for mark, codec in _UTF16:
        if data.startswith(mark):
            return _without_encoding(_decode(data[2:], codec).encode("utf-8"))
    declared = _DECLARATION.match(data[:_HEAD])
    codec_name = _ALLOWED.get(declared["name"].decode("ascii").lower()) if declared else None
    if codec_name is None:
        return data
    return _without_encoding(_decode(data, codec_name).encode("utf-8"))


def _decode(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        raise DocumentEncodingError(encoding=codec) from None


def _without_encoding(data: bytes) -> bytes:
    return _DECLARATION.sub(rb"\g<open>", data[:_HEAD], count=1) + data[_HEAD:]
