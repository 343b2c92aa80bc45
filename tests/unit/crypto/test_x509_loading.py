"""Certificates and revocation lists that the library refuses late, or with errors of its own kinds."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from sozialclient.crypto.certificates import CertificateUnreadable
from sozialclient.crypto.paths import CertificatePathInvalid, find_path, is_authority
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.revocation import RevocationListUnreadable, read_list
from tests.hostile.issuing import NOON, crl, hierarchy, signer

ORGANISATION = b"\x0c\x0bPKI-1-Probe"
BITS_WHERE_TEXT_BELONGS = b"\x03\x0b\x00KI-1-Probe"
TEXT_IN_NO_CODE = b"\x0c\x0b\xffKI-1-Probe"

garbled = pytest.mark.parametrize("value", [BITS_WHERE_TEXT_BELONGS, TEXT_IN_NO_CODE])


@garbled
def test_a_certificate_with_a_garbled_name_is_unreadable(value: bytes) -> None:
    root, authority, leaf = hierarchy()
    assert ORGANISATION in leaf.der
    with pytest.raises(CertificateUnreadable):
        find_path(
            leaf.der.replace(ORGANISATION, value), [authority.der], [root.der], at=NOON, policy=Policy.default()
        )


@garbled
def test_a_helper_with_a_garbled_name_leads_nowhere_and_does_no_harm(value: bytes) -> None:
    root, authority, leaf = hierarchy()
    helpers = [authority.der.replace(ORGANISATION, value), authority.der]
    path, _ = find_path(leaf.der, helpers, [root.der], at=NOON, policy=Policy.default())
    assert [each.der for each in path] == [authority.der, root.der]


@garbled
def test_a_list_of_a_garbled_issuer_is_unreadable(value: bytes) -> None:
    data = crl(hierarchy()[1])
    assert ORGANISATION in data
    with pytest.raises(RevocationListUnreadable):
        read_list(data.replace(ORGANISATION, value))


def test_a_certificate_of_an_unknown_version_is_unreadable() -> None:
    version_3, version_2 = b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x01"
    root, _, leaf = hierarchy()
    assert version_3 in leaf.der
    with pytest.raises(CertificateUnreadable):
        find_path(leaf.der.replace(version_3, version_2), [], [root.der], at=NOON, policy=Policy.default())


def test_an_extension_with_a_name_of_no_known_kind_makes_no_authority_and_no_fault() -> None:
    root, authority, _ = hierarchy()
    x400 = x509.UnrecognizedExtension(ExtensionOID.SUBJECT_ALTERNATIVE_NAME, b"\x30\x02\xa3\x00")
    odd = signer(authority, extra=[(x400, False)])
    with pytest.raises(CertificateUnreadable):
        is_authority(odd.der)
    with pytest.raises(CertificatePathInvalid):
        find_path(odd.der, [authority.der], [root.der], at=NOON, policy=Policy.default())
