from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import core  # type: ignore[import-untyped]  # asn1crypto ships no types
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from sozialclient.crypto.certificates import (
    LARGEST,
    CertificateUnreadable,
    certificate_from_file,
    may_encipher,
    may_sign,
    public_key,
    read_certificate,
    valid_at,
)
from tests.pace import within
from tests.unit.crypto.conftest import make_certificate


@pytest.fixture(scope="module")
def der(rsa_key: rsa.RSAPrivateKey) -> bytes:
    return make_certificate(rsa_key, "Amt Grünanger, Abt. 5", "sign")


def rebuilt(der: bytes, **changes: object) -> bytes:
    """`der` with fields of its body replaced; the signature no longer fits, which reading does not mind."""
    certificate = asn1_x509.Certificate.load(der)
    body = certificate["tbs_certificate"]
    for name, value in changes.items():
        body[name] = value
    return bytes(asn1_x509.Certificate({
        "tbs_certificate": body,
        "signature_algorithm": certificate["signature_algorithm"],
        "signature_value": certificate["signature_value"],
    }).dump(force=True))


def named(der: bytes, value: core.Asn1Value) -> bytes:
    text = asn1_x509.DirectoryString("utf8_string", "x")
    attribute = asn1_x509.NameTypeAndValue({"type": "common_name", "value": text})
    attribute["value"] = value
    rdn = asn1_x509.RelativeDistinguishedName([attribute])
    return rebuilt(der, subject=asn1_x509.Name("", asn1_x509.RDNSequence([rdn])))


def test_facts(der: bytes) -> None:
    facts = read_certificate(der)
    assert facts.subject == "CN=Amt Grünanger\\, Abt. 5,C=DE"
    assert facts.common_name == "Amt Grünanger, Abt. 5"
    assert facts.issuer == facts.subject
    assert (facts.serial, facts.key_type, facts.key_bits) == ("4711", "RSA", 2048)
    assert facts.key_usage == frozenset({"digitalSignature", "nonRepudiation"})
    assert facts.not_before == datetime(2026, 1, 1, tzinfo=UTC)
    assert facts.not_after == datetime(2027, 1, 1, tzinfo=UTC)
    assert facts.der == der


def test_what_a_certificate_may_do(rsa_key: rsa.RSAPrivateKey, ec_key: ec.EllipticCurvePrivateKey) -> None:
    usages = ("sign", "cipher", None)
    signing, cipher, both = (read_certificate(make_certificate(rsa_key, usage=usage)) for usage in usages)
    assert [may_sign(facts) for facts in (signing, cipher, both)] == [True, False, True]
    assert [may_encipher(facts) for facts in (signing, cipher, both)] == [False, True, True]
    assert not may_encipher(read_certificate(make_certificate(ec_key)))
    assert may_sign(replace(both, key_usage=frozenset({"nonRepudiation"})))
    assert not may_sign(replace(both, key_usage=frozenset()))


def test_validity_includes_its_borders(der: bytes) -> None:
    facts = read_certificate(der)
    moment = timedelta(seconds=1)
    assert valid_at(facts, facts.not_before)
    assert valid_at(facts, facts.not_after)
    assert not valid_at(facts, facts.not_before - moment)
    assert not valid_at(facts, facts.not_after + moment)


def test_der_and_pem_files(der: bytes) -> None:
    pem = b"-----BEGIN CERTIFICATE-----\r\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"
    assert certificate_from_file(der) == der
    assert certificate_from_file(pem) == der
    assert certificate_from_file(b"subject=CN = Amt\n" + pem) == der
    cut = b"-----BEGIN CERTIFICATE-----\nMIIBA\n-----END CERTIFICATE-----\n"
    large = (b"x" * (3 * LARGEST), pem + b"\n" * (2 * LARGEST))
    for wrong in (pem + pem, pem[:-40], b"", b"%PDF-1.7", pem.replace(b"\r\n", b"\r\n!"), cut, *large):
        with pytest.raises(CertificateUnreadable):
            certificate_from_file(wrong)


