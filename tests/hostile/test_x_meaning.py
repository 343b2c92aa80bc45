"""Rows X-17 to X-19 and X-21: what is well-formed and still not what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from sozialclient.crypto.algorithms import Cipher
from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.crypto.xmlenc import EncryptedKey
from sozialclient.documents.fields import read_fields
from sozialclient.documents.parsing import parse_document
from sozialclient.osci.names import MessageType
from sozialclient.osci.process_cards import read_timestamp
from sozialclient.osci.responses import ResponseToFetchDelivery, read_response
from sozialclient.osci.selection import read_chunk_information
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import DEFAULT_LIMITS, LimitExceeded
from sozialclient.wire.namespaces import OSCI, SOAP
from sozialclient.wire.xml import XmlError, XmlInstructionError, canonical, parse_xml, text_of
from tests.hostile.doctypes import Parsers, visitors
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.unit.osci.answers import covered, parts_of, receiver, rewritten, signed_answer, unsigned_answer
from tests.unit.osci.contents import container, data, handed_out, limits, one, opened, sealed
from tests.unit.osci.elements import element

MESSAGE = DEFAULT_LIMITS.xml


@pytest.fixture
def unwrapped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every session key that a private key was used for; the work is really done."""
    used: list[str] = []
    unwrap = EncryptedKey.unwrap

    def counted(encrypted: EncryptedKey, key: DecryptionKey, cipher: Cipher) -> bytes:
        used.append(cipher.value)
        return unwrap(encrypted, key, cipher)

    monkeypatch.setattr(EncryptedKey, "unwrap", counted)
    return used


@guarded_by("sozialclient.wire.xml._Counter.instruction")
@pytest.mark.parametrize("form", [
    b"<?xml-stylesheet href='http://127.0.0.1:%d/x.xsl' type='text/xsl'?><a>x</a>",
    b"<a>x<?p q?></a>",
    b"<a>x</a><?p q?>",
])
def test_x_17_an_instruction_is_refused_in_messages(form: bytes) -> None:
    """A processing instruction is refused in a message; in a business message it is dropped, its address not asked."""
    with visitors() as seen:
        written = form.replace(b"%d", str(seen.port).encode())
        with refused(XmlInstructionError):
            parse_xml(written, limits=MESSAGE)
        assert etree.tostring(parse_document(written)) == b"<a>x</a>"
    assert seen.count == 0


@guarded_by("sozialclient.wire.xml._Counter.instruction")
def test_x_17b_an_instruction_is_refused_in_every_layer() -> None:
    """An instruction in the envelope or in a decrypted container is refused there too."""
    with refused(XmlInstructionError):
        receiver().read([signed_answer().replace(b"<soap:Header>", b"<soap:Header><?p q?>")])
    found = opened(sealed(container("<?p q?>", data("d"))))
    (finding,) = one(found).findings
    assert dict(finding.parameters) == {"cause": XmlInstructionError.reference} and found.payloads == {}


@guarded_by("sozialclient.wire.xml.parse_xml")
def test_x_17c_nothing_named_in_a_document_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """XInclude, schema locations and base addresses stay words: nothing they name is read or asked for."""
    file = tmp_path / "own.txt"
    file.write_bytes(b"a file of ours")
    parsers = Parsers(monkeypatch)
    with visitors() as seen:
        address = f"http://127.0.0.1:{seen.port}/x"
        document = (
            f'<a xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f' xml:base="{address}" xsi:schemaLocation="urn:x {address}" xsi:noNamespaceSchemaLocation="{address}">'
            f'<xi:include href="{address}" parse="text"/><xi:include href="{file.as_uri()}" parse="text"/></a>'
        ).encode()
        for read in (parse_xml, parse_document):
            root = read(document)
            assert [child.tag for child in root] == ["{http://www.w3.org/2001/XInclude}include"] * 2
            assert list(root.itertext()) == []
        assert not any("file of ours" in field.value for field in read_fields(document).fields)
    assert (seen.count, parsers.loads) == (0, [])


