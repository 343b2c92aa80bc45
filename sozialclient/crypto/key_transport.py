"""Encrypts session keys for a reader and opens them, with keys in software or elsewhere."""

from __future__ import annotations

import os
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm as _NotInOpenSsl
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from sozialclient.crypto.algorithms import Digest, KeyTransport, Mgf, Signature, short_name
from sozialclient.crypto.ciphers import DecryptError
from sozialclient.crypto.signatures import SigningPrivateKey, UnsuitableKey, sign_value

_P256_BITS = 256


class DecryptionKey(Protocol):
    """A private key that opens session keys; a smart card can be one as well as a key file."""

    @property
    def certificate_der(self) -> bytes:
        """The certificate that others encrypt for."""

    def unwrap_key(
        self, encrypted: bytes, scheme: KeyTransport, digest: Digest | None, mgf: Mgf | None, expected_length: int
    ) -> bytes:
        """The session key of `expected_length` bytes; `digest` and `mgf` count for RSA-OAEP only.

        Raises DecryptError. With RSA 1.5 a wrong ciphertext gives a random key instead, which
        fails at the symmetric step, so that both failures look the same.
        """


class SigningKey(Protocol):
    """A private key that signs."""

    @property
    def certificate_der(self) -> bytes:
        """The certificate that others verify with."""

    @property
    def default_algorithm(self) -> Signature:
        """What to sign with unless told otherwise."""

    def sign(self, data: bytes, algorithm: Signature) -> bytes:
        """The signature value of `data` in its OSCI form; raises UnsuitableKey."""


def wrap_key(
    public_key: PublicKeyTypes,
    key: bytes,
    *,
    scheme: KeyTransport = KeyTransport.RSA_OAEP,
    digest: Digest = Digest.SHA256,
    mgf: Mgf = Mgf.SHA256,
) -> bytes:
    """`key` encrypted for the owner of `public_key`; raises UnsuitableKey unless that is an RSA key."""
    if not isinstance(public_key, RSAPublicKey):
        raise UnsuitableKey(algorithm=short_name(scheme))
    return public_key.encrypt(key, padding.PKCS1v15() if scheme is KeyTransport.RSA_1_5 else _oaep(digest, mgf))


class SoftwareDecryptionKey:
    """A `DecryptionKey` whose RSA key is in memory."""

    def __init__(self, certificate_der: bytes, private_key: SigningPrivateKey) -> None:
        """Raises UnsuitableKey when the key is not an RSA key."""
        if not isinstance(private_key, RSAPrivateKey):
            raise UnsuitableKey(algorithm=short_name(KeyTransport.RSA_OAEP))
        self._certificate_der = certificate_der
        self._private_key = private_key

    @property
    def certificate_der(self) -> bytes:
        """The certificate that others encrypt for."""
        return self._certificate_der

    def unwrap_key(
        self, encrypted: bytes, scheme: KeyTransport, digest: Digest | None, mgf: Mgf | None, expected_length: int
    ) -> bytes:
        """See `DecryptionKey.unwrap_key`."""
        if scheme is KeyTransport.RSA_1_5:
            return self._unwrap_1_5(encrypted, expected_length)
        if digest is None or mgf is None:
            raise DecryptError()
        try:
            key = self._private_key.decrypt(encrypted, _oaep(digest, mgf))
        except (ValueError, _NotInOpenSsl):
            raise DecryptError() from None
        if len(key) != expected_length:
            raise DecryptError()
        return key

    def _unwrap_1_5(self, encrypted: bytes, expected_length: int) -> bytes:
        substitute = os.urandom(expected_length)
        try:
            key = self._private_key.decrypt(encrypted, padding.PKCS1v15())
        except ValueError:
            return substitute
        return key if len(key) == expected_length else substitute


class SoftwareSigningKey:
    """A `SigningKey` whose RSA or EC key is in memory."""

    def __init__(self, certificate_der: bytes, private_key: SigningPrivateKey) -> None:
        self._certificate_der = certificate_der
        self._private_key = private_key

    @property
    def certificate_der(self) -> bytes:
        """The certificate that others verify with."""
        return self._certificate_der

    @property
    def default_algorithm(self) -> Signature:
        """RSA PKCS#1 with SHA-256, the default of OSCI, or ECDSA with the hash that fits the curve."""
        if not isinstance(self._private_key, EllipticCurvePrivateKey):
            return Signature.RSA_SHA256
        return Signature.ECDSA_SHA256 if self._private_key.key_size <= _P256_BITS else Signature.ECDSA_SHA512

    def sign(self, data: bytes, algorithm: Signature) -> bytes:
        """See `SigningKey.sign`."""
        return sign_value(self._private_key, algorithm, data)


def _oaep(digest: Digest, mgf: Mgf) -> padding.OAEP:
    return padding.OAEP(mgf=padding.MGF1(mgf.digest.hash), algorithm=digest.hash, label=None)
