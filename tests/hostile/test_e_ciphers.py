"""Ciphers: weaker ones than before, odd ones, and lengths of the IV (group E)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from sozialclient.crypto.algorithms import Cipher, KeyTransport, UnknownAlgorithm, short_name
from sozialclient.crypto.ciphers import DecryptError
from sozialclient.crypto.policy import Policy, RefusedAlgorithm
from sozialclient.wire.elements import StructureError
from sozialclient.wire.namespaces import OSCI128, XENC, q
from tests.e2e.conftest import Scene
from tests.e2e.harms import plain_message
from tests.e2e.wire_between import Harm, Visit
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.sealing import (
    Change,
    CountingKey,
    around,
    cipher_text,
    read,
    sealed,
    wrapped_for_office,
)
from tests.hostile.silence import ask

CBC = [cipher for cipher in Cipher if not cipher.is_gcm]
AES_CBC = Cipher.AES256_CBC


def renamed(old: str, new: str) -> Harm:
    """The intermediary's own cipher text under the name of another algorithm."""

    def harm(visit: Visit) -> None:
        body = visit.forward().partition(b"\r\n\r\n")[2]
        assert body.count(old.encode()) == 1
        visit.send_body(body.replace(old.encode(), new.encode()))

    return harm


def resealed(cipher: Cipher, scheme: KeyTransport = KeyTransport.RSA_OAEP) -> Harm:
    """The intermediary's own message, signed and all, rightly encrypted in another way."""
    return lambda visit: visit.send_body(sealed(plain_message(visit.forward()), cipher, scheme=scheme))


DOWNGRADES: dict[str, tuple[Harm, str]] = {
    **{
        f"named {short_name(cipher)}": (renamed(Cipher.AES256_GCM.value, cipher.value), short_name(cipher))
        for cipher in CBC
    },
    "right CBC": (resealed(AES_CBC), "aes256-cbc"),
    "right 3DES": (resealed(Cipher.TRIPLEDES_CBC), "tripledes-cbc"),
    "right RSA-1.5": (resealed(Cipher.AES256_GCM, KeyTransport.RSA_1_5), "rsa-1_5"),
    "named RSA-1.5": (renamed(KeyTransport.RSA_OAEP.value, KeyTransport.RSA_1_5.value), "rsa-1_5"),
}


@guarded_by("sozialclient.transports.osci12_downgrade.no_weaker", "sozialclient.osci.receive._weaknesses")
@pytest.mark.parametrize("name", DOWNGRADES)
def test_e_07_weaker_than_before(scene: Scene, name: str) -> None:
    """An intermediary that began the dialog with GCM and OAEP answers with less: refused before the key is used.

    Also where the message in it is right and signed. An intermediary that never did better stays readable
    (PROTOCOL 2.6); that is the next test.
    """
    harm, algorithm = DOWNGRADES[name]
    key = CountingKey()
    scene.desk.keys = replace(scene.desk.keys, decryption=(key,))
    with refused(RefusedAlgorithm, name=algorithm):
        ask(scene, harm)
    assert key.asked == 1, "for the answer that began the dialog"
    scene.desk.keys = replace(scene.desk.keys, decryption=(CountingKey(),))
    scene.assert_next_fetch_completes()


@guarded_by("sozialclient.osci.cover._findings")
@pytest.mark.parametrize(("cipher", "scheme"), [(AES_CBC, KeyTransport.RSA_1_5), (Cipher.TRIPLEDES_CBC, None)])
def test_e_07b_as_weak_as_ever(scene: Scene, cipher: Cipher, scheme: KeyTransport | None) -> None:
    """An old intermediary that has never used anything but CBC: everything comes, each with a warning."""
    scene.between.always = resealed(cipher, scheme or KeyTransport.RSA_OAEP)
    summary = scene.desk.fetch()
    assert (summary.error, summary.new, summary.with_findings) == (None, 3, 3)
    store = scene.desk.workplace.store
    for card in store.cards():
        weak = {
            value
            for finding in store.delivery(card.id).findings
            if finding.reference == "WEAK-TRANSPORT"
            for _, value in finding.parameters
        }
        assert cipher.value in weak
    assert sorted(scene.hub.received()) == sorted(scene.sent)


