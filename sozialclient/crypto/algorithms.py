"""The algorithms of OSCI 1.2 as enums whose values are the URIs on the wire (PROTOCOL 0.4)."""

from __future__ import annotations

import enum
import hashlib
from typing import Protocol, TypeVar

from cryptography.hazmat.primitives import hashes

from sozialclient.errors import SozialclientError

_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_DSIG_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_DSIG_MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#"
_XENC = "http://www.w3.org/2001/04/xmlenc#"
_XENC11 = "http://www.w3.org/2009/xmlenc11#"
_LONGEST_SHOWN = 120


class UnknownAlgorithm(SozialclientError):
    """The URI names no algorithm of the profile; parameter `uri`, clipped and printable."""

    reference = "CRYPTO-ALGORITHM"


class UnsupportedAlgorithm(SozialclientError):
    """The algorithm belongs to the profile but cannot be computed here: verdict undecided, not refused."""

    reference = "CRYPTO-UNSUPPORTED"


class Hasher(Protocol):
    """What `Digest.new()` returns: a running hash."""

    def update(self, data: bytes | bytearray | memoryview, /) -> None:
        """Add bytes."""

    def digest(self) -> bytes:
        """The hash of everything added so far."""


def shown_uri(uri: str) -> str:
    """`uri` as it may stand in an error: printable ASCII only, at most 120 characters."""
    return "".join(c if " " <= c <= "~" else "?" for c in uri[:_LONGEST_SHOWN])


_Member = TypeVar("_Member", bound=enum.Enum)


def _member(kind: type[_Member], uri: str) -> _Member:
    try:
        return kind(uri)
    except ValueError:
        raise UnknownAlgorithm(uri=shown_uri(uri)) from None


class Digest(enum.Enum):
    """Digest algorithms. SHA-384 occurs in key transport only and is never created."""

    SHA1 = _DSIG + "sha1"
    SHA256 = _XENC + "sha256"
    SHA384 = _DSIG_MORE + "sha384"
    SHA512 = _XENC + "sha512"
    SHA3_256 = _DSIG_MORE_2007 + "sha3-256"
    SHA3_384 = _DSIG_MORE_2007 + "sha3-384"
    SHA3_512 = _DSIG_MORE_2007 + "sha3-512"
    RIPEMD160 = _XENC + "ripemd160"

    @staticmethod
    def of(uri: str) -> Digest:
        """The digest of `uri`; raises UnknownAlgorithm."""
        return _member(Digest, uri)

    def new(self) -> Hasher:
        """A fresh running hash; raises UnsupportedAlgorithm for RIPEMD-160."""
        name = _HASHLIB_NAMES.get(self)
        if name is None:
            raise UnsupportedAlgorithm(name=short_name(self))
        return hashlib.new(name, usedforsecurity=False)

    @property
    def hash(self) -> hashes.HashAlgorithm:
        """The same algorithm for `cryptography`; raises UnsupportedAlgorithm for RIPEMD-160."""
        algorithm = _HASHES.get(self)
        if algorithm is None:
            raise UnsupportedAlgorithm(name=short_name(self))
        return algorithm


# RIPEMD-160 is left out although some builds of OpenSSL have it: the verdict on a message must
# not depend on the machine, and signatures over it cannot be checked by `cryptography` anywhere.
_HASHLIB_NAMES = {
    Digest.SHA1: "sha1",
    Digest.SHA256: "sha256",
    Digest.SHA384: "sha384",
    Digest.SHA512: "sha512",
    Digest.SHA3_256: "sha3_256",
    Digest.SHA3_384: "sha3_384",
    Digest.SHA3_512: "sha3_512",
}
_HASHES: dict[Digest, hashes.HashAlgorithm] = {
    Digest.SHA1: hashes.SHA1(),
    Digest.SHA256: hashes.SHA256(),
    Digest.SHA384: hashes.SHA384(),
    Digest.SHA512: hashes.SHA512(),
    Digest.SHA3_256: hashes.SHA3_256(),
    Digest.SHA3_384: hashes.SHA3_384(),
    Digest.SHA3_512: hashes.SHA3_512(),
}


class SignatureFamily(enum.Enum):
    """How a signature value is made; decides which kind of key fits."""

    RSA_PKCS1 = "rsa-pkcs1"
    RSA_PSS = "rsa-pss"
    ECDSA = "ecdsa"


