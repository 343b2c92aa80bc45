"""What an EncryptedData points to, how deep it goes, how much it makes, and how its base64 is spelt (group E)."""

from __future__ import annotations

import socket
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from lxml import etree

from sozialclient.crypto.ciphers import DecryptError
from sozialclient.errors import SozialclientError
from sozialclient.wire.base64 import Base64Error, decode_base64, decode_base64_stream, encode_base64
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import DEFAULT_LIMITS, LimitExceeded, Limits, XmlLimits
from sozialclient.wire.mime_errors import UnexpectedPart
from sozialclient.wire.mime_writer import OutgoingPart
from sozialclient.wire.namespaces import DS, XENC, q
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.sealing import CountingKey, read, sealed
from tests.unit.osci.answers import encrypted, parts_of, rewritten, signed_answer
from tests.unit.osci.contents import (
    attachment_key,
    changed,
    container,
    data,
    file,
    findings,
    handed_out,
    limits,
    one,
    opened,
    reader,
)
from tests.unit.osci.contents import sealed as sealed_content
from tests.unit.osci.counted_spool import CountedSpool


@contextmanager
def no_connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing in the block looks up a name or connects."""
    called: list[object] = []
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, lambda *arguments: called.append(arguments))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **_: called.append(arguments))
    yield
    assert called == []


def cipher_data(root: etree._Element) -> etree._Element:
    """The outer CipherData, which points to the encrypted part."""
    found: etree._Element = root[0][0][-1]
    assert found.tag == q(XENC, "CipherData")
    return found


def pointing(uri: str) -> Callable[[etree._Element], None]:
    return lambda root: cipher_data(root)[0].set("URI", uri)


def _nothing(root: etree._Element) -> None:
    cipher_data(root).clear()


def _no_cipher_data(root: etree._Element) -> None:
    root[0][0].remove(cipher_data(root))


def _without_uri(root: etree._Element) -> None:
    del cipher_data(root)[0].attrib["URI"]


def _both(root: etree._Element) -> None:
    etree.SubElement(cipher_data(root), q(XENC, "CipherValue")).text = "QUJD"


def _value_instead(root: etree._Element) -> None:
    element = cipher_data(root)
    element.clear()
    etree.SubElement(element, q(XENC, "CipherValue")).text = "QUJD"


def _twice(root: etree._Element) -> None:
    cipher_data(root).append(etree.fromstring(etree.tostring(cipher_data(root)[0])))


def _key_by_reference(root: etree._Element) -> None:
    (entry,) = root.iter(q(XENC, "EncryptedKey"))
    value = entry[-1]
    value.clear()
    etree.SubElement(value, q(XENC, "CipherReference")).set("URI", "cid:osci_enc")


def _clear_key(root: etree._Element) -> None:
    (entry,) = root.iter(q(XENC, "EncryptedKey"))
    info = entry.getparent()
    assert info is not None
    info.clear()
    etree.SubElement(info, q(DS, "MgmtData")).text = encode_base64(bytes(32))


POINTERS: dict[str, tuple[Callable[[etree._Element], None], type[SozialclientError]]] = {
    "http": (pointing("http://127.0.0.1:9/geheim"), StructureError),
    "https": (pointing("https://127.0.0.1:9/"), StructureError),
    "file": (pointing("file:///etc/passwd"), StructureError),
    "share": (pointing("\\\\127.0.0.1\\share"), StructureError),
    "fragment": (pointing("#body"), StructureError),
    "upper case": (pointing("CID:osci_enc"), StructureError),
    "empty": (pointing(""), StructureError),
    "missing part": (pointing("cid:elsewhere"), DecryptError),
    "nameless part": (pointing("cid:"), DecryptError),
    "the envelope itself": (pointing("cid:osci@message"), DecryptError),
    "nothing": (_nothing, StructureError),
    "no CipherData": (_no_cipher_data, StructureError),
    "no URI": (_without_uri, StructureError),
    "both": (_both, StructureError),
    "value instead": (_value_instead, DecryptError),
    "reference twice": (_twice, StructureError),
    "session key by reference": (_key_by_reference, StructureError),
    "session key in the clear": (_clear_key, StructureError),
}


@guarded_by("sozialclient.crypto.xmlenc._read_cipher_data", "sozialclient.osci.receive.Receiver._decrypted")
@pytest.mark.parametrize("name", POINTERS)
def test_e_13_cipher_data_that_points_nowhere_or_elsewhere(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cipher text is missing, elsewhere, or stated twice: refused, and nothing is fetched from anywhere."""
    change, kind = POINTERS[name]
    whole = sealed(change=change)
    with no_connection(monkeypatch), refused(kind):
        read(whole)


