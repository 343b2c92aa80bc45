"""An authority for tests that issues anything: V-PKI certificates, their revocation lists, and every deviation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import x509 as asn1  # type: ignore[import-untyped]  # asn1crypto ships no types
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
AUTHORITY = ("key_cert_sign", "crl_sign")
SIGNER = ("digital_signature", "content_commitment")
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Extra = tuple[x509.ExtensionType, bool]


@cache
def key(number: int) -> ec.EllipticCurvePrivateKey:
    """One of the keys of this test run."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """The one RSA key of this test run that signs."""
    return rsa.generate_private_key(65537, 2048)


def rsa_public(bits: int) -> rsa.RSAPublicKey:
    """A public key of that length; nobody has its private one, and for a leaf nobody needs it."""
    return rsa.RSAPublicNumbers(65537, (1 << (bits - 1)) + (1 << (bits // 2)) + 1).public_key()


def name(common_name: str) -> x509.Name:
    """A name as the V-PKI builds them."""
    parts = {NameOID.COUNTRY_NAME: "DE", NameOID.ORGANIZATION_NAME: "PKI-1-Probe", NameOID.COMMON_NAME: common_name}
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts.items()])


@dataclass(frozen=True)
class Party:
    """A certificate and the key that belongs to it."""

    certificate: x509.Certificate
    private: PrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def issue(
    common_name: str, number: int, issuer: Party | None = None, *, ca: bool | None = False,
    path_length: int | None = None, usage: Sequence[str] | None = SIGNER, extra: Iterable[Extra] = (),
    begins: datetime = NOON - YEAR, ends: datetime = NOON + YEAR, private: PrivateKey | None = None,
    public: CertificatePublicKeyTypes | None = None, pss: bool = False, subject: x509.Name | None = None,
) -> Party:
    """A certificate by `issuer`, or by itself; `ca` None leaves BasicConstraints out."""
    own = private or key(number)
    signing = issuer.private if issuer else own
    builder = (
        x509.CertificateBuilder().subject_name(subject or name(common_name))
        .issuer_name(issuer.certificate.subject if issuer else subject or name(common_name))
        .public_key(public or own.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(begins).not_valid_after(ends)
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, path_length), critical=True)
    if usage is not None:
        builder = builder.add_extension(x509.KeyUsage(**{each: each in usage for each in _USAGES}), critical=True)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical)
    if pss:
        chosen = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        return Party(builder.sign(signing, hashes.SHA256(), rsa_padding=chosen), own)
    return Party(builder.sign(signing, hashes.SHA256()), own)


def root(common_name: str = "PCA-1-Probe-26", number: int = 0, **changes: Any) -> Party:
    """A root."""
    return issue(common_name, number, ca=True, usage=AUTHORITY, **changes)


def authority(issuer: Party, common_name: str = "Probe-CA 13", number: int = 1, **changes: Any) -> Party:
    """An issuing authority that may have none below it."""
    values: dict[str, Any] = {"ca": True, "path_length": 0, "usage": AUTHORITY, **changes}
    return issue(common_name, number, issuer, **values)


def signer(issuer: Party, common_name: str = "GRP: Antragsdienst Probe", number: int = 2, **changes: Any) -> Party:
    """A group certificate as a portal signs with: no alternative name, no extended usage."""
    return issue(common_name, number, issuer, **changes)


@cache
def hierarchy() -> tuple[Party, Party, Party]:
    """Root, authority and signer, all in order."""
    top = root()
    middle = authority(top)
    return top, middle, signer(middle)


def crl(
    issuer: Party, revoked: Iterable[x509.Certificate] = (), *, made: datetime = NOON - timedelta(hours=1),
    ends: datetime | None = NOON + timedelta(days=7), extra: Iterable[Extra] = (), signed_by: Party | None = None,
    entry_extra: Iterable[Extra] = (), reason: x509.ReasonFlags = x509.ReasonFlags.key_compromise,
) -> bytes:
    """A revocation list (DER) by `issuer`, or one that only says so and is `signed_by` another."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject).last_update(made)
    builder = builder.next_update(ends or made + timedelta(days=1))
    for certificate in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(made)
        entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        for extension, critical in entry_extra:
            entry = entry.add_extension(extension, critical)
        builder = builder.add_revoked_certificate(entry.build())
    for extension, critical in (*extra, (x509.CRLNumber(7), False)):
        builder = builder.add_extension(extension, critical)
    return builder.sign((signed_by or issuer).private, hashes.SHA256()).public_bytes(Encoding.DER)


def rebuilt(party: Party, issuer: Party, change: Callable[[asn1.Certificate], None], digest: str = "sha256") -> bytes:
    """`party`'s certificate after `change` to its ASN.1, signed again by `issuer`, if need be over a weak `digest`."""
    made = asn1.Certificate.load(party.der)
    change(made)
    kind = "ecdsa" if isinstance(issuer.private, ec.EllipticCurvePrivateKey) else "rsa"
    body = made["tbs_certificate"]
    for algorithm in (body["signature"], made["signature_algorithm"]):
        algorithm["algorithm"] = f"{digest}_{kind}"
    body = asn1.TbsCertificate.load(body.dump(force=True))
    chosen: hashes.HashAlgorithm = {"md5": hashes.MD5(), "sha1": hashes.SHA1()}.get(digest, hashes.SHA256())
    if isinstance(issuer.private, ec.EllipticCurvePrivateKey):
        value = issuer.private.sign(body.dump(), ec.ECDSA(chosen))
    else:
        value = issuer.private.sign(body.dump(), padding.PKCS1v15(), chosen)
    made["tbs_certificate"] = body
    made["signature_value"] = value
    return bytes(made.dump(force=True))
