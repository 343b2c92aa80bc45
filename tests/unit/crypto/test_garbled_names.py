"""Names in certificates and revocation lists that the library reads late, and not always with one kind of error."""

from __future__ import annotations

import pytest

from sozialclient.crypto.certificates import CertificateUnreadable
from sozialclient.crypto.paths import find_path
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.revocation import RevocationListUnreadable, read_list
from tests.hostile.issuing import NOON, crl, hierarchy

ORGANISATION = b"\x0c\x0bPKI-1-Probe"
BITS_WHERE_TEXT_BELONGS = b"\x03\x0b\x00KI-1-Probe"
TEXT_IN_NO_CODE = b"\x0c\x0b\xffKI-1-Probe"

garbled = pytest.mark.parametrize("value", [BITS_WHERE_TEXT_BELONGS, TEXT_IN_NO_CODE])


@garbled
def test_a_certificate_with_a_garbled_name_is_unreadable(value: bytes) -> None:
    root, authority, signer = hierarchy()
    assert ORGANISATION in signer.der
    with pytest.raises(CertificateUnreadable):
        find_path(
            signer.der.replace(ORGANISATION, value), [authority.der], [root.der], at=NOON, policy=Policy.default()
        )


@garbled
def test_a_helper_with_a_garbled_name_leads_nowhere_and_does_no_harm(value: bytes) -> None:
    root, authority, signer = hierarchy()
    helpers = [authority.der.replace(ORGANISATION, value), authority.der]
    path, _ = find_path(signer.der, helpers, [root.der], at=NOON, policy=Policy.default())
    assert [each.der for each in path] == [authority.der, root.der]


@garbled
def test_a_list_of_a_garbled_issuer_is_unreadable(value: bytes) -> None:
    data = crl(hierarchy()[1])
    assert ORGANISATION in data
    with pytest.raises(RevocationListUnreadable):
        read_list(data.replace(ORGANISATION, value))