@guarded_by("sozialclient.osci.receive._refuse_more", "sozialclient.osci.receive.Receiver._decrypted")
def test_e_13b_parts_beside_the_encrypted_one() -> None:
    """No encrypted part, one more behind it or another before it: refused."""
    root, payload = parts_of(sealed())
    extra = OutgoingPart("more", "text/plain", [b"x"])
    for parts, kind in (
        ([root], DecryptError), ([root, extra, payload], DecryptError), ([root, payload, extra], UnexpectedPart)
    ):
        CountedSpool.reset()
        with refused(kind):
            read(rewritten(parts), spools=CountedSpool)
        assert CountedSpool.open == 0


@guarded_by("sozialclient.crypto.xmlenc._read_cipher_data", "sozialclient.osci.content_payloads.Attachments.part_name")
def test_e_13c_an_attachment_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of an attachment, but no such part, or one by another protocol: nothing is fetched, the rest comes."""
    beside = container(data("b"), id_="beside")
    missing = sealed_content(container(file("f", "a"), attachment_key("a", bytes(32))), id_="e2")
    elsewhere = sealed_content(
        changed(container(data("d"), attachment_key("a", bytes(32))), "cid:a", "http://127.0.0.1:9/a"), id_="e3"
    )
    with no_connection(monkeypatch):
        found = opened(missing + beside)
        assert handed_out(found) == {"b": b"x"}
        assert "CONTENT-ATTACHMENT" in {f.reference for f in found.delivery.all_findings()}
        found = opened(elsewhere + beside)
        assert handed_out(found) == {"b": b"x"}
        assert findings(found.delivery.containers[0]) == {"CONTENT-DAMAGED"}


def deep(levels: int) -> str:
    """Encrypted containers, each inside the one before."""
    xml = container(data("d"), id_="c0")
    for level in range(1, levels):
        xml = container(sealed_content(xml, id_=f"e{level}"), id_=f"c{level}")
    return sealed_content(xml)


@guarded_by("sozialclient.wire.limits.check_limit", "sozialclient.osci.content_open.PackageOpener._open_container")
def test_e_14_encrypted_fifty_deep() -> None:
    """A content encrypted fifty times over: opened to the depth that PROTOCOL 6.8 proposes, and no further.

    The catalogue names a depth of 4, PROTOCOL 16.
    """
    found = opened(deep(20))
    levels = list(found.delivery.walk())
    assert [each.readable for each in levels] == [True] * 17 + [False]
    assert findings(levels[-1]) == {"CONTENT-DAMAGED"} and handed_out(found) == {}
    assert ("cause", LimitExceeded.reference) in levels[-1].findings[0].parameters
    assert handed_out(opened(deep(5))) == {"d": b"x"}
    few = opened(deep(5), limits=limits(content_nesting=3))
    assert [each.readable for each in few.delivery.walk()] == [True] * 4 + [False]


@guarded_by("sozialclient.osci.content_open.PackageOpener._check_readers")
@pytest.mark.parametrize("uri", ["#e", "#c", "#body", "#", "", "http://127.0.0.1:9/", "#nobody"])
def test_e_14b_a_reader_that_is_no_certificate(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """RetrievalMethod leads back to itself, to a content, nowhere or elsewhere: no loop, no fetch, refused."""
    with no_connection(monkeypatch), refused(StructureError):
        opened(changed(sealed_content(container(data("d"))), f'URI="#{reader().id}"', f'URI="{uri}"'))


@guarded_by("sozialclient.osci.receive.Receiver._read")
def test_e_15_encrypted_twice() -> None:
    """Inside the encryption lies another encrypted message: one level only, and the key is used once."""
    twice = encrypted(encrypted(signed_answer()))
    key = CountingKey()
    with refused(StructureError, element="MessageEncrypted"):
        read(twice, key)
    assert key.asked == 1


HUGE = str(2 * 1024**3)


@guarded_by("sozialclient.wire.mime.MimeReader._until_delimiter")
def test_e_16_less_than_it_says() -> None:
    """Small data that announce gigabytes: nothing is set aside for what is announced, only what is there counts."""
    said = b"Content-Length: %s\r\nContent-ID: <Antrag.pdf>" % HUGE.encode()
    plain = signed_answer().replace(b"Content-ID: <Antrag.pdf>", said)
    tracemalloc.start()
    found = read(encrypted(plain))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert set(found.parts) == {"Antrag.pdf", "Deckblatt.txt"} and peak < 5_000_000


@guarded_by("sozialclient.wire.mime._Source.more", "sozialclient.osci.receive.Receiver._read_xml")
def test_e_16b_more_than_is_allowed() -> None:
    """Encryption cannot pack, so what comes out is bounded by what came in; each of the limits holds inside too."""
    whole = sealed()
    for small, name in (
        (Limits(message_bytes=len(whole) - 1), "message_bytes"),
        (Limits(xml=XmlLimits(xml_bytes=4_000)), "xml_bytes"),
    ):
        with refused(LimitExceeded, limit=name):
            read(whole, limits=small)
    inside = replace(DEFAULT_LIMITS, xml=XmlLimits(xml_bytes=5_000))
    with refused(LimitExceeded, limit="xml_bytes"):
        read(whole, limits=inside)


@guarded_by("sozialclient.osci.content_open.PackageOpener._decrypt", "sozialclient.wire.limits.check_limit")
def test_e_16c_a_content_that_grows() -> None:
    """Thousands of contents inside an encrypted one where a hundred are allowed: closed, in bounded memory."""
    xml = container(*(data(f"d{number}", b"x" * 30) for number in range(9_000)))
    tight = replace(DEFAULT_LIMITS, xml=XmlLimits(xml_bytes=3_000_000, xml_elements=20_000), contents=100)
    tracemalloc.start()
    found = opened(sealed_content(xml), limits=tight)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert findings(one(found)) == {"CONTENT-DAMAGED"} and handed_out(found) == {}
    assert peak < 30 * len(xml)


STRICT = [
    "QUJD!", "QU!JD", "QUJD\0", "QUJ", "QQ=", "QQ", "QQ==QQ==", "QUJD=", "====", "QR==", "QUK=", "QUJD-_",
    "\N{EN QUAD}QUJD", "Q=JD",
]


@guarded_by("sozialclient.wire.base64.decode_base64")
@pytest.mark.parametrize("text", STRICT)
def test_e_17_base64_that_is_not_plain(text: str) -> None:
    """A foreign sign, NUL, missing or misplaced padding, more behind it, or bits that mean nothing: refused."""
    with refused(Base64Error):
        decode_base64(text)
    with refused(Base64Error):
        b"".join(decode_base64_stream([text.encode("ascii", "replace")]))
    for cut in range(1, len(text)):
        raw = text.encode("ascii", "replace")
        with refused(Base64Error):
            b"".join(decode_base64_stream([raw[:cut], raw[cut:]]))


@guarded_by("sozialclient.wire.base64._without_white_space")
@pytest.mark.parametrize("text", ["QUJD", " QU JD\n", "\tQ\r\nU\r\nJ\r\nD", "QUI=", "QQ==", "Q Q = =\n", ""])
def test_e_17b_white_space_is_legitimate(text: str) -> None:
    """Blanks and line ends may stand anywhere, as all senders write them (PROTOCOL 1.3)."""
    expected = {"QUJD": b"ABC", "QUI=": b"AB", "QQ==": b"A", "": b""}["".join(text.split())]
    assert decode_base64(text) == b"".join(decode_base64_stream([text.encode()])) == expected


@guarded_by("sozialclient.wire.base64.decode_base64")
@pytest.mark.parametrize("sign", ["!", "\0", "=", "-"])
def test_e_17c_where_it_occurs_in_encryption(sign: str) -> None:
    """The same in a session key, in an encrypted part and in a content: refused, or the content stays closed."""

    def spoil(root: etree._Element) -> None:
        (value,) = (e for e in root.iter(q(XENC, "CipherValue")))
        value.text = (value.text or "")[:8] + sign.replace("\0", "\N{BULLET}") + (value.text or "")[8:]

    with refused(Base64Error):
        read(sealed(change=spoil))
    part = encrypted(signed_answer(), base64=True)
    place = part.index(b"<osci_enc>\r\n\r\n") + 100
    with refused(Base64Error):
        read(part[:place] + sign.encode() + part[place:])
    content = sealed_content(container(data("d")))
    at = content.rindex("<xenc:CipherValue>") + 30
    found = opened(content[:at] + sign.replace("\0", "\N{BULLET}") + content[at:])
    assert findings(one(found)) == {"CONTENT-DAMAGED"}
