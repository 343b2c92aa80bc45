"""Key files whose parts no usual tool writes: refused by name, before anything of them is used."""

from __future__ import annotations

from functools import cache

import pytest
from asn1crypto import cms, core, pkcs12  # type: ignore[import-untyped]  # asn1crypto ships no types
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from sozialclient.crypto.key_file import KeyFileDamaged, KeyFileUnsupported, open_key_file
from tests.mailbox_rig import training_pki
from tests.unit.crypto.key_files import authenticated_content, key_file, with_content, with_pbmac1

PIN = "geheim"
PBKDF2, SCRYPT = bytes.fromhex("06092a864886f70d01050c"), bytes.fromhex("06092b06010401da47040b")
PBES2, NO_SCHEME = bytes.fromhex("06092a864886f70d01050d"), bytes.fromhex("06092a864886f70d010563")
ENCRYPTED, ENVELOPED = bytes.fromhex("06092a864886f70d010706"), bytes.fromhex("06092a864886f70d010703")


@cache
def usual() -> bytes:
    office = training_pki().office
    return key_file(office.private_key, office.der, PIN, rounds=2)


def unsupported(file: bytes) -> str:
    with pytest.raises(KeyFileUnsupported) as caught:
        open_key_file(file, PIN)
    return caught.value.parameters["feature"]


@pytest.mark.parametrize(
    ("old", "new", "feature"),
    [
        (PBKDF2, SCRYPT, "kdf-1.3.6.1.4.1.11591.4.11"),
        (PBES2, NO_SCHEME, "encryption-1.2.840.113549.1.5.99"),
        (ENCRYPTED, ENVELOPED, "public-key-privacy"),
    ],
)
def test_other_schemes_are_named(old: bytes, new: bytes, feature: str) -> None:
    content = authenticated_content(usual())
    assert old in content
    assert unsupported(with_content(content.replace(old, new), PIN)) == feature


def test_a_mac_key_longer_than_the_block_of_its_digest_is_refused() -> None:
    assert open_key_file(with_pbmac1(usual(), PIN, length=64), PIN).identities
    assert unsupported(with_pbmac1(usual(), PIN, length=65)) == "mac-key-length"


def safe_of(contents: pkcs12.SafeContents) -> bytes:
    safe = cms.ContentInfo({"content_type": "data", "content": core.OctetString(contents.dump())})
    return with_content(pkcs12.AuthenticatedSafe([safe]).dump(), PIN)


def certificate_bag() -> pkcs12.SafeBag:
    value = pkcs12.CertBag({"cert_id": "x509", "cert_value": core.ParsableOctetString(b"\x30\x00")})
    return pkcs12.SafeBag({"bag_id": "cert_bag", "bag_value": value})


def test_bags_within_bags_have_an_end() -> None:
    contents = pkcs12.SafeContents([certificate_bag()])
    for _ in range(12):
        contents = pkcs12.SafeContents([pkcs12.SafeBag({"bag_id": "safe_contents", "bag_value": contents})])
    assert unsupported(safe_of(contents)) == "nesting"


def test_bags_are_not_without_number() -> None:
    assert unsupported(safe_of(pkcs12.SafeContents([certificate_bag()] * 2000))) == "bags"


def test_a_garbled_certificate_of_the_chain_damages_the_file() -> None:
    office, ca = training_pki().office, training_pki().ca
    chain = [ca.certificate]
    bare = serialize_key_and_certificates(b"n", office.private_key, office.certificate, chain, NoEncryption())
    content = authenticated_content(bare)
    assert open_key_file(with_content(content, PIN), PIN).chain
    garbled = ca.der[:4] + bytes(len(ca.der) - 4)
    with pytest.raises(KeyFileDamaged):
        open_key_file(with_content(content.replace(ca.der, garbled), PIN), PIN)
