"""Opens the bags of a PKCS#12 file one by one, because `load_pkcs12` shows only the first key of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from asn1crypto import cms, pkcs12  # type: ignore[import-untyped]  # asn1crypto ships no types
from cryptography.exceptions import UnsupportedAlgorithm as _NotInOpenSsl
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates, load_pkcs12

from sozialclient.crypto.key_file_errors import KeyFileDamaged, KeyFileUnsupported
from sozialclient.crypto.pfx import GARBLED, Pfx, decryption_passwords
from sozialclient.crypto.signatures import SigningPrivateKey

_SHORTEST_RSA, _LONGEST_RSA = 2048, 8192


@dataclass(slots=True)
class Bags:
    """Private keys and DER certificates in the order of the file, certificates without repetition."""

    keys: list[SigningPrivateKey] = field(default_factory=list)
    certificates: list[bytes] = field(default_factory=list)

    def add_key(self, key: PrivateKeyTypes) -> None:
        """Keep an RSA key of 2048 to 8192 bits or an EC key; raises KeyFileUnsupported for any other.

        Shorter ones open to everybody, longer ones take minutes for a mailbox.
        """
        if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
            raise KeyFileUnsupported(feature=f"key-{type(key).__name__.removesuffix('PrivateKey')}")
        if isinstance(key, RSAPrivateKey) and not _SHORTEST_RSA <= key.key_size <= _LONGEST_RSA:
            raise KeyFileUnsupported(feature=f"key-RSA-{key.key_size}")
        self.keys.append(key)

    def add_certificate(self, der: bytes) -> None:
        """Keep a certificate unless it is here already."""
        if der not in self.certificates:
            self.certificates.append(der)


def open_bags(pfx: Pfx, pin: str) -> Bags:
    """All keys and certificates; raises KeyFileDamaged and KeyFileUnsupported.

    An encrypted safe is expected to hold certificates; of keys inside one, OpenSSL shows the first.
    """
    bags = Bags()
    passwords = decryption_passwords(pin)
    try:
        for bag in pfx.bags:
            _open_bag(bag, passwords, bags)
        for safe in pfx.safes:
            _keep(_opened([safe], passwords), bags)
    except (*GARBLED, _NotInOpenSsl):
        raise KeyFileDamaged() from None
    return bags


def _open_bag(bag: pkcs12.SafeBag, passwords: Iterable[bytes], bags: Bags) -> None:
    kind = bag["bag_id"].native
    if kind == "pkcs8_shrouded_key_bag":
        key = _loaded(bag["bag_value"].untag().dump(), passwords)
        if key is not None:
            bags.add_key(key)
            return
        contents = pkcs12.SafeContents([bag])
        _keep(_opened([cms.ContentInfo({"content_type": "data", "content": contents.dump()})], passwords), bags)
    elif kind == "key_bag":
        bags.add_key(load_der_private_key(bag["bag_value"].untag().dump(), None))
    elif kind == "cert_bag" and bag["bag_value"]["cert_id"].native == "x509":
        bags.add_certificate(bytes(bag["bag_value"]["cert_value"].parsed.dump()))


def _loaded(der: bytes, passwords: Iterable[bytes]) -> PrivateKeyTypes | None:
    """The key of an encrypted bag, None when this way of reading does not know its encryption.

    The primality tests are left out: they hold the interpreter for half a second, and the MAC
    under the PIN has already shown that the key is the one that was written.
    """
    for password in passwords:
        try:
            return load_der_private_key(der, password, unsafe_skip_rsa_key_validation=True)
        except (ValueError, _NotInOpenSsl):
            continue
    return None


def _opened(contents: list[cms.ContentInfo], passwords: Iterable[bytes]) -> PKCS12KeyAndCertificates:
    """`contents` opened by OpenSSL as a key file of its own, so that each old encryption is its business."""
    safe = pkcs12.AuthenticatedSafe(contents).dump()
    alone = pkcs12.Pfx({"version": "v3", "auth_safe": {"content_type": "data", "content": safe}}).dump()
    for password in passwords:
        try:
            return load_pkcs12(alone, password)
        except ValueError:
            continue
    raise KeyFileDamaged()


def _keep(opened: PKCS12KeyAndCertificates, bags: Bags) -> None:
    if opened.key is not None:
        bags.add_key(opened.key)
    for found in ([opened.cert] if opened.cert else []) + opened.additional_certs:
        bags.add_certificate(found.certificate.public_bytes(Encoding.DER))
