"""Reads the outside of a PKCS#12 file (RFC 7292): what it is, what opening it costs, whether the PIN fits."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from asn1crypto import algos, cms, core, pkcs12  # type: ignore[import-untyped]  # asn1crypto ships no types

from sozialclient.crypto.key_file_errors import (
    KeyFileDamaged,
    KeyFileTooLarge,
    KeyFileUnsupported,
    NotAKeyFile,
    WrongPin,
)

LARGEST = 4 * 1024 * 1024
MOST_ITERATIONS = 5_000_000
_FEW_ITERATIONS = 1000
"""RFC 8018, 4.2: fewer protect nothing."""

_MOST_BAGS = 200
_DEEPEST = 4
_LONGEST_PIN = 1024
_VERSION_3 = b"\x02\x01\x03"
_DATA_OID = bytes.fromhex("06092a864886f70d010701")
_PBMAC1 = "1.2.840.113549.1.5.14"
_MAC_KEY = 3
_MAC_BLOCKS = {"sha1": 64, "sha224": 64, "sha256": 64, "sha384": 128, "sha512": 128}
# What asn1crypto raises on garbled structures; it has no error class of its own.
GARBLED = (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Pfx:
    """The parts of a key file whose PIN was found right.

    `safes` are encrypted safes and `bags` the bags of unencrypted ones, both still as asn1crypto objects.
    `old_encryption`: protected by RC2, RC4 or 3DES; `few_iterations`: guessing the PIN is cheap.
    """

    safes: tuple[cms.ContentInfo, ...]
    bags: tuple[pkcs12.SafeBag, ...]
    old_encryption: bool = False
    few_iterations: bool = False


class _Pbmac1Parameters(core.Sequence):  # type: ignore[misc]  # base class is untyped
    """Parameters of PBMAC1 (RFC 9579)."""

    _fields = [("kdf", algos.KdfAlgorithm), ("mac", algos.HmacAlgorithm)]


def read_pfx(data: bytes, pin: str) -> Pfx:
    """The parts of `data` after checking its MAC against `pin`.

    Raises NotAKeyFile, KeyFileDamaged, KeyFileTooLarge, KeyFileUnsupported (also for more than
    5 million iterations, before any of them is made) and WrongPin.
    """
    if len(data) > LARGEST:
        raise KeyFileTooLarge(size=len(data), limit=LARGEST)
    _check_kind(data)
    try:
        outer = pkcs12.Pfx.load(data, strict=True)
        _check_features(outer)
        contents = [info for info in outer.authenticated_safe]
        safes = tuple(info for info in contents if info["content_type"].native == "encrypted_data")
        plain = [info for info in contents if info["content_type"].native == "data"]
        bags = tuple(bag for info in plain for bag in _walk(pkcs12.SafeContents.load(info["content"].native), 0))
        if len(safes) + len(plain) != len(contents):
            raise KeyFileUnsupported(feature="public-key-privacy")
        if len(safes) + len(bags) > _MOST_BAGS:
            raise KeyFileUnsupported(feature="bags")
        least = _check_cost(outer, safes, bags)
        old = any(_is_old(algorithm) for algorithm in _encryptions(safes, bags))
        matches = any(_mac_matches(outer, password) for password in _mac_passwords(pin))
    except GARBLED:
        raise KeyFileDamaged() from None
    if not matches:
        raise WrongPin()
    return Pfx(safes, bags, old, least < _FEW_ITERATIONS)


def decryption_passwords(pin: str) -> list[bytes]:
    """Byte forms of `pin` under which contents may be encrypted, the standard's (UTF-8) first."""
    forms = [pin.encode("utf-8")]
    if not pin.isascii():
        # Older OpenSSL took each byte of the terminal's encoding for a character.
        forms.append(forms[0].decode("latin-1").encode("utf-8"))
        forms.append(pin.encode("cp1252", "ignore"))
    return forms


def _check_kind(data: bytes) -> None:
    length = data[1] if len(data) > 1 else 0
    body = 2 + (length & 0x7F if length > 0x80 else 0)
    if data[:1] == b"\x30" and data[body : body + 3] == _VERSION_3:
        return
    raise KeyFileDamaged() if _DATA_OID in data[:64] else NotAKeyFile()


def _check_features(outer: pkcs12.Pfx) -> None:
    if outer["auth_safe"]["content_type"].native != "data":
        raise KeyFileUnsupported(feature="public-key-integrity")
    if outer["mac_data"].native is None:
        raise KeyFileUnsupported(feature="no-mac")


def _walk(contents: pkcs12.SafeContents, depth: int) -> Iterator[pkcs12.SafeBag]:
    if depth > _DEEPEST:
        raise KeyFileUnsupported(feature="nesting")
    for bag in contents:
        if bag["bag_id"].native == "safe_contents":
            yield from _walk(bag["bag_value"], depth + 1)
        else:
            yield bag


