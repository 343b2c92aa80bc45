"""Which algorithms and key lengths are accepted, as one dated table that an office can tighten.

Source of the grades: BSI TR-02102 (2026-01) and SOG-IS, weighed against what still occurs in OSCI.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from sozialclient.crypto.algorithms import (
    Algorithm,
    Cipher,
    Digest,
    KeyTransport,
    Mgf,
    Signature,
    short_name,
    shown_uri,
)
from sozialclient.crypto.certificates import key_kind
from sozialclient.errors import SozialclientError
from sozialclient.model.certificate import CertificateFacts


class Strength(enum.Enum):
    """STRONG may be created and read; WEAK may be read and is always reported."""

    STRONG = "strong"
    WEAK = "weak"


class RefusedAlgorithm(SozialclientError):
    """The policy does not accept this algorithm or key length; parameter `name`."""

    reference = "CRYPTO-REFUSED"


class UnknownPolicyName(SozialclientError):
    """A tightening names something the table does not have; parameter `name`."""

    reference = "CRYPTO-POLICY-NAME"


_VERSION = "2026-11-21"
_WEAK: frozenset[Algorithm] = frozenset(
    {
        Cipher.TRIPLEDES_CBC,
        Cipher.AES128_CBC,
        Cipher.AES192_CBC,
        Cipher.AES256_CBC,
        KeyTransport.RSA_1_5,
        Digest.SHA1,
        Signature.RSA_SHA1,
        Digest.RIPEMD160,
        Signature.RSA_RIPEMD160,
    }
)
# Strong, but outside what OSCI 1.2 libraries write.
_READ_ONLY: frozenset[Algorithm] = frozenset({Digest.SHA384})
_ALL: tuple[Algorithm, ...] = (*Digest, *Signature, *Cipher, *KeyTransport, *Mgf)
_SHORT_RSA = "rsa-2048"
_RSA_STRONG_BITS = 3000
_RSA_LEAST_BITS = 2048
_CURVES = frozenset(
    {"secp256r1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"}
)


def _names(algorithm: Algorithm) -> frozenset[str]:
    """Names under which `algorithm` can be refused; refusing a digest refuses signatures over it."""
    names = {short_name(algorithm).casefold()}
    if isinstance(algorithm, Signature):
        names.add(short_name(algorithm.digest).casefold())
    if isinstance(algorithm, Mgf):
        names.add(short_name(algorithm.digest).casefold())
    return frozenset(names)


@dataclass(frozen=True, slots=True)
class Policy:
    """The table of `version` (a date); `refused` holds the short names an office has forbidden on top."""

    version: str = _VERSION
    refused: frozenset[str] = frozenset()

    @staticmethod
    def default() -> Policy:
        """The table as shipped."""
        return Policy()

    def tightened(self, names: Iterable[str]) -> Policy:
        """This policy without `names`: ends of URIs such as `aes256-cbc`, `sha1`, or `rsa-2048`.

        `rsa-2048` forbids RSA keys below 3000 bits, a digest also the signatures over it.
        Raises UnknownPolicyName, so that a misspelt entry never passes for a protection.
        """
        wanted = {name.strip().casefold() for name in names}
        known = {_SHORT_RSA}.union(*(_names(algorithm) for algorithm in _ALL))
        for name in sorted(wanted - known):
            raise UnknownPolicyName(name=shown_uri(name))
        return replace(self, refused=self.refused | wanted)

    def to_read(self, algorithm: Algorithm) -> Strength:
        """How far `algorithm` is accepted in what others made; raises RefusedAlgorithm."""
        if self.refused & _names(algorithm):
            raise RefusedAlgorithm(name=short_name(algorithm))
        return Strength.WEAK if algorithm in _WEAK else Strength.STRONG

    def to_create(self, algorithm: Algorithm) -> None:
        """Pass when we may make something with `algorithm`; raises RefusedAlgorithm."""
        if self.to_read(algorithm) is not Strength.STRONG or algorithm in _READ_ONLY:
            raise RefusedAlgorithm(name=short_name(algorithm))

    def key_strength(self, key: PublicKeyTypes | CertificateFacts) -> Strength:
        """How far the kind and length of a public key are accepted; raises RefusedAlgorithm."""
        kind, bits = (key.key_type, key.key_bits) if isinstance(key, CertificateFacts) else key_kind(key)
        if kind == "RSA" and bits >= _RSA_STRONG_BITS:
            return Strength.STRONG
        if kind == "RSA" and bits >= _RSA_LEAST_BITS and _SHORT_RSA not in self.refused:
            return Strength.WEAK
        if kind.startswith("EC ") and kind[3:] in _CURVES:
            return Strength.STRONG
        length = f"-{bits}" if bits else ""  # none for kinds that have but one, or that cannot be read
        raise RefusedAlgorithm(name=f"{kind.removeprefix('? ')}{length}".lower().replace(" ", "-"))
