"""Signing keys whose private half lies open, for values that no library would make."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec

from sozialclient.crypto.algorithms import Signature
from sozialclient.crypto.key_transport import SoftwareSigningKey
from sozialclient.crypto.signatures import SigningPrivateKey, sign_value
from tests.mailbox_rig import training_pki
from tests.unit.crypto.conftest import make_certificate


@dataclass(frozen=True)
class HeldKey:
    """A `SigningKey`."""

    certificate_der: bytes
    private: SigningPrivateKey

    @property
    def default_algorithm(self) -> Signature:
        return SoftwareSigningKey(self.certificate_der, self.private).default_algorithm

    def sign(self, data: bytes, algorithm: Signature) -> bytes:
        return sign_value(self.private, algorithm, data)


@cache
def curve_key(name: str) -> HeldKey:
    """A key on P-256 and its certificate, one for each name."""
    private = ec.generate_private_key(ec.SECP256R1())
    return HeldKey(make_certificate(private), private)


@cache
def signing_keys() -> dict[bytes, HeldKey]:
    """The keys of everybody who signs in the messages of our own composer."""
    pki = training_pki()
    people = (pki.intermediary_signature, pki.platform_signature, pki.author, pki.second_author, pki.office)
    found = [HeldKey(identity.der, identity.private_key) for identity in people]
    found += [curve_key("intermediary"), curve_key("author")]
    return {key.certificate_der: key for key in found}