@guarded_by("sozialclient.osci.names.message_type_of")
@pytest.mark.parametrize("location", [
    "http://127.0.0.1:{port}/soapResponseToFetchDelivery.xsd",
    f"{SOAP} http://127.0.0.1:{{port}}/soapResponseToFetchDelivery.xsd",
    f"{SOAP} soapResponseToFetchDelivery.xsd.exe",
    f"{SOAP} soapFault.xsd",
    f"{SOAP} soapNonsense.xsd",
    f"{SOAP}",
    "",
])
def test_x_17d_an_unknown_message_type_is_refused(location: str) -> None:
    """The schema location decides what a message is; an unknown one, or one on the net, is refused and not asked."""
    with visitors() as seen:
        value = location.format(port=seen.port).encode()
        changed, count = re.subn(rb'xsi:schemaLocation="[^"]*"', b'xsi:schemaLocation="%s"' % value, signed_answer())
        assert count == 1
        with refused(StructureError, element="schemaLocation"):
            receiver().read([changed])
    assert seen.count == 0


@guarded_by("sozialclient.wire.xml.parse_xml")
@pytest.mark.parametrize("inside", ["<!--x-->", "<?p q?>", "<!-- a --><!-- b -->", "<![CDATA[]]>"])
def test_x_18_a_value_is_always_the_whole_value(inside: str) -> None:
    """A comment or an instruction in the middle of a value hides nothing of it from whoever reads or signs it."""
    written = f"<antrag><name>Mueller{inside}-Evil</name></antrag>".encode()
    if "<?" in inside:
        with refused(XmlInstructionError):
            parse_xml(written, limits=MESSAGE)
    root = parse_document(written)
    assert (text_of(root[0]), root[0].text) == ("Mueller-Evil", "Mueller-Evil")
    assert canonical(root[0]) == b"<name>Mueller-Evil</name>"
    assert [field.value for field in read_fields(written).fields] == ["Mueller-Evil"]


@guarded_by("sozialclient.wire.xml.text_of")
def test_x_18b_a_value_with_an_element_inside_is_refused() -> None:
    """A code in the envelope that is split by a comment is read whole; one split by an element is refused."""
    whole = unsigned_answer().replace(b">0801<", b">08<!-- x -->01<")
    response = read_response(covered(whole))
    assert whole != unsigned_answer() and [entry.code for entry in response.feedback] == ["0801"]
    with refused(XmlError):
        read_response(covered(unsigned_answer().replace(b">0801<", b">08<x/>01<")))


@guarded_by("sozialclient.osci.structure.envelope_parts", "sozialclient.wire.elements.only_child")
@pytest.mark.parametrize(("old", "new"), [
    (f'xmlns:osci="{OSCI}"', f'xmlns:osci="{OSCI}/"'),
    (f'xmlns:soap="{SOAP}"', f'xmlns:soap="{SOAP.rstrip("/")}"'),
    (f'xmlns:osci="{OSCI}"', 'xmlns:osci="urn:other"'),
    ("<osci:ControlBlock", '<osci:ControlBlock xmlns:osci="urn:other"'),
    ("<soap:Body", '<soap:Body xmlns:soap="urn:other"'),
    ("<soap:Body", '<soap:Header xmlns:soap="urn:other"/><soap:Body'),
])
def test_x_19_the_right_name_in_a_wrong_namespace_is_refused(old: str, new: str) -> None:
    """An element of the right name in another namespace, also where a prefix changes its meaning, is not accepted."""
    with refused(StructureError):
        receiver().read([_with_envelope(lambda text: _without_repeated_declarations(text).replace(old, new, 1))])


@guarded_by("sozialclient.wire.namespaces.q")
@pytest.mark.parametrize(("prefix", "other"), [
    ("osci", "o"), ("soap", "SOAP-ENV"), ("ds", "dsig"), ("xenc", "e"), ("xsi", "schema"), ("soap", "osci2"),
    ("soap", ""), ("osci", ""),
])
def test_x_19b_another_prefix_is_the_same(prefix: str, other: str) -> None:
    """The right namespaces under other prefixes, or one of them as the default, are read like any other message."""
    usual = read_response(covered(unsigned_answer()))
    response = read_response(covered(_with_envelope(lambda text: _renamed(text, prefix, other))))
    assert isinstance(response, ResponseToFetchDelivery)
    assert response.message.type is MessageType.RESPONSE_TO_FETCH_DELIVERY
    assert response.message.control == usual.message.control and response.feedback == usual.feedback


