"""Makes and checks signature values in the forms OSCI carries them (PROTOCOL 3.2)."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.exceptions import UnsupportedAlgorithm as _NotInOpenSsl
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurve,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from sozialclient.crypto.algorithms import Signature, SignatureFamily, UnsupportedAlgorithm, short_name
from sozialclient.errors import SozialclientError

SigningPrivateKey = RSAPrivateKey | EllipticCurvePrivateKey


class UnsuitableKey(SozialclientError):
    """The kind of key does not fit the algorithm; parameter `algorithm`."""

    reference = "KEY-UNSUITABLE"


def verify_value(public_key: PublicKeyTypes, algorithm: Signature, data: bytes, value: bytes) -> bool:
    """Whether `value` is the signature of `data`; a key of another family is simply False.

    Raises UnsupportedAlgorithm when the algorithm cannot be computed here (RIPEMD-160).
    """
    digest = algorithm.digest.hash
    try:
        if algorithm.family is SignatureFamily.ECDSA:
            if not isinstance(public_key, EllipticCurvePublicKey):
                return False
            public_key.verify(_dss_from_raw(value, public_key.curve), data, ECDSA(digest))
        elif isinstance(public_key, RSAPublicKey):
            public_key.verify(value, data, _rsa_padding(algorithm), digest)
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    except _NotInOpenSsl:
        raise UnsupportedAlgorithm(name=short_name(algorithm)) from None
    return True


def sign_value(private_key: SigningPrivateKey, algorithm: Signature, data: bytes) -> bytes:
    """The signature of `data`: raw RSA bytes, or r and s for ECDSA, each as long as the curve's order.

    Raises UnsuitableKey when the key is of another family or too short for the algorithm.
    """
    digest = algorithm.digest.hash
    if algorithm.family is SignatureFamily.ECDSA:
        if not isinstance(private_key, EllipticCurvePrivateKey):
            raise UnsuitableKey(algorithm=short_name(algorithm))
        r, s = decode_dss_signature(private_key.sign(data, ECDSA(digest)))
        size = _order_bytes(private_key.curve)
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    if not isinstance(private_key, RSAPrivateKey):
        raise UnsuitableKey(algorithm=short_name(algorithm))
    try:
        return private_key.sign(data, _rsa_padding(algorithm), digest)
    except ValueError:
        raise UnsuitableKey(algorithm=short_name(algorithm)) from None


def _rsa_padding(algorithm: Signature) -> padding.AsymmetricPadding:
    if algorithm.family is SignatureFamily.RSA_PKCS1:
        return padding.PKCS1v15()
    digest = algorithm.digest.hash
    return padding.PSS(mgf=padding.MGF1(digest), salt_length=digest.digest_size)


def _order_bytes(curve: EllipticCurve) -> int:
    return (curve.key_size + 7) // 8


def _dss_from_raw(value: bytes, curve: EllipticCurve) -> bytes:
    size = _order_bytes(curve)
    if len(value) != 2 * size:
        raise ValueError("r and s do not have the length of the curve")
    return encode_dss_signature(int.from_bytes(value[:size], "big"), int.from_bytes(value[size:], "big"))
