"""Large messages in chunks, in both directions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.demo.intermediary_turn import IntermediaryOptions
from sozialclient.osci import request_envelopes
from sozialclient.osci.certificate_header import non_intermediary_certificates_xml
from sozialclient.osci.compose import OutgoingAttachment, OutgoingMessage, new_challenge, write_message
from sozialclient.osci.control_block import NEXT, ControlBlock
from sozialclient.osci.cover import cover
from sozialclient.osci.deliveries import DeliveryOpener
from sozialclient.osci.features import features_xml
from sozialclient.osci.names import MessageType
from sozialclient.osci.process_cards import message_id_xml
from sozialclient.osci.receive import Fault, Receiver
from sozialclient.osci.request_envelopes import ClientIdentity, DeliveryToStore
from sozialclient.osci.responses import (
    Response,
    ResponseToFetchDelivery,
    ResponseToPartialFetchDelivery,
    ResponseToPartialStoreDelivery,
    read_response,
)
from sozialclient.osci.selection import ChunkInformation, SelectionRule, chunk_information_xml
from sozialclient.wire.namespaces import OSCI2017
from sozialclient.wire.spool import MemorySpool, spool_bytes
from tests.mailbox_rig import (
    Client,
    Post,
    Rig,
    codes,
    decryption,
    http_post,
    office,
    platform,
    put,
    rig,
    small_delivery,
    training_pki,
)

DATA = bytes(range(256)) * 400


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[tuple[Rig, Post]]:
    made = rig(tmp_path, IntermediaryOptions(max_chunk_kib=500, max_message_kib=1000))
    with made.served() as server:
        yield made, http_post(server.url)


def ask(client: Client, number: int, size: int = 64, rule: SelectionRule | None = None,
        received: tuple[int, ...] = ()) -> Response:
    chunk = ChunkInformation(chunk_number=number, chunk_size=size, received_chunks=received)
    return client.step(lambda c, i: request_envelopes.partial_fetch_delivery(c, i, rule or SelectionRule(), chunk))


def chunk_bytes(answer: Response) -> bytes:
    assert isinstance(answer, ResponseToPartialFetchDelivery) and answer.content_id is not None
    return spool_bytes(answer.message.parts[answer.content_id].spool)


def total_of(answer: Response) -> int:
    assert isinstance(answer, ResponseToPartialFetchDelivery) and answer.chunk.total_chunk_numbers is not None
    return answer.chunk.total_chunk_numbers


@pytest.mark.parametrize("by_id", [True, False])
def test_all_chunks_make_up_an_ordinary_response(mailbox: tuple[Rig, Post], by_id: bool) -> None:
    made, post = mailbox
    wanted = put(post, data=DATA)
    other = put(post)
    rule = SelectionRule(message_ids=(wanted,)) if by_id else SelectionRule()
    client = office(post)
    client.init()
    first = ask(client, 1, rule=rule)
    total = total_of(first)
    assert codes(first) == ["0801"] and total > 2
    whole = chunk_bytes(first)
    for number in range(2, total + 1):
        assert made.state.by_number(1).reception is None
        whole += chunk_bytes(ask(client, number, rule=rule, received=tuple(range(1, number))))
    received = Receiver((), MemorySpool, Policy.default()).read([whole])
    assert not isinstance(received, Fault)
    inner = read_response(
        cover(received, Policy.default(), expected_signer=training_pki().intermediary_signature.der)
    )
    assert isinstance(inner, ResponseToFetchDelivery) and inner.card is not None and inner.card.message_id == wanted
    opened = DeliveryOpener((decryption(training_pki().office),), Policy.default(), MemorySpool).open_fetched(inner)
    (content,) = opened.delivery.contents()
    assert content.sha256 == hashlib.sha256(DATA).hexdigest()
    assert made.state.by_number(1).reception is None
    following = ask(client, 1)
    assert made.state.by_number(1).reception is not None
    assert isinstance(following, ResponseToPartialFetchDelivery) and following.message_id == other


def test_a_new_dialog_goes_on_where_the_old_one_ended(mailbox: tuple[Rig, Post]) -> None:
    made, post = mailbox
    wanted = put(post, data=DATA)
    rule = SelectionRule(message_ids=(wanted,))
    lost = office(post)
    lost.init()
    first = ask(lost, 1, rule=rule)
    whole, total = chunk_bytes(first), total_of(first)
    fresh = office(post)
    fresh.init()
    for number in range(2, total + 1):
        whole += chunk_bytes(ask(fresh, number, rule=rule, received=tuple(range(1, number))))
    received = Receiver((), MemorySpool, Policy.default()).read([whole])
    assert not isinstance(received, Fault)
    cover(received, Policy.default(), expected_signer=training_pki().intermediary_signature.der)
    fresh.step(request_envelopes.exit_dialog)
    assert made.state.by_number(1).reception is not None


def test_a_client_that_lacks_chunks_acknowledges_nothing(mailbox: tuple[Rig, Post]) -> None:
    made, post = mailbox
    put(post, data=DATA)
    client = office(post)
    client.init()
    total = total_of(ask(client, 1))
    ask(client, total)
    client.step(request_envelopes.exit_dialog)
    assert made.state.by_number(1).reception is None


@pytest.mark.parametrize(("number", "size", "code"), [(99, 64, "9901"), (0, 64, "9901"), (1, 501, "9902"),
                                                      (1, 0, "9903")])
def test_impossible_chunks(mailbox: tuple[Rig, Post], number: int, size: int, code: str) -> None:
    _, post = mailbox
    put(post, data=DATA)
    client = office(post)
    client.init()
    answer = ask(client, number, size)
    assert codes(answer) == [code]
    assert isinstance(answer, ResponseToPartialFetchDelivery) and answer.content_id is None


def test_nothing_there(mailbox: tuple[Rig, Post]) -> None:
    _, post = mailbox
    client = office(post)
    client.init()
    answer = ask(client, 1)
    assert isinstance(answer, ResponseToFetchDelivery) and codes(answer) == ["9803"]


# -- storing ---------------------------------------------------------------------------------


def partial_store(control: ControlBlock, client: ClientIdentity, delivery: DeliveryToStore,
                  chunk: ChunkInformation | None, data: bytes = b"") -> OutgoingMessage:
    """One chunk as the Java library sends it, or the question how things stand."""
    inner = "<osci2017:InfoOnly></osci2017:InfoOnly>" if chunk is None else chunk_information_xml(chunk)
    order = (
        f'<osci2017:partialStoreDelivery xmlns:osci2017="{OSCI2017}" Id="partialstoredelivery" {NEXT}>'
        f"{message_id_xml(delivery.message_id + '_Partial')}<osci:Subject>s</osci:Subject>{inner}"
        "</osci2017:partialStoreDelivery>"
    )
    whole = request_envelopes.store_delivery(control, client, delivery)
    header = request_envelopes.ClientIdentity(client.cipher_certificate, client.signing_key)
    entries = (*delivery.certificates.entries, *header.certificates(with_cipher=True).entries)
    certificates = non_intermediary_certificates_xml(type(delivery.certificates)(entries))
    blocks = (whole.blocks[0], whole.blocks[1], order, certificates, features_xml())
    container = (
        '<osci:ContentContainer Id="ChunkContentContainer">'
        '<osci:Content Id="ChunkContent" href="cid:ChunkBlobStoreDelivery"></osci:Content></osci:ContentContainer>'
    )
    body = f"<osci:ContentPackage>{'' if chunk is None else container}</osci:ContentPackage>"
    attachment = OutgoingAttachment("ChunkBlobStoreDelivery", lambda: [data], hashlib.sha256(data).digest())
    return OutgoingMessage(MessageType.PARTIAL_STORE_DELIVERY, control, blocks, body,
                           () if chunk is None else (attachment,))


def inner_store(client: ClientIdentity, delivery: DeliveryToStore) -> bytes:
    control = ControlBlock(challenge=new_challenge(), sequence_number=0)
    return b"".join(write_message(request_envelopes.store_delivery(control, client, delivery), client.signer))


def store_chunk(client: Client, delivery: DeliveryToStore, whole: bytes, number: int, size: int = 64,
                total: int | None = None) -> ResponseToPartialStoreDelivery:
    total = total or -(-len(whole) // (size * 1024))
    piece = whole[(number - 1) * size * 1024 : number * size * 1024]
    chunk = ChunkInformation(chunk_number=number, chunk_size=size, total_chunk_numbers=total,
                             total_message_size=len(whole) // 1024)
    answer = client.step(lambda c, i: partial_store(c, i, delivery, chunk, piece))
    assert isinstance(answer, ResponseToPartialStoreDelivery)
    return answer


def test_a_message_stored_in_chunks(mailbox: tuple[Rig, Post]) -> None:
    made, post = mailbox
    sender = platform(post)
    sender.init()
    delivery = small_delivery(platform(post).reserve(), "gross", DATA)
    whole = inner_store(sender.identity, delivery)
    total = -(-len(whole) // 65536)
    for number in range(total, 1, -1):
        answer = store_chunk(sender, delivery, whole, number)
        assert codes(answer) == ["0801"] and not answer.inside_feedback
        assert answer.chunk.received_chunks == tuple(range(number, total + 1))
    assert codes(store_chunk(sender, delivery, whole, total)) == ["9900"]
    last = store_chunk(sender, delivery, whole, 1)
    assert codes(last) == ["0801", "3950"]
    assert [entry.code for entry in last.inside_feedback] == ["0800"]
    assert last.card is not None and last.card.message_id == delivery.message_id
    asked = sender.step(lambda c, i: partial_store(c, i, delivery, None))
    assert isinstance(asked, ResponseToPartialStoreDelivery)
    assert codes(asked) == ["0801", "3950"] and asked.chunk.received_chunks == tuple(range(1, total + 1))
    assert codes(store_chunk(sender, delivery, whole, 1)) == ["9900", "3950"]
    assert made.state.total() == 1 and made.state.by_number(1).subject == "gross"


def test_what_is_wrong_inside_is_said_inside(mailbox: tuple[Rig, Post]) -> None:
    made, post = mailbox
    sender = platform(post)
    sender.init()
    delivery = small_delivery(platform(post).reserve(), "gross", DATA)
    whole = inner_store(sender.identity, delivery).replace(b"<osci:Subject>gross", b"<osci:Subject>gruss")
    total = -(-len(whole) // 65536)
    answer = [store_chunk(sender, delivery, whole, number) for number in range(1, total + 1)][-1]
    assert codes(answer) == ["0801", "9950"] and [e.code for e in answer.inside_feedback] == ["9601"]
    assert answer.card is None and made.state.total() == 0


def test_chunks_that_do_not_fit(mailbox: tuple[Rig, Post]) -> None:
    _, post = mailbox
    sender = platform(post)
    sender.init()
    delivery = small_delivery(platform(post).reserve(), "gross", DATA)
    whole = inner_store(sender.identity, delivery)
    assert codes(store_chunk(sender, delivery, whole, 9, total=3)) == ["9901"]
    assert codes(store_chunk(sender, delivery, whole, 1, size=501)) == ["9902"]
    assert codes(store_chunk(sender, delivery, whole[:1000], 1, total=3)) == ["9903"]
    assert codes(store_chunk(sender, delivery, whole, 1, total=100)) == ["9904"]
    assert codes(store_chunk(sender, delivery, whole, 1, total=4)) == ["0801"]
    assert codes(store_chunk(sender, delivery, whole, 2, total=5)) == ["9905"]
    foreign = small_delivery("not reserved", "gross", DATA)
    assert codes(store_chunk(sender, foreign, whole, 1)) == ["9801"]
