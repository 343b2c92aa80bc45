"""Our messages beside those of the Java library: same elements, order, attributes, Ids and references."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from lxml import etree

from sozialclient.crypto.policy import Policy
from sozialclient.osci import request_envelopes
from sozialclient.osci.certificate_header import CertificateRole, header_certificate
from sozialclient.osci.compose import (
    OutgoingMessage,
    TransportEncryption,
    encrypt_message,
    new_challenge,
    write_message,
)
from sozialclient.osci.content_compose import (
    OutgoingContainer,
    OutgoingData,
    OutgoingEncrypted,
    OutgoingFile,
    compose_package,
)
from sozialclient.osci.content_signing import Author
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.receive import Fault, ReceivedMessage, Receiver
from sozialclient.osci.request_envelopes import ClientIdentity, DeliveryToStore
from sozialclient.osci.selection import ChunkInformation, SelectionRule
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.namespaces import FIVE_PREFIXES
from sozialclient.wire.spool import MemorySpool
from tests.conftest import SHARED
from tests.mailbox_rig import NOON, Client, Rig, codes, decryption, office, platform, rig, signing, training_pki
from tests.vectors.schemas import faults, schema, shape

VECTORS = SHARED / "osci" / "vectors"
pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason="no folder 'shared/osci/vectors' beside the checkout")
Exchange = tuple[bytes, bytes]


def like_captured(message_id: str, number: int) -> DeliveryToStore:
    """As the captured ones: data, at first with an attachment, for the addressee under a reader's role."""
    pki = training_pki()
    reader = header_certificate(CertificateRole.CIPHER_OTHER_READER, pki.office.der, 21)
    author = Author(signing(pki.author), header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, pki.author.der, 9))
    data, photo = OutgoingData("content0", b"x" * 32), OutgoingFile("content1", "Foto.png", lambda: [b"p" * 2_000])
    contents = (data, photo) if number < 2 else (data,)
    container = OutgoingContainer("contentcontainer0", contents, authors=(author,))
    package = compose_package([OutgoingEncrypted("encdata_0", container, (reader,))], MemorySpool)
    addressee = header_certificate(CertificateRole.CIPHER_ADDRESSEE, pki.office.der)
    certificates = type(package.certificates)((addressee, *package.certificates.entries))
    return DeliveryToStore(message_id, f"Antrag Nr. {number}", package.xml, certificates, package.attachments)


class _Recorder:
    """Posts to a rig and keeps request and answer without their transport encryption."""

    def __init__(self, made: Rig) -> None:
        self.made = made
        self.last: Exchange = (b"", b"")

    def post(self, request: bytes) -> bytes:
        answer = self.made.post(request)
        self.last = (request, answer)
        return answer


def _plain(client: Client, message: OutgoingMessage, recorder: _Recorder) -> Exchange:
    answer = client.send(message)
    assert codes(answer)
    request = b"".join(write_message(message, client.identity.signer))
    return request, recorder.last[1]


# Removed when the process ends.
_FOLDER = TemporaryDirectory(prefix="sozialclient-test-structure-", ignore_cleanup_errors=True)


@cache
def exchanges() -> dict[str, Exchange]:
    """Our dialog with our intermediary, step by step as the captured one."""
    made = rig(Path(_FOLDER.name))
    recorder = _Recorder(made)
    found: dict[str, Exchange] = {}
    ids: list[str] = []
    sender = platform(recorder.post)
    for number in range(4):
        made.clock.now = NOON + timedelta(minutes=number)
        control = ControlBlock(challenge=new_challenge(), sequence_number=0)
        message = request_envelopes.get_message_id(control, sender.identity)
        found.setdefault("sender GetMessageId", _plain(sender, message, recorder))
        ids.append(sender.reserve())
        message = request_envelopes.store_delivery(control, sender.identity, like_captured(ids[-1], number))
        found.setdefault("sender StoreDelivery", _plain(sender, message, recorder))
    client = office(recorder.post)
    found["InitDialog"] = _opening(client, recorder)
    for label, build in _steps(ids):
        message = build(client.control(), client.identity)
        found[label] = _plain(client, message, recorder)
        answer = client.decode(recorder.last[1])
        assert not isinstance(answer, Fault)
        client.server_challenge = answer.message.control.challenge
        client.number += 1
    return found


def _opening(client: Client, recorder: _Recorder) -> Exchange:
    client.init()
    message = request_envelopes.init_dialog(ControlBlock(challenge=new_challenge()), client.identity)
    return b"".join(write_message(message, client.identity.signer)), recorder.last[1]


Build = Callable[[ControlBlock, ClientIdentity], OutgoingMessage]


def _fetch(**rule: object) -> Build:
    return lambda c, i: request_envelopes.fetch_delivery(c, i, SelectionRule(**rule))  # type: ignore[arg-type]  # as given below


def _cards(**rule: object) -> Build:
    return lambda c, i: request_envelopes.fetch_process_card(c, i, SelectionRule(**rule))  # type: ignore[arg-type]  # as given below


def _chunk(number: int) -> Build:
    received = tuple(range(1, number))
    chunk = ChunkInformation(chunk_number=number, chunk_size=16, received_chunks=received)
    return lambda c, i: request_envelopes.partial_fetch_delivery(c, i, SelectionRule(), chunk)


