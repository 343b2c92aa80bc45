"""Who takes part in a message, by role and by exact Id."""

from __future__ import annotations

import hashlib

import pytest

from sozialclient.osci.certificate_header import (
    CertificateHeader,
    CertificateRole,
    HeaderCertificate,
    header_certificate,
    intermediary_certificates_xml,
    non_intermediary_certificates_xml,
    read_certificate_header,
)
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import DEFAULT_LIMITS, LimitExceeded
from tests.unit.osci.elements import element

INTERMEDIARY = {CertificateRole.CIPHER_INTERMEDIARY, CertificateRole.SIGNATURE_INTERMEDIARY}
OTHERS = [role for role in CertificateRole if role not in INTERMEDIARY]
REPEATABLE = [
    CertificateRole.CIPHER_OTHER_AUTHOR,
    CertificateRole.CIPHER_OTHER_READER,
    CertificateRole.SIGNATURE_OTHER_AUTHOR,
]


def entry(role: CertificateRole, number: int = 0) -> HeaderCertificate:
    return header_certificate(role, f"DER {role.value} {number}".encode(), number)


def test_what_is_written_is_read_in_the_order_of_the_schema() -> None:
    ours = [entry(role) for role in reversed(OTHERS)] + [entry(role, 1) for role in REPEATABLE]
    found = read_certificate_header(element(non_intermediary_certificates_xml(CertificateHeader(tuple(ours)))))
    assert set(found.entries) == set(ours)
    names = [one.role for one in found.entries]
    assert names == sorted(names, key=list(CertificateRole).index)


def test_both_headers_together() -> None:
    header = CertificateHeader((entry(CertificateRole.SIGNATURE_INTERMEDIARY), entry(CertificateRole.CIPHER_ADDRESSEE)))
    blocks = intermediary_certificates_xml(header), non_intermediary_certificates_xml(header)
    assert read_certificate_header(*(element(block) for block in blocks)) == header
    assert read_certificate_header(element(blocks[0]), None).entries == header.entries[:1]


def test_no_entry_is_no_block() -> None:
    assert non_intermediary_certificates_xml(CertificateHeader()) == ""
    assert intermediary_certificates_xml(CertificateHeader()) == ""
    assert read_certificate_header(None, None) == CertificateHeader()


@pytest.mark.parametrize(
    ("role", "number", "start"),
    [
        (CertificateRole.CIPHER_ORIGINATOR, 0, "originator_cipher_"),
        (CertificateRole.CIPHER_ADDRESSEE, 0, "addressee_cipher_"),
        (CertificateRole.SIGNATURE_ORIGINATOR, 0, "originator_signature_"),
        (CertificateRole.SIGNATURE_INTERMEDIARY, 0, "intermed_signature_"),
        (CertificateRole.CIPHER_OTHER_READER, 3, "reader3_cipher_"),
        (CertificateRole.SIGNATURE_OTHER_AUTHOR, 1, "author1_signature_"),
        (CertificateRole.CIPHER_OTHER_AUTHOR, 0, "author0_cipher_"),
    ],
)
def test_ids_in_the_usual_form(role: CertificateRole, number: int, start: str) -> None:
    assert header_certificate(role, b"DER", number).id == start + hashlib.sha256(b"DER").hexdigest()


def test_entries_are_found_by_exact_id_only() -> None:
    header = CertificateHeader((entry(CertificateRole.CIPHER_ADDRESSEE),))
    (one,) = header.entries
    assert header.by_id(one.id) is one
    for other in (one.id[1:], one.id.upper(), one.id + " ", "", "#" + one.id):
        assert header.by_id(other) is None


def test_ids_of_a_certificate_to_decrypt_with() -> None:
    der = b"the same"
    header = CertificateHeader(
        (
            HeaderCertificate(CertificateRole.CIPHER_ADDRESSEE, "a", der),
            HeaderCertificate(CertificateRole.CIPHER_OTHER_READER, "b", der),
            HeaderCertificate(CertificateRole.CIPHER_OTHER_READER, "c", b"another"),
            HeaderCertificate(CertificateRole.SIGNATURE_ORIGINATOR, "d", der),
        )
    )
    assert header.cipher_ids(der) == {"a", "b"}
    assert header.by_role(CertificateRole.CIPHER_OTHER_READER) == header.entries[1]
    assert header.by_role(CertificateRole.SIGNATURE_ADDRESSEE) is None


def certificate(
    name: str, inner: str = "<ds:X509Data><ds:X509Certificate>QUJD</ds:X509Certificate></ds:X509Data>"
) -> str:
    return f'<osci:{name} Id="x">{inner}</osci:{name}>'


def block(inner: str, name: str = "NonIntermediaryCertificates") -> str:
    return f'<osci:{name} Id="y">{inner}</osci:{name}>'


@pytest.mark.parametrize("role", [role for role in CertificateRole if role not in REPEATABLE])
def test_single_roles_come_once(role: CertificateRole) -> None:
    name = "IntermediaryCertificates" if role in INTERMEDIARY else "NonIntermediaryCertificates"
    assert len(read_certificate_header(element(block(certificate(role.value), name))).entries) == 1
    with pytest.raises(StructureError):
        read_certificate_header(element(block(certificate(role.value) * 2, name)))


@pytest.mark.parametrize("role", CertificateRole)
def test_each_role_in_its_own_header(role: CertificateRole) -> None:
    wrong = "NonIntermediaryCertificates" if role in INTERMEDIARY else "IntermediaryCertificates"
    with pytest.raises(StructureError):
        read_certificate_header(element(block(certificate(role.value), wrong)))


@pytest.mark.parametrize(
    "inner",
    [
        certificate("CipherCertificateStranger"),
        certificate("CipherCertificateAddressee").replace("osci:", "xenc:"),
        certificate("CipherCertificateAddressee").replace(' Id="x"', ""),
        certificate("CipherCertificateAddressee", ""),
        certificate("CipherCertificateAddressee", "<ds:X509Data/>"),
        certificate("CipherCertificateAddressee", "<ds:X509Data/><ds:X509Data/>"),
        certificate("CipherCertificateAddressee", "<ds:KeyName>x</ds:KeyName>"),
        certificate("CipherCertificateAddressee") + "text",
        certificate("CipherCertificateAddressee").replace("</ds:X509Data>", "</ds:X509Data><osci:Evil/>"),
        certificate("CipherCertificateAddressee").replace("<ds:X509Data>", "text<ds:X509Data>"),
    ],
)
def test_anything_else_is_refused(inner: str) -> None:
    with pytest.raises(StructureError):
        read_certificate_header(element(block(inner)))


def test_more_certificates_than_anyone_needs_are_refused() -> None:
    inner = certificate("CipherCertificateOtherReader")
    assert len(read_certificate_header(element(block(inner * DEFAULT_LIMITS.certificates))).entries)
    with pytest.raises(LimitExceeded) as caught:
        read_certificate_header(element(block(inner * (DEFAULT_LIMITS.certificates + 1))))
    assert caught.value.parameters["limit"] == "certificates"