@guarded_by("sozialclient.crypto.policy.Policy.to_read")
@pytest.mark.parametrize("cipher", list(Cipher))
def test_e_08_every_cipher_of_the_profile(cipher: Cipher) -> None:
    """Each is read as the table says: GCM of all lengths as strong, CBC and 3DES with a warning, none if refused."""
    message = sealed(cipher=cipher)
    assert (cipher.value in read(message).weaknesses) is not cipher.is_gcm
    key = CountingKey()
    with refused(RefusedAlgorithm, name=short_name(cipher)):
        read(message, key, policy=Policy.default().tightened([short_name(cipher)]))
    assert key.asked == 0


ODD = {
    "unknown": "http://www.w3.org/2009/xmlenc11#aes512-gcm",
    "blank behind": Cipher.AES256_GCM.value + " ",
    "blank before": " " + Cipher.AES256_GCM.value,
    "upper case": Cipher.AES256_GCM.value.upper(),
    "other namespace": Cipher.AES256_GCM.value.replace("2009/xmlenc11", "2001/04/xmlenc"),
    "fragment only": "#aes256-gcm",
    "empty": "",
    "key wrap": "http://www.w3.org/2001/04/xmlenc#kw-aes256",
    "null cipher": "http://www.w3.org/2001/04/xmlenc#none",
}


@guarded_by("sozialclient.crypto.algorithms.Cipher.of")
@pytest.mark.parametrize("name", ODD)
def test_e_08b_what_is_no_cipher_of_the_profile(name: str) -> None:
    """An algorithm that is unknown, or spelt even a little otherwise, is named and not tried."""

    def change(root: etree._Element) -> None:
        method = next(root.iter(q(XENC, "EncryptionMethod")))
        method.set("Algorithm", ODD[name])

    key = CountingKey()
    with refused(UnknownAlgorithm):
        read(sealed(change=change), key)
    assert key.asked == 0


FIXED_OAEP = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"


@guarded_by("sozialclient.crypto.algorithms.KeyTransport.of")
@pytest.mark.parametrize("uri", [FIXED_OAEP, KeyTransport.RSA_OAEP.value + " ", ""])
def test_e_08c_what_is_no_key_transport_of_the_profile(uri: str) -> None:
    """The same for the session key: OAEP with its fixed SHA-1 is not in the profile (PROTOCOL 2.5)."""

    def change(root: etree._Element) -> None:
        (entry,) = root.iter(q(XENC, "EncryptedKey"))
        entry[0].set("Algorithm", uri)

    with refused(UnknownAlgorithm):
        read(sealed(change=change))


def iv(value: str | None, times: int = 1) -> Change:
    """Announce this length of the IV, or none."""

    def change(root: etree._Element) -> None:
        method = next(root.iter(q(XENC, "EncryptionMethod")))
        del method[:]
        for _ in range(times if value is not None else 0):
            etree.SubElement(method, q(OSCI128, "IvLength")).set("Value", value or "")

    return change


@guarded_by("sozialclient.crypto.xmlenc._read_iv_length")
@pytest.mark.parametrize(
    ("announced", "sent", "good"),
    [("12", 12, True), ("16", 16, True), (None, 16, True), ("12", 16, False), ("16", 12, False), (None, 12, False)],
)
def test_e_09_the_length_of_the_iv_as_announced(announced: str | None, sent: int, good: bool) -> None:
    """12 or 16 bytes as announced, 16 where nothing is said (PROTOCOL 2.4); anything else does not decrypt.

    The catalogue wants a warning for 16; it is what libraries wrote for years, and stands among the facts.
    """
    key, text = cipher_text(iv_length=sent)
    message = around(text, wrapped_for_office(key), change=iv(announced))
    if good:
        found = read(message)
        assert found.encryption is not None and found.encryption.iv_length == sent
        return
    with refused(DecryptError):
        read(message)


@guarded_by("sozialclient.crypto.xmlenc._read_iv_length")
@pytest.mark.parametrize(
    "value",
    ["8", "0", "13", "4096", "-1", "012", " 12", "12 ", "+12", "1\N{FULLWIDTH DIGIT TWO}", "0xC", "", "9" * 500],
)
def test_e_09b_an_iv_of_any_other_length(value: str) -> None:
    """A length that is not exactly 12 or 16 is the one error, whatever was sent; no room is made for it."""
    with refused(DecryptError):
        read(sealed(change=iv(value)))


@guarded_by("sozialclient.crypto.xmlenc._read_iv_length")
def test_e_09c_two_lengths_of_the_iv() -> None:
    """The length stated twice is no message in form; with CBC the element means nothing (PROTOCOL 2.4)."""
    with refused(StructureError):
        read(sealed(change=iv("12", times=2)))
    read(sealed(cipher=AES_CBC, change=iv("12")))


