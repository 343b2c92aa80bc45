"""One request and its answer over OSCI 1.2: build, encrypt, post, read, verify, check the dialog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sozialclient.crypto.policy import Policy
from sozialclient.errors import Cancelled, RemoteFault, SozialclientError
from sozialclient.model.verdict import Verdict
from sozialclient.net.errors import ResponseTooLarge, UnexpectedStatus
from sozialclient.net.http_client import HttpClient
from sozialclient.osci.compose import OutgoingMessage, TransportEncryption, encrypt_message, write_message
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.cover import CoveredMessage, TransportSignatureInvalid, TransportSignatureMissing, cover
from sozialclient.osci.dialog import Dialog
from sozialclient.osci.feedback import is_failure
from sozialclient.osci.receive import Fault, ReceivedMessage, Receiver
from sozialclient.osci.request_envelopes import ClientIdentity
from sozialclient.osci.responses import Response, read_response
from sozialclient.transports.base import CancelCheck, DeliveryUnreadable, MailboxKeys
from sozialclient.transports.unreadable import Kept, unreadable
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import DEFAULT_LIMITS, Limits
from sozialclient.wire.mime_errors import MimeError
from sozialclient.wire.spool import Spool, SpoolFactory
from sozialclient.wire.xml import XmlError

if TYPE_CHECKING:
    from sozialclient.net.exchange import HttpResponse

_OK = 200


class PlainAnswer(RemoteFault):
    """The intermediary answered an encrypted request without encryption."""

    reference = "OSCI-PLAIN-ANSWER"


class UnexpectedAnswer(SozialclientError):
    """The answer is a correct message, but not to this request; parameter `message_type`."""

    reference = "OSCI-UNEXPECTED"


class IntermediaryFault(RemoteFault):
    """The intermediary refused the message as a whole (SOAP fault); parameter `code`, not authenticated."""

    reference = "OSCI-FAULT"


class IntermediaryRefused(RemoteFault):
    """The intermediary did not execute the order; parameter `code`."""

    reference = "OSCI-REFUSED"


@dataclass(frozen=True, slots=True)
class Osci12Endpoint:
    """An intermediary as set up: URL and its certificates (DER).

    `signature_certificate` None: answers may be unsigned, and none is ever called confirmed.
    `earlier_signature_certificates` count for stored bytes only.
    """

    url: str
    cipher_certificate: bytes
    signature_certificate: bytes | None
    earlier_signature_certificates: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Osci12Context:
    """Everything an exchange needs besides the request.

    `transport_policy` is for the encryption of answers where that is stricter than `policy`.
    """

    endpoint: Osci12Endpoint
    keys: MailboxKeys
    http: HttpClient
    policy: Policy
    spools: SpoolFactory
    cancelled: CancelCheck
    on_bytes: Callable[[int, int | None], None]
    limits: Limits = DEFAULT_LIMITS
    transport_policy: Policy | None = None

    @property
    def client(self) -> ClientIdentity:
        """Who we are in requests."""
        return ClientIdentity(self.keys.cipher_certificate, self.keys.signing)

    def receiver(self) -> Receiver:
        """Reader of answers."""
        return Receiver(self.keys.decryption, self.spools, self.transport_policy or self.policy, self.limits)

    def cover(self, message: ReceivedMessage, *, stored: bool = False) -> CoveredMessage:
        """Verify an answer as strictly as the endpoint is known, or give it up and raise what `osci.cover` raises.

        One that was `stored` may be signed with an earlier certificate of the endpoint.
        """
        signer = self.endpoint.signature_certificate
        earlier = self.endpoint.earlier_signature_certificates if stored else ()
        try:
            covered = cover(
                message, self.policy, expected_signer=signer, limits=self.limits, earlier_signers=earlier
            )
        except SozialclientError:
            message.close()
            raise
        if signer is not None and covered.transport.verdict is not Verdict.PASSED:
            covered.close()
            result = covered.transport.signature
            if result is None:
                raise TransportSignatureMissing
            raise TransportSignatureInvalid(reason=result.reason or "")
        return covered


@dataclass(frozen=True, slots=True)
class Answer:
    """A typed, verified answer and the bytes it came in."""

    response: Response
    original: Spool


BuildRequest = Callable[[ControlBlock], OutgoingMessage]
Exchange = Callable[["Osci12Context", Dialog, ControlBlock, BuildRequest, tuple[type[Response], ...]], Answer]


def exchange(
    context: Osci12Context,
    dialog: Dialog,
    control: ControlBlock,
    build: BuildRequest,
    expected: tuple[type[Response], ...],
) -> Answer:
    """Send one request of `dialog` that asks for no delivery, and give its answer.

    After any exception, a cancellation included, the dialog is broken and sends nothing more:
    the delivery in flight stays unacknowledged and will be offered again.
    """
    try:
        return exchange_delivery(context, dialog, control, build, expected)
    except DeliveryUnreadable as error:
        error.original.close()
        raise error.__cause__ or error from None


def exchange_delivery(
    context: Osci12Context,
    dialog: Dialog,
    control: ControlBlock,
    build: BuildRequest,
    expected: tuple[type[Response], ...],
) -> Answer:
    """Like `exchange` for a request that asks for a delivery: what cannot be read is DeliveryUnreadable."""
    original = context.spools()
    try:
        return Answer(_exchange(context, dialog, build(control), original, expected), original)
    except BaseException as error:
        dialog.fail()
        if not isinstance(error, DeliveryUnreadable):
            original.close()
        raise


def _exchange(
    context: Osci12Context,
    dialog: Dialog,
    message: OutgoingMessage,
    original: Spool,
    expected: tuple[type[Response], ...],
) -> Response:
    encryption = TransportEncryption(context.endpoint.cipher_certificate)
    context.policy.to_create(encryption.cipher)
    if context.keys.signing is not None:
        context.policy.to_create(context.keys.signing.default_algorithm)
    body = b"".join(encrypt_message(write_message(message, context.client.signer), encryption))
    if context.cancelled():
        raise Cancelled
    posted = context.http.post(
        context.endpoint.url, body, len(body), cancelled=context.cancelled, on_bytes=context.on_bytes
    )
    try:
        with posted as answer:
            received = _read(context, answer, original)
    except ResponseTooLarge as error:
        raise DeliveryUnreadable(error, original, complete=False) from error
    try:
        return _understood(context, dialog, received, expected)
    except BaseException as error:
        unread = unreadable(error, original)
        if unread is None:
            raise
        raise unread from error


def _read(context: Osci12Context, answer: HttpResponse, original: Spool) -> ReceivedMessage | Fault:
    """The message in an HTTP answer; a status other than 200 may carry one, and is the error where it does not."""
    kept = Kept(answer, original)
    try:
        return context.receiver().read(kept)
    except BaseException as error:
        if answer.status != _OK and isinstance(error, (MimeError, XmlError, StructureError)):
            raise UnexpectedStatus(status=answer.status) from None
        unread = None if kept.failed else unreadable(error, original)
        if unread is None:
            raise
        unread.complete = kept.keep_rest()
        raise unread from error


def _understood(
    context: Osci12Context, dialog: Dialog, received: ReceivedMessage | Fault, expected: tuple[type[Response], ...]
) -> Response:
    """The answer, verified, of this dialog and of an expected kind."""
    if isinstance(received, Fault):
        raise IntermediaryFault(code=received.shown_code)
    if received.encryption is None:
        received.close()
        raise PlainAnswer
    covered = context.cover(received)
    try:
        dialog.receive(covered.control)
        response = read_response(covered)
        if not isinstance(response, expected):
            raise UnexpectedAnswer(message_type=response.message.type.value)
        if is_failure(response.feedback):
            codes = [entry.code for entry in response.feedback if entry.code.startswith("9")]
            raise IntermediaryRefused(code=codes[0])
    except BaseException:
        covered.close()
        raise
    return response
