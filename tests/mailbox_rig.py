"""A training intermediary and a client of its own for tests: keys made once, every message real."""

from __future__ import annotations

import http.client
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from sozialclient.crypto.key_transport import SoftwareDecryptionKey, SoftwareSigningKey
from sozialclient.crypto.policy import Policy
from sozialclient.demo.certificates import Identity, TrainingPki
from sozialclient.demo.intermediary import Intermediary, IntermediaryKeys
from sozialclient.demo.intermediary_turn import IntermediaryOptions
from sozialclient.demo.mailbox_state import MailboxState
from sozialclient.demo.mailbox_state_spool import spool_factory
from sozialclient.demo.server import OsciServer
from sozialclient.osci import request_envelopes
from sozialclient.osci.certificate_header import CertificateHeader, CertificateRole, header_certificate
from sozialclient.osci.compose import (
    OutgoingMessage,
    TransportEncryption,
    encrypt_message,
    new_challenge,
    write_message,
)
from sozialclient.osci.content_compose import OutgoingContainer, OutgoingData, OutgoingEncrypted, compose_package
from sozialclient.osci.content_signing import Author
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.cover import cover
from sozialclient.osci.receive import Fault, Receiver
from sozialclient.osci.request_envelopes import ClientIdentity, DeliveryToStore
from sozialclient.osci.responses import Response, ResponseToGetMessageId, ResponseToStoreDelivery, read_response
from sozialclient.wire.spool import MemorySpool

Post = Callable[[bytes], bytes]
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@cache
def training_pki() -> TrainingPki:
    """One set of short keys for the whole test run, valid now and at NOON."""
    with tempfile.TemporaryDirectory(prefix="sozialclient-test-pki-") as folder:
        return TrainingPki.create(Path(folder), key_bits=2048, now=NOON)


@dataclass
class Clock:
    """A wall clock and a stop watch that stand still until told otherwise."""

    now: datetime = NOON
    seconds: float = 0.0


@dataclass
class Rig:
    """An intermediary with its folder and clock."""

    intermediary: Intermediary
    state: MailboxState
    clock: Clock
    folder: Path

    def post(self, request: bytes) -> bytes:
        """Answer without a network."""
        answer = self.intermediary.answer([request], spool_factory(self.folder / "work"))
        try:
            return b"".join(answer.chunks())
        finally:
            answer.close()

    @contextmanager
    def served(self, largest: int = 64 * 1024 * 1024) -> Iterator[OsciServer]:
        """The same over HTTP."""
        spools = spool_factory(self.folder / "work")
        with OsciServer(("127.0.0.1", 0), self.intermediary, spools, largest) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            yield server
            server.shutdown()
            thread.join()


def rig(folder: Path, options: IntermediaryOptions | None = None) -> Rig:
    """An intermediary with the training keys; the same folder gives the same state."""
    pki, clock, state = training_pki(), Clock(), MailboxState(folder)
    keys = IntermediaryKeys(
        (decryption(pki.intermediary_cipher),),
        signing(pki.intermediary_signature),
        (pki.root.der, pki.ca.der),
    )
    intermediary = Intermediary(
        keys, state, options, clock=lambda: clock.now, monotonic=lambda: clock.seconds
    )
    return Rig(intermediary, state, clock, folder)


def decryption(identity: Identity) -> SoftwareDecryptionKey:
    return SoftwareDecryptionKey(identity.der, identity.private_key)


def signing(identity: Identity) -> SoftwareSigningKey:
    return SoftwareSigningKey(identity.der, identity.private_key)


def http_post(url: str) -> Post:
    """Posts like the Java sample transport."""
    parts = urlsplit(url)

    def post(request: bytes) -> bytes:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            connection.request("POST", "/", request, {"Content-Type": "text/xml"})
            response = connection.getresponse()
            assert response.status == 200
            return response.read()
        finally:
            connection.close()

    return post


