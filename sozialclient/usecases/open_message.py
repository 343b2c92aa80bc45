"""Open one OSCI message from a file: verify, decrypt, check, without any mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sozialclient.crypto.policy import Policy
from sozialclient.errors import SozialclientError
from sozialclient.model.delivery import Delivery, TransportProtection
from sozialclient.model.feedback import FeedbackEntry
from sozialclient.model.verdict import Finding, Severity, Verdict
from sozialclient.osci.cover import CoveredMessage, cover
from sozialclient.osci.deliveries import DeliveryOpener, OpenedDelivery
from sozialclient.osci.dialog import SentRequest, check_answer
from sozialclient.osci.receive import Fault, Receiver
from sozialclient.transports.base import MailboxKeys
from sozialclient.wire.spool import SpoolFactory

_COUNT = re.compile(r"[0-9]{1,100}")


class DialogStateInvalid(SozialclientError):
    """The description of the dialog is not in form; parameter `field`."""

    reference = "DIALOG-STATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOptions:
    """How strictly to look: the intermediary's certificate (DER) and the dialog the message answers.

    Either may be unknown; what then cannot be checked is reported as undecided.
    """

    policy: Policy
    expected_signer: bytes | None = None
    sent: SentRequest | None = None


def open_message(
    chunks: Iterable[bytes], keys: MailboxKeys, spools: SpoolFactory, options: OpenOptions
) -> OpenedDelivery:
    """Open a response as it came over HTTP, or a storeDelivery.

    Raises the errors of `wire`, `crypto` and `osci` where the message as a whole cannot be
    trusted; damage inside becomes findings. A SOAP fault gives a delivery without containers.
    """
    message = Receiver(keys.decryption, spools, options.policy).read(chunks)
    if isinstance(message, Fault):
        return OpenedDelivery(_fault_delivery(message), {})
    signer = options.expected_signer if message.type.is_response else None
    try:
        covered = cover(message, options.policy, expected_signer=signer)
        finding = _check_dialog(covered, options.sent)
    except SozialclientError:
        message.close()
        raise
    opened = DeliveryOpener(keys.decryption, options.policy, spools).open_message(covered)
    delivery = opened.delivery
    if finding is not None:
        delivery = replace(delivery, findings=(*delivery.findings, finding))
    return OpenedDelivery(delivery, opened.payloads)


def _check_dialog(message: CoveredMessage, sent: SentRequest | None) -> Finding | None:
    if sent is not None and message.type.is_response:
        check_answer(sent, message.control)
        return None
    return Finding("DIALOG-UNDECIDED", Severity.INFO)


def _fault_delivery(fault: Fault) -> Delivery:
    code = fault.shown_code
    finding = Finding("MESSAGE-FAULT", Severity.ERROR, (("code", code),))
    return Delivery(
        message_id="",
        message_type="Fault",
        subject=None,
        feedback=(FeedbackEntry(code, fault.untrusted_text),),
        process_card=None,
        transport=TransportProtection(encryption=None, signature=None, verdict=Verdict.UNDECIDED),
        containers=(),
        findings=(finding,),
    )


def read_dialog_state(state: object) -> SentRequest:
    """A dialog description `{"request_challenge", "conversation_id", "sequence_number"}`.

    Missing or null values mean: none sent. Raises DialogStateInvalid.
    """
    if not isinstance(state, dict):
        raise DialogStateInvalid(field="object")
    challenge, conversation_id = state.get("request_challenge"), state.get("conversation_id")
    number = state.get("sequence_number")
    if not isinstance(challenge, str) or not challenge or not _is_unicode(challenge):
        raise DialogStateInvalid(field="request_challenge")
    if conversation_id is not None and not (_is_count(conversation_id) or _is_unicode(conversation_id)):
        raise DialogStateInvalid(field="conversation_id")
    if number is not None and not _is_count(number):
        raise DialogStateInvalid(field="sequence_number")
    return SentRequest(
        challenge=challenge,
        conversation_id=None if conversation_id is None else str(conversation_id),
        sequence_number=None if number is None else int(number),
    )


def _is_unicode(value: object) -> bool:
    """Text that can stand in a message; JSON also knows halves of characters."""
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)


def _is_count(value: object) -> bool:
    return type(value) in (int, str) and _COUNT.fullmatch(str(value)) is not None
