"""From bytes to a message in correct structure: every damage has its name, and encryption tells nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sozialclient.crypto.algorithms import Cipher, Digest, UnknownAlgorithm
from sozialclient.crypto.ciphers import DecryptError
from sozialclient.crypto.policy import Policy, RefusedAlgorithm
from sozialclient.osci.compose import TransportEncryption, encrypt_message, write_fault
from sozialclient.osci.names import MessageType
from sozialclient.osci.receive import Fault, NotForThisKey, ReceivedMessage, Receiver
from sozialclient.wire.base64 import Base64Error
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import LimitExceeded, Limits, XmlLimits
from sozialclient.wire.mime_errors import MimeError, MimeHeaderError, MimeTruncated, UnexpectedPart
from sozialclient.wire.mime_writer import OutgoingPart, root_part
from sozialclient.wire.namespaces import SOAP, XENC, q
from sozialclient.wire.spool import MemorySpool, spool_bytes
from sozialclient.wire.xml import XmlDoctypeError, XmlDuplicateIdError, XmlError
from tests.mailbox_rig import decryption, training_pki
from tests.unit.osci.answers import (
    CLEAR,
    encrypted,
    parts_of,
    read,
    receiver,
    rewritten,
    signed_answer,
    unsigned_answer,
    with_envelope,
    with_part,
)
from tests.unit.osci.counted_spool import CountedSpool


def test_parts_are_kept_and_hashed_as_announced() -> None:
    message = read(signed_answer())
    assert (message.type, message.encryption) == (MessageType.RESPONSE_TO_FETCH_DELIVERY, None)
    assert set(message.parts) == {"Antrag.pdf", CLEAR}
    part = message.parts[CLEAR]
    assert spool_bytes(part.spool) == b"Deckblatt"
    state = Digest.SHA256.new()
    state.update(b"Deckblatt")
    assert part.digests == {Digest.SHA256: state.digest()}
    assert part.headers.media_type == "text/plain"


def test_without_a_signature_there_is_only_the_hash_of_the_spool() -> None:
    assert all(set(part.digests) == {Digest.SHA256} for part in read(unsigned_answer()).parts.values())


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"base64": True},
        {"iv_length": 16},
        {"cipher": Cipher.AES128_GCM},
        {"cipher": Cipher.AES192_GCM, "iv_length": 16, "base64": True},
        {"cipher": Cipher.AES256_CBC},
        {"cipher": Cipher.TRIPLEDES_CBC, "base64": True},
    ],
)
def test_encrypted_messages_are_read(options: dict[str, object]) -> None:
    message = read(encrypted(signed_answer(), **options))
    assert message.encryption is not None and message.encryption.reader is not None
    assert message.encryption.cipher == options.get("cipher", Cipher.AES256_GCM).value  # type: ignore[attr-defined]  # a cipher
    assert message.encryption.reader.der == training_pki().office.der
    assert set(message.parts) == {"Antrag.pdf", CLEAR}
    weak = {uri for uri in message.weaknesses if not uri.startswith("rsa-")}
    assert weak == ({message.encryption.cipher} if message.encryption.cipher.endswith("cbc") else set())


def test_what_an_office_refuses_is_not_decrypted() -> None:
    data = encrypted(signed_answer(), cipher=Cipher.AES256_CBC)
    for name in ("aes256-cbc", "rsa-2048"):
        with pytest.raises(RefusedAlgorithm):
            receiver(policy=Policy.default().tightened([name])).read([data])


def test_a_message_for_another_certificate_is_named_as_that() -> None:
    data = encrypted(signed_answer(), recipient=training_pki().other_office.der)
    with pytest.raises(NotForThisKey):
        receiver().read([data])
    with pytest.raises(NotForThisKey):
        Receiver([], MemorySpool, Policy.default()).read([encrypted(signed_answer())])
    both = [decryption(training_pki().office), decryption(training_pki().other_office)]
    assert isinstance(Receiver(both, MemorySpool, Policy.default()).read([data]), ReceivedMessage)


def test_only_plain_messages_are_encrypted() -> None:
    with pytest.raises(StructureError):
        receiver().read([encrypted(encrypted(signed_answer()))])


def test_a_fault_may_be_encrypted() -> None:
    fault = b"".join(write_fault("9400", "Nein"))
    assert receiver().read([fault]) == receiver().read([encrypted(fault)]) == Fault("9400", "Nein")


# -- damage inside encryption: one error, whatever the damage -----------------------------------------


def cipher_text(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """An encrypted message with its encrypted part changed."""
    return with_part(data, "osci_enc", change)


@cache
def gcm(iv_length: int = 12) -> bytes:
    return encrypted(signed_answer(), iv_length=iv_length)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([12, 16]), st.floats(0, 1), st.integers(1, 255))
def test_any_changed_byte_is_one_and_the_same_error(iv: int, place: float, value: int) -> None:
    def change(data: bytes) -> bytes:
        position = min(int(place * len(data)), len(data) - 1)
        return data[:position] + bytes([data[position] ^ value]) + data[position + 1 :]

    with pytest.raises(DecryptError) as caught:
        receiver().read([cipher_text(gcm(iv), change)])
    assert caught.value.parameters == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data[:-16],
        lambda data: data + b"\0",
        lambda data: data[1:],
        lambda data: data[:28],
        lambda data: data[:27],
        lambda data: data[:12],
        lambda data: data[:11],
        lambda data: b"",
        lambda data: bytes(len(data)),
        lambda data: data[:12] + data[28:],
    ],
)
def test_any_other_length_is_the_same_error(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(DecryptError):
        receiver().read([cipher_text(gcm(), change)])


def test_another_length_of_the_iv_is_the_same_error() -> None:
    def announce(value: str | None) -> Callable[[etree._Element], None]:
        def change(root: etree._Element) -> None:
            (element,) = root.iter("{*}IvLength")
            parent = element.getparent()
            assert parent is not None
            if value is None:
                parent.remove(element)
            else:
                element.set("Value", value)

        return change

    for value in ("16", None, "13"):
        with pytest.raises(DecryptError):
            receiver().read([with_envelope(gcm(), announce(value))])


def test_a_wrong_session_key_is_the_same_error() -> None:
    def change(root: etree._Element) -> None:
        (value,) = root.iter(q(XENC, "CipherValue"))
        value.text = "AAAA" + (value.text or "")[4:]

    with pytest.raises(DecryptError):
        receiver().read([with_envelope(gcm(), change)])


GARBAGE: dict[str, Callable[[], bytes]] = {
    "no MIME": lambda: b"garbage" * 100,
    "cut off": lambda: signed_answer()[:-20],
    "no XML": lambda: signed_answer().replace(b"<soap:Header>", b"<soap:Header"),
    "doctype": lambda: signed_answer().replace(b"<soap:Envelope", b"<!DOCTYPE x><soap:Envelope", 1),
    "structure": lambda: signed_answer().replace(b"osci:ControlBlock", b"osci:ControlBlick"),
    "algorithm": lambda: signed_answer().replace(b"xmlenc#sha256", b"xmlenc#sha257"),
    "base64": lambda: signed_answer().replace(
        b"Transfer-Encoding: 8bit\r\nContent-ID: <Deck", b"Transfer-Encoding: base64\r\nContent-ID: <!Deck"
    ),
    "part twice": lambda: signed_answer().replace(b"<Deckblatt.txt>", b"<Antrag.pdf>"),
    "too much": lambda: signed_answer().replace(b"<soap:Body", b"<a>" * 100 + b"<soap:Body"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_behind_a_wrong_tag_tells_nothing_of_itself(name: str) -> None:
    """Whoever can change bytes must not learn from us what they decrypt to."""
    assert GARBAGE[name]() != signed_answer()
    with pytest.raises(DecryptError):
        receiver().read([cipher_text(encrypted(GARBAGE[name]()), lambda data: data[:-1] + bytes([data[-1] ^ 1]))])


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_without_a_tag_tells_nothing_of_itself(name: str) -> None:
    with pytest.raises(DecryptError):
        receiver().read([encrypted(GARBAGE[name](), cipher=Cipher.AES256_CBC)])


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_that_was_really_sent_is_named(name: str) -> None:
    for data in (GARBAGE[name](), encrypted(GARBAGE[name]())):
        with pytest.raises((MimeError, XmlError, StructureError, Base64Error, UnknownAlgorithm, LimitExceeded)):
            receiver().read([data])


# -- structure of the outer message --------------------------------------------------------------------


def outer(change: Callable[[list[OutgoingPart]], list[OutgoingPart]]) -> bytes:
    return rewritten(change(parts_of(gcm())))


def test_nothing_stands_beside_the_encrypted_part() -> None:
    extra = OutgoingPart("more", "text/plain", [b"x"])
    for parts in (lambda p: [*p, extra], lambda p: [*p, p[1]]):
        with pytest.raises(UnexpectedPart):
            receiver().read([outer(parts)])
    with pytest.raises(DecryptError):
        receiver().read([outer(lambda p: [p[0], extra, p[1]])])
    with pytest.raises(DecryptError):
        receiver().read([outer(lambda p: p[:1])])
    with pytest.raises(DecryptError):
        receiver().read([outer(lambda p: [p[0], replace(p[1], content_id="OSCI_ENC")])])


def header(root: etree._Element) -> None:
    root.insert(0, etree.Element(q(SOAP, "Header")))


def twice(root: etree._Element) -> None:
    root[0].append(etree.fromstring(etree.tostring(root[0][0])))


def nothing(root: etree._Element) -> None:
    root[0].remove(root[0][0])


def inline(root: etree._Element) -> None:
    data = root[0][0][-1]
    data.remove(data[0])
    etree.SubElement(data, q(XENC, "CipherValue")).text = "QUJD"


@pytest.mark.parametrize("change", [header, twice, nothing, inline])
def test_an_outer_envelope_out_of_form_is_refused(change: Callable[[etree._Element], None]) -> None:
    with pytest.raises((StructureError, DecryptError)):
        receiver().read([with_envelope(gcm(), change)])


# -- the root part and the others ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (b"text/xml; charset=UTF-8", b"text/html", MimeHeaderError),
        (b"text/xml; charset=UTF-8", b"application/octet-stream", MimeHeaderError),
        (b"charset=UTF-8", b"charset=iso-8859-1", MimeHeaderError),
        (b"charset=UTF-8", b"charset=utf-16", MimeHeaderError),
        (b"Content-Transfer-Encoding: 8bit\r\nContent-ID: <Deck", b"Content-ID: <Deck", MimeHeaderError),
        (b"<Deckblatt.txt>", b"Antrag.pdf", UnexpectedPart),
        (b"<soap:Envelope", b"<!DOCTYPE x>\n<soap:Envelope", XmlDoctypeError),
        (b'Id="body"', b'Id="controlblock"', XmlDuplicateIdError),
        (b"soapResponseToFetchDelivery.xsd", b"soapNonsense.xsd", StructureError),
        (b"soapResponseToFetchDelivery.xsd", b"soapResponseToStoreDelivery.xsd", StructureError),
        (b"soapResponseToFetchDelivery.xsd", b"soapFetchDelivery.xsd", StructureError),
        (b"soapResponseToFetchDelivery.xsd", b"soapMessageEncrypted.xsd", StructureError),
        (b"xsi:schemaLocation", b"xsi:location", StructureError),
    ],
)
def test_what_is_wrong_has_its_name(old: bytes, new: bytes, error: type[Exception]) -> None:
    assert signed_answer().count(old) == 1
    with pytest.raises(error):
        receiver().read([signed_answer().replace(old, new)])


@pytest.mark.parametrize("charset", [b"utf-8", b'"UTF-8"', b"utf8"])
def test_other_spellings_of_utf_8(charset: bytes) -> None:
    read(signed_answer().replace(b"charset=UTF-8", b"charset=" + charset))
    read(signed_answer().replace(b"; charset=UTF-8", b""))


def test_a_message_without_parts_is_none() -> None:
    with pytest.raises(MimeError):
        receiver().read([rewritten([])])


def test_a_fault_brings_no_attachments() -> None:
    fault = [root_part(b"".join(parts_of(b"".join(write_fault("9400", "Nein")))[0].body))]
    assert receiver().read([rewritten(fault)]) == Fault("9400", "Nein")
    with pytest.raises(UnexpectedPart):
        receiver().read([rewritten([*fault, OutgoingPart("a", "text/plain", [b"x"])])])


def test_limits_hold() -> None:
    small = Limits(xml=XmlLimits(xml_bytes=1000))
    with pytest.raises(LimitExceeded) as caught:
        receiver(limits=small).read([signed_answer()])
    assert caught.value.parameters["limit"] == "xml_bytes"
    data = encrypted(signed_answer())
    with pytest.raises(LimitExceeded):
        receiver(limits=Limits(message_bytes=len(data) - 1)).read([data])


# -- what is given up ----------------------------------------------------------------------------------


def wrong_tag(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


BROKEN: dict[str, Callable[[], bytes]] = {
    "cut off": lambda: signed_answer()[:-10],
    "part twice": lambda: signed_answer().replace(b"<Deckblatt.txt>", b"<Antrag.pdf>"),
    "wrong tag": lambda: cipher_text(gcm(), wrong_tag),
    "extra part": lambda: outer(lambda parts: [*parts, OutgoingPart("more", "text/plain", [b"x"])]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_nothing_stays_open_behind_an_error(name: str) -> None:
    data = BROKEN[name]()
    CountedSpool.reset()
    with pytest.raises((MimeTruncated, UnexpectedPart, DecryptError)):
        receiver(CountedSpool).read([data])
    assert CountedSpool.made > 0
    assert CountedSpool.open == 0


def test_what_the_source_raises_comes_through_and_closes_everything() -> None:
    def source() -> Iterator[bytes]:
        yield signed_answer()[:-10]
        raise ConnectionError

    CountedSpool.reset()
    with pytest.raises(ConnectionError):
        receiver(CountedSpool).read(source())
    assert (CountedSpool.made, CountedSpool.open) == (2, 0)


def test_a_message_gives_up_its_parts() -> None:
    CountedSpool.reset()
    message = receiver(CountedSpool).read([gcm()])
    assert isinstance(message, ReceivedMessage)
    assert CountedSpool.open == 2
    message.close()
    assert CountedSpool.open == 0


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_any_cut_of_an_encrypted_message_is_read_alike(steps: list[int]) -> None:
    def pieces() -> Iterator[bytes]:
        start = 0
        while start < len(gcm()):
            for step in steps:
                yield gcm()[start : start + step]
                start += step

    message = receiver().read(pieces())
    assert isinstance(message, ReceivedMessage)
    assert {name: spool_bytes(part.spool) for name, part in message.parts.items()} == {
        name: spool_bytes(part.spool) for name, part in read(signed_answer()).parts.items()
    }


def test_encryption_is_new_each_time() -> None:
    encryption = TransportEncryption(training_pki().office.der)
    first, second = (b"".join(encrypt_message([b"x"], encryption)) for _ in range(2))
    assert parts_of(first)[1].body != parts_of(second)[1].body