@dataclass
class Client:
    """A client that can also do everything wrong; keeps the dialog's values in the open."""

    post: Post
    cipher: Identity
    signature: Identity | None
    encrypted: bool = True
    base64: bool = False
    conversation_id: str | None = None
    server_challenge: str | None = None
    number: int = 0
    spools: list[MemorySpool] = field(default_factory=list)

    @property
    def identity(self) -> ClientIdentity:
        return ClientIdentity(self.cipher.der, None if self.signature is None else signing(self.signature))

    def control(self) -> ControlBlock:
        """The next control block of the explicit dialog, or that of an implicit one."""
        return ControlBlock(
            challenge=new_challenge(),
            challenge_response=self.server_challenge,
            conversation_id=self.conversation_id,
            sequence_number=self.number,
        )

    def encode(self, message: OutgoingMessage) -> bytes:
        plain: Iterable[bytes] = write_message(message, self.identity.signer)
        if self.encrypted:
            to = training_pki().intermediary_cipher.der
            plain = encrypt_message(plain, TransportEncryption(to, base64=self.base64))
        return b"".join(plain)

    def send(self, message: OutgoingMessage) -> Response | Fault:
        """Post and check everything a client has to check about the answer."""
        answer = self.decode(self.post(self.encode(message)))
        if isinstance(answer, Fault):
            return answer
        control = answer.message.control
        assert control.challenge_response == message.control.challenge
        assert control.sequence_number == message.control.sequence_number
        assert control.conversation_id is not None
        assert message.control.conversation_id in (None, control.conversation_id)
        return answer

    def decode(self, data: bytes) -> Response | Fault:
        received = Receiver((decryption(self.cipher),), MemorySpool, Policy.default()).read([data])
        if isinstance(received, Fault):
            return received
        covered = cover(received, Policy.default(), expected_signer=training_pki().intermediary_signature.der)
        assert covered.transport.signature is not None
        return read_response(covered)

    def step(self, build: Callable[[ControlBlock, ClientIdentity], OutgoingMessage]) -> Response:
        """A request that has to succeed in the explicit dialog."""
        answer = self.send(build(self.control(), self.identity))
        assert isinstance(answer, Response), answer
        self.server_challenge = answer.message.control.challenge
        self.number += 1
        return answer

    def init(self) -> Response:
        """Open an explicit dialog."""
        control = ControlBlock(challenge=new_challenge())
        answer = self.send(request_envelopes.init_dialog(control, self.identity))
        assert isinstance(answer, Response), answer
        self.conversation_id = answer.message.control.conversation_id
        self.server_challenge = answer.message.control.challenge
        self.number = 0
        return answer

    def reserve(self) -> str:
        """A message id by an implicit dialog."""
        control = ControlBlock(challenge=new_challenge(), sequence_number=0)
        answer = self.send(request_envelopes.get_message_id(control, self.identity))
        assert isinstance(answer, ResponseToGetMessageId) and answer.message_id, answer
        return answer.message_id

    def store(self, delivery: DeliveryToStore) -> ResponseToStoreDelivery:
        """Store by an implicit dialog."""
        control = ControlBlock(challenge=new_challenge(), sequence_number=0)
        answer = self.send(request_envelopes.store_delivery(control, self.identity, delivery))
        assert isinstance(answer, ResponseToStoreDelivery), answer
        return answer


def office(post: Post, **changes: object) -> Client:
    """The owner of the mailbox."""
    pki = training_pki()
    return replace(Client(post, pki.office, pki.office), **changes)  # type: ignore[arg-type]  # test shorthand


def platform(post: Post, **changes: object) -> Client:
    """The sender."""
    pki = training_pki()
    return replace(Client(post, pki.platform_cipher, pki.platform_signature), **changes)  # type: ignore[arg-type]  # test shorthand


def small_delivery(message_id: str, subject: str | None = "Antrag", data: bytes = b"<antrag/>") -> DeliveryToStore:
    """Signed and encrypted for the office."""
    pki = training_pki()
    reader = header_certificate(CertificateRole.CIPHER_ADDRESSEE, pki.office.der)
    author = Author(
        signing(pki.author), header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, pki.author.der)
    )
    container = OutgoingContainer("container0", (OutgoingData("content0", data),), authors=(author,))
    package = compose_package([OutgoingEncrypted("encdata0", container, (reader,))], MemorySpool)
    return DeliveryToStore(message_id, subject, package.xml, package.certificates, package.attachments)


def put(post: Post, subject: str = "Antrag", data: bytes = b"<antrag/>") -> str:
    """Put one delivery into the office's mailbox; gives its message id."""
    sender = platform(post)
    message_id = sender.reserve()
    answer = sender.store(small_delivery(message_id, subject, data))
    assert [entry.code for entry in answer.feedback] == ["0800"]
    return message_id


def codes(answer: Response | Fault) -> list[str]:
    """Feedback codes, or the code of a fault with an F in front."""
    if isinstance(answer, Fault):
        return [f"F{answer.code}"]
    return [entry.code for entry in answer.feedback]


def header_of(*certificates: tuple[CertificateRole, bytes]) -> CertificateHeader:
    """Header entries with their usual Ids."""
    return CertificateHeader(tuple(header_certificate(role, der) for role, der in certificates))