class Signature(enum.Enum):
    """Signature algorithms."""

    RSA_SHA1 = _DSIG + "rsa-sha1"
    RSA_RIPEMD160 = _DSIG_MORE + "rsa-ripemd160"
    RSA_SHA256 = _DSIG_MORE + "rsa-sha256"
    RSA_SHA512 = _DSIG_MORE + "rsa-sha512"
    PSS_SHA256 = _DSIG_MORE_2007 + "sha256-rsa-MGF1"
    PSS_SHA512 = _DSIG_MORE_2007 + "sha512-rsa-MGF1"
    PSS_SHA3_256 = _DSIG_MORE_2007 + "sha3-256-rsa-MGF1"
    PSS_SHA3_384 = _DSIG_MORE_2007 + "sha3-384-rsa-MGF1"
    PSS_SHA3_512 = _DSIG_MORE_2007 + "sha3-512-rsa-MGF1"
    ECDSA_SHA256 = _DSIG_MORE + "ecdsa-sha256"
    ECDSA_SHA512 = _DSIG_MORE + "ecdsa-sha512"

    @staticmethod
    def of(uri: str) -> Signature:
        """The algorithm of `uri` (RIPEMD-160 in both spellings seen); raises UnknownAlgorithm."""
        return _member(Signature, _OTHER_SPELLINGS.get(uri, uri))

    @property
    def family(self) -> SignatureFamily:
        """RSA PKCS#1 v1.5, RSA-PSS or ECDSA."""
        if self.name.startswith("PSS"):
            return SignatureFamily.RSA_PSS
        return SignatureFamily.ECDSA if self.name.startswith("ECDSA") else SignatureFamily.RSA_PKCS1

    @property
    def digest(self) -> Digest:
        """The hash that is signed (and, for PSS, the one inside MGF1)."""
        return Digest[self.name.partition("_")[2]]


_OTHER_SPELLINGS = {"http://www.w3.org/2001/04/xmldsig-more/rsa-ripemd160": Signature.RSA_RIPEMD160.value}


class Cipher(enum.Enum):
    """Symmetric ciphers. On the wire: IV, then ciphertext, then (GCM) the tag (PROTOCOL 2.4)."""

    AES128_GCM = _XENC11 + "aes128-gcm"
    AES192_GCM = _XENC11 + "aes192-gcm"
    AES256_GCM = _XENC11 + "aes256-gcm"
    AES128_CBC = _XENC + "aes128-cbc"
    AES192_CBC = _XENC + "aes192-cbc"
    AES256_CBC = _XENC + "aes256-cbc"
    TRIPLEDES_CBC = _XENC + "tripledes-cbc"

    @staticmethod
    def of(uri: str) -> Cipher:
        """The cipher of `uri`; raises UnknownAlgorithm."""
        return _member(Cipher, uri)

    @property
    def key_size(self) -> int:
        """Bytes of a key."""
        return 24 if self is Cipher.TRIPLEDES_CBC else int(self.name[3:6]) // 8

    @property
    def block(self) -> int:
        """Bytes of a block."""
        return 8 if self is Cipher.TRIPLEDES_CBC else 16

    @property
    def is_gcm(self) -> bool:
        """True for the authenticated mode."""
        return self.name.endswith("GCM")

    @property
    def default_iv(self) -> int:
        """Bytes of the IV we write: 12 for GCM, else one block. (A GCM IV that is read may have 16.)"""
        return 12 if self.is_gcm else self.block


class KeyTransport(enum.Enum):
    """How a session key is encrypted for a reader."""

    RSA_1_5 = _XENC + "rsa-1_5"
    RSA_OAEP = _XENC11 + "rsa-oaep"

    @staticmethod
    def of(uri: str) -> KeyTransport:
        """The scheme of `uri`; raises UnknownAlgorithm (`rsa-oaep-mgf1p` is not in the profile)."""
        return _member(KeyTransport, uri)


class Mgf(enum.Enum):
    """Mask generation functions of RSA-OAEP."""

    SHA256 = _XENC11 + "mgf1sha256"
    SHA384 = _XENC11 + "mgf1sha384"
    SHA512 = _XENC11 + "mgf1sha512"

    @staticmethod
    def of(uri: str) -> Mgf:
        """The function of `uri`; raises UnknownAlgorithm (MGF1 with SHA-1 is not in the profile)."""
        return _member(Mgf, uri)

    @property
    def digest(self) -> Digest:
        """The hash inside MGF1."""
        return Digest[self.name]


Algorithm = Digest | Signature | Cipher | KeyTransport | Mgf


def short_name(algorithm: Algorithm) -> str:
    """The name after the `#` of the URI, such as `aes256-cbc` or `rsa-1_5`."""
    return str(algorithm.value).rpartition("#")[2]