def test_garbled_certificates_are_refused_or_read_and_never_crash(der: bytes) -> None:
    refused = 0
    for position in range(len(der)):
        changed = bytearray(der)
        changed[position] ^= 0x81
        try:
            read_certificate(bytes(changed))
        except CertificateUnreadable:
            refused += 1
        with pytest.raises(CertificateUnreadable):
            read_certificate(der[:position])
    assert 50 < refused < len(der)
    with pytest.raises(CertificateUnreadable):
        read_certificate(der + b"\0")


def test_a_negative_serial_number(der: bytes) -> None:
    assert read_certificate(rebuilt(der, serial_number=-255)).serial == "-255"


@pytest.mark.parametrize(
    ("value", "subject", "common_name"),
    [
        (core.UTF8String("a\u202egnp.exe"), "CN=a\\e2\\80\\aegnp.exe", "a\\e2\\80\\aegnp.exe"),
        (core.BMPString("Gr\u00fcn\x00\n"), "CN=Grün\\00\\0a", "Grün\\00\\0a"),
        (core.UTF8String('<b>"#+;\\'), 'CN=\\<b\\>\\"#\\+\\;\\\\', '<b>"#+;\\'),
        (core.UTF8String(" #x "), "CN=\\ #x\\ ", " #x "),
        (core.UTF8String("#x"), "CN=\\#x", "#x"),
        (core.TeletexString.load(b"\x14\x06M\xfcller"), "CN=Müller", "Müller"),
    ],
)
def test_strange_names_are_shown_escaped(der: bytes, value: core.Asn1Value, subject: str, common_name: str) -> None:
    facts = read_certificate(named(der, value))
    assert (facts.subject, facts.common_name) == (subject, common_name)


def test_a_name_of_the_wrong_type_is_shown_as_hex(der: bytes) -> None:
    text = named(der, core.UTF8String("\x05"))
    number = text.replace(b"\x0c\x01\x05", b"\x02\x01\x05")
    assert number != text
    assert read_certificate(number).subject == "CN=#020105"


def test_an_empty_subject(der: bytes) -> None:
    facts = read_certificate(rebuilt(der, subject=asn1_x509.Name("", asn1_x509.RDNSequence([]))))
    assert (facts.subject, facts.common_name) == ("", "")


def test_an_unknown_kind_of_key_is_shown_but_not_used(der: bytes) -> None:
    strange = der.replace(bytes.fromhex("06092a864886f70d010101"), bytes.fromhex("06092a864886f70d01017f"))
    assert strange != der
    facts = read_certificate(strange)
    assert (facts.key_type, facts.key_bits) == ("? 1.2.840.113549.1.1.127", 0)
    with pytest.raises(CertificateUnreadable):
        public_key(strange)


def test_a_huge_certificate_is_refused_at_once() -> None:
    huge = b"\x30\x84\x00\x98\x96\x80" + bytes(10_000_000)
    with pytest.raises(CertificateUnreadable):
        within(1, lambda: read_certificate(huge))


def test_the_public_key_is_the_one_certified(der: bytes, rsa_key: rsa.RSAPrivateKey) -> None:
    assert public_key(der) == rsa_key.public_key()


def test_every_reference_certificate_is_read(pki: Path) -> None:
    read = {file.name: read_certificate(certificate_from_file(file.read_bytes())) for file in pki.glob("*.cer")}
    assert len(read) > 15
    assert read["author-wrongku-sig.cer"].key_usage == frozenset({"keyEncipherment", "dataEncipherment"})
    assert not may_sign(read["author-wrongku-sig.cer"])
    assert read["author-ec-sig.cer"].key_type == "EC secp256r1"
    assert not valid_at(read["author-expired-sig.cer"], datetime.now(UTC))
    assert read["recipient-cipher.cer"].subject == "CN=Test-Sozialamt Verschluesselung,O=OSCI-Testvektoren,C=DE"
