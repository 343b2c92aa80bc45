"""Typed responses: only from covered messages, with exactly the children their type has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.model.feedback import FeedbackEntry
from sozialclient.osci import response_envelopes as envelopes
from sozialclient.osci.compose import OutgoingAttachment, OutgoingMessage
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.cover import cover
from sozialclient.osci.feedback import feedback_xml
from sozialclient.osci.names import MessageType
from sozialclient.osci.request_envelopes import ClientIdentity, init_dialog
from sozialclient.osci.response_envelopes import EMPTY_PACKAGE, ForwardedChunk, SupplierIdentity
from sozialclient.osci.responses import (
    Response,
    ResponseToExitDialog,
    ResponseToFetchDelivery,
    ResponseToFetchProcessCard,
    ResponseToGetMessageId,
    ResponseToInitDialog,
    ResponseToPartialFetchDelivery,
    ResponseToPartialStoreDelivery,
    ResponseToStoreDelivery,
    read_response,
)
from sozialclient.osci.selection import ChunkInformation
from sozialclient.wire.elements import StructureError
from sozialclient.wire.spool import spool_bytes
from tests.mailbox_rig import signing, training_pki
from tests.unit.osci.answers import CONTROL, answer, card, read, written

OK = (FeedbackEntry("0801", "gut", "de"),)
CHUNK = ChunkInformation(chunk_number=1, total_chunk_numbers=2, total_message_size=3)


def supplier() -> SupplierIdentity:
    return SupplierIdentity(signing(training_pki().intermediary_signature), max_chunk_kib=100)


def typed(message: OutgoingMessage) -> Response:
    return read_response(cover(read(written(message, signed=False)), Policy.default(), expected_signer=None))


def order_changed(message: OutgoingMessage, old: str, new: str) -> OutgoingMessage:
    """The same message with something else in its order element."""
    assert sum(text.count(old) for text in (*message.blocks, message.body)) == 1, old
    return replace(
        message,
        blocks=tuple(block.replace(old, new) for block in message.blocks),
        body=message.body.replace(old, new),
    )


def test_opening_and_closing_a_dialog() -> None:
    opened = typed(envelopes.response_to_init_dialog(replace(CONTROL, sequence_number=None), supplier(), OK))
    assert isinstance(opened, ResponseToInitDialog)
    assert opened.feedback == OK
    assert opened.features is not None and opened.features.max_chunk_kib == 100
    closed = typed(envelopes.response_to_exit_dialog(CONTROL, supplier(), OK))
    assert isinstance(closed, ResponseToExitDialog)
    assert closed.message.control.challenge is None


@pytest.mark.parametrize("message_id", ["osci:ü", None])
def test_a_message_id_or_none(message_id: str | None) -> None:
    found = typed(envelopes.response_to_get_message_id(CONTROL, supplier(), OK, message_id))
    assert isinstance(found, ResponseToGetMessageId)
    assert found.message_id == message_id


def test_the_card_of_what_was_stored() -> None:
    found = typed(envelopes.response_to_store_delivery(CONTROL, supplier(), OK, card()))
    assert isinstance(found, ResponseToStoreDelivery)
    assert found.card == card()
    found = typed(envelopes.response_to_store_delivery(CONTROL, supplier(), OK, None))
    assert isinstance(found, ResponseToStoreDelivery) and found.card is None


def test_a_delivery_or_none() -> None:
    found = typed(answer())
    assert isinstance(found, ResponseToFetchDelivery)
    assert found.card == card()
    assert found.package is not None and len(found.package) == 2
    assert not found.is_empty
    nothing = envelopes.response_to_fetch_delivery(CONTROL, supplier(), (FeedbackEntry("9803", "leer"),), "", None)
    for message in (nothing, replace(nothing, body="")):
        empty = typed(message)
        assert isinstance(empty, ResponseToFetchDelivery)
        assert empty.is_empty


def test_what_has_a_card_or_a_content_is_not_empty() -> None:
    found = typed(replace(answer(), body=EMPTY_PACKAGE, attachments=()))
    assert isinstance(found, ResponseToFetchDelivery) and not found.is_empty


@pytest.mark.parametrize("count", [0, 1, 3])
def test_any_number_of_process_cards(count: int) -> None:
    found = typed(envelopes.response_to_fetch_process_card(CONTROL, supplier(), OK, "", [card()] * count))
    assert isinstance(found, ResponseToFetchProcessCard)
    assert found.cards == (card(),) * count


def chunk_message(name: str = "ChunkBlobFetchDelivery") -> OutgoingMessage:
    blob = OutgoingAttachment(name, lambda: [b"MIME"], b"")
    return envelopes.response_to_partial_fetch_delivery(
        CONTROL, supplier(), OK, "", ForwardedChunk(CHUNK, "osci:1", blob)
    )


def test_a_chunk_and_its_bytes() -> None:
    found = typed(chunk_message())
    assert isinstance(found, ResponseToPartialFetchDelivery)
    assert (found.chunk, found.message_id) == (CHUNK, "osci:1")
    assert found.content_id is not None
    assert spool_bytes(found.message.parts[found.content_id].spool) == b"MIME"


def test_a_chunk_without_bytes() -> None:
    message = envelopes.response_to_partial_fetch_delivery(
        CONTROL, supplier(), OK, "", ForwardedChunk(CHUNK, "1", None)
    )
    found = typed(message)
    assert isinstance(found, ResponseToPartialFetchDelivery) and found.content_id is None


def test_the_name_of_the_chunk_container_decides_nothing() -> None:
    found = typed(order_changed(chunk_message(), 'Id="ChunkContentContainer"', 'Id="Other"'))
    assert isinstance(found, ResponseToPartialFetchDelivery) and found.content_id is not None


@pytest.mark.parametrize(
    "href", ["cid:missing", "ChunkBlobFetchDelivery", "CID:ChunkBlobFetchDelivery", "http://192.0.2.1/x", ""]
)
def test_a_chunk_must_be_a_part_of_its_message(href: str) -> None:
    with pytest.raises(StructureError):
        typed(order_changed(chunk_message(), "cid:ChunkBlobFetchDelivery", href))


def test_outcome_of_storing_a_chunk() -> None:
    inside = ((FeedbackEntry("0800", "drin"),), card())
    found = typed(envelopes.response_to_partial_store_delivery(CONTROL, supplier(), OK, CHUNK, inside))
    assert isinstance(found, ResponseToPartialStoreDelivery)
    assert [entry.code for entry in found.inside_feedback] == ["0800"]
    assert (found.card, found.chunk, found.feedback) == (card(), CHUNK, OK)
    found = typed(envelopes.response_to_partial_store_delivery(CONTROL, supplier(), OK, CHUNK, None))
    assert isinstance(found, ResponseToPartialStoreDelivery)
    assert (found.inside_feedback, found.card) == ((), None)


FEEDBACK = "</osci:Feedback>"


@pytest.mark.parametrize("more", ["<osci:MessageId>QQ==</osci:MessageId>", "<osci:Feedback/>", "text", "<Evil/>"])
def test_nothing_stands_beside_the_feedback_of_a_dialog(more: str) -> None:
    for build in (envelopes.response_to_init_dialog, envelopes.response_to_exit_dialog):
        with pytest.raises(StructureError):
            typed(order_changed(build(CONTROL, supplier(), OK), FEEDBACK, FEEDBACK + more))


def both(xml: str) -> str:
    return xml + xml


def id_message() -> OutgoingMessage:
    return envelopes.response_to_get_message_id(CONTROL, supplier(), OK, "1")


def stored_message() -> OutgoingMessage:
    return envelopes.response_to_store_delivery(CONTROL, supplier(), OK, card())


def cards_message() -> OutgoingMessage:
    return envelopes.response_to_fetch_process_card(CONTROL, supplier(), OK, "", [card()])


def other_chunk_message() -> OutgoingMessage:
    return order_changed(chunk_message(), "</osci2017:ChunkInformation>", "</osci2017:Other>")


ID = "<osci:MessageId>MQ==</osci:MessageId>"
ECHO = "<osci:fetchDelivery></osci:fetchDelivery>"
CARD_END = "</osci:ProcessCardBundle>"


@pytest.mark.parametrize(
    ("build", "old", "new"),
    [
        (id_message, ID, both(ID)),
        (id_message, "MQ==", "MQ"),
        (id_message, ID, ID + "<osci:Evil/>"),
        (cards_message, CARD_END, CARD_END + "<osci:Evil/>"),
        (cards_message, FEEDBACK, FEEDBACK + "text"),
        (stored_message, FEEDBACK, FEEDBACK + ECHO),
        (answer, ECHO, both(ECHO)),
        (answer, ECHO, ID),
        (answer, CARD_END, CARD_END + ECHO),
        (answer, CARD_END, CARD_END + "<osci:ProcessCardBundle/>"),
        (other_chunk_message, "<osci2017:ChunkInformation ", "<osci2017:Other "),
        (chunk_message, 'ChunkNumber="1"', 'ChunkNumber="-1"'),
    ],
)
def test_an_order_out_of_form_is_refused(build: Callable[[], OutgoingMessage], old: str, new: str) -> None:
    assert typed(chunk_message() if build is other_chunk_message else build())
    with pytest.raises(StructureError):
        typed(order_changed(build(), old, new))


def test_every_response_needs_feedback() -> None:
    message = envelopes.response_to_init_dialog(CONTROL, supplier(), OK)
    start, end = message.body.index("<osci:Feedback>"), message.body.index(FEEDBACK) + len(FEEDBACK)
    with pytest.raises(StructureError):
        typed(replace(message, body=message.body[:start] + message.body[end:]))


def test_a_request_is_no_response() -> None:
    covered = typed(answer()).message
    with pytest.raises(StructureError):
        read_response(replace(covered, type=MessageType.FETCH_DELIVERY))
    office = ClientIdentity(training_pki().office.der, None)
    message = init_dialog(ControlBlock(challenge="c"), office)
    with pytest.raises(StructureError):
        typed(replace(message, body=message.body.replace("><", f">{feedback_xml(OK)}<")))
