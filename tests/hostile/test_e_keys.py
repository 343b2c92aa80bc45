"""Encrypted session keys: damaged, old, odd, for others, or more than one (group E)."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from sozialclient.crypto.algorithms import Cipher, Digest, KeyTransport, Mgf, UnknownAlgorithm, UnsupportedAlgorithm
from sozialclient.crypto.certificates import public_key, read_certificate
from sozialclient.crypto.ciphers import DecryptError, encrypt_bytes, new_key
from sozialclient.crypto.key_transport import wrap_key
from sozialclient.crypto.policy import Policy, RefusedAlgorithm
from sozialclient.crypto.xmlenc import encrypted_key_xml, x509_data_xml
from sozialclient.demo.certificates import Identity
from sozialclient.errors import SozialclientError
from sozialclient.osci.receive import NotForThisKey
from sozialclient.texts import finding_text
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.namespaces import DS, FIVE_PREFIXES, XENC, XENC11, q
from tests.e2e.conftest import Scene
from tests.e2e.harms import HARMS
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.sealing import (
    Change,
    CountingKey,
    around,
    cipher_text,
    flipped,
    office_public_key,
    read,
    sealed,
    wrapped_for_office,
)
from tests.hostile.silence import ask
from tests.mailbox_rig import decryption, training_pki
from tests.unit.osci.contents import container, data, findings, handed_out, one, opened, reader
from tests.unit.osci.contents import sealed as sealed_content


def oaep(digest: hashes.HashAlgorithm, mask: hashes.HashAlgorithm, label: bytes | None = None) -> bytes:
    """The session key of the answer for the office, in any OAEP."""
    return office_public_key().encrypt(cipher_text()[0], padding.OAEP(padding.MGF1(mask), digest, label))


def announced(digest: str = Digest.SHA256.value, mgf: str = Mgf.SHA256.value) -> Change:
    """Name these in the envelope."""

    def change(root: etree._Element) -> None:
        (entry,) = root.iter(q(XENC, "EncryptedKey"))
        entry[0].find(q(XENC11, "MGF")).set("Algorithm", mgf)  # type: ignore[union-attr]
        entry[0].find(q(DS, "DigestMethod")).set("Algorithm", digest)  # type: ignore[union-attr]

    return change


SHA1_MASK = "http://www.w3.org/2009/xmlenc11#mgf1sha1"
MD5 = "http://www.w3.org/2001/04/xmldsig-more#md5"
BAD_OAEP: dict[str, tuple[Callable[[], bytes], Change, type[SozialclientError]]] = {
    "damaged": (lambda: flipped(wrapped_for_office(cipher_text()[0]), 100), announced(), DecryptError),
    "shorter": (lambda: wrapped_for_office(cipher_text()[0])[:-1], announced(), DecryptError),
    "longer": (lambda: wrapped_for_office(cipher_text()[0]) + b"\0", announced(), DecryptError),
    "empty": (lambda: b"", announced(), DecryptError),
    "labelled": (lambda: oaep(hashes.SHA256(), hashes.SHA256(), b"label"), announced(), DecryptError),
    "another mask than said": (lambda: oaep(hashes.SHA256(), hashes.SHA512()), announced(), DecryptError),
    "another digest than said": (lambda: oaep(hashes.SHA512(), hashes.SHA256()), announced(), DecryptError),
    "mask of SHA-1": (lambda: oaep(hashes.SHA256(), hashes.SHA1()), announced(mgf=SHA1_MASK), UnknownAlgorithm),
    "digest of MD5": (lambda: wrapped_for_office(cipher_text()[0]), announced(MD5), UnknownAlgorithm),
    "digest of RIPEMD-160": (
        lambda: wrapped_for_office(cipher_text()[0]), announced(Digest.RIPEMD160.value), UnsupportedAlgorithm
    ),
}


@guarded_by(
    "sozialclient.crypto.key_transport.SoftwareDecryptionKey.unwrap_key", "sozialclient.crypto.algorithms.Mgf.of"
)
@pytest.mark.parametrize("name", BAD_OAEP)
def test_e_03_oaep_that_is_damaged_or_outside_the_profile(name: str) -> None:
    """A damaged or labelled OAEP key is the one error; a hash that OSCI does not have in OAEP is named."""
    wrapped, change, kind = BAD_OAEP[name]
    with refused(kind):
        read(around(cipher_text()[1], wrapped(), change=change))


@guarded_by("sozialclient.crypto.policy.Policy.to_read")
def test_e_03b_the_pairs_of_hashes_that_are_in_use() -> None:
    """Digest and mask may differ (PROTOCOL 2.5); SHA-1 as digest is read, called weak, and an office may refuse it."""
    mixed = around(cipher_text()[1], oaep(hashes.SHA512(), hashes.SHA256()), change=announced(Digest.SHA512.value))
    assert not any("sha" in uri for uri in read(mixed).weaknesses)
    old = around(cipher_text()[1], oaep(hashes.SHA1(), hashes.SHA256()), change=announced(Digest.SHA1.value))
    assert Digest.SHA1.value in read(old).weaknesses
    key = CountingKey()
    with refused(RefusedAlgorithm, name="sha1"):
        read(old, key, policy=Policy.default().tightened(["sha1"]))
    assert key.asked == 0


@guarded_by("sozialclient.crypto.policy.Policy.to_read", "sozialclient.osci.receive._weaknesses")
def test_e_04_rsa_1_5_is_read_and_reported_and_an_office_can_refuse_it() -> None:
    """A session key rightly wrapped with RSA-1.5: legitimate mail of older senders (PROTOCOL 2.6), always reported.

    The catalogue wants it refused unless switched on; PROTOCOL and ADR 5 read it, so that nobody's application
    stays at the intermediary, and let an office refuse it. Then the key is not even asked.
    """
    message = sealed(scheme=KeyTransport.RSA_1_5)
    assert KeyTransport.RSA_1_5.value in read(message).weaknesses
    key = CountingKey()
    with refused(RefusedAlgorithm, name="rsa-1_5"):
        read(message, key, policy=Policy.default().tightened(["rsa-1_5"]))
    assert key.asked == 0
    with refused(RefusedAlgorithm, name="rsa-1_5"):
        Policy.default().to_create(KeyTransport.RSA_1_5)


@guarded_by("sozialclient.crypto.ciphers.decrypt_stream")
@pytest.mark.parametrize("scheme", list(KeyTransport))
@pytest.mark.parametrize("length", [0, 1, 16, 24, 31, 33, 64])
def test_e_10_a_session_key_of_another_length(scheme: KeyTransport, length: int) -> None:
    """AES-256 is announced and the session key has another length, even one that AES also takes: the one error."""
    key = os.urandom(length)
    text = encrypt_bytes(b"x" * 100, Cipher.AES128_GCM, key) if length == 16 else cipher_text()[1]
    with refused(DecryptError):
        read(around(text, wrapped_for_office(key, scheme), scheme=scheme))


@guarded_by("sozialclient.osci.receive.Receiver._ours", "sozialclient.osci.dialog.Dialog.fail")
def test_e_11_for_another_certificate(quiet: Scene) -> None:
    """The answer is for a certificate whose key is not here: it is named, the dialog dropped, nothing lost."""
    other = read_certificate(training_pki().other_office.der)
    with refused(NotForThisKey, serial=other.serial, until=f"{other.not_after:%d.%m.%Y}") as refusal:
        ask(quiet, HARMS["for another key"])
    assert refusal.error is not None and refusal.error.reference == "OSCI-OTHER-KEY"


@guarded_by("sozialclient.osci.receive.Receiver._ours")
def test_e_11b_for_a_second_or_an_expired_key_of_ours() -> None:
    """Any key of ours opens, also one whose certificate has expired."""
    pki = training_pki()
    for identity in (pki.other_office, pki.expired_office):
        message = answer_for(identity)
        with refused(NotForThisKey):
            read(message)
        found = read(message, decryption(pki.office), decryption(identity))
        assert found.encryption is not None and found.encryption.reader is not None
        assert found.encryption.reader.der == identity.der


def answer_for(identity: Identity) -> bytes:
    def change(root: etree._Element) -> None:
        (entry,) = root.iter(q(XENC, "EncryptedKey"))
        parent = entry.getparent()
        assert parent is not None
        parent.replace(entry, key_entry(identity, cipher_text()[0]))

    return sealed(change=change)


def key_entry(identity: Identity, key: bytes) -> etree._Element:
    """An EncryptedKey for `identity`."""
    wrapped = wrap_key(public_key(identity.der), key)
    xml = encrypted_key_xml(wrapped, digest=Digest.SHA256, mgf=Mgf.SHA256, reader=x509_data_xml(identity.der))
    return etree.fromstring(f"<osci:x {FIVE_PREFIXES}>{xml}</osci:x>")[0]


@guarded_by("sozialclient.osci.receive.needed_certificate")
@pytest.mark.parametrize("value", ["", "anVuaw==", "MIIB"])
def test_e_11d_for_a_certificate_that_is_none(value: str) -> None:
    """What stands in the place of the certificate is none: still only "not for our key", with dashes for its name."""

    def change(root: etree._Element) -> None:
        (certificate,) = root.iter(q(DS, "X509Certificate"))
        certificate.text = value

    with refused(NotForThisKey, serial="–", until="–"):
        read(sealed(change=change))


@guarded_by("sozialclient.osci.content_open.PackageOpener._for_others")
def test_e_11c_a_content_for_another_reader() -> None:
    """A content inside is for somebody else: it stays closed and says for whom; the rest of the delivery comes.

    It does not hold up the delivery (PROTOCOL 6.3), whose bytes are kept whole.
    """
    pki = training_pki()
    other = read_certificate(pki.other_office.der)
    mine = sealed_content(container(data("d")))
    found = opened(mine + sealed_content(container(data("o"), id_="o"), (reader(pki.other_office),), id_="e2"))
    assert handed_out(found) == {"d": b"x"}
    closed = found.delivery.containers[1]
    assert (closed.readable, findings(closed)) == (False, {"CONTENT-OTHER-READER"})
    (finding,) = closed.findings
    words = finding_text(finding.reference, dict(finding.parameters))
    assert other.serial in words and f"{other.not_after:%d.%m.%Y}" in words and "?" not in words


def among(*entries: etree._Element) -> Change:
    """Put these in front of the office's own."""

    def change(root: etree._Element) -> None:
        (entry,) = root.iter(q(XENC, "EncryptedKey"))
        for each in entries:
            entry.addprevious(each)

    return change


