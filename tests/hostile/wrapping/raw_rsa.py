"""RSA signatures over any block of bytes at all, for paddings no library would write (RFC 8017, 9.2)."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from tests.hostile.wrapping.elements import NotHere
from tests.hostile.wrapping.keys import HeldKey

_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
_WITHOUT_NULL = bytes.fromhex("302f300b0609608648016503040201" + "0420")
_LONG_LENGTH = bytes.fromhex("308131300d060960864801650304020105000420")
_SHA1 = bytes.fromhex("3021300906052b0e03021a05000414")
_SHA512 = bytes.fromhex("3051300d060960864801650304020305000440")

Padding = Callable[[bytes, int], bytes]
"""The block of that many bytes for a digest."""


def _block(info: bytes, size: int, *, kind: bytes = b"\x00\x01", fill: int = 0xFF, tail: bytes = b"") -> bytes:
    return kind + bytes([fill]) * (size - 3 - len(info) - len(tail)) + b"\x00" + info + tail


def _eight_then_garbage(digest: bytes, size: int) -> bytes:
    start = b"\x00\x01" + b"\xff" * 8 + b"\x00" + _SHA256 + digest
    return start + b"\xa5" * (size - len(start))


PADDINGS: dict[str, Padding] = {
    "garbage behind the hash": _eight_then_garbage,
    "no null": lambda digest, size: _block(_WITHOUT_NULL + digest, size),
    "long length": lambda digest, size: _block(_LONG_LENGTH + digest, size),
    "hash alone": lambda digest, size: _block(digest, size),
    "other hash": lambda digest, size: _block(_SHA512 + digest, size),
    "short hash": lambda digest, size: _block(_SHA1 + digest[:20], size),
    "filled with zeros": lambda digest, size: _block(_SHA256 + digest, size, fill=0),
    "filled with fe": lambda digest, size: _block(_SHA256 + digest, size, fill=0xFE),
    "for encryption": lambda digest, size: _block(_SHA256 + digest, size, kind=b"\x00\x02"),
    "type zero": lambda digest, size: _block(_SHA256 + digest, size, kind=b"\x00\x00"),
    "a byte behind": lambda digest, size: _block(_SHA256 + digest, size, tail=b"\x00"),
    "no padding": lambda digest, size: (_SHA256 + digest).rjust(size, b"\x00"),
    "truncated hash": lambda digest, size: _block(_SHA256 + digest[:-1], size),
}


def raw_signature(key: HeldKey, padding: Padding, digest: bytes) -> bytes:
    """The private operation over the padded block; raises NotHere for another kind of key."""
    if not isinstance(key.private, RSAPrivateKey):
        raise NotHere
    numbers = key.private.private_numbers()
    modulus = numbers.public_numbers.n
    size = (modulus.bit_length() + 7) // 8
    message = int.from_bytes(padding(digest, size), "big") % modulus
    at_p = pow(message, numbers.dmp1, numbers.p)
    at_q = pow(message, numbers.dmq1, numbers.q)
    value = at_q + (at_p - at_q) * numbers.iqmp % numbers.p * numbers.q
    return value.to_bytes(size, "big")