@guarded_by("sozialclient.osci.content_open.PackageOpener.open")
@pytest.mark.parametrize(("encrypted", "count"), [(False, 10_000), (True, 1_001)])
def test_x_21_ten_thousand_containers_are_refused(encrypted: bool, count: int, unwrapped: list[str]) -> None:
    """A package of thousands of containers, in the clear or encrypted, is refused before the first is opened."""
    one_of_many = sealed(container()) if encrypted else '<osci:ContentContainer Id="e"/>'
    package = "".join(one_of_many.replace(' Id="', f' Id="n{number}', 1) for number in range(count))
    with refused(LimitExceeded, limit="containers", allowed=DEFAULT_LIMITS.containers):
        opened(package)
    assert unwrapped == []


@guarded_by("sozialclient.osci.content_open.PackageOpener._admit")
def test_x_21b_many_containers_inside_one_are_left_shut(unwrapped: list[str]) -> None:
    """Of more encrypted containers than allowed inside another one, the surplus stays shut and is not decrypted."""
    many = "".join(sealed(container(id_=f"c{number}"), id_=f"e{number}") for number in range(10))
    found = one(opened(sealed(container(data("d"), many)), limits=limits(containers=4)))
    assert [inner.readable for inner in found.containers] == [True] * 3 + [False] * 7
    assert {dict(inner.findings[0].parameters)["cause"] for inner in found.containers[3:]} == {LimitExceeded.reference}
    assert len(unwrapped) == 4


@guarded_by("sozialclient.osci.content_structure.read_container")
def test_x_21c_a_container_of_nothing_is_one() -> None:
    """A container without contents is legal: it opens, holds nothing, and vouches for nothing."""
    found = one(opened(sealed(container())))
    assert (found.readable, found.contents, found.containers, found.signatures) == (True, (), (), ())
    assert handed_out(opened(sealed(container()))) == {}


@guarded_by("sozialclient.osci.selection.read_chunk_information")
@pytest.mark.parametrize(
    "name", ["ChunkNumber", "ChunkSize", "TotalChunkNumbers", "TotalMessageSize", "ReceivedChunks"]
)
@pytest.mark.parametrize("value", ["-2", "-1 -1 -2", "1.5", "1e3", "0x10", "", "९", "9" * 30, "1 000"])
def test_x_21d_a_chunk_number_that_is_none_is_refused(name: str, value: str) -> None:
    """Negative, broken, foreign or endless numbers of chunks are refused."""
    if (name, value) in (("ReceivedChunks", ""), ("ReceivedChunks", "1 000")):
        value = "x"
    with refused(StructureError):
        read_chunk_information(element(f'<osci2017:ChunkInformation {name}="{value}"/>'))


@guarded_by("sozialclient.osci.process_cards.read_instant_text")
@pytest.mark.parametrize("text", [
    "0000-00-00", "0000-00-00T00:00:00Z", "99999-01-01T00:00:00Z", "2026-02-30T12:00:00Z", "2026-01-01T25:00:00Z",
    "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "-2026-01-01T00:00:00Z", "x" * 10_000, "",
])
def test_x_21e_an_impossible_date_is_no_time(text: str) -> None:
    """A date that does not exist is kept as text and never taken for a time; a delivery is not lost over it."""
    instant = read_timestamp(element(f"<osci:Creation><osci:Plain>{text}</osci:Plain></osci:Creation>"))
    assert (instant.utc, instant.received) == (None, text[:64])


def _with_envelope(change: Callable[[str], str]) -> bytes:
    """The unsigned answer with the text of its envelope changed."""
    root, *others = parts_of(unsigned_answer())
    text = b"".join(root.body).decode()
    changed = change(text)
    assert changed != text
    return rewritten([replace(root, body=[changed.encode()]), *others])


def _renamed(text: str, prefix: str, other: str) -> str:
    """The same names under another prefix; an empty one makes their namespace the default."""
    declared = re.sub(rf"\bxmlns:{prefix}=", f"xmlns:{other}=" if other else "xmlns=", text)
    if not other:
        return re.sub(rf"(</?){prefix}:", r"\1", declared).replace(
            "<Envelope ", f'<Envelope xmlns:{prefix}="{SOAP}" ' if prefix == "soap" else "<Envelope ", 1
        )
    return re.sub(rf"(</?|[ ]){prefix}(?=:)", rf"\1{other}", declared)


def _without_repeated_declarations(text: str) -> str:
    """The envelope with the usual prefixes declared on it only."""
    head, header, rest = text.partition("<soap:Header")
    return head + header + re.sub(r' xmlns:(?:ds|osci|soap|xenc|xsi)="http://[^"]*"', "", rest)
