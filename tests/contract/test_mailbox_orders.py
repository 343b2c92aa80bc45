"""Every order against the served training intermediary, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.demo.intermediary_turn import IntermediaryOptions
from sozialclient.model.verdict import Verdict
from sozialclient.osci import request_envelopes
from sozialclient.osci.deliveries import DeliveryOpener
from sozialclient.osci.responses import (
    Response,
    ResponseToFetchDelivery,
    ResponseToFetchProcessCard,
    ResponseToGetMessageId,
    ResponseToStoreDelivery,
)
from sozialclient.osci.selection import SelectionRule
from sozialclient.wire.spool import MemorySpool, spool_bytes
from tests.mailbox_rig import (
    NOON,
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


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[tuple[Rig, Post]]:
    made = rig(tmp_path)
    with made.served() as server:
        yield made, http_post(server.url)


def fetch(client: Client, rule: SelectionRule | None = None) -> ResponseToFetchDelivery:
    answer = client.step(lambda c, i: request_envelopes.fetch_delivery(c, i, rule or SelectionRule()))
    assert isinstance(answer, ResponseToFetchDelivery)
    return answer


def cards(client: Client, rule: SelectionRule | None = None) -> ResponseToFetchProcessCard:
    answer = client.step(lambda c, i: request_envelopes.fetch_process_card(c, i, rule or SelectionRule()))
    assert isinstance(answer, ResponseToFetchProcessCard)
    return answer


def message_id(answer: ResponseToFetchDelivery) -> str | None:
    return None if answer.card is None else answer.card.message_id


@pytest.mark.parametrize(("encrypted", "signed", "base64"), [
    (True, True, False), (True, True, True), (True, False, False), (False, True, False), (False, False, False),
])
def test_a_whole_dialog(mailbox: tuple[Rig, Post], encrypted: bool, signed: bool, base64: bool) -> None:
    _, post = mailbox
    first, second = put(post, "Eins <&> ü"), put(post, "Zwei")
    client = office(post, encrypted=encrypted, base64=base64)
    if not signed:
        client.signature = None
    opened = client.init()
    assert codes(opened) == ["0801"]
    assert opened.message.transport.encryption is not None
    assert opened.features is not None and opened.features.partial_transmission
    answer = fetch(client)
    assert (codes(answer), message_id(answer)) == (["0801", "3800"], first)
    assert answer.card is not None and answer.card.card.subject == "Eins <&> ü"
    assert answer.card.card.forwarding is not None and answer.card.card.reception is None
    answer = fetch(client)
    assert (codes(answer), message_id(answer)) == (["0801"], second)
    empty = fetch(client)
    assert codes(empty) == ["9803"] and empty.is_empty
    assert codes(client.step(request_envelopes.exit_dialog)) == ["0800"]
    assert codes(client.send(request_envelopes.exit_dialog(client.control(), client.identity))) == ["F9400"]


def test_content_signatures_hold_after_forwarding(mailbox: tuple[Rig, Post]) -> None:
    _, post = mailbox
    put(post, data=b"<antrag>\xc3\xbc</antrag>")
    client = office(post)
    client.init()
    opener = DeliveryOpener((decryption(training_pki().office),), Policy.default(), MemorySpool)
    opened = opener.open_fetched(fetch(client))
    (content,) = opened.delivery.contents()
    assert spool_bytes(opened.payloads[content.key]) == b"<antrag>\xc3\xbc</antrag>"
    assert [s.verdict for s in opened.delivery.containers[0].signatures] == [Verdict.PASSED]


def test_only_the_next_valid_request_acknowledges(mailbox: tuple[Rig, Post]) -> None:
    made, post = mailbox
    wanted = put(post)
    lost = office(post)
    lost.init()
    assert message_id(fetch(lost)) == wanted
    wrong = lost.control()
    wrong = type(wrong)(challenge=wrong.challenge, challenge_response="guessed",
                        conversation_id=wrong.conversation_id, sequence_number=wrong.sequence_number)
    assert codes(lost.send(request_envelopes.exit_dialog(wrong, lost.identity))) == ["F9400"]
    again = office(post)
    again.init()
    assert message_id(fetch(again)) == wanted
    assert made.state.by_number(1).reception is None
    made.clock.now = NOON + timedelta(minutes=3)
    again.step(request_envelopes.exit_dialog)
    assert made.state.by_number(1).reception == NOON + timedelta(minutes=3)
    third = office(post)
    third.init()
    assert message_id(fetch(third)) is None
    assert message_id(fetch(third, SelectionRule(message_ids=(wanted,)))) == wanted


def test_a_delivery_is_offered_again_when_the_dialog_times_out(tmp_path: Path) -> None:
    made = rig(tmp_path, IntermediaryOptions(dialog_timeout=60))
    wanted, client = put(made.post), office(made.post)
    client.init()
    assert message_id(fetch(client)) == wanted
    made.clock.seconds = 61
    assert codes(client.send(request_envelopes.exit_dialog(client.control(), client.identity))) == ["F9400"]
    client = office(made.post)
    client.init()
    assert message_id(fetch(client)) == wanted


def test_fetching_by_id_and_by_time(mailbox: tuple[Rig, Post]) -> None:
    made, post = mailbox
    old = put(post, "alt")
    made.clock.now = NOON + timedelta(hours=2)
    new = put(post, "neu")
    client = office(post)
    client.init()
    answer = fetch(client, SelectionRule(received_since=NOON + timedelta(hours=1)))
    assert (message_id(answer), codes(answer)) == (new, ["0801", "3800"])
    answer = fetch(client, SelectionRule(received_since=NOON + timedelta(hours=3)))
    assert codes(answer) == ["9803"]
    assert message_id(fetch(client, SelectionRule(message_ids=(old,)))) == old
    assert codes(fetch(client, SelectionRule(message_ids=("unknown",)))) == ["9803"]


def test_a_foreign_mailbox_looks_empty(mailbox: tuple[Rig, Post]) -> None:
    made, post = mailbox
    wanted, pki = put(post), training_pki()
    stranger = Client(post, pki.other_office, pki.other_office)
    stranger.init()
    assert codes(fetch(stranger)) == ["9803"]
    assert codes(fetch(stranger, SelectionRule(message_ids=(wanted,)))) == ["9803"]
    assert codes(cards(stranger, SelectionRule(message_ids=(wanted,)))) == ["9804"]
    stranger.step(request_envelopes.exit_dialog)
    assert made.state.by_number(1).forwarding is None


def test_process_cards_by_every_rule(mailbox: tuple[Rig, Post]) -> None:
    made, post = mailbox
    ids = []
    for hour in range(3):
        made.clock.now = NOON + timedelta(hours=hour)
        ids.append(put(post, f"Nr. {hour}"))
    client = office(post)
    client.init()
    made.clock.now = NOON + timedelta(hours=9)
    assert message_id(fetch(client)) == ids[0]

    def found(rule: SelectionRule) -> tuple[list[str], list[int]]:
        answer = cards(client, rule)
        return codes(answer), [ids.index(card.message_id) for card in answer.cards]

    assert found(SelectionRule()) == (["0801"], [0, 1, 2])
    assert found(SelectionRule(quantity=2)) == (["0801", "3801"], [0, 1])
    assert found(SelectionRule(quantity=3)) == (["0801"], [0, 1, 2])
    assert found(SelectionRule(message_ids=(ids[2], ids[0], "no"))) == (["0801"], [0, 2])
    assert found(SelectionRule(received_since=NOON + timedelta(hours=1))) == (["0801"], [1, 2])
    assert found(SelectionRule(modified_since=NOON + timedelta(hours=8))) == (["0801"], [0])
    assert found(SelectionRule(received_since=NOON, no_reception=True)) == (["0801"], [1, 2])
    assert found(SelectionRule(received_since=NOON, role="Originator")) == (["9804"], [])
    assert found(SelectionRule(received_since=NOON, role="Addressee", quantity=1)) == (["0801", "3801"], [0])
    card = cards(client, SelectionRule(message_ids=(ids[0],))).cards[0].card
    assert card.creation and card.forwarding and card.reception
    assert card.creation.utc == NOON and card.reception.utc == card.recent_modification.utc == made.clock.now


def test_the_sender_sees_the_cards_of_what_it_sent(mailbox: tuple[Rig, Post]) -> None:
    _, post = mailbox
    wanted = put(post)
    client = platform(post)
    client.init()
    assert [card.message_id for card in cards(client, SelectionRule(received_since=NOON, role="Originator")).cards] == [
        wanted
    ]


def test_storing_inside_an_explicit_dialog(mailbox: tuple[Rig, Post]) -> None:
    _, post = mailbox
    sender = platform(post)
    sender.init()
    reserved = sender.step(request_envelopes.get_message_id)
    assert isinstance(reserved, ResponseToGetMessageId) and codes(reserved) == ["0801"] and reserved.message_id
    delivery = small_delivery(reserved.message_id)
    stored = sender.step(lambda c, i: request_envelopes.store_delivery(c, i, delivery))
    assert isinstance(stored, ResponseToStoreDelivery) and codes(stored) == ["0801"]
    assert stored.card is not None and stored.card.card.forwarding is None
    assert {i.math_result for i in stored.card.inspections} == {"ok"} and len(stored.card.inspections) == 4


@pytest.mark.parametrize("encrypted", [True, False])
def test_an_implicit_answer_is_protected_like_its_request(mailbox: tuple[Rig, Post], encrypted: bool) -> None:
    _, post = mailbox
    client = platform(post, encrypted=encrypted)
    answer = client.send(request_envelopes.get_message_id(client.control(), client.identity))
    assert isinstance(answer, Response)
    assert (answer.message.transport.encryption is not None) is encrypted


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    before = rig(tmp_path)
    first, second = put(before.post, "Eins"), put(before.post, "Zwei")
    client = office(before.post)
    client.init()
    assert message_id(fetch(client)) == first
    unused = platform(before.post).reserve()
    before.state.close()
    after = rig(tmp_path)
    assert codes(client_of(after, client).send(request_envelopes.exit_dialog(client.control(), client.identity))) == [
        "F9400"
    ]
    client = office(after.post)
    client.init()
    assert [message_id(fetch(client)), message_id(fetch(client))] == [first, second]
    assert codes(platform(after.post).store(small_delivery(first))) == ["9801"]
    assert codes(platform(after.post).store(small_delivery(unused))) == ["0800"]


def client_of(made: Rig, client: Client) -> Client:
    client.post = made.post
    return client