@guarded_by("sozialclient.crypto.xmlenc.session_key", "sozialclient.osci.receive.Receiver._ours")
def test_e_12_several_session_keys() -> None:
    """Ours is found behind others'; two for us that hold different keys are refused, whichever would fit."""
    pki = training_pki()
    key = cipher_text()[0]
    others = (key_entry(pki.other_office, key), key_entry(pki.platform_cipher, new_key(Cipher.AES128_GCM)))
    read(sealed(change=among(*others)))
    read(sealed(change=among(key_entry(pki.office, key))))
    with refused(DecryptError):
        read(sealed(change=among(key_entry(pki.office, new_key(Cipher.AES256_GCM)))))
    two = sealed(change=among(key_entry(pki.other_office, new_key(Cipher.AES256_GCM))))
    read(two)
    with refused(DecryptError):
        read(two, decryption(pki.office), decryption(pki.other_office))


@guarded_by("sozialclient.wire.limits.check_limit")
def test_e_12b_a_flood_of_session_keys_for_us() -> None:
    """Ninety session keys for our certificate would cost ninety private-key operations: refused before the first."""
    key = CountingKey()
    with refused(LimitExceeded, limit="own_encrypted_keys"):
        read(sealed(change=among(*(key_entry(training_pki().office, cipher_text()[0]) for _ in range(90)))), key)
    assert key.asked == 0


@guarded_by("sozialclient.crypto.xmlenc.session_key")
def test_e_12c_two_session_keys_for_one_content() -> None:
    """Two session keys for us in a content, one of which fits: neither is believed, the content stays closed."""
    mine = sealed_content(container(data("d")), (reader(), reader()))
    assert handed_out(opened(mine)) == {"d": b"x"}
    found = opened(mine.replace(first_entry(mine), first_entry(sealed_content(container(data("d")))), 1))
    assert findings(one(found)) == {"CONTENT-DECRYPT"} and handed_out(found) == {}
    assert not one(found).readable


def first_entry(xml: str) -> str:
    end = "</xenc:EncryptedKey>"
    return xml[xml.index("<xenc:EncryptedKey>") : xml.index(end) + len(end)]
