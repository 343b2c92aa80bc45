"""How far the algorithms of a certificate are accepted at a time: one dated table, as in `policy`.

Source of the dates: BSI TR-02102 (2026-01) for the ends of RSA and elliptic curves on their own,
SOG-IS (by way of the Bundesnetzagentur) for RSA below 3000 bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm as _NotInOpenSsl

from sozialclient.crypto.algorithms import Digest, shown_uri
from sozialclient.crypto.policy import Policy, RefusedAlgorithm, Strength
from sozialclient.model.certificate import CertificateFacts


@dataclass(frozen=True, slots=True)
class Grade:
    """Keys of `kind` from `least_bits` on are strong through `strong_until` (UTC), later weak."""

    kind: str
    least_bits: int
    strong_until: datetime


_SHORT_RSA_ENDS = datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)
_CLASSIC_ENDS = datetime(2035, 12, 31, 23, 59, 59, tzinfo=UTC)
GRADES = (
    Grade("RSA", 3000, _CLASSIC_ENDS),
    Grade("RSA", 2048, _SHORT_RSA_ENDS),
    Grade("EC", 256, _CLASSIC_ENDS),
)
"""What is below every row of its kind is refused, as are other kinds and curves (`Policy.key_strength`)."""

# A collision in the digest of a certificate forges its holder, which one in a message does not: no SHA-1 here.
_DIGESTS = {"sha256": Digest.SHA256, "sha384": Digest.SHA384, "sha512": Digest.SHA512}


def key_strength_at(policy: Policy, facts: CertificateFacts, at: datetime) -> Strength:
    """How far the key of a certificate is accepted at `at` (aware); raises RefusedAlgorithm."""
    policy.key_strength(facts)
    kind = facts.key_type.partition(" ")[0]
    for grade in GRADES:
        if kind == grade.kind and facts.key_bits >= grade.least_bits:
            return Strength.STRONG if at <= grade.strong_until else Strength.WEAK
    raise RefusedAlgorithm(name=f"{kind}-{facts.key_bits}".lower())


def check_digest(policy: Policy, signed: x509.Certificate | x509.CertificateRevocationList) -> None:
    """Pass when the digest an issuer has signed is accepted; raises RefusedAlgorithm."""
    try:
        found = signed.signature_hash_algorithm
    except _NotInOpenSsl:
        found = None
    digest = None if found is None else _DIGESTS.get(found.name)
    if digest is None:
        name = signed.signature_algorithm_oid.dotted_string if found is None else found.name
        raise RefusedAlgorithm(name=shown_uri(name))
    policy.to_read(digest)
