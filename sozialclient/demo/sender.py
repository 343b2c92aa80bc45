"""The platform of the training mailbox: sends applications to the office as real OSCI messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sozialclient.crypto.key_transport import SoftwareDecryptionKey, SoftwareSigningKey
from sozialclient.crypto.policy import Policy
from sozialclient.demo.certificates import TrainingPki
from sozialclient.demo.intermediary import Intermediary
from sozialclient.demo.sender_content import ContentWriter
from sozialclient.demo.training_application import TrainingApplication
from sozialclient.errors import SozialclientError
from sozialclient.net.http_client import HttpClient
from sozialclient.osci import request_envelopes
from sozialclient.osci.compose import (
    OutgoingMessage,
    TransportEncryption,
    encrypt_message,
    new_challenge,
    write_message,
)
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.cover import cover
from sozialclient.osci.dialog import SentRequest, check_answer
from sozialclient.osci.feedback import is_failure
from sozialclient.osci.receive import Fault, Receiver
from sozialclient.osci.request_envelopes import ClientIdentity
from sozialclient.osci.responses import Response, ResponseToGetMessageId, read_response
from sozialclient.wire.spool import SpoolFactory

Exchange = Callable[[Iterable[bytes]], Iterable[bytes]]
"""Carries the bytes of a request to the intermediary and gives those of its answer."""


class SendingRefused(SozialclientError):
    """The intermediary did not take a message; parameter `code`."""

    reference = "DEMO-SEND"


@dataclass(frozen=True, slots=True)
class IntermediaryAddress:
    """An intermediary as the sender knows it: its certificates (DER) and the way there."""

    cipher_certificate: bytes
    signature_certificate: bytes
    exchange: Exchange


class Sender:
    """Sends to one office by implicit dialogs; not for two threads at once.

    `encrypted` False leaves out the transport encryption, where nothing lies between.
    """

    def __init__(
        self,
        pki: TrainingPki,
        intermediary: IntermediaryAddress,
        spools: SpoolFactory,
        *,
        addressee: bytes | None = None,
        encrypted: bool = True,
    ) -> None:
        cipher, signature = pki.platform_cipher, pki.platform_signature
        self._intermediary = intermediary
        self._client = ClientIdentity(cipher.der, SoftwareSigningKey(signature.der, signature.private_key))
        self._receiver = Receiver((SoftwareDecryptionKey(cipher.der, cipher.private_key),), spools, Policy.default())
        self._writer = ContentWriter(pki, addressee or pki.office.der, spools)
        self._encrypted = encrypted

    def send(self, application: TrainingApplication) -> str:
        """Deliver one application; gives its message id.

        Contents are read while they are encrypted, so the largest need no memory. Raises
        SendingRefused and what reading, transport and verification raise.
        """
        control = ControlBlock(challenge=new_challenge(), sequence_number=0)
        reserved = self._post(request_envelopes.get_message_id(control, self._client))
        if not isinstance(reserved, ResponseToGetMessageId) or reserved.message_id is None:
            raise SendingRefused(code="")
        package = self._writer.package(application)
        try:
            delivery = self._writer.delivery(application, package, reserved.message_id)
            control = ControlBlock(challenge=new_challenge(), sequence_number=0)
            self._post(request_envelopes.store_delivery(control, self._client, delivery))
        finally:
            package.close()
        return reserved.message_id

    def _post(self, message: OutgoingMessage) -> Response:
        request: Iterable[bytes] = write_message(message, self._client.signer)
        if self._encrypted:
            request = encrypt_message(request, TransportEncryption(self._intermediary.cipher_certificate))
        received = self._receiver.read(self._intermediary.exchange(request))
        if isinstance(received, Fault):
            raise SendingRefused(code=received.code)
        covered = cover(received, Policy.default(), expected_signer=self._intermediary.signature_certificate)
        covered.close()
        sent = SentRequest(challenge=message.control.challenge or "", sequence_number=message.control.sequence_number)
        check_answer(sent, covered.control)
        response = read_response(covered)
        if is_failure(response.feedback):
            raise SendingRefused(code=response.feedback[0].code)
        return response


def direct_exchange(intermediary: Intermediary, spools: SpoolFactory) -> Exchange:
    """The way to an intermediary in the same program."""

    def exchange(request: Iterable[bytes]) -> Iterable[bytes]:
        answer = intermediary.answer(request, spools)
        try:
            yield from answer.chunks()
        finally:
            answer.close()

    return exchange


def http_exchange(client: HttpClient, url: str, spools: SpoolFactory) -> Exchange:
    """The way over HTTP; a request is written out first because its length must be known."""

    def exchange(request: Iterable[bytes]) -> Iterable[bytes]:
        body = spools()
        try:
            for piece in request:
                body.write(piece)
            posted = client.post(
                url, body.chunks(), body.size, cancelled=lambda: False, on_bytes=lambda received, total: None
            )
            with posted as answer:
                yield from answer
        finally:
            body.close()

    return exchange
