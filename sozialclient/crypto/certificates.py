"""Reads X.509 certificates of strangers into facts; says nothing about trust."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from datetime import UTC, datetime
from functools import lru_cache

from asn1crypto import core, x509  # type: ignore[import-untyped]  # asn1crypto ships no types
from cryptography.exceptions import UnsupportedAlgorithm as _NotInOpenSsl
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_public_key

from sozialclient.crypto.names import common_name, distinguished_name
from sozialclient.errors import SozialclientError
from sozialclient.model.certificate import CertificateFacts

LARGEST = 64 * 1024
_CACHED = 128
_PEM = re.compile(rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END", re.ASCII)
_KEY_USAGES = {
    "digital_signature": "digitalSignature",
    "non_repudiation": "nonRepudiation",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "cRLSign",
    "encipher_only": "encipherOnly",
    "decipher_only": "decipherOnly",
}
# What asn1crypto raises on garbled structures; it has no error class of its own.
_GARBLED = (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError, RecursionError)


class CertificateUnreadable(SozialclientError):
    """The bytes are no readable certificate, or larger than 64 KB; parameter `size` in bytes."""

    reference = "CERT-DAMAGED"


@lru_cache(maxsize=_CACHED)
def read_certificate(der: bytes) -> CertificateFacts:
    """Facts of a DER certificate; raises CertificateUnreadable.

    A key that cannot be used (explicit curve parameters, for one) has 0 bits and a `key_type`
    that starts with `?`, so that everything else can still be shown.
    """
    certificate = _parsed(der)
    try:
        body = certificate["tbs_certificate"]
        kind, bits = _key_facts(der)
        return CertificateFacts(
            der=der,
            subject=distinguished_name(body["subject"]),
            common_name=common_name(body["subject"]),
            issuer=distinguished_name(body["issuer"]),
            serial=str(body["serial_number"].native),
            not_before=_utc(body["validity"]["not_before"].native),
            not_after=_utc(body["validity"]["not_after"].native),
            sha256=hashlib.sha256(der).hexdigest(),
            key_type=kind,
            key_bits=bits,
            key_usage=_key_usage(certificate),
        )
    except _GARBLED:
        raise CertificateUnreadable(size=len(der)) from None


@lru_cache(maxsize=_CACHED)
def public_key(der: bytes) -> PublicKeyTypes:
    """The public key of a DER certificate.

    Raises CertificateUnreadable, also for kinds OpenSSL does not load, and for a curve that is not
    named but written out (RFC 5480, 2.1.1, forbids it): who chooses the numbers can choose a key that fits.
    """
    certificate = _parsed(der)
    try:
        info = certificate["tbs_certificate"]["subject_public_key_info"]
        if info.algorithm == "ec" and info["algorithm"]["parameters"].name != "named":
            raise CertificateUnreadable(size=len(der))
        return load_der_public_key(bytes(info.dump()))
    except (*_GARBLED, _NotInOpenSsl):
        raise CertificateUnreadable(size=len(der)) from None


def key_kind(key: PublicKeyTypes) -> tuple[str, int]:
    """Kind as in `CertificateFacts.key_type` (`RSA`, `EC secp256r1`, else the class) and bits."""
    if isinstance(key, RSAPublicKey):
        return "RSA", key.key_size
    if isinstance(key, EllipticCurvePublicKey):
        return f"EC {key.curve.name}", key.key_size
    return type(key).__name__.removeprefix("_").removesuffix("PublicKey"), int(getattr(key, "key_size", 0))


def may_sign(facts: CertificateFacts) -> bool:
    """Whether KeyUsage allows signatures (absent, digitalSignature or nonRepudiation; PROTOCOL 3.2)."""
    return facts.key_usage is None or bool(facts.key_usage & {"digitalSignature", "nonRepudiation"})


def may_encipher(facts: CertificateFacts) -> bool:
    """Whether the certificate is one to encrypt for: an RSA key and a KeyUsage that allows it, or none."""
    usable = facts.key_usage is None or bool(facts.key_usage & {"keyEncipherment", "dataEncipherment"})
    return usable and facts.key_type == "RSA"


def valid_at(facts: CertificateFacts, when: datetime) -> bool:
    """Whether the aware time `when` lies within the validity, borders included (RFC 5280, 4.1.2.5)."""
    return facts.not_before <= when <= facts.not_after


def certificate_from_file(data: bytes) -> bytes:
    """The DER of the one certificate in a `.cer` file, DER or PEM; raises CertificateUnreadable."""
    if len(data) > 2 * LARGEST:
        raise CertificateUnreadable(size=len(data))
    blocks = _PEM.findall(data)
    if len(blocks) > 1:
        raise CertificateUnreadable(size=len(data))
    try:
        der = base64.b64decode(b"".join(blocks[0].split()), validate=True) if blocks else data
    except binascii.Error:
        raise CertificateUnreadable(size=len(data)) from None
    read_certificate(der)
    return der


def _parsed(der: bytes) -> x509.Certificate:
    if len(der) > LARGEST:
        raise CertificateUnreadable(size=len(der))
    try:
        return x509.Certificate.load(der, strict=True)
    except _GARBLED:
        raise CertificateUnreadable(size=len(der)) from None


def _key_facts(der: bytes) -> tuple[str, int]:
    try:
        return key_kind(public_key(der))
    except CertificateUnreadable:
        key_info = _parsed(der)["tbs_certificate"]["subject_public_key_info"].dump()
        # Read without a schema, because asn1crypto's knows only some kinds of keys.
        return f"? {core.Sequence.load(key_info)[0][0].dotted}", 0


def _key_usage(certificate: x509.Certificate) -> frozenset[str] | None:
    for extension in certificate["tbs_certificate"]["extensions"] or ():
        if extension["extn_id"].native == "key_usage":
            return frozenset(_KEY_USAGES[name] for name in extension["extn_value"].parsed.native)
    return None


def _utc(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
