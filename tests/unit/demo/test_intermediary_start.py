from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sozialclient.crypto.key_file import open_key_file, read_pin_file
from sozialclient.crypto.policy import Policy
from sozialclient.demo.certificates import TrainingPki
from sozialclient.demo.intermediary_start import (
    RunningIntermediary,
    TrainingIntermediaryOptions,
    start_training_intermediary,
)
from sozialclient.demo.key_files import write_p12
from sozialclient.demo.sender import IntermediaryAddress, Sender, SendingRefused, http_exchange
from sozialclient.demo.training_application import Quirk, TrainingApplication
from sozialclient.demo.training_set import training_set
from sozialclient.model.delivery import Container
from sozialclient.model.verdict import Verdict
from sozialclient.net.http_client import HttpClient, NetSettings
from sozialclient.osci import request_envelopes
from sozialclient.osci.compose import (
    OutgoingMessage,
    TransportEncryption,
    encrypt_message,
    new_challenge,
    write_message,
)
from sozialclient.osci.cover import cover
from sozialclient.osci.deliveries import DeliveryOpener, OpenedDelivery
from sozialclient.osci.dialog import Dialog
from sozialclient.osci.names import MessageType
from sozialclient.osci.receive import Fault, Receiver
from sozialclient.osci.request_envelopes import ClientIdentity
from sozialclient.osci.responses import Response, ResponseToFetchDelivery, read_response
from sozialclient.osci.selection import SelectionRule
from sozialclient.wire.spool import MemorySpool
from tests.mailbox_rig import http_post

SEED = 7


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningIntermediary]:
    options = TrainingIntermediaryOptions(
        state=tmp_path_factory.mktemp("state"), fill="training", seed=SEED, key_bits=2048
    )
    started = start_training_intermediary(options)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def fetched(running: RunningIntermediary) -> list[OpenedDelivery]:
    """Everything in the mailbox, fetched with the office's key file over HTTP."""
    assert running.p12 is not None and running.pin_file is not None
    opened = open_key_file(running.p12.read_bytes(), read_pin_file(running.pin_file.read_bytes()))
    identity = opened.identities[0]
    client = ClientIdentity(identity.certificate.der, identity.signing_key())
    post, dialog = http_post(running.url), Dialog(new_challenge)
    found: list[OpenedDelivery] = []
    keys, to = (identity.decryption_key(),), TransportEncryption(running.cipher_certificate.read_bytes())

    def answer(message: OutgoingMessage) -> Response:
        data = post(b"".join(encrypt_message(write_message(message, client.signer), to)))
        received = Receiver(keys, MemorySpool, Policy.default()).read([data])
        assert not isinstance(received, Fault), received
        covered = cover(received, Policy.default(), expected_signer=running.signature_certificate.read_bytes())
        dialog.receive(covered.control)
        return read_response(covered)

    answer(request_envelopes.init_dialog(dialog.init(), client))
    while True:
        control = dialog.request(None, MessageType.FETCH_DELIVERY)
        response = answer(request_envelopes.fetch_delivery(control, client, SelectionRule()))
        assert isinstance(response, ResponseToFetchDelivery)
        if response.is_empty:
            return found
        found.append(DeliveryOpener(keys, Policy.default(), MemorySpool).open_fetched(response))


@pytest.fixture(scope="module")
def sent() -> tuple[TrainingApplication, ...]:
    return training_set(SEED, with_large=False)


def _of(quirk: Quirk, sent: tuple[TrainingApplication, ...], fetched: list[OpenedDelivery]) -> OpenedDelivery:
    """Applications arrive in the order of the set."""
    (index,) = [number for number, application in enumerate(sent) if quirk in application.quirks]
    return fetched[index]


def _outer(opened: OpenedDelivery) -> Container:
    (container,) = opened.delivery.containers
    return container


def test_the_whole_set_arrives_with_its_times(
    running: RunningIntermediary, sent: tuple[TrainingApplication, ...], fetched: list[OpenedDelivery]
) -> None:
    assert len(fetched) == len(sent)
    created = [o.delivery.process_card.card.creation for o in fetched if o.delivery.process_card]
    times = [instant.utc for instant in created if instant is not None]
    assert times == sorted(t for t in times if t is not None) and len(times) == len(sent)
    assert all(time is not None and time < datetime.now(UTC) for time in times)
    inspections = [i for o in fetched if o.delivery.process_card for i in o.delivery.process_card.inspections]
    assert {(i.math_result, i.offline_result) for i in inspections} == {("ok", "valid")}


