"""A small certificate hierarchy shaped like the V-PKI of German administration, made afresh on every machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509.oid import NameOID

from sozialclient.demo.private_file import write_private
from sozialclient.errors import SozialclientError

ORGANISATION = "PKI-1-Uebung"
_KEYS = "keys"
_OFFICE_BITS = 4096
_LIFETIMES = {"root": 3653, "ca": 2191, "end": 1096}


class TrainingPkiDamaged(SozialclientError):
    """The folder holds some of the keys but not all, or one that cannot be read."""

    reference = "DEMO-PKI"


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its private key."""

    certificate: x509.Certificate
    private_key: RSAPrivateKey

    @property
    def der(self) -> bytes:
        """The certificate as DER."""
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True, slots=True)
class _Profile:
    """What one certificate is for; `age` days since it became valid, 4096 bit when `strong`."""

    common_name: str
    signs: bool
    deciphers: bool
    issuer: str = "ca"
    lifetime: str = "end"
    age: int = 300
    strong: bool = False


_PROFILES: Mapping[str, _Profile] = {
    "root": _Profile("PCA-1-Uebung-26", False, False, "root", "root", 900, strong=True),
    "ca": _Profile("Uebungs-CA 13", False, False, "root", "ca", 600, strong=True),
    "office": _Profile("GRP: Sozialamt Musterstadt Uebung 2026-OSCI", True, True, strong=True),
    "office_signature": _Profile("GRP: Sozialamt Musterstadt Uebung 2026-Signatur", True, False),
    "office_cipher": _Profile("GRP: Sozialamt Musterstadt Uebung 2026-Chiffrierung", False, True),
    "intermediary_cipher": _Profile("GRP: Intermediaer Musterland Uebung 2026-Chiffrierung", False, True),
    "intermediary_signature": _Profile("GRP: Intermediaer Musterland Uebung 2026-Signatur", True, False),
    "platform_cipher": _Profile("GRP: Sozialportal Musterland Uebung 2026-Chiffrierung", False, True),
    "platform_signature": _Profile("GRP: Sozialportal Musterland Uebung 2026-Signatur", True, False),
    "author": _Profile("GRP: Antragsdienst Musterland Uebung 2026-Signatur", True, False),
    "second_author": _Profile("GRP: Betreuungsstelle Musterstadt Uebung 2026-Signatur", True, False),
    "other_office": _Profile("GRP: Jobcenter Beispielhausen Uebung 2026-OSCI", True, True),
    "expired_office": _Profile("GRP: Sozialamt Musterstadt Uebung 2022-OSCI", True, True, age=1461),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPki:
    """All identities of the training mailbox.

    `office` signs and deciphers with one combined certificate, as is usual; `office_signature` and
    `office_cipher` are the same office with two. `other_office` is a stranger, `expired_office` ended a year ago.
    """

    root: Identity
    ca: Identity
    office: Identity
    office_signature: Identity
    office_cipher: Identity
    intermediary_cipher: Identity
    intermediary_signature: Identity
    platform_cipher: Identity
    platform_signature: Identity
    author: Identity
    second_author: Identity
    other_office: Identity
    expired_office: Identity

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The issuing CA, then the root."""
        return self.ca.certificate, self.root.certificate

    @staticmethod
    def create(folder: Path, *, key_bits: int = 3072, now: datetime | None = None) -> TrainingPki:
        """The hierarchy kept in `folder`, made there on first use (about two seconds).

        `key_bits` holds for everyone but the office and the issuers, which get at least 4096 unless `key_bits` is
        smaller than 3072 (tests). Private keys lie unencrypted in `folder`, readable by the user alone: they
        protect invented data only. Raises TrainingPkiDamaged when the folder is incomplete, OSError when it
        cannot be written.
        """
        keys = folder / _KEYS
        if keys.exists():
            return TrainingPki(**_loaded(keys))
        identities = _generated(key_bits, now or datetime.now(UTC))
        _save(keys, identities)
        return TrainingPki(**identities)


def _generated(key_bits: int, now: datetime) -> dict[str, Identity]:
    def bits(profile: _Profile) -> int:
        return max(_OFFICE_BITS, key_bits) if profile.strong and key_bits >= 3072 else key_bits

    # Key generation leaves the interpreter lock, so threads use every core; long ones first.
    names = sorted(_PROFILES, key=lambda name: not _PROFILES[name].strong)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        made = pool.map(lambda name: generate_private_key(65537, bits(_PROFILES[name])), names)
    keys = dict(zip(names, made, strict=True))
    identities: dict[str, Identity] = {}
    for name, profile in _PROFILES.items():
        issuer = identities.get(profile.issuer)
        identities[name] = Identity(_certificate(profile, keys[name], issuer, now), keys[name])
    return identities


def _certificate(profile: _Profile, key: RSAPrivateKey, issuer: Identity | None, now: datetime) -> x509.Certificate:
    begins = now - timedelta(days=profile.age)
    subject = _name(profile)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=_LIFETIMES[profile.lifetime]))
    )
    is_issuer = profile.lifetime != "end"
    builder = builder.add_extension(
        x509.BasicConstraints(ca=is_issuer, path_length=0 if profile.lifetime == "ca" else None), critical=True)
    builder = builder.add_extension(_key_usage(profile, is_issuer=is_issuer), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    issuer_key = issuer.private_key if issuer else key
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(_public(issuer_key))
    builder = builder.add_extension(authority, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _public(key: RSAPrivateKey) -> RSAPublicKey:
    return key.public_key()


def _name(profile: _Profile) -> x509.Name:
    attributes = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
    ]
    if profile.lifetime != "root":
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "UEBUNG-OSCI"))
    attributes.append(x509.NameAttribute(NameOID.COMMON_NAME, profile.common_name))
    return x509.Name(attributes)


def _key_usage(profile: _Profile, *, is_issuer: bool) -> x509.KeyUsage:
    """RFC 5280, 4.2.1.3: signing needs digitalSignature, deciphering a wrapped key keyEncipherment."""
    return x509.KeyUsage(
        digital_signature=profile.signs, content_commitment=profile.signs, key_encipherment=profile.deciphers,
        data_encipherment=profile.deciphers, key_agreement=False, key_cert_sign=is_issuer, crl_sign=is_issuer,
        encipher_only=False, decipher_only=False,
    )


def _save(keys: Path, identities: Mapping[str, Identity]) -> None:
    partial = keys.with_name(f"{keys.name}.part-{os.getpid()}")
    partial.mkdir(parents=True)
    partial.chmod(0o700)
    for name, identity in identities.items():
        private = identity.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        for suffix, data in (("key", private), ("cer", identity.der)):
            write_private(partial / f"{name}.{suffix}", data)
    partial.rename(keys)


def _loaded(keys: Path) -> dict[str, Identity]:
    identities = {}
    for name in _PROFILES:
        try:
            certificate = x509.load_der_x509_certificate((keys / f"{name}.cer").read_bytes())
            # Our own keys: testing their primes again would take two seconds at every start.
            key = load_der_private_key((keys / f"{name}.key").read_bytes(), None, unsafe_skip_rsa_key_validation=True)
        except (FileNotFoundError, ValueError) as error:
            raise TrainingPkiDamaged(name=name) from error
        if not isinstance(key, RSAPrivateKey) or key.public_key() != certificate.public_key():
            raise TrainingPkiDamaged(name=name)
        identities[name] = Identity(certificate, key)
    return identities
