"""Revocation lists whose kind, issuer or digest keeps them from proving anything."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sozialclient.crypto.policy import Policy
from sozialclient.crypto.revocation import LARGEST_LIST, Revocation, RevocationListUnreadable, read_list, standing_of
from sozialclient.model.trust import Standing
from tests.hostile.issuing import NOON, Party, authority, crl, hierarchy, signer


def standing(chain: list[Party], lists: list[bytes]) -> Revocation:
    read = [read_list(each) for each in lists]
    return standing_of([party.der for party in chain], read, now=NOON, policy=Policy.default())


def scope(
    *, users: bool = False, relative: x509.RelativeDistinguishedName | None = None
) -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(None, relative, users, False, None, False, False)


def test_a_list_for_users_says_nothing_of_an_authority() -> None:
    root, middle, leaf = hierarchy()
    lists = [crl(root, extra=[(scope(users=True), True)]), crl(middle)]
    assert standing([leaf, middle, root], lists).reason == "CRL-SCOPE"
    lists = [crl(root), crl(middle, extra=[(scope(users=True), True)])]
    assert standing([leaf, middle, root], lists).standing is Standing.VALID


def test_a_list_of_a_point_named_in_part_covers_nothing() -> None:
    root, middle, leaf = hierarchy()
    part = x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.COMMON_NAME, "Liste 1")])
    lists = [crl(root), crl(middle, extra=[(scope(relative=part), True)])]
    assert standing([leaf, middle, root], lists).reason == "CRL-SCOPE"


def test_a_list_signed_over_a_digest_we_refuse_proves_nothing() -> None:
    root, middle, leaf = hierarchy()
    builder = x509.CertificateRevocationListBuilder().issuer_name(middle.certificate.subject)
    builder = builder.last_update(NOON - timedelta(hours=1)).next_update(NOON + timedelta(days=1))
    old = builder.sign(middle.private, hashes.SHA224()).public_bytes(Encoding.DER)
    assert standing([leaf, middle, root], [crl(root), old]).reason == "CRL-ISSUER"


def test_an_issuer_whose_key_signs_nothing_has_signed_no_list() -> None:
    root, middle, _ = hierarchy()
    mute = replace(authority(root, public=X25519PrivateKey.generate().public_key()), private=middle.private)
    leaf = signer(mute)
    assert standing([leaf, mute, root], [crl(root), crl(middle)]).reason == "CRL-ISSUER"


def test_a_file_longer_than_any_list_is_not_read() -> None:
    pem = b"-----BEGIN X509 CRL-----\n" + base64.encodebytes(crl(hierarchy()[1])) + b"-----END X509 CRL-----\n"
    assert read_list(pem).issuer
    with pytest.raises(RevocationListUnreadable):
        read_list(pem + b"\n" * LARGEST_LIST)
