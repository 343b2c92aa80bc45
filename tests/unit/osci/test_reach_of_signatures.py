"""A cipher and a signature vouch for what they reach, and for nothing beside it."""

from __future__ import annotations

import pytest

from sozialclient.crypto.algorithms import Cipher, Digest
from sozialclient.crypto.ciphers import encrypt_bytes, new_key
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.xmldsig import DigestOf
from sozialclient.errors import SozialclientError
from sozialclient.model.verdict import Verdict
from sozialclient.osci.cover import cover
from sozialclient.osci.receive import ReceivedMessage, Receiver
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.spool import MemorySpool
from tests.pace import within
from tests.unit.osci.contents import (
    attachment_key,
    container,
    data,
    file,
    findings,
    handed_out,
    message,
    one,
    opened,
    sealed,
    signed,
    verdicts,
)

AMOUNT = b"Bedarf 1000,00 EUR je Monat, bitte ueberweisen"


@pytest.mark.parametrize("transport_signed", [False, True])
def test_an_attachment_in_the_clear_is_not_covered_by_the_cipher_that_names_it(transport_signed: bool) -> None:
    package = sealed(container(file("f", "bescheid.pdf")))
    found = opened(package, {"bescheid.pdf": b"exchanged on the way"}, transport_signed=transport_signed)
    assert verdicts(found) == [Verdict.UNDECIDED]
    assert findings(one(found)) == {"CONTENT-CLEAR-ATTACHMENT"}


def test_the_author_vouches_for_an_attachment_in_the_clear() -> None:
    package = sealed(signed(container(file("f", "a.pdf")), files={"a.pdf": AMOUNT}))
    assert verdicts(opened(package, {"a.pdf": AMOUNT})) == [Verdict.PASSED]
    assert verdicts(opened(package, {"a.pdf": AMOUNT[:-1] + b"?"})) == [Verdict.FAILED]


def test_a_key_is_found_however_its_part_is_spelled() -> None:
    key = new_key(Cipher.AES256_GCM)
    sealed_part = encrypt_bytes(AMOUNT, Cipher.AES256_GCM, key)
    package = sealed(container(file("f", "a%20b.pdf"), attachment_key("a b.pdf", key)))
    found = opened(package, {"a b.pdf": sealed_part})
    assert handed_out(found) == {"f": AMOUNT} and verdicts(found) == [Verdict.PASSED]


def test_two_keys_for_one_part_are_refused() -> None:
    key = new_key(Cipher.AES256_GCM)
    keys = attachment_key("a b.pdf", key) + attachment_key("a%20b.pdf", new_key(Cipher.AES256_GCM)).replace(
        'Id="Attachmenta%20b.pdf"', 'Id="other"'
    )
    found = opened(sealed(container(file("f", "a b.pdf"), keys)), {"a b.pdf": AMOUNT})
    assert not one(found).readable


def test_an_outer_signature_does_not_reach_attachments_of_an_encrypted_container_inside() -> None:
    key = new_key(Cipher.AES256_CBC)
    sealed_part = bytearray(encrypt_bytes(AMOUNT, Cipher.AES256_CBC, key))
    inner = container(data("d"), file("f", "a.pdf"), attachment_key("a.pdf", key, Cipher.AES256_CBC), id_="i")
    package = signed(container(sealed(inner, id_="n")))
    sealed_part[7] ^= ord("1") ^ ord("9")
    found = opened(package, {"a.pdf": bytes(sealed_part)})
    assert b"9000,00" in handed_out(found)["f"]
    integrity = {content.id: content.integrity for content in found.delivery.contents()}
    assert integrity == {"d": Verdict.PASSED, "f": Verdict.UNDECIDED}


def _c14n_bomb(leaves: int) -> str:
    """Nested elements that each declare many namespaces: quadratic work for whoever canonicalises them."""
    levels = ""
    for level in range(40):
        levels += "<a " + " ".join(f'xmlns:p{level}_{n}="u:{level}:{n}"' for n in range(60)) + ">"
    return f'<osci:Content Id="x" href="cid:y">{levels}{"<b/>" * leaves}{"</a>" * 40}</osci:Content>'


def test_a_document_made_to_be_slow_to_canonicalise_is_refused_at_once() -> None:
    package = sealed(signed(container(data("d"))).replace("<osci:Content>", _c14n_bomb(5_000) + "<osci:Content>", 1))
    found = within(40, lambda: opened(package))
    assert not one(found).readable and findings(one(found)) == {"CONTENT-DAMAGED"}


def _digested(element: object) -> DigestOf:
    def compute(digest: Digest) -> tuple[bytes, ...]:
        raise AssertionError("digested")

    return compute


def test_nothing_is_canonicalised_for_a_signature_that_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    received = Receiver((), MemorySpool, Policy.default()).read([message(container(data("d")), transport_signed=True)])
    assert isinstance(received, ReceivedMessage)
    monkeypatch.setattr("sozialclient.osci.cover.digest_of_element", _digested)
    with pytest.raises(AssertionError, match="digested"):
        cover(received, Policy.default(), expected_signer=None)
    block = received.untrusted.signature_block
    assert block is not None and block[0][1].text
    block[0][1].text = block[0][1].text.translate(str.maketrans("CD", "DC"))
    with pytest.raises(SozialclientError, match="SIG-VALUE"):
        cover(received, Policy.default(), expected_signer=None)


def test_certificate_entries_are_bounded() -> None:
    data_xml = "<ds:X509Data><ds:X509Certificate>AA==</ds:X509Certificate></ds:X509Data>"
    name = "osci:CipherCertificateOtherReader"
    entry = f'<{name} Id="r{{}}">{data_xml}</{name}>'
    raw = message(container(data("d"))).decode()
    many = "".join(entry.format(number) for number in range(1_001))
    raw = raw.replace("</osci:NonIntermediaryCertificates>", many + "</osci:NonIntermediaryCertificates>", 1)
    received = Receiver((), MemorySpool, Policy.default()).read([raw.encode()])
    assert isinstance(received, ReceivedMessage)
    with pytest.raises(LimitExceeded, match="certificates"):
        cover(received, Policy.default(), expected_signer=None)


