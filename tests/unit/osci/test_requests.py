"""Requests as an intermediary reads them, from what our own client writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.model.verdict import Verdict
from sozialclient.osci import request_envelopes as envelopes
from sozialclient.osci.certificate_header import CertificateRole
from sozialclient.osci.compose import OutgoingMessage, write_message
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.cover import cover
from sozialclient.osci.names import MessageType
from sozialclient.osci.receive import ReceivedMessage, Receiver
from sozialclient.osci.request_envelopes import ClientIdentity, DeliveryToStore
from sozialclient.osci.requests import (
    ExitDialog,
    FetchDelivery,
    FetchProcessCard,
    GetMessageId,
    InitDialog,
    PartialFetchDelivery,
    PartialStoreDelivery,
    Request,
    StoreDelivery,
    read_request,
)
from sozialclient.osci.selection import ChunkInformation, SelectionRule, chunk_information_xml
from sozialclient.wire.elements import StructureError
from sozialclient.wire.namespaces import OSCI2017
from sozialclient.wire.spool import MemorySpool
from tests.mailbox_rig import signing, training_pki
from tests.unit.osci.answers import package

EXPLICIT = ControlBlock(challenge_response="s", challenge="c", conversation_id="1", sequence_number=0)
IMPLICIT = ControlBlock(challenge="c", sequence_number=0)
CHUNK = ChunkInformation(chunk_number=2, chunk_size=16, received_chunks=(1,))
RULE = SelectionRule(message_ids=("osci:1",))


def client(*, signed: bool = True) -> ClientIdentity:
    office = training_pki().office
    return ClientIdentity(office.der, signing(office) if signed else None)


def store(
    control: ControlBlock = IMPLICIT, subject: str | None = "Betreff <&>", message_id: str = "osci:1"
) -> OutgoingMessage:
    made = package()
    delivery = DeliveryToStore(message_id, subject, made.xml, made.certificates, made.attachments)
    return envelopes.store_delivery(control, client(), delivery)


BUILDERS: dict[type[Request], Callable[[ClientIdentity], OutgoingMessage]] = {
    InitDialog: lambda who: envelopes.init_dialog(ControlBlock(challenge="c"), who),
    ExitDialog: lambda who: envelopes.exit_dialog(EXPLICIT, who),
    GetMessageId: lambda who: envelopes.get_message_id(IMPLICIT, who),
    FetchDelivery: lambda who: envelopes.fetch_delivery(EXPLICIT, who, RULE),
    FetchProcessCard: lambda who: envelopes.fetch_process_card(EXPLICIT, who, replace(RULE, quantity=3)),
    PartialFetchDelivery: lambda who: envelopes.partial_fetch_delivery(EXPLICIT, who, RULE, CHUNK),
}


def typed(message: OutgoingMessage, *, signed: bool = False) -> Request:
    signer = client().signer if signed else None
    received = Receiver([], MemorySpool, Policy.default()).read(write_message(message, signer))
    assert isinstance(received, ReceivedMessage)
    return read_request(
        cover(received, Policy.default(), expected_signer=training_pki().office.der if signed else None)
    )


@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
@pytest.mark.parametrize("kind", BUILDERS, ids=lambda kind: kind.__name__)
def test_each_request_is_read_as_what_it_is(kind: type[Request], signed: bool) -> None:
    request = typed(BUILDERS[kind](client(signed=signed)), signed=signed)
    assert type(request) is kind
    assert request.languages == ("de",)
    assert request.features is not None and request.features.partial_transmission
    assert request.message.transport.verdict is (Verdict.PASSED if signed else Verdict.UNDECIDED)


def test_selections_are_handed_on() -> None:
    fetch, cards = (typed(BUILDERS[kind](client())) for kind in (FetchDelivery, FetchProcessCard))
    assert isinstance(fetch, FetchDelivery) and fetch.selection == RULE
    assert isinstance(cards, FetchProcessCard) and cards.selection == replace(RULE, quantity=3)
    chunk = typed(BUILDERS[PartialFetchDelivery](client()))
    assert isinstance(chunk, PartialFetchDelivery) and (chunk.selection, chunk.chunk) == (RULE, CHUNK)


def roles(request: Request) -> set[str]:
    return {entry.role.value for entry in request.message.certificates.entries}


@pytest.mark.parametrize("signed", [True, False])
def test_which_certificates_go_where(signed: bool) -> None:
    """PROTOCOL 3.6: the cipher certificate names the mailbox, and only where a dialog begins."""
    signature = {"SignatureCertificateOriginator"} if signed else set()
    for kind, build in BUILDERS.items():
        cipher = {"CipherCertificateOriginator"} if kind in (InitDialog, GetMessageId) else set()
        assert roles(typed(build(client(signed=signed)), signed=signed)) == signature | cipher


def test_a_delivery_to_store() -> None:
    request = typed(store(), signed=True)
    assert isinstance(request, StoreDelivery)
    assert (request.message_id, request.subject) == ("osci:1", "Betreff <&>")
    assert request.package is not None and len(request.package) == 2
    assert set(request.message.parts) == {"Antrag.pdf", "Deckblatt.txt"}
    assert {"CipherCertificateOriginator", "CipherCertificateAddressee", "SignatureCertificateOriginator"} <= roles(
        request
    )
    qualities = [block.get("Service") for block in request.message.envelope.blocks if block.get("Service")]
    assert qualities == ["creation", "reception"]


def test_our_own_entry_stands_once() -> None:
    """Who sends to himself is addressee and originator under two Ids."""
    request = typed(store(), signed=True)
    ids = [entry.id for entry in request.message.certificates.entries]
    assert len(set(ids)) == len(ids)
    addressee = request.message.certificates.by_role(CertificateRole.CIPHER_ADDRESSEE)
    originator = request.message.certificates.by_role(CertificateRole.CIPHER_ORIGINATOR)
    assert addressee is not None and originator is not None and addressee.der == originator.der


def test_a_subject_may_be_missing() -> None:
    request = typed(store(subject=None))
    assert isinstance(request, StoreDelivery) and request.subject is None
    assert store(subject="").blocks != store(subject=None).blocks


def changed(message: OutgoingMessage, old: str, new: str) -> OutgoingMessage:
    assert sum(text.count(old) for text in (*message.blocks, message.body)) == 1, old
    blocks = tuple(block.replace(old, new) for block in message.blocks)
    return replace(message, blocks=blocks, body=message.body.replace(old, new))


def test_a_delivery_without_id_is_read_as_that() -> None:
    message = changed(store(), "<osci:MessageId>b3NjaTox</osci:MessageId>", "")
    request = typed(message)
    assert isinstance(request, StoreDelivery) and request.message_id is None


def partial_store(message_id: str, inner: str) -> OutgoingMessage:
    order = (
        f'<osci2017:partialStoreDelivery xmlns:osci2017="{OSCI2017}" Id="partialstoredelivery">'
        f"<osci:MessageId>{message_id}</osci:MessageId>{inner}</osci2017:partialStoreDelivery>"
    )
    message = envelopes.init_dialog(EXPLICIT, client())
    return replace(
        message,
        type=MessageType.PARTIAL_STORE_DELIVERY,
        blocks=(message.blocks[0], order, *message.blocks[1:]),
        body="",
    )


@pytest.mark.parametrize(("message_id", "read_as"), [("b3NjaToxX1BhcnRpYWw=", "osci:1"), ("b3NjaTox", "osci:1")])
def test_the_suffix_of_chunks_is_taken_off(message_id: str, read_as: str) -> None:
    request = typed(partial_store(message_id, "<osci:Subject>S</osci:Subject>" + chunk_information_xml(CHUNK)))
    assert isinstance(request, PartialStoreDelivery)
    assert (request.message_id, request.subject, request.chunk, request.content_id) == (read_as, "S", CHUNK, None)


def test_asking_for_the_state_of_chunks() -> None:
    request = typed(partial_store("b3NjaTox", "<osci2017:InfoOnly/>"))
    assert isinstance(request, PartialStoreDelivery) and request.chunk is None


LANGUAGES = 'LanguagesList="de"'


@pytest.mark.parametrize(
    ("words", "read_as"),
    [("de en", ("de", "en")), ("iv", ("iv",)), ("", ()), (" de\n x-y ", ("de", "x-y")), ("a " * 100, ("a",) * 20)],
)
def test_languages_as_sent(words: str, read_as: tuple[str, ...]) -> None:
    message = changed(BUILDERS[InitDialog](client()), LANGUAGES, f'LanguagesList="{words}"')
    assert typed(message).languages == read_as


def test_languages_are_required() -> None:
    message = BUILDERS[InitDialog](client())
    for broken in (replace(message, blocks=message.blocks[1:]), changed(message, f" {LANGUAGES}", "")):
        with pytest.raises(StructureError):
            typed(broken)


def test_a_chunk_request_says_which_chunk() -> None:
    message = BUILDERS[PartialFetchDelivery](client())
    start = message.blocks[1].index("<osci2017:ChunkInformation")
    end = message.blocks[1].index("</osci2017:partialFetchDelivery>")
    without = message.blocks[1][:start] + message.blocks[1][end:]
    with pytest.raises(StructureError):
        typed(replace(message, blocks=(message.blocks[0], without, *message.blocks[2:])))


def test_a_response_is_no_request() -> None:
    covered = typed(BUILDERS[InitDialog](client())).message
    with pytest.raises(StructureError):
        read_request(replace(covered, type=MessageType.RESPONSE_TO_INIT_DIALOG))


def test_without_a_signing_key_nobody_signs() -> None:
    assert client(signed=False).signer is None
    assert client(signed=False).certificates(with_cipher=False).entries == ()
    signer = client().signer
    assert signer is not None and signer.certificate_id == client().certificates(with_cipher=False).entries[0].id


def test_a_date_is_written_in_utc() -> None:
    rule = SelectionRule(received_since=datetime(2026, 5, 1, 12, tzinfo=UTC))
    message = envelopes.fetch_delivery(EXPLICIT, client(), rule)
    assert "<osci:ReceptionOfDelivery>2026-05-01T12:00:00Z</osci:ReceptionOfDelivery>" in message.blocks[1]
