"""Opening one message from its bytes, with and without knowing which dialog it belongs to."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.errors import SozialclientError
from sozialclient.model.verdict import Verdict
from sozialclient.osci.compose import write_fault
from sozialclient.osci.deliveries import OpenedDelivery
from sozialclient.osci.dialog import SentRequest
from sozialclient.usecases.open_message import OpenOptions, open_message, read_dialog_state
from sozialclient.wire.spool import MemorySpool
from tests.e2e.harms import encrypted_for, flipped, plain_message
from tests.e2e.place import digests, office_keys, three_applications
from tests.mailbox_rig import training_pki
from tests.unit.usecases.conftest import Captured


def options(sent: SentRequest | None = None, signer: bytes | None = b"") -> OpenOptions:
    expected = training_pki().intermediary_signature.der if signer == b"" else signer
    return OpenOptions(policy=Policy.default(), expected_signer=expected, sent=sent)


def opened(data: bytes, chosen: OpenOptions | None = None) -> OpenedDelivery:
    return open_message([data], office_keys(), MemorySpool, chosen or options())


def refused(data: bytes, chosen: OpenOptions | None = None) -> SozialclientError:
    with pytest.raises(SozialclientError) as failure:
        opened(data, chosen)
    return failure.value


def references(found: OpenedDelivery) -> set[str]:
    return {finding.reference for finding in found.delivery.all_findings()}


def test_a_delivery_with_its_dialog(captured: Captured) -> None:
    found = opened(captured.answers[1], options(captured.sent[1]))
    delivery = found.delivery
    assert (delivery.message_type, delivery.message_id) == ("ResponseToFetchDelivery", captured.message_id)
    assert delivery.transport.verdict is Verdict.PASSED
    assert "DIALOG-UNDECIDED" not in references(found)
    assert sorted(content.sha256 or "" for content in delivery.contents()) == digests(three_applications()[0])


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_every_answer_of_a_dialog(captured: Captured, number: int) -> None:
    with_dialog = opened(captured.answers[number], options(captured.sent[number]))
    assert "DIALOG-UNDECIDED" not in references(with_dialog)
    without = opened(captured.answers[number])
    assert "DIALOG-UNDECIDED" in references(without)
    assert [entry.code for entry in without.delivery.feedback][0] in ("0801", "0800", "9803")


@pytest.mark.parametrize(("change", "field"), [
    ({"challenge": "anders"}, "Response"),
    ({"challenge": " "}, "Response"),
    ({"conversation_id": "815"}, "ConversationId"),
    ({"sequence_number": 7}, "SequenceNumber"),
    ({"sequence_number": None}, "SequenceNumber"),
])
def test_another_dialog(captured: Captured, change: dict[str, str | int | None], field: str) -> None:
    sent = replace(captured.sent[1], **change)  # type: ignore[arg-type]  # of the right types above
    error = refused(captured.answers[1], options(sent))
    assert (error.reference, error.parameters) == ("OSCI-DIALOG", {"field": field})


def test_without_a_certificate_the_signer_is_not_confirmed(captured: Captured) -> None:
    found = opened(captured.answers[1], options(signer=None))
    assert found.delivery.transport.verdict is Verdict.UNDECIDED
    assert "TRANSPORT-SIGNER-UNCONFIRMED" in references(found)


def test_another_signer(captured: Captured) -> None:
    stranger = training_pki().platform_signature.der
    assert refused(captured.answers[1], options(signer=stranger)).reference == "OSCI-SIGNER-CHANGED"


def test_no_spool_stays_open_when_a_message_is_refused(captured: Captured) -> None:
    """A message that is whole and encrypted for us, but not signed by the intermediary."""
    plain = plain_message(b"\r\n\r\n" + captured.answers[1])
    changed = encrypted_for(training_pki().office, flipped(plain, plain.index(b"</osci:Code>") - 1))
    made: list[Counted] = []

    def spools() -> Counted:
        made.append(Counted())
        return made[-1]

    for chosen in (options(), options(replace(captured.sent[1], challenge="anders"))):
        for data in (changed, captured.answers[1]):
            if data is captured.answers[1] and chosen.sent is None:
                continue
            with pytest.raises(SozialclientError):
                open_message([data], office_keys(), spools, chosen)
    assert made and all(spool.closed for spool in made)


class Counted(MemorySpool):
    closed = False

    def close(self) -> None:
        self.closed = True
        super().close()


def test_another_reader(captured: Captured) -> None:
    with pytest.raises(SozialclientError, match="OSCI-OTHER-KEY"):
        open_message([captured.answers[1]], office_keys(training_pki().other_office), MemorySpool, options())


def test_a_fault_is_a_finding() -> None:
    found = opened(b"".join(write_fault("9202", "Text")))
    assert found.delivery.message_type == "Fault" and references(found) == {"MESSAGE-FAULT"}
    assert [entry.code for entry in found.delivery.feedback] == ["9202"]
    assert found.delivery.transport.verdict is Verdict.UNDECIDED and found.payloads == {}


@pytest.mark.parametrize("data", [b"", b"<html/>", b"\x00" * 100, b"MIME-Version: 1.0\r\n\r\n"])
def test_no_message_at_all(data: bytes) -> None:
    assert refused(data).reference.startswith("MIME-")


@pytest.mark.parametrize(("state", "expected"), [
    ({"request_challenge": "c", "conversation_id": "815", "sequence_number": "3"}, ("c", "815", 3)),
    ({"request_challenge": "c", "conversation_id": 815, "sequence_number": 3}, ("c", "815", 3)),
    ({"request_challenge": "c", "conversation_id": "0815", "sequence_number": 0}, ("c", "0815", 0)),
    ({"request_challenge": "c", "conversation_id": None, "sequence_number": None}, ("c", None, None)),
    ({"request_challenge": "c"}, ("c", None, None)),
    ({"request_challenge": "c", "further": 1}, ("c", None, None)),
])
def test_a_description_of_a_dialog(state: object, expected: tuple[str, str | None, int | None]) -> None:
    sent = read_dialog_state(state)
    assert (sent.challenge, sent.conversation_id, sent.sequence_number) == expected


@pytest.mark.parametrize(("text", "field"), [
    ("[]", "object"), ("null", "object"), ('"x"', "object"), ("{}", "request_challenge"),
    ('{"request_challenge": ""}', "request_challenge"), ('{"request_challenge": 5}', "request_challenge"),
    ('{"request_challenge": "\\ud800"}', "request_challenge"),
    ('{"request_challenge": "c", "conversation_id": 1.5}', "conversation_id"),
    ('{"request_challenge": "c", "conversation_id": true}', "conversation_id"),
    ('{"request_challenge": "c", "conversation_id": ["1"]}', "conversation_id"),
    ('{"request_challenge": "c", "conversation_id": "\\ud800"}', "conversation_id"),
    ('{"request_challenge": "c", "sequence_number": -1}', "sequence_number"),
    ('{"request_challenge": "c", "sequence_number": 1.0}', "sequence_number"),
    ('{"request_challenge": "c", "sequence_number": true}', "sequence_number"),
    ('{"request_challenge": "c", "sequence_number": "\\u00b2"}', "sequence_number"),
    ('{"request_challenge": "c", "sequence_number": "drei"}', "sequence_number"),
    ('{"request_challenge": "c", "sequence_number": "' + "9" * 5000 + '"}', "sequence_number"),
], ids=lambda value: str(value)[:50])
def test_a_description_not_in_form(text: str, field: str) -> None:
    with pytest.raises(SozialclientError) as failure:
        read_dialog_state(json.loads(text))
    assert (failure.value.reference, failure.value.parameters) == ("DIALOG-STATE", {"field": field})
