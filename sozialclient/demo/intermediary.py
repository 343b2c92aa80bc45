"""The training intermediary: bytes of a request in, bytes of the answer out; knows no network."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sozialclient.crypto.certificates import CertificateUnreadable, read_certificate
from sozialclient.crypto.key_transport import DecryptionKey, SigningKey
from sozialclient.crypto.policy import Policy, RefusedAlgorithm
from sozialclient.demo.intermediary_dialogs import Dialogs, ServerDialog, answer_block, new_conversation_id
from sozialclient.demo.intermediary_inspection import Inspector
from sozialclient.demo.intermediary_orders import execute, refusal
from sozialclient.demo.intermediary_reading import received_request, verified
from sozialclient.demo.intermediary_refusals import FaultAnswer, OrderRefused, fault_for_reading
from sozialclient.demo.intermediary_store import inspect
from sozialclient.demo.intermediary_texts import fault_text, feedback, spoken_language
from sozialclient.demo.intermediary_turn import IntermediaryOptions, OrderServices, Turn
from sozialclient.demo.mailbox_state import MailboxState
from sozialclient.demo.mailbox_state_chunks import Downloads, Uploads
from sozialclient.errors import SozialclientError
from sozialclient.osci.certificate_header import CertificateHeader, CertificateRole, read_certificate_header
from sozialclient.osci.compose import (
    OutgoingMessage,
    TransportEncryption,
    encrypt_message,
    new_challenge,
    write_fault,
    write_message,
)
from sozialclient.osci.control_block import ControlBlock, read_control_block, requires_explicit_dialog
from sozialclient.osci.feedback import FeedbackCode
from sozialclient.osci.names import MessageType
from sozialclient.osci.receive import ReceivedMessage, Receiver
from sozialclient.osci.requests import PartialFetchDelivery, Request, read_request
from sozialclient.osci.response_envelopes import (
    SupplierIdentity,
    response_to_exit_dialog,
    response_to_init_dialog,
)
from sozialclient.wire.limits import DEFAULT_LIMITS, Limits
from sozialclient.wire.namespaces import OSCI
from sozialclient.wire.spool import Spool, SpoolFactory

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class IntermediaryKeys:
    """What the intermediary decrypts and signs with, and whose certificates it can check (DER)."""

    decryption: Sequence[DecryptionKey]
    signing: SigningKey
    authorities: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer and for whom to encrypt it; None sends it in the clear."""

    message: OutgoingMessage
    recipient: bytes | None


def _now() -> datetime:
    return datetime.now(UTC)


