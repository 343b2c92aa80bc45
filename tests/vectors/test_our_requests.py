"""Our requests beside those captured from both libraries: signed and unsigned, plain and encrypted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from sozialclient.osci import request_envelopes as envelopes
from sozialclient.osci.compose import OutgoingMessage, TransportEncryption, encrypt_message, write_message
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.request_envelopes import ClientIdentity
from sozialclient.osci.selection import ChunkInformation, SelectionRule
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.mime_headers import MimeHeaders
from sozialclient.wire.namespaces import DS, OSCI, OSCI2017, SOAP, q
from tests.conftest import SHARED
from tests.mailbox_rig import signing, training_pki
from tests.vectors.schemas import faults, shape

VECTORS = SHARED / "osci" / "vectors"
DOTNET = SHARED / "osci" / "vectors-dotnet"
pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="no folder 'shared/osci/vectors' beside the checkout")

EXPLICIT = ControlBlock(challenge_response="s", challenge="c", conversation_id="1", sequence_number=0)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
Build = Callable[[ClientIdentity], OutgoingMessage]


def _fetch(rule: SelectionRule) -> Build:
    return lambda who: envelopes.fetch_delivery(EXPLICIT, who, rule)


def _cards(rule: SelectionRule) -> Build:
    return lambda who: envelopes.fetch_process_card(EXPLICIT, who, rule)


def _chunk(number: int) -> Build:
    chunk = ChunkInformation(chunk_number=number, chunk_size=16, received_chunks=tuple(range(1, number)))
    return lambda who: envelopes.partial_fetch_delivery(EXPLICIT, who, SelectionRule(), chunk)


# By the label of the captured step.
OURS: dict[str, Build] = {
    "InitDialog": lambda who: envelopes.init_dialog(ControlBlock(challenge="c"), who),
    "FetchDelivery_norule": _fetch(SelectionRule()),
    "FetchDelivery_messageid": _fetch(SelectionRule(message_ids=("a",))),
    "FetchDelivery_date": _fetch(SelectionRule(received_since=NOON)),
    "FetchDelivery_empty": _fetch(SelectionRule()),
    "FetchProcessCard_all": _cards(SelectionRule()),
    "FetchProcessCard_messageids": _cards(SelectionRule(message_ids=("a", "b"))),
    "FetchProcessCard_date_role_limit": _cards(SelectionRule(received_since=NOON, role="Addressee", quantity=1)),
    "FetchProcessCard_modified_noreception": _cards(
        SelectionRule(modified_since=NOON, role="Originator", no_reception=True)
    ),
    "FetchProcessCard_none": _cards(SelectionRule(message_ids=("a",))),
    "PartialFetchDelivery_1": _chunk(1),
    "PartialFetchDelivery_2": _chunk(2),
    "GetMessageId": lambda who: envelopes.get_message_id(EXPLICIT, who),
    "ExitDialog": lambda who: envelopes.exit_dialog(EXPLICIT, who),
}


def _captured() -> Iterator[tuple[str, Path]]:
    """Label and file of every captured request, without its transport encryption."""
    folders = [
        *VECTORS.glob("dialog_*"),
        *VECTORS.glob("sender_*"),
        *DOTNET.glob("netdialog_*"),
        *DOTNET.glob("netsender_*"),
    ]
    for folder in sorted(folders):
        for file in sorted(folder.glob("*.request.msg")):
            label = file.name.removesuffix(".request.msg").split("_", 1)[1]
            inner = file.with_name(file.name.replace(".request.msg", ".request.inner.msg"))
            if label in OURS:
                yield label, inner if inner.is_file() else file


CAPTURED = list(_captured())


def _parts(data: bytes) -> list[tuple[MimeHeaders, bytes]]:
    return [(part.headers, b"".join(part.body())) for part in MimeReader([data]).parts()]


def _root(data: bytes) -> etree._Element:
    return etree.fromstring(_parts(data)[0][1].lstrip())


def _ours(label: str, *, signed: bool, implicit: bool = False) -> bytes:
    office = training_pki().office
    client = ClientIdentity(office.der, signing(office) if signed else None)
    message = OURS[label](client)
    if implicit:
        message = envelopes.get_message_id(ControlBlock(challenge="c", sequence_number=0), client)
    return b"".join(write_message(message, client.signer))


def _comparable(root: etree._Element) -> etree._Element:
    """Without what each client chooses for itself: its languages, and the order of its features."""
    for languages in root.iter(q(OSCI, "DesiredLanguages")):
        languages.set("LanguagesList", "*")
    for features in root.iter(q(OSCI2017, "SupportedFeatures")):
        features[:] = sorted(features, key=lambda feature: str(feature.get("Key")))
    return root


@pytest.mark.parametrize(
    ("label", "file"), CAPTURED, ids=[f"{file.parent.name}-{file.name[:2]}-{label}" for label, file in CAPTURED]
)
def test_same_elements_attributes_order_and_references(label: str, file: Path) -> None:
    theirs = _root(file.read_bytes())
    ours = _root(
        _ours(
            label,
            signed=theirs.find(f"{q(SOAP, 'Header')}/{q(OSCI, 'ClientSignature')}") is not None,
            implicit="sender" in file.parent.name,
        )
    )
    assert [block.tag for block in ours[0]] == [block.tag for block in theirs[0]]
    assert shape(_comparable(ours)) == shape(_comparable(theirs))
    assert ours.nsmap == theirs.nsmap


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b' SequenceNumber="0"', b""),
        (b"osci:DesiredLanguages", b"osci:DesiredTongues"),
        (b'URI="#fetchdelivery"', b'URI="#body"'),
        (b'soap:mustUnderstand="1"', b'soap:mustUnderstand="0"'),
        (b'Id="desiredlanguages"', b'Id="languages"'),
        (b"mgf1sha256", b"mgf1sha512"),
    ],
)
def test_a_difference_is_seen(old: bytes, new: bytes) -> None:
    ours = _ours("FetchDelivery_norule", signed=True)
    if old in ours:
        assert shape(_comparable(_root(ours))) != shape(_comparable(_root(ours.replace(old, new))))
        return
    encrypted = b"".join(encrypt_message([ours], TransportEncryption(training_pki().intermediary_cipher.der)))
    assert _outer(_root(encrypted)) != _outer(_root(encrypted.replace(old, new)))


def test_captured_requests_are_of_every_kind() -> None:
    """Otherwise the comparison above might be one with nothing."""
    assert {label for label, _ in CAPTURED} == set(OURS)
    names = {file.parent.name for _, file in CAPTURED}
    assert {"dialog_plain", "dialog_plain_unsigned_client", "dialog_encrypted", "netdialog_encrypted"} <= names


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("label", OURS)
def test_references_are_all_blocks_and_the_body(label: str, signed: bool) -> None:
    root = _root(_ours(label, signed=signed))
    signature = root[0].find(q(OSCI, "ClientSignature"))
    assert (signature is not None) is signed
    if signature is not None:
        uris = [str(reference.get("URI")) for reference in signature.iter(q(DS, "Reference"))]
        targets = [f"#{block.get('Id')}" for block in (*root[0], root[1]) if block is not signature]
        assert sorted(uris) == sorted(targets)


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("label", OURS)
def test_our_requests_fit_their_schema(label: str, signed: bool) -> None:
    envelope = etree.tostring(_root(_ours(label, signed=signed)))
    assert faults(label.split("_")[0], envelope) == []


ENCRYPTED = sorted([*VECTORS.glob("dialog_encrypted/*.request.msg"), *DOTNET.glob("netdialog_encrypted/*.request.msg")])


def _outer(root: etree._Element) -> list[tuple[str, dict[str, str]]]:
    """Elements and attributes in order; what PROTOCOL 2.3 says to ignore is left out."""
    found = []
    for element in root.iter():
        attributes = {str(key): str(value) for key, value in element.attrib.items()}
        if element.tag.endswith("EncryptedData"):
            attributes = {}
        found.append((str(element.tag), attributes))
    return found


@pytest.mark.parametrize("file", ENCRYPTED, ids=lambda file: f"{file.parent.name}-{file.name[:2]}")
def test_the_encrypted_envelope_is_the_same(file: Path) -> None:
    their_parts = _parts(file.read_bytes())
    base64 = their_parts[1][0].is_base64
    encryption = TransportEncryption(training_pki().intermediary_cipher.der, base64=base64)
    ours = b"".join(encrypt_message([_ours("InitDialog", signed=True)], encryption))
    our_parts = _parts(ours)
    assert _outer(_root(ours)) == _outer(_root(file.read_bytes()))
    for (mine, _), (other, _) in zip(our_parts, their_parts, strict=True):
        assert mine.content_id == other.content_id
        assert mine.media_type == other.media_type
        assert mine.charset == other.charset
        assert mine.get("content-transfer-encoding") == other.get("content-transfer-encoding")


@pytest.mark.parametrize("file", [file for _, file in CAPTURED[:4]], ids=lambda file: file.name[:2])
def test_the_same_mime_headers(file: Path) -> None:
    theirs, ours = file.read_bytes(), _ours("InitDialog", signed=True)
    heads = [data.split(b"\r\n\r\n<?xml", 1)[0].decode() for data in (ours, theirs)]
    lines = [[line for line in head.split("\r\n") if not line.startswith(("--", "Content-Length"))] for head in heads]
    named = [[line.split("boundary=")[0] for line in of] for of in lines]
    assert named[0] == named[1]
