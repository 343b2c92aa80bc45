"""What we write, byte by byte where a partner depends on it."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sozialclient.crypto.algorithms import Cipher, Signature
from sozialclient.osci.compose import (
    OutgoingAttachment,
    OutgoingMessage,
    Signer,
    TransportEncryption,
    encrypt_message,
    new_boundary,
    new_challenge,
    write_fault,
    write_message,
)
from sozialclient.osci.names import MessageType
from sozialclient.osci.receive import Fault
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.namespaces import C14N, DS, FIVE_PREFIXES, q
from tests.mailbox_rig import signing, training_pki
from tests.unit.osci.answers import CONTROL, answer, encrypted, read, receiver, signed_answer


def envelope(data: bytes) -> bytes:
    part = next(MimeReader([data]).parts())
    return b"".join(part.body())


def _certificate_id(message: OutgoingMessage) -> str:
    text = next(block for block in message.blocks if "SignatureCertificateIntermediary" in block)
    return text.split('<osci:SignatureCertificateIntermediary Id="')[1].split('"')[0]


def test_references_are_every_block_the_body_and_every_part() -> None:
    root = etree.fromstring(envelope(signed_answer()).lstrip())
    (info,) = root.iter(q(DS, "SignedInfo"))
    uris = [reference.get("URI") for reference in info.iter(q(DS, "Reference"))]
    blocks = [f"#{block.get('Id')}" for block in root[0] if not block.tag.endswith("SupplierSignature")]
    assert sorted(map(str, uris)) == sorted([*blocks, "#body", "cid:Antrag.pdf", "cid:Deckblatt.txt"])
    for reference in info.iter(q(DS, "Reference")):
        transforms = [str(transform.get("Algorithm")) for transform in reference.iter(q(DS, "Transform"))]
        assert transforms == ([] if str(reference.get("URI")).startswith("cid:") else [C14N])
        assert (reference.find(q(DS, "Transforms")) is None) is str(reference.get("URI")).startswith("cid:")
    (method,) = info.iter(q(DS, "SignatureMethod"))
    assert method.get("Algorithm") == Signature.RSA_SHA256.value


def test_the_envelope_declares_five_prefixes_and_holds_no_white_space() -> None:
    text = envelope(signed_answer()).decode()
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\r\n\r\n<soap:Envelope ' + FIVE_PREFIXES + " xsi:")
    inside = text.split("<soap:Header>")[1]
    assert "> <" not in inside and ">\n<" not in inside and "/>" not in inside


def test_a_signature_value_is_wrapped() -> None:
    root = etree.fromstring(envelope(signed_answer()).lstrip())
    (value,) = root.iter(q(DS, "SignatureValue"))
    lines = (value.text or "").split("\n")
    assert all(len(line) == 76 for line in lines[:-1]) and len(base64.b64decode(value.text or "")) == 256


def test_another_challenge_and_boundary_each_time() -> None:
    challenges = {new_challenge() for _ in range(2000)}
    assert len(challenges) == 2000
    assert all(len(base64.b64decode(challenge)) == 16 and "\n" not in challenge for challenge in challenges)
    assert len({new_boundary() for _ in range(2000)}) == 2000
    assert all(len(new_boundary()) <= 70 for _ in range(3))


@pytest.mark.parametrize("base64_parts", [False, True])
def test_an_attachment_in_either_encoding(base64_parts: bool) -> None:
    message = answer()
    attachments = tuple(replace(a, base64=base64_parts, extra=(("X-Note", "y"),)) for a in message.attachments)
    signer = Signer(signing(training_pki().intermediary_signature), _certificate_id(message))
    data = b"".join(write_message(replace(message, attachments=attachments), signer))
    found = read(data)
    assert {part.headers.is_base64 for part in found.parts.values()} == {base64_parts}
    assert {part.headers.get("x-note") for part in found.parts.values()} == {"y"}


def test_attachments_are_read_only_when_they_are_sent() -> None:
    """A message with an attachment of any size must not rest in memory."""
    reads: list[int] = []

    def endless() -> Iterable[bytes]:
        for number in itertools.count():
            reads.append(number)
            yield bytes(1024)

    message = replace(answer(), attachments=(OutgoingAttachment("x", endless, b"d"),))
    pieces = encrypt_message(write_message(message, None), TransportEncryption(training_pki().office.der))
    assert reads == []
    while len(reads) < 200:
        next(pieces)
    assert len(reads) < 400


@pytest.mark.parametrize("cipher", [Cipher.AES256_GCM, Cipher.AES128_CBC])
def test_an_encrypted_message_hides_everything(cipher: Cipher) -> None:
    data = encrypted(signed_answer(), cipher=cipher)
    for secret in (b"osci:1", b"Deckblatt", b"ControlBlock", b"Antrag", b"SupplierSignature"):
        assert secret in signed_answer() or secret == b"osci:1"
        assert secret not in data
    root = etree.fromstring(envelope(data).lstrip())
    assert [etree.QName(child).localname for child in root] == ["Body"]
    assert set(root.nsmap) == {"ds", "soap", "xenc", "xsi"}


@given(
    st.text("0123456789", min_size=4, max_size=4),
    st.text(st.characters(codec="utf-8", min_codepoint=32, exclude_characters="\x7f\ufffe\uffff"), max_size=50),
)
def test_faults_are_read_back(code: str, text: str) -> None:
    data = b"".join(write_fault(code, text))
    assert receiver().read([data]) == Fault(code, text)
    assert b"schemaLocation" not in data and b"Header" not in data


@pytest.mark.parametrize(
    ("code", "side"), [("9000", "Server"), ("9503", "Server"), ("9400", "Client"), ("9100", "Client")]
)
def test_whose_fault_it_is(code: str, side: str) -> None:
    assert f"<faultcode>soap:{side}</faultcode>".encode() in b"".join(write_fault(code, ""))


def test_ids_of_our_own_can_be_kept_apart_from_forwarded_ones() -> None:
    message = OutgoingMessage(MessageType.RESPONSE_TO_FETCH_DELIVERY, CONTROL, (), "", id_suffix="-x")
    text = envelope(b"".join(write_message(message, None))).decode()
    assert 'Id="controlblock-x"' in text and 'Id="body-x"' in text