class Intermediary:
    """A mailbox server for OSCI 1.2; usable from several threads.

    `clock` gives the aware time for process cards, `monotonic` seconds for the timeout of dialogs.
    """

    def __init__(
        self,
        keys: IntermediaryKeys,
        state: MailboxState,
        options: IntermediaryOptions | None = None,
        *,
        clock: Clock = _now,
        monotonic: Callable[[], float] = time.monotonic,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        options = options or IntermediaryOptions()
        supplier = SupplierIdentity(keys.signing, options.max_chunk_kib, options.max_message_kib)
        self._keys = keys
        self._options = options
        self._clock = clock
        self._limits = limits
        self._dialogs = Dialogs(options.dialog_timeout, monotonic)
        self._services = OrderServices(
            state, Uploads(state), Downloads(state), supplier, Inspector(keys.authorities), options
        )

    def answer(self, chunks: Iterable[bytes], spools: SpoolFactory) -> Spool:
        """The complete answer to one request; the caller closes it.

        Never raises for what a client sent: that becomes a SOAP fault or feedback. Raises what the
        source, a spool or the state raise (OSError, sqlite3.Error).
        """
        try:
            answer = self._answer(chunks, spools)
        except FaultAnswer as fault:
            answer = fault_answer(fault.code)
        spool = spools()
        try:
            for piece in answer:
                spool.write(piece)
        except BaseException:
            spool.close()
            raise
        return spool

    def _answer(self, chunks: Iterable[bytes], spools: SpoolFactory) -> Iterator[bytes]:
        receiver = Receiver(self._keys.decryption, spools, Policy.default(), self._limits)
        received = received_request(receiver, chunks)
        try:
            reply = self._reply(received, replace(receiver, keys=()))
        except OrderRefused as refused:
            reply = self._refused(received, refused.code)
        except FaultAnswer:
            raise
        except SozialclientError as error:
            raise fault_for_reading(error) from None
        finally:
            received.close()
        plain = write_message(reply.message, self._services.supplier.signer(reply.message.id_suffix))
        return plain if reply.recipient is None else encrypt_message(plain, TransportEncryption(reply.recipient))

    # -- valid requests --------------------------------------------------------------------

    def _reply(self, received: ReceivedMessage, inner: Receiver) -> _Reply:
        """Signature first, then structure, then the dialog, then the order (PROTOCOL 4.12)."""
        dialog = self._dialogs.peek(_untrusted_control(received).conversation_id)
        covered = verified(
            received,
            expected_signer=None if dialog is None else dialog.signature_certificate,
            signature_required=self._options.require_signature,
        )
        request = read_request(covered)
        if covered.control.challenge is None:
            raise FaultAnswer(code=FeedbackCode.NOT_OSCI.value)
        if covered.type is MessageType.INIT_DIALOG:
            return self._open_dialog(request, inner)
        if covered.control.conversation_id is None:
            return self._implicit(request, inner)
        return self._explicit(request, inner)

    def _open_dialog(self, request: Request, inner: Receiver) -> _Reply:
        covered = request.message
        if covered.control.conversation_id is not None or covered.control.sequence_number is not None:
            raise FaultAnswer(code=FeedbackCode.DIALOG_WRONG.value)
        client = _cipher_certificate(covered.certificates)
        if client is None:
            raise FaultAnswer(code=FeedbackCode.CLIENT_CIPHER_MISSING.value)
        turn = self._turn(request, answer_block(covered.control, "", new_challenge()), None, client, inner)
        warnings = inspect(self._services, covered.certificates, turn).codes
        signature = covered.transport.signature
        signer = None if signature is None or signature.signer is None else signature.signer.der
        challenge = new_challenge()
        dialog = self._dialogs.open(client, signer, challenge)
        control = answer_block(covered.control, dialog.conversation_id, challenge)
        entries = turn.feedback(FeedbackCode.EXECUTED_OPEN.value, *warnings)
        message = response_to_init_dialog(control, self._services.supplier, entries)
        return _Reply(message, self._dialog_recipient(client, covered.transport.encryption is not None))

    def _implicit(self, request: Request, inner: Receiver) -> _Reply:
        covered = request.message
        if requires_explicit_dialog(covered.type):
            raise FaultAnswer(code=FeedbackCode.NEEDS_EXPLICIT_DIALOG.value)
        client = _cipher_certificate(covered.certificates)
        encrypted = covered.transport.encryption is not None
        if encrypted and client is None:
            raise FaultAnswer(code=FeedbackCode.CLIENT_CIPHER_MISSING.value)
        control = _implicit_answer_block(covered.control)
        turn = self._turn(request, control, None, client, inner)
        return _Reply(self._execute(turn, request), client if encrypted else None)

    def _explicit(self, request: Request, inner: Receiver) -> _Reply:
        covered = request.message
        dialog, control = self._dialogs.advance(covered.control)
        self._acknowledge(dialog, request)
        recipient = self._dialog_recipient(dialog.cipher_certificate, covered.transport.encryption is not None)
        turn = self._turn(request, control, dialog, dialog.cipher_certificate, inner)
        if covered.type is MessageType.EXIT_DIALOG:
            self._dialogs.close(dialog)
            entries = turn.feedback(FeedbackCode.EXECUTED_CLOSED.value)
            return _Reply(response_to_exit_dialog(control, self._services.supplier, entries), recipient)
        return _Reply(self._execute(turn, request), recipient)

    def _execute(self, turn: Turn, request: Request) -> OutgoingMessage:
        """The answer of the order, or its refusal in the same turn."""
        try:
            return execute(self._services, turn, request)
        except OrderRefused as refused:
            return refusal(request.message.type, turn.control, self._services.supplier, turn.feedback(refused.code))

    def _acknowledge(self, dialog: ServerDialog, request: Request) -> None:
        """The request proves that the last answer was decrypted, so its delivery has been received.

        Asking for another chunk of the same delivery says that it has not.
        """
        number = dialog.outstanding
        if number is None or (isinstance(request, PartialFetchDelivery) and self._is_same(number, request)):
            return
        self._services.state.received(number, self._clock())
        dialog.outstanding, dialog.in_chunks = None, None

    def _is_same(self, number: int, request: PartialFetchDelivery) -> bool:
        if request.selection.message_ids:
            return self._services.state.by_number(number).message_id in request.selection.message_ids
        return (request.chunk.chunk_number or 1) > 1

    def _turn(
        self,
        request: Request,
        control: ControlBlock,
        dialog: ServerDialog | None,
        client: bytes | None,
        inner: Receiver,
    ) -> Turn:
        return Turn(control, dialog, client, spoken_language(request.languages), self._clock(), inner)

    def _dialog_recipient(self, certificate: bytes, encrypted: bool) -> bytes | None:
        """Only who can decrypt the answer may go on in the dialog (PROTOCOL 2.8)."""
        return None if self._options.plain_dialogs and not encrypted else certificate

    # -- refused requests ------------------------------------------------------------------

    def _refused(self, received: ReceivedMessage, code: str) -> _Reply:
        """Feedback to a request that was not let into its dialog; the dialog stays as it was.

        Raises FaultAnswer when there is nobody to encrypt for, StructureError.
        """
        control = _untrusted_control(received)
        dialog = self._dialogs.peek(control.conversation_id)
        if dialog is None:
            header = read_certificate_header(received.untrusted.block(OSCI, "NonIntermediaryCertificates"))
            recipient = _cipher_certificate(header)
            block = _implicit_answer_block(control)
        else:
            recipient = dialog.cipher_certificate
            block = answer_block(control, dialog.conversation_id, new_challenge())
        if received.type is MessageType.INIT_DIALOG:
            block = replace(block, sequence_number=None)
        message = refusal(received.type, block, self._services.supplier, feedback((code,), spoken_language(())))
        in_the_clear = dialog is None or self._options.plain_dialogs
        if received.encryption is None and in_the_clear:
            return _Reply(message, None)
        if recipient is None:
            raise FaultAnswer(code=FeedbackCode.CLIENT_CIPHER_MISSING.value)
        return _Reply(message, recipient)


def fault_answer(code: str) -> Iterator[bytes]:
    """A SOAP fault with our text."""
    return write_fault(code, fault_text(code))


def _untrusted_control(received: ReceivedMessage) -> ControlBlock:
    block = received.untrusted.block(OSCI, "ControlBlock")
    assert block is not None  # the structure of every message has it first
    return read_control_block(block)


def _cipher_certificate(header: CertificateHeader) -> bytes | None:
    """The client's cipher certificate; raises FaultAnswer for one that nobody can encrypt for."""
    entry = header.by_role(CertificateRole.CIPHER_ORIGINATOR)
    if entry is None:
        return None
    try:
        facts = read_certificate(entry.der)
        Policy.default().key_strength(facts)
    except (CertificateUnreadable, RefusedAlgorithm):
        raise FaultAnswer(code=FeedbackCode.CLIENT_CIPHER_MISSING.value) from None
    if facts.key_type != "RSA":
        raise FaultAnswer(code=FeedbackCode.CLIENT_CIPHER_MISSING.value)
    return entry.der


def _implicit_answer_block(control: ControlBlock) -> ControlBlock:
    block = answer_block(control, new_conversation_id(), new_challenge())
    return replace(block, sequence_number=control.sequence_number or 0)

