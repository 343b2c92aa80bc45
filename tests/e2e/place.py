"""A mailbox behind real HTTP and an office in front of it, small and quick enough to be made for each test."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sozialclient.demo.certificates import Identity
from sozialclient.demo.intermediary_turn import IntermediaryOptions, certificate_name
from sozialclient.demo.mailbox_state import CardFilter
from sozialclient.demo.mailbox_state_records import StoredDelivery
from sozialclient.demo.mailbox_state_spool import spool_factory
from sozialclient.demo.plain_applications import plain_applications
from sozialclient.demo.sender import IntermediaryAddress, Sender, direct_exchange
from sozialclient.demo.server import OsciServer
from sozialclient.demo.training_application import TrainingApplication
from sozialclient.model.application import ApplicationCard
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.verdict import Verdict
from sozialclient.net.http_client import NetSettings
from sozialclient.transports.base import MailboxKeys, MailboxTransport, Progress
from sozialclient.usecases.fetch_mailbox import FetchOptions, FetchSummary, fetch_mailbox
from sozialclient.usecases.workplace import Workplace
from tests.mailbox_rig import Rig, decryption, rig, signing, training_pki

NAME = "Sozialamt"
DIRECT = NetSettings(proxy="direct", connect_seconds=5, grace_seconds=20)


@cache
def three_applications() -> tuple[TrainingApplication, ...]:
    """The same three in every test; their bytes are made once."""
    return tuple(plain_applications(3, 1))


def digests(application: TrainingApplication) -> list[str]:
    """SHA-256 (hex) of every content, sorted."""
    found = []
    for content in application.contents:
        state = hashlib.sha256()
        for piece in content.chunks():
            state.update(piece)
        found.append(state.hexdigest())
    return sorted(found)


@dataclass
class Hub:
    """An intermediary that is listening."""

    rig: Rig
    server: OsciServer

    @property
    def url(self) -> str:
        return self.server.url

    def put(self, applications: Iterable[TrainingApplication], addressee: Identity | None = None) -> list[str]:
        """Deliver to the office, or to whom `addressee` names; gives the message ids."""
        pki = training_pki()
        spools = spool_factory(self.rig.folder / "work")
        way = direct_exchange(self.rig.intermediary, spools)
        address = IntermediaryAddress(pki.intermediary_cipher.der, pki.intermediary_signature.der, way)
        to = None if addressee is None else addressee.der
        sender = Sender(pki, address, spools, addressee=to, encrypted=False)
        message_ids = []
        for application in applications:
            self.rig.clock.now = application.created_at
            message_ids.append(sender.send(application))
        return message_ids

    def deliveries(self, owner: Identity | None = None) -> list[StoredDelivery]:
        """What the mailbox holds, oldest first."""
        der = (owner or training_pki().office).der
        wanted = CardFilter(owner=certificate_name(der), role="Addressee")
        return list(self.rig.state.cards(wanted, None)[0])

    def received(self, owner: Identity | None = None) -> list[str]:
        """Message ids of deliveries that were acknowledged."""
        return [each.message_id for each in self.deliveries(owner) if each.reception is not None]


@contextmanager
def hub(folder: Path, options: IntermediaryOptions | None = None) -> Iterator[Hub]:
    """An intermediary over HTTP with the state in `folder`."""
    made = rig(folder, options)
    try:
        with made.served() as server:
            yield Hub(made, server)
    finally:
        made.state.close()


@dataclass
class Desk:
    """An office with its store, set up for one mailbox."""

    workplace: Workplace
    mailbox: Mailbox
    keys: MailboxKeys
    steps: list[Progress] = field(default_factory=list)

    def transport(self, url: str | None = None, chunk_kib: int | None = None) -> MailboxTransport:
        """The way to the mailbox, or to the same one behind another address."""
        mailbox = self.mailbox if url is None else mailbox_at(url, self.mailbox.name)
        return self.workplace.transport(mailbox, self.keys, chunk_kib)

    def fetch(
        self,
        options: FetchOptions | None = None,
        *,
        url: str | None = None,
        chunk_kib: int | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> FetchSummary:
        """Fetch and remember every step of the way in `steps`."""
        listener = progress or self.steps.append
        transport = self.transport(url, chunk_kib)
        return fetch_mailbox(transport, self.workplace.store, self.mailbox, listener, cancelled, options)

    def stored_ids(self) -> list[str]:
        """Message ids in the store, in the order of fetching."""
        return [card.message_id for card in sorted(self.workplace.store.cards(), key=lambda card: card.id)]

    def stored_digests(self) -> dict[str, list[str]]:
        """SHA-256 (hex) of the bytes that the store gives back, by message id."""
        return {card.message_id: self.digests_of(card) for card in self.workplace.store.cards()}

    def digests_of(self, card: ApplicationCard) -> list[str]:
        """SHA-256 (hex) of the bytes that the store gives back for one application, sorted."""
        store = self.workplace.store
        contents = store.delivery(card.id).contents()
        keys = [content.key for content in contents if content.integrity is not Verdict.FAILED]
        return sorted(hashlib.sha256(b"".join(store.payload(card.id, key))).hexdigest() for key in keys)


def office_keys(identity: Identity | None = None) -> MailboxKeys:
    """Unlocked keys of the office, or of someone else."""
    chosen = identity or training_pki().office
    return MailboxKeys(chosen.der, (decryption(chosen),), signing(chosen))


def mailbox_at(url: str, name: str = NAME) -> Mailbox:
    """The mailbox as an office would have set it up."""
    pki = training_pki()
    return Mailbox(
        name=name,
        transport="osci12",
        url=url,
        intermediary_cipher_certificate=pki.intermediary_cipher.der,
        intermediary_signature_certificate=pki.intermediary_signature.der,
        key_file=b"",
    )


@contextmanager
def desk(
    folder: Path, url: str, net: NetSettings = DIRECT, *, name: str = NAME, owner: Identity | None = None
) -> Iterator[Desk]:
    """An office with the store in `folder`; a folder used before keeps what it holds."""
    workplace = Workplace.open(folder, self_contained=True, net=net)
    try:
        mailbox = mailbox_at(url, name)
        if name not in {known.name for known in workplace.store.mailboxes()}:
            workplace.store.save_mailbox(mailbox)
        yield Desk(workplace, mailbox, office_keys(owner))
    finally:
        workplace.close()


def long_ago() -> datetime:
    """Before anything was delivered."""
    return datetime(2000, 1, 1, tzinfo=UTC)
