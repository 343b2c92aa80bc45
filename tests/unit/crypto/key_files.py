"""Builds key files that no usual tool writes: several keys, PBMAC1, BER lengths."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from asn1crypto import core, pkcs12  # type: ignore[import-untyped]  # asn1crypto ships no types
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import KeySerializationEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES, load_pkcs12, serialize_key_and_certificates

from sozialclient.crypto.signatures import SigningPrivateKey

_SALT = b"salt for tests only"
_INNER = 0x20
_INDEFINITE = 0x80
_END = b"\0\0"


def protection(
    pin: str, pbes: PBES = PBES.PBESv2SHA256AndAES256CBC, rounds: int = 2048
) -> KeySerializationEncryption:
    """How `serialize_key_and_certificates` shall protect a file."""
    return (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(rounds)
        .key_cert_algorithm(pbes)
        .hmac_hash(hashes.SHA256())
        .build(pin.encode())
    )


def key_file(
    key: SigningPrivateKey | None, der: bytes | None, pin: str, chain: Sequence[bytes] = (), **options: object
) -> bytes:
    """A PKCS#12 file as `cryptography` writes it; `options` go to `protection`."""
    certificate = x509.load_der_x509_certificate(der) if der else None
    others = [x509.load_der_x509_certificate(each) for each in chain]
    return serialize_key_and_certificates(None, key, certificate, others, protection(pin, **options))  # type: ignore[arg-type]  # options of protection


def merged(files: Sequence[bytes], pin: str) -> bytes:
    """One file with the safes of all `files`, which have the same PIN."""
    safes = [safe for file in files for safe in pkcs12.Pfx.load(file).authenticated_safe]
    return _sealed(pkcs12.AuthenticatedSafe(safes).dump(), _pkcs12_mac(pin), pin)


def authenticated_content(file: bytes) -> bytes:
    """What the MAC of `file` covers: the AuthenticatedSafe."""
    return bytes(pkcs12.Pfx.load(file)["auth_safe"]["content"].native)


def with_content(content: bytes, pin: str) -> bytes:
    """A file with just this AuthenticatedSafe under a right MAC."""
    return _sealed(content, _pkcs12_mac(pin), pin)


def with_pbmac1(file: bytes, pin: str, rounds: int = 1000, length: int = 32) -> bytes:
    """`file` with a MAC after RFC 9579; above a million `rounds` they are only claimed."""
    content = pkcs12.Pfx.load(file)["auth_safe"]["content"].native
    key = hashlib.pbkdf2_hmac("sha256", pin.encode(), _SALT, rounds if rounds < 1_000_000 else 1, length)
    hmac_sha256 = _sequence(core.ObjectIdentifier("1.2.840.113549.2.9"), core.Null())
    derivation = _sequence(core.OctetString(_SALT), core.Integer(rounds), core.Integer(length), hmac_sha256)
    pbkdf2 = _sequence(core.ObjectIdentifier("1.2.840.113549.1.5.12"), derivation)
    algorithm = _sequence(core.ObjectIdentifier("1.2.840.113549.1.5.14"), _sequence(pbkdf2, hmac_sha256))
    value = core.OctetString(hmac.new(key, content, "sha256").digest())
    mac_data = _sequence(_sequence(algorithm, value), core.OctetString(b"NOT USED"), core.Integer(2))
    outer = pkcs12.Pfx.load(file)
    return bytes(_sequence(core.Integer(3), outer["auth_safe"], mac_data).dump())


def without_mac(file: bytes) -> bytes:
    """`file` without a check sum."""
    outer = pkcs12.Pfx.load(file)
    return bytes(_sequence(core.Integer(3), outer["auth_safe"]).dump())


def with_indefinite_lengths(data: bytes) -> bytes:
    """The same structure in BER as NSS and old Windows write it: indefinite lengths, octet strings in pieces."""
    out, position = b"", 0
    while position < len(data):
        tag, content, position = _element(data, position)
        if tag & _INNER:
            out += bytes([tag, _INDEFINITE]) + with_indefinite_lengths(content) + _END
        elif tag in (0x04, 0x80) and len(content) > 200:
            parts = b"".join(_definite(4, content[i : i + 200]) for i in range(0, len(content), 200))
            out += bytes([tag | _INNER, _INDEFINITE]) + parts + _END
        else:
            out += _definite(tag, content)
    return out


def openssl_accepts(file: bytes, pin: str) -> bool:
    """Whether OpenSSL finds MAC and contents of `file` sound."""
    return load_pkcs12(file, pin.encode()).key is not None


def _sealed(content: bytes, mac: tuple[bytes, int], pin: str) -> bytes:
    key, rounds = mac
    return bytes(
        pkcs12.Pfx({
            "version": "v3",
            "auth_safe": {"content_type": "data", "content": content},
            "mac_data": {
                "mac": {
                    "digest_algorithm": {"algorithm": "sha256"},
                    "digest": hmac.new(key, content, "sha256").digest(),
                },
                "mac_salt": _SALT,
                "iterations": rounds,
            },
        }).dump()
    )


def _pkcs12_mac(pin: str, rounds: int = 100) -> tuple[bytes, int]:
    """RFC 7292, appendix B.2, for one block of SHA-256."""
    password = pin.encode("utf-16-be") + _END
    key = b"\3" * 64 + (_SALT * 64)[:64] + (password * 64)[: -(-len(password) // 64) * 64]
    for _ in range(rounds):
        key = hashlib.sha256(key).digest()
    return key, rounds


def _sequence(*items: core.Asn1Value) -> core.Sequence:
    made = core.Sequence()
    made.contents = b"".join(item.dump() for item in items)
    return made


def _element(data: bytes, position: int) -> tuple[int, bytes, int]:
    length, start = data[position + 1], position + 2
    if length & _INDEFINITE:
        size = length & 0x7F
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    return data[position], data[start : start + length], start + length


def _definite(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < _INDEFINITE:
        return bytes([tag, size]) + content
    return bytes([tag, 0x82]) + size.to_bytes(2, "big") + content
