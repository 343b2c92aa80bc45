"""From a covered message to a delivery: every fact from where it was signed, nothing made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.model.verdict import Verdict
from sozialclient.osci import request_envelopes, response_envelopes
from sozialclient.osci.certificate_header import CertificateHeader, CertificateRole, HeaderCertificate
from sozialclient.osci.compose import OutgoingAttachment, OutgoingMessage, write_message
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.cover import CoveredMessage, cover
from sozialclient.osci.deliveries import DeliveryOpener, OpenedDelivery, originator_of
from sozialclient.osci.names import MessageType
from sozialclient.osci.request_envelopes import ClientIdentity, DeliveryToStore
from sozialclient.osci.response_envelopes import ForwardedChunk, SupplierIdentity
from sozialclient.osci.selection import ChunkInformation
from sozialclient.wire.elements import StructureError
from sozialclient.wire.spool import SpoolFactory, spool_bytes
from tests.mailbox_rig import decryption, signing, training_pki
from tests.unit.osci.answers import (
    CONTROL,
    FEEDBACK,
    PDF,
    XML,
    answer,
    card,
    covered,
    package,
    read,
    signed_answer,
    written,
)
from tests.unit.osci.contents import author, container, data, signed
from tests.unit.osci.contents import opened as opened_package
from tests.unit.osci.counted_spool import CountedSpool


def opener(spools: SpoolFactory = CountedSpool) -> DeliveryOpener:
    return DeliveryOpener([decryption(training_pki().office)], Policy.default(), spools)


def supplier() -> SupplierIdentity:
    return SupplierIdentity(signing(training_pki().intermediary_signature))


def unsigned(message: OutgoingMessage) -> CoveredMessage:
    return cover(read(written(message, signed=False), CountedSpool), Policy.default(), expected_signer=None)


def bytes_by_name(opened: OpenedDelivery) -> dict[str, bytes]:
    names = {content.key: content.id for content in opened.delivery.contents()}
    return {names[key]: spool_bytes(spool) for key, spool in opened.payloads.items()}


def test_a_fetched_delivery() -> None:
    opened = opener().open_message(covered(signed_answer()))
    delivery = opened.delivery
    assert (delivery.message_id, delivery.subject) == ("osci:1", "Antrag")
    assert (delivery.message_type, delivery.feedback) == ("ResponseToFetchDelivery", FEEDBACK)
    assert delivery.process_card == card()
    assert delivery.transport.verdict is Verdict.PASSED
    assert delivery.metadata is not None and b"<m:Note>x</m:Note>" in delivery.metadata
    assert bytes_by_name(opened) == {"data": XML, "file": PDF, "cover": b"Deckblatt"}


def test_a_stored_delivery_is_opened_alike() -> None:
    office, made = training_pki().office, package()
    client = ClientIdentity(office.der, signing(office))
    to_store = DeliveryToStore("osci:1", "Betreff", made.xml, made.certificates, made.attachments)
    message = request_envelopes.store_delivery(ControlBlock(challenge="c", sequence_number=0), client, to_store)
    data = b"".join(write_message(message, client.signer))
    opened = opener().open_message(cover(read(data), Policy.default(), expected_signer=office.der))
    delivery = opened.delivery
    assert (delivery.message_id, delivery.subject, delivery.message_type) == ("osci:1", "Betreff", "StoreDelivery")
    assert (delivery.process_card, delivery.feedback, delivery.metadata) == (None, (), None)
    assert delivery.originator is not None and delivery.originator.der == office.der
    assert set(bytes_by_name(opened)) == {"data", "file", "cover"}


OTHERS = {
    "init": lambda: response_envelopes.response_to_init_dialog(CONTROL, supplier(), FEEDBACK),
    "exit": lambda: response_envelopes.response_to_exit_dialog(CONTROL, supplier(), FEEDBACK),
    "id": lambda: response_envelopes.response_to_get_message_id(CONTROL, supplier(), FEEDBACK, "osci:1"),
    "store": lambda: response_envelopes.response_to_store_delivery(CONTROL, supplier(), FEEDBACK, card()),
    "cards": lambda: response_envelopes.response_to_fetch_process_card(CONTROL, supplier(), FEEDBACK, "", [card()]),
    "nothing": lambda: response_envelopes.response_to_fetch_delivery(CONTROL, supplier(), FEEDBACK, "", None),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_answers_are_deliveries_without_content(name: str) -> None:
    CountedSpool.reset()
    message = replace(OTHERS[name](), attachments=(OutgoingAttachment("x", lambda: [b"x"], b""),))
    delivery = opener().open_message(unsigned(message)).delivery
    assert (delivery.containers, delivery.feedback) == ((), FEEDBACK)
    assert delivery.message_id == ("osci:1" if name in ("id", "store") else "")
    assert CountedSpool.made == 1 and CountedSpool.open == 0


def test_a_chunk_is_shown_as_what_it_is() -> None:
    blob = OutgoingAttachment("ChunkBlobFetchDelivery", lambda: [b"MIME"], b"")
    chunk = ForwardedChunk(ChunkInformation(chunk_number=1, total_chunk_numbers=1), "osci:1", blob)
    message = response_envelopes.response_to_partial_fetch_delivery(CONTROL, supplier(), FEEDBACK, "", chunk)
    opened = opener().open_message(unsigned(message))
    assert opened.delivery.message_id == "osci:1"
    assert [spool_bytes(spool) for spool in opened.payloads.values()] == [b"MIME"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<osci:Code>0801</osci:Code>", "<osci:Code>080</osci:Code>"),
        ("<osci:ContentPackage>", "<osci:ContentPackage>text"),
    ],
)
def test_nothing_stays_open_behind_an_error(old: str, new: str) -> None:
    CountedSpool.reset()
    message = answer()
    blocks = tuple(block.replace(old, new) for block in message.blocks)
    broken = unsigned(replace(message, blocks=blocks, body=message.body.replace(old, new)))
    assert CountedSpool.open == 2
    with pytest.raises(StructureError):
        opener().open_message(broken)
    assert CountedSpool.open == 0


def test_a_request_without_delivery_is_refused() -> None:
    office = training_pki().office
    client = ClientIdentity(office.der, None)
    message = request_envelopes.init_dialog(ControlBlock(challenge="c"), client)
    with pytest.raises(StructureError):
        opener().open_message(unsigned(message))
    assert message.type is MessageType.INIT_DIALOG


def arrived(moment: str | None) -> str | None:
    """What is said of an author whose certificate ended a year before the others began."""
    found = opened_package(signed(container(data("d")), author(training_pki().expired_office, 2)), arrival=moment)
    ((result,),) = (each.signatures for each in found.delivery.walk())
    return result.reason


def test_validity_is_judged_by_the_time_of_arrival() -> None:
    valid_until = training_pki().expired_office.certificate.not_valid_after_utc
    before = valid_until.replace(year=valid_until.year - 1)
    assert arrived(before.isoformat()) == "SIG-WEAK"
    assert arrived(datetime(2026, 6, 1, tzinfo=UTC).isoformat()) == "CERT-EXPIRED"
    assert arrived("gestern") == "CERT-EXPIRED"
    assert arrived(None) == "CERT-EXPIRED"


def entry(role: CertificateRole, der: bytes) -> HeaderCertificate:
    return HeaderCertificate(role, role.value, der)


def test_who_sent_it_as_far_as_that_can_be_read() -> None:
    pki = training_pki()
    signature = entry(CertificateRole.SIGNATURE_ORIGINATOR, pki.platform_signature.der)
    cipher = entry(CertificateRole.CIPHER_ORIGINATOR, pki.platform_cipher.der)
    unreadable = entry(CertificateRole.SIGNATURE_ORIGINATOR, b"\x30\x00")
    for entries, wanted in (
        ((cipher, signature), signature),
        ((cipher,), cipher),
        ((unreadable, cipher), cipher),
        ((unreadable,), None),
        ((entry(CertificateRole.SIGNATURE_OTHER_AUTHOR, pki.author.der),), None),
        ((), None),
    ):
        found = originator_of(CertificateHeader(entries))
        assert (None if found is None else found.der) == (None if wanted is None else wanted.der)
