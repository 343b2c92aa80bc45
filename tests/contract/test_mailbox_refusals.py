"""What the training intermediary refuses, and that a refusal changes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.crypto.algorithms import Cipher
from sozialclient.demo.certificates import Identity
from sozialclient.demo.intermediary_turn import IntermediaryOptions
from sozialclient.osci import request_envelopes
from sozialclient.osci.certificate_header import CertificateRole
from sozialclient.osci.compose import (
    OutgoingMessage,
    TransportEncryption,
    encrypt_message,
    new_challenge,
    write_message,
)
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.receive import Fault
from sozialclient.osci.responses import Response, ResponseToFetchDelivery
from sozialclient.osci.selection import SelectionRule
from tests.mailbox_rig import (
    Client,
    Rig,
    codes,
    header_of,
    office,
    platform,
    put,
    rig,
    signing,
    small_delivery,
    training_pki,
)


@pytest.fixture
def made(tmp_path: Path) -> Rig:
    return rig(tmp_path)


@pytest.fixture
def waiting(made: Rig) -> tuple[Rig, Client]:
    """A dialog in which one delivery has been sent and not acknowledged."""
    put(made.post)
    client = office(made.post)
    client.init()
    client.step(lambda c, i: request_envelopes.fetch_delivery(c, i, SelectionRule()))
    return made, client


def exit_with(client: Client, control: ControlBlock) -> list[str]:
    return codes(client.send(request_envelopes.exit_dialog(control, client.identity)))


@pytest.mark.parametrize("change", [
    {"challenge_response": "AAAAAAAAAAAAAA=="}, {"challenge_response": None}, {"sequence_number": 0},
    {"sequence_number": 2}, {"sequence_number": None}, {"conversation_id": "4711"},
])
def test_whoever_breaks_the_chain_acknowledges_nothing(
    waiting: tuple[Rig, Client], change: dict[str, str | int | None]
) -> None:
    made, client = waiting
    control = replace(client.control(), **change)  # type: ignore[arg-type]  # a table of wrong values
    assert exit_with(client, control) == ["F9400"]
    assert made.state.by_number(1).reception is None
    client.step(request_envelopes.exit_dialog)
    assert made.state.by_number(1).reception is not None


def test_a_replayed_request_is_refused(waiting: tuple[Rig, Client]) -> None:
    made, client = waiting
    request = client.encode(request_envelopes.fetch_delivery(client.control(), client.identity, SelectionRule()))
    assert isinstance(client.decode(made.post(request)), ResponseToFetchDelivery)
    replayed = client.decode(made.post(request))
    assert isinstance(replayed, Fault) and replayed.code == "9400"


def test_a_dialog_cannot_be_taken_over_with_another_signature(waiting: tuple[Rig, Client]) -> None:
    made, client = waiting
    client.signature = training_pki().other_office
    assert exit_with(client, client.control()) == ["9601"]
    client.signature = None
    assert exit_with(client, client.control()) == ["9600"]
    assert made.state.by_number(1).reception is None
    client.signature = training_pki().office
    client.step(request_envelopes.exit_dialog)


def tampered(client: Client, message: OutgoingMessage, old: bytes, new: bytes) -> Response | Fault:
    """Change a signed message before it is encrypted."""
    plain = b"".join(write_message(message, client.identity.signer))
    assert plain.count(old) >= 1
    to = TransportEncryption(training_pki().intermediary_cipher.der)
    return client.decode(client.post(b"".join(encrypt_message([plain.replace(old, new, 1)], to))))


@pytest.mark.parametrize(("old", "new", "expected"), [
    (b'LanguagesList="de"', b'LanguagesList="en"', ["9601"]),
    (b"<osci:fetchDelivery Id=", b"<osci:fetchDelivery  Id=", ["0801"]),
    (b'URI="#body"', b'URI="#elsewhere"', ["9602"]),
    (b"<osci:Challenge>", b"<osci:Challenge>A", ["9601"]),
    (b"xmldsig-more#rsa-sha256", b"xmldsig-more#rsa-sha999", ["9601"]),
])
def test_a_changed_request_is_not_executed(
    made: Rig, old: bytes, new: bytes, expected: list[str]
) -> None:
    put(made.post)
    client = office(made.post)
    client.init()
    message = request_envelopes.fetch_delivery(client.control(), client.identity, SelectionRule())
    assert codes(tampered(client, message, old, new)) == expected
    executed = made.state.by_number(1).forwarding is not None
    assert executed is (expected == ["0801"])


def test_explicit_orders_need_a_dialog(made: Rig) -> None:
    client = office(made.post)
    control = ControlBlock(challenge=new_challenge(), sequence_number=0)
    for message in (
        request_envelopes.fetch_delivery(control, client.identity, SelectionRule()),
        request_envelopes.fetch_process_card(control, client.identity, SelectionRule()),
        request_envelopes.exit_dialog(control, client.identity),
    ):
        assert codes(client.send(message)) == ["F9802"]


def test_a_stale_response_in_an_implicit_request_is_ignored(made: Rig) -> None:
    client = platform(made.post)
    control = ControlBlock(challenge=new_challenge(), challenge_response="stale", sequence_number=0)
    assert codes(client.send(request_envelopes.get_message_id(control, client.identity))) == ["0800"]


def test_message_ids_are_used_once(made: Rig) -> None:
    sender = platform(made.post)
    message_id = sender.reserve()
    assert codes(sender.store(small_delivery(message_id))) == ["0800"]
    assert codes(sender.store(small_delivery(message_id))) == ["9801"]
    assert codes(sender.store(small_delivery("invented"))) == ["9801"]
    assert made.state.total() == 1


def test_a_delivery_without_id_is_refused(made: Rig) -> None:
    sender = platform(made.post)
    control = ControlBlock(challenge=new_challenge(), sequence_number=0)
    message = request_envelopes.store_delivery(control, sender.identity, small_delivery("x"))
    blocks = tuple(block.replace("<osci:MessageId>eA==</osci:MessageId>", "") for block in message.blocks)
    assert codes(sender.send(replace(message, blocks=blocks))) == ["9800"]


def without_certificates(message: OutgoingMessage) -> OutgoingMessage:
    return replace(message, blocks=tuple(b for b in message.blocks if "NonIntermediaryCertificates" not in b))


def test_an_answer_needs_somebody_to_encrypt_for(made: Rig) -> None:
    client = office(made.post, signature=None)
    control = ControlBlock(challenge=new_challenge())
    message = without_certificates(request_envelopes.init_dialog(control, client.identity))
    assert codes(client.send(message)) == ["F9500"]
    implicit = ControlBlock(challenge=new_challenge(), sequence_number=0)
    message = without_certificates(request_envelopes.get_message_id(implicit, client.identity))
    assert codes(client.send(message)) == ["F9500"]
    plain = office(made.post, signature=None, encrypted=False)
    assert codes(plain.send(message)) == ["0800"]


def test_a_signature_can_be_demanded(tmp_path: Path) -> None:
    made = rig(tmp_path, IntermediaryOptions(require_signature=True))
    client = office(made.post, signature=None)
    message = request_envelopes.init_dialog(ControlBlock(challenge=new_challenge()), client.identity)
    answer = client.send(message)
    assert isinstance(answer, Response) and codes(answer) == ["9600"]


def test_plain_dialogs_only_on_demand(tmp_path: Path) -> None:
    """Otherwise whoever knows the certificate of a mailbox could read what is in it."""
    open_mailbox = rig(tmp_path / "open", IntermediaryOptions(plain_dialogs=True))
    safe_mailbox = rig(tmp_path / "safe")
    for made, encrypted in ((open_mailbox, False), (safe_mailbox, True)):
        client = office(made.post, encrypted=False)
        answer = client.init()
        assert (answer.message.transport.encryption is not None) is encrypted


@pytest.mark.parametrize("damage", [
    b"", b"GET / HTTP/1.1", b"\x00" * 500, b"MIME-Version: 1.0\r\n", b"<html></html>" * 200, b"\xff" * 100_000,
])
def test_garbage_gets_a_fault(made: Rig, damage: bytes) -> None:
    answer = office(made.post).decode(made.post(damage))
    assert isinstance(answer, Fault) and answer.code == "9100" and answer.untrusted_text


def encrypted_for(identity: Identity, cipher: Cipher = Cipher.AES256_GCM) -> bytes:
    client = office(lambda request: b"")
    message = request_envelopes.init_dialog(ControlBlock(challenge=new_challenge()), client.identity)
    to = TransportEncryption(identity.der, cipher)
    return b"".join(encrypt_message(write_message(message, client.identity.signer), to))


def test_a_message_for_another_key_says_so(made: Rig) -> None:
    answer = office(made.post).decode(made.post(encrypted_for(training_pki().other_office)))
    assert isinstance(answer, Fault) and answer.code == "9200"


def test_failures_of_decryption_look_all_the_same(made: Rig) -> None:
    whole = encrypted_for(training_pki().intermediary_cipher)
    start = whole.index(b"<osci_enc>") + 14
    key = whole.index(b"<xenc:CipherValue>") + 40
    answers = {
        made.post(whole[:start] + bytes([whole[start] ^ 1]) + whole[start + 1 :])[60:],
        made.post(whole[: start + 900] + bytes([whole[start + 900] ^ 1]) + whole[start + 901 :])[60:],
        made.post(whole[:key] + (b"A" if whole[key : key + 1] != b"A" else b"B") + whole[key + 1 :])[60:],
        made.post(whole.replace(b"aes256-gcm", b"aes128-gcm"))[60:],
        made.post(whole.replace(b'Value="12"', b'Value="16"'))[60:],
        made.post(whole.replace(b"mgf1sha256", b"mgf1sha999"))[60:],
    }
    texts = {answer.split(b"\r\n\r\n", 3)[3].split(b"\r\n--")[0] for answer in answers}
    assert len(texts) == 1 and b"<osci:Code>9202</osci:Code>" in texts.pop()


def test_a_cbc_message_says_no_more_than_that_it_was_not_decrypted(made: Rig) -> None:
    whole = encrypted_for(training_pki().intermediary_cipher, Cipher.AES256_CBC)
    client = office(made.post)
    assert codes(client.decode(made.post(whole))) == ["0801"]
    start = whole.index(b"<osci_enc>") + 14
    for place in (20, 300, 700, 1500, 2500, 4000):
        damaged = bytearray(whole)
        damaged[start + place] ^= 0x21
        answer = client.decode(made.post(bytes(damaged)))
        # Where only a signed value was hit the message still reads: then the signature speaks.
        assert codes(answer) in (["F9202"], ["9601"], ["9602"])


def test_responses_and_faults_are_no_requests(made: Rig) -> None:
    client = office(made.post)
    answer = made.post(client.encode(request_envelopes.init_dialog(ControlBlock(challenge="c"), client.identity)))
    fault = client.decode(made.post(answer))
    assert isinstance(fault, Fault) and fault.code == "9200"  # it is encrypted for the office
    assert codes(client.decode(made.post(made.post(b"")))) == ["F9100"]


def test_ids_of_forwarded_content_may_be_ours(made: Rig) -> None:
    """PROTOCOL 8, no. 18: a sender may call its content "suppliersignature"."""
    sender = platform(made.post)
    delivery = small_delivery(sender.reserve())
    package = delivery.package.replace('Id="encdata0"', 'Id="suppliersignature"')
    assert codes(sender.store(replace(delivery, package=package))) == ["0800"]
    client = office(made.post)
    client.init()
    answer = client.step(lambda c, i: request_envelopes.fetch_delivery(c, i, SelectionRule()))
    assert isinstance(answer, ResponseToFetchDelivery) and answer.package is not None
    assert answer.package[0].get("Id") == "suppliersignature"
    assert answer.message.envelope.body.get("Id", "").startswith("body_")
    client.step(request_envelopes.exit_dialog)


def test_certificates_are_inspected_for_real(made: Rig) -> None:
    pki = training_pki()
    sender = platform(made.post)
    delivery = small_delivery(sender.reserve())
    expired = header_of((CertificateRole.CIPHER_ADDRESSEE, pki.office.der),
                        (CertificateRole.CIPHER_OTHER_READER, pki.expired_office.der))
    others = tuple(e for e in delivery.certificates.entries if e.role is CertificateRole.SIGNATURE_OTHER_AUTHOR)
    answer = sender.store(replace(delivery, certificates=replace(expired, entries=(*expired.entries, *others))))
    assert codes(answer) == ["0800", "3706"]
    assert answer.card is not None
    results = {(i.subject.split(",")[0][8:], i.math_result, i.offline_result) for i in answer.card.inspections}
    assert ("Sozialamt Musterstadt Uebung 2022-OSCI", "ok", "invalid") in results
    assert all(i.online_result is None for i in answer.card.inspections)


def test_a_certificate_forged_in_the_name_of_the_authority_is_refused(made: Rig) -> None:
    """One bit of the issuer's signature changed."""
    pki = training_pki()
    forged = pki.platform_cipher.der[:-1] + bytes([pki.platform_cipher.der[-1] ^ 1])
    client = replace(platform(made.post), cipher=replace(pki.platform_cipher))
    control = ControlBlock(challenge=new_challenge())
    identity = request_envelopes.ClientIdentity(forged, signing(pki.platform_signature))
    assert codes(client.send(request_envelopes.init_dialog(control, identity))) == ["F9501"]


def test_feedback_speaks_the_language_asked_for(made: Rig) -> None:
    client = office(made.post)
    for wanted, spoken in (("en", "en"), ("de-AT", "de"), ("iv", "de"), ("fr en", "en")):
        message = request_envelopes.init_dialog(ControlBlock(challenge=new_challenge()), client.identity)
        asked = message.blocks[0].replace('LanguagesList="de"', f'LanguagesList="{wanted}"')
        answer = client.send(replace(message, blocks=(asked, *message.blocks[1:])))
        assert isinstance(answer, Response)
        assert [entry.language for entry in answer.feedback] == [spoken]