def test_ordinary_ones_are_sound(sent: tuple[TrainingApplication, ...], fetched: list[OpenedDelivery]) -> None:
    odd = {Quirk.OTHER_READER, Quirk.BROKEN_AUTHOR_SIGNATURE}
    for application, opened in zip(sent, fetched, strict=True):
        if application.quirks & odd:
            continue
        contents = list(opened.delivery.contents())
        names = [content.name for content in application.contents]
        assert [c.untrusted_name or c.id for c in contents] == names, application.key
        assert {c.integrity for c in contents} == {Verdict.PASSED}
        assert {s.verdict for s in _outer(opened).signatures} == {Verdict.PASSED}


def test_the_odd_ones(sent: tuple[TrainingApplication, ...], fetched: list[OpenedDelivery]) -> None:
    assert _outer(_of(Quirk.OTHER_READER, sent, fetched)).readable is False
    broken = _outer(_of(Quirk.BROKEN_AUTHOR_SIGNATURE, sent, fetched))
    assert [s.verdict for s in broken.signatures] == [Verdict.FAILED]
    assert [s.reason for s in broken.signatures] == ["SIG-VALUE"]
    assert len(_outer(_of(Quirk.TWO_AUTHORS, sent, fetched)).signatures) == 2
    assert len(list(_of(Quirk.MANY_ATTACHMENTS, sent, fetched).delivery.contents())) >= 300
    card = _of(Quirk.MONTH_END, sent, fetched).delivery.process_card
    assert card is not None and card.card.creation is not None and card.card.creation.utc is not None
    local = card.card.creation.utc.astimezone(ZoneInfo("Europe/Berlin"))
    assert (local.hour, local.minute, local.second) == (23, 59, 57)


def test_the_duplicate_has_the_same_content_and_another_id(
    sent: tuple[TrainingApplication, ...], fetched: list[OpenedDelivery]
) -> None:
    again = _of(Quirk.DUPLICATE, sent, fetched)
    digests = [c.sha256 for c in again.delivery.contents()]
    same = [o for o in fetched if [c.sha256 for c in o.delivery.contents()] == digests]
    assert len(same) == 2 and same[0].delivery.message_id != same[1].delivery.message_id


def options(state: Path, **changes: object) -> TrainingIntermediaryOptions:
    made = TrainingIntermediaryOptions(state=state, key_bits=2048)
    return replace(made, **changes)  # type: ignore[arg-type]  # test shorthand


def test_a_second_start_keeps_keys_and_state_and_fills_the_set_once(running: RunningIntermediary) -> None:
    before = running.state.total()
    again = start_training_intermediary(options(running.state.folder, fill="training"))
    try:
        assert again.state.total() == before
        assert again.p12 is not None and running.p12 is not None
        assert again.p12.read_bytes() == running.p12.read_bytes()
    finally:
        again.stop()


def test_plain_applications_are_added_each_time(tmp_path: Path) -> None:
    for expected in (2, 4):
        started = start_training_intermediary(options(tmp_path, fill=2))
        assert started.state.total() == expected
        started.stop()
        started.stop()


def test_keys_of_its_own(tmp_path: Path) -> None:
    pki = TrainingPki.create(tmp_path / "given", key_bits=2048)
    (tmp_path / "pin").write_text("geheim-1\n", encoding="utf-8")
    for name in ("intermediary_cipher", "intermediary_signature"):
        write_p12(tmp_path / f"{name}.p12", getattr(pki, name), "geheim-1", chain=pki.chain)
    started = start_training_intermediary(options(
        tmp_path / "state", cipher_p12=tmp_path / "intermediary_cipher.p12",
        signature_p12=tmp_path / "intermediary_signature.p12", pin_file=tmp_path / "pin",
    ))
    try:
        assert started.cipher_certificate.read_bytes() == pki.intermediary_cipher.der
        assert started.signature_certificate.read_bytes() == pki.intermediary_signature.der
        assert started.pki is None and started.p12 is None
        assert not (tmp_path / "state" / "pki").exists()
    finally:
        started.stop()


def test_a_taken_address_is_said(running: RunningIntermediary, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match=r"."):
            start_training_intermediary(options(tmp_path, port=taken.getsockname()[1]))


def test_the_sender_over_http_and_what_it_makes_of_a_refusal(
    running: RunningIntermediary, sent: tuple[TrainingApplication, ...]
) -> None:
    pki = running.pki
    assert pki is not None
    exchange = http_exchange(HttpClient(NetSettings(proxy="direct")), running.url, MemorySpool)
    address = IntermediaryAddress(pki.intermediary_cipher.der, pki.intermediary_signature.der, exchange)
    before = running.state.total()
    message_id = Sender(pki, address, MemorySpool, addressee=pki.other_office.der).send(sent[0])
    assert message_id.startswith("uebung:") and running.state.total() == before + 1
    wrong = replace(address, cipher_certificate=pki.office.der)
    with pytest.raises(SendingRefused) as refused:
        Sender(pki, wrong, MemorySpool).send(sent[0])
    assert refused.value.parameters == {"code": "9200"}