def _steps(ids: list[str]) -> list[tuple[str, Build]]:
    return [
        ("PartialFetchDelivery_1", _chunk(1)),
        ("PartialFetchDelivery_2", _chunk(2)),
        ("FetchDelivery_norule", _fetch()),
        ("FetchDelivery_messageid", _fetch(message_ids=(ids[2],))),
        ("FetchDelivery_date", _fetch(received_since=NOON)),
        ("FetchDelivery_empty", _fetch()),
        ("FetchProcessCard_all", _cards()),
        ("FetchProcessCard_messageids", _cards(message_ids=(ids[0], ids[2]))),
        ("FetchProcessCard_date_role_limit", _cards(received_since=NOON, role="Addressee", quantity=1)),
        ("FetchProcessCard_none", _cards(message_ids=("no",))),
        ("GetMessageId", lambda c, i: request_envelopes.get_message_id(c, i)),
        ("ExitDialog", lambda c, i: request_envelopes.exit_dialog(c, i)),
    ]


def envelope(data: bytes) -> bytes:
    """The envelope of a plain or of our encrypted message."""
    keys = [decryption(identity) for identity in (training_pki().office, training_pki().platform_cipher)]
    receiver = Receiver(keys, MemorySpool, Policy.default())
    received = receiver.read([data])
    assert isinstance(received, ReceivedMessage)
    root = received.untrusted.body.getroottree().getroot()
    return etree.tostring(root)


def _captured(label: str, side: str) -> bytes:
    pattern = f"*_{label.removeprefix('sender ')}.{side}.msg"
    folder = "sender_plain" if label.startswith("sender") else "dialog_plain"
    if label.startswith("PartialFetch"):
        folder, pattern = "dialog_partial_fetch", f"*_{label}.{side}.inner.msg"
    (file,) = (VECTORS / folder).glob(pattern)
    return file.read_bytes()


def _root(data: bytes) -> etree._Element:
    (part, *_) = itertools.islice(MimeReader([data]).parts(), 1)
    return etree.fromstring(b"".join(part.body()).lstrip())


LABELS = ["sender GetMessageId", "sender StoreDelivery", "InitDialog", *(label for label, _ in _steps([""] * 4))]


def _differences(ours: object, theirs: object, path: str = "") -> Iterator[str]:
    if isinstance(ours, tuple) and isinstance(theirs, tuple) and len(ours) == len(theirs):
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _differences(one, other, f"{path}/{number}")
    elif ours != theirs:
        yield f"{path}: {ours!r} is not {theirs!r}"


@pytest.mark.parametrize("side", ["request", "response"])
@pytest.mark.parametrize("label", LABELS)
def test_same_structure_as_captured(label: str, side: str) -> None:
    data = exchanges()[label][side == "response"]
    ours, theirs = etree.fromstring(envelope(data)), _root(_captured(label, side))
    assert list(ours.nsmap) == list(theirs.nsmap) and ours.nsmap == theirs.nsmap
    if label.startswith("PartialFetch"):
        _without_other_people(ours)
    assert list(_differences(shape(ours), shape(theirs))) == []


def _without_other_people(root: etree._Element) -> None:
    """The captured chunks come with fewer certificates; the message they make up has all of them."""
    for element in list(root.iter("{*}CipherCertificateOtherReader", "{*}SignatureCertificateOtherAuthor")):
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)


@pytest.mark.parametrize("side", ["request", "response"])
@pytest.mark.parametrize("label", LABELS)
def test_our_messages_fit_their_schema(label: str, side: str) -> None:
    data = envelope(exchanges()[label][side == "response"])
    name = ("ResponseTo" if side == "response" else "") + label.removeprefix("sender ").split("_")[0]
    # The schema knows no echo that is empty, holds several ids, or a role and a limit (PROTOCOL, appendix C).
    slips = {
        "PartialFetchDelivery_1-response": "fetchDelivery': Missing child",
        "PartialFetchDelivery_2-response": "fetchDelivery': Missing child",
        "FetchProcessCard_all-response": "fetchProcessCard': Missing child",
        "FetchProcessCard_messageids-response": "MessageId': This element is not expected",
        "FetchProcessCard_date_role_limit-response": "Role|Quantity",
    }
    slip = slips.get(f"{label}-{side}")
    assert [fault for fault in faults(name, data) if slip is None or not re.search(slip, fault)] == []


def test_an_encrypted_envelope_fits_its_schema() -> None:
    client = office(lambda request: b"")
    message = request_envelopes.init_dialog(ControlBlock(challenge="c"), client.identity)
    plain = write_message(message, client.identity.signer)
    data = b"".join(encrypt_message(plain, TransportEncryption(training_pki().intermediary_cipher.der)))
    (part, *_) = itertools.islice(MimeReader([data]).parts(), 1)
    assert faults("MessageEncrypted", b"".join(part.body()).lstrip()) == []


def test_the_schemas_do_refuse() -> None:
    data = envelope(exchanges()["InitDialog"][0])
    assert faults("InitDialog", data) == []
    assert faults("InitDialog", data.replace(b"DesiredLanguages", b"DesiredTongues")) != []
    assert faults("ResponseToFetchDelivery", envelope(exchanges()["FetchDelivery_norule"][1]).replace(
        b"<osci:Creation>", b"<osci:Birth>").replace(b"</osci:Creation>", b"</osci:Birth>")) != []
    assert schema("ResponseToExitDialog") is not None


def test_exactly_five_prefixes_on_our_envelopes() -> None:
    for request, answer in exchanges().values():
        for data in (request, answer):
            start = envelope(data).partition(b">")[0]
            assert start.count(b"xmlns:") == 5 and FIVE_PREFIXES.encode() in start
