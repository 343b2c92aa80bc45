"""What every use case works with, built once per program run: store, keys, network, policy."""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sozialclient.crypto.policy import Policy
from sozialclient.errors import SozialclientError
from sozialclient.exporters.naming import DEFAULT_PATTERN
from sozialclient.model.mailbox import Mailbox
from sozialclient.net.http_client import HttpClient, NetSettings
from sozialclient.store.books.actions import STORE_LOCKED
from sozialclient.store.errors import StoreError, StoreLocked
from sozialclient.store.keys.vault import KeyVault
from sozialclient.store.store import Store
from sozialclient.transports.base import MailboxKeys, MailboxTransport
from sozialclient.transports.table import TransportOptions, build_transport
from sozialclient.usecases.store_keys import let_key_file_open
from sozialclient.usecases.unlock_keys import unlock_mailbox


class PinMissing(SozialclientError):
    """No PIN was given and none is kept for this mailbox."""

    reference = "KEY-PIN-MISSING"


class SeatWish(enum.Enum):
    """What to do when another PC has the store open: give up, look only if so, or only look anyway."""

    WRITING = "writing"
    EITHER = "either"
    READING = "reading"


class WorkplaceSettings(Protocol):
    """The part of the settings a workplace is opened with; times in seconds, rate in bytes a second."""

    @property
    def proxy(self) -> str:
        """ "system", "direct" or a URL."""

    @property
    def ca_file(self) -> Path | None:
        """More authorities to trust (PEM)."""

    @property
    def connect_seconds(self) -> float:
        """Longest time to connect."""

    @property
    def grace_seconds(self) -> float:
        """Time every exchange has."""

    @property
    def minimum_rate(self) -> int:
        """Rate at which an exchange earns more time."""

    @property
    def export_pattern(self) -> str:
        """How exported folders are named, empty: as shipped."""

    @property
    def personal_names(self) -> bool:
        """Whether their names may tell who the applicant is."""

    @property
    def refused_algorithms(self) -> tuple[str, ...]:
        """Names of algorithms this office does not accept."""


@dataclass(frozen=True, slots=True)
class ExportNames:
    """How this office names what it exports; `personal`: names may tell who the applicant is."""

    pattern: str = DEFAULT_PATTERN
    personal: bool = False


@dataclass(slots=True, eq=False)
class Workplace:
    """One data folder in use; only `adapt` changes what it works with."""

    store: Store
    vault: KeyVault
    http: HttpClient
    policy: Policy
    names: ExportNames = ExportNames()

    @classmethod
    def open(
        cls, folder: Path, *, self_contained: bool, net: NetSettings, refused_algorithms: Iterable[str] = (),
        vault: KeyVault | None = None, seat: SeatWish = SeatWish.WRITING, names: ExportNames = ExportNames(),
    ) -> Workplace:
        """Open or create the data folder; `self_contained` keeps its key inside it.

        `vault` is one that was unlocked already, say with a passphrase. Raises the errors of
        `store` and UnknownPolicyName.
        """
        vault = vault or KeyVault(folder, self_contained=self_contained)
        policy = Policy.default().tightened(refused_algorithms)
        return cls(_store(folder, vault, seat), vault, HttpClient(net), policy, names)

    @classmethod
    def from_settings(
        cls, folder: Path, *, self_contained: bool, settings: WorkplaceSettings, vault: KeyVault | None = None,
        seat: SeatWish = SeatWish.WRITING,
    ) -> Workplace:
        """`open` with what `settings` say of network and algorithms."""
        return cls.open(
            folder, self_contained=self_contained, net=_net(settings), refused_algorithms=settings.refused_algorithms,
            vault=vault, seat=seat, names=_names(settings),
        )

    def adapt(self, settings: WorkplaceSettings) -> None:
        """Go by other settings from now on; what is under way ends as it began.

        Raises UnknownPolicyName, and then goes on as before.
        """
        policy = Policy.default().tightened(settings.refused_algorithms)
        self.http, self.policy, self.names = HttpClient(_net(settings)), policy, _names(settings)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def lock(self) -> None:
        """Note it, close the store and forget its key; afterwards only a new workplace opens it."""
        # A disk that takes nothing, or a seat that may not write, keeps nobody from locking.
        with contextlib.suppress(StoreError):
            self.store.record(STORE_LOCKED, None, "")
        self.store.close()
        self.vault.lock()

    def unlock(self, mailbox: Mailbox, pin: str | None) -> MailboxKeys:
        """Keys of `mailbox` by `pin`, or by the PIN kept for it; raises PinMissing and key-file errors.

        From then on its key file opens the store too (`let_key_file_open`).
        """
        if pin is None:
            if mailbox.sealed_pin is None:
                raise PinMissing
            pin = self.store.kept_pin(mailbox.name)
            if pin is None:
                raise PinMissing
        keys = unlock_mailbox(mailbox, pin)
        let_key_file_open(self.store, mailbox, keys.cipher_certificate)
        return keys

    def remember_pin(self, mailbox: Mailbox, pin: str) -> Mailbox:
        """Keep the PIN, sealed, for fetching without a person."""
        return self.store.save_mailbox(mailbox, pin=pin)

    def transport(self, mailbox: Mailbox, keys: MailboxKeys, chunk_kib: int | None = None) -> MailboxTransport:
        """The way to `mailbox`; raises UnknownTransport."""
        return build_transport(mailbox, keys, TransportOptions(self.http, self.policy, chunk_kib))


def _net(settings: WorkplaceSettings) -> NetSettings:
    return NetSettings(
        proxy=settings.proxy, ca_file=settings.ca_file, connect_seconds=settings.connect_seconds,
        grace_seconds=settings.grace_seconds, minimum_rate=settings.minimum_rate,
    )


def _names(settings: WorkplaceSettings) -> ExportNames:
    return ExportNames(settings.export_pattern or DEFAULT_PATTERN, settings.personal_names)


def _store(folder: Path, vault: KeyVault, seat: SeatWish) -> Store:
    if seat is SeatWish.READING:
        return Store.open_reading(folder, vault)
    try:
        return Store.open(folder, vault)
    except StoreLocked:
        if seat is SeatWish.WRITING:
            raise
        return Store.open_reading(folder, vault)