def _check_cost(
    outer: pkcs12.Pfx, safes: tuple[cms.ContentInfo, ...], bags: tuple[pkcs12.SafeBag, ...]
) -> int:
    """Add up the key derivations that opening would take; gives the smallest number of iterations."""
    counts = [_iterations(algorithm) for algorithm in _encryptions(safes, bags)]
    digest = outer["mac_data"]["mac"]["digest_algorithm"]
    if digest["algorithm"].native == _PBMAC1:
        counts.append(int(_pbmac1(digest)["kdf"]["parameters"]["iteration_count"].native))
    else:
        counts.append(int(outer["mac_data"]["iterations"].native))
    if min(counts) < 1:
        raise KeyFileDamaged()
    if sum(counts) > MOST_ITERATIONS:
        raise KeyFileUnsupported(feature="iterations")
    return min(counts)


def _encryptions(
    safes: tuple[cms.ContentInfo, ...], bags: tuple[pkcs12.SafeBag, ...]
) -> list[algos.EncryptionAlgorithm]:
    algorithms = [safe["content"]["encrypted_content_info"]["content_encryption_algorithm"] for safe in safes]
    algorithms += [
        bag["bag_value"]["encryption_algorithm"] for bag in bags if bag["bag_id"].native == "pkcs8_shrouded_key_bag"
    ]
    return algorithms


def _is_old(algorithm: algos.EncryptionAlgorithm) -> bool:
    """PKCS#12's own schemes (RFC 7292, appendix C), or PBES2 with a cipher of that time."""
    return algorithm["algorithm"].native != "pbes2" or not algorithm.encryption_cipher.startswith("aes")


def _iterations(algorithm: algos.EncryptionAlgorithm) -> int:
    name = algorithm["algorithm"].native
    if name == "pbes2":
        derivation = algorithm["parameters"]["key_derivation_func"]
        if derivation["algorithm"].native != "pbkdf2":
            raise KeyFileUnsupported(feature=f"kdf-{derivation['algorithm'].dotted}")
        return int(derivation["parameters"]["iteration_count"].native)
    if name.startswith("pkcs12_"):
        return int(algorithm["parameters"]["iterations"].native)
    raise KeyFileUnsupported(feature=f"encryption-{algorithm['algorithm'].dotted}")


def _mac_passwords(pin: str) -> list[tuple[bytes, bytes]]:
    """Pairs of the PIN as BMPString with end mark, and as bytes for PBMAC1; empty when it cannot be one."""
    if "\0" in pin or len(pin) > _LONGEST_PIN:
        return []
    try:
        raw = pin.encode("utf-8")
    except UnicodeEncodeError:
        return []
    passwords = [(pin.encode("utf-16-be") + b"\0\0", raw)]
    if not pin:
        passwords.append((b"", raw))
    if not pin.isascii():
        passwords.append((raw.decode("latin-1").encode("utf-16-be") + b"\0\0", raw))
    return passwords


def _mac_matches(outer: pkcs12.Pfx, password: tuple[bytes, bytes]) -> bool:
    mac_data = outer["mac_data"]
    digest = mac_data["mac"]["digest_algorithm"]
    name = digest["algorithm"].native
    if name == _PBMAC1:
        name, key = _pbmac1_key(digest, password[1])
    elif name in _MAC_BLOCKS:
        key = _pkcs12_mac_key(name, password[0], mac_data["mac_salt"].native, int(mac_data["iterations"].native))
    else:
        raise KeyFileUnsupported(feature=f"mac-{digest['algorithm'].dotted}")
    computed = hmac.new(key, outer["auth_safe"]["content"].native, name).digest()
    return hmac.compare_digest(computed, mac_data["mac"]["digest"].native)


def _pkcs12_mac_key(name: str, password: bytes, salt: bytes, iterations: int) -> bytes:
    """RFC 7292, appendix B.2, for the one case of a key as long as the digest."""
    block = _MAC_BLOCKS[name]
    key = bytes([_MAC_KEY]) * block + _filled(salt, block) + _filled(password, block)
    for _ in range(iterations):
        key = hashlib.new(name, key, usedforsecurity=False).digest()
    return key


def _filled(data: bytes, block: int) -> bytes:
    size = -(-len(data) // block) * block
    return (data * (size // len(data) + 1))[:size] if data else b""


def _pbmac1(digest: algos.DigestAlgorithm) -> _Pbmac1Parameters:
    parameters: _Pbmac1Parameters = _Pbmac1Parameters.load(digest["parameters"].dump(), strict=True)
    return parameters


def _pbmac1_key(digest: algos.DigestAlgorithm, password: bytes) -> tuple[str, bytes]:
    parameters = _pbmac1(digest)
    derivation = parameters["kdf"]["parameters"]
    hash_name = str(parameters["mac"]["algorithm"].native)
    length = int(derivation["key_length"].native or hashlib.new(hash_name).digest_size)
    if length > hashlib.new(hash_name).block_size:
        raise KeyFileUnsupported(feature="mac-key-length")
    salt = derivation["salt"].native
    count = int(derivation["iteration_count"].native)
    prf = str(derivation["prf"]["algorithm"].native)
    return hash_name, hashlib.pbkdf2_hmac(prf, password, salt, count, length)
