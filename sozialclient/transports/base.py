"""The one interface behind which every way to reach a mailbox hides."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sozialclient.crypto.key_transport import DecryptionKey, SigningKey
from sozialclient.errors import SozialclientError
from sozialclient.model.delivery import Delivery
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.model.stored import StoredToken
from sozialclient.model.verdict import Finding
from sozialclient.wire.spool import Spool, SpoolFactory


@dataclass(frozen=True, slots=True)
class MailboxKeys:
    """The unlocked keys of a mailbox.

    `cipher_certificate` (DER) names the mailbox to the intermediary; `decryption` holds every key
    that may open a delivery, also older ones; `signing` None: requests go unsigned.
    """

    cipher_certificate: bytes
    decryption: tuple[DecryptionKey, ...]
    signing: SigningKey | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which delivery is wanted; all None: the next one waiting. At most one field may be set."""

    message_id: str | None = None
    received_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """One delivery, opened and checked, with its bytes.

    `payloads` maps `Content.key` to the plain bytes of every content whose integrity did not
    fail; `original` holds the message as received. The receiver closes the spools.
    """

    delivery: Delivery
    payloads: Mapping[str, Spool]
    original: Spool


@dataclass(frozen=True, slots=True)
class Reopened:
    """A stored message opened once more; the receiver closes the spools of `payloads` (by `Content.key`)."""

    delivery: Delivery
    payloads: Mapping[str, Spool]


class DeliveryUnreadable(SozialclientError):
    """One delivery could not be decrypted, verified or read; `cause` says why. It was not acknowledged.

    `original` holds its bytes as received, all of them when `complete`; the receiver closes it.
    """

    reference = "FETCH-UNREADABLE"

    def __init__(self, cause: SozialclientError, original: Spool, *, complete: bool = True) -> None:
        super().__init__(cause=cause.reference)
        self.cause = cause
        self.original = original
        self.complete = complete


class Phase(enum.Enum):
    """What a fetch is doing."""

    CONNECTING = "connecting"
    RECEIVING = "receiving"
    OPENING = "opening"
    STORING = "storing"
    SET_ASIDE = "set_aside"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of a fetch: `number` counts deliveries from 1, bytes of the current response so far.

    `total_bytes` is None while unknown; for a delivery in chunks both are of all its chunks.
    """

    phase: Phase
    number: int
    received_bytes: int = 0
    total_bytes: int | None = None


ProgressListener = Callable[[Progress], None]
CancelCheck = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """Outcome of a live check: the mailbox answered and proved its key."""

    waiting: bool | None
    features: tuple[str, ...]
    findings: tuple[Finding, ...]


class MailboxSession(Protocol):
    """One dialog with a mailbox.

    Asking for the next delivery acknowledges the last one, so every call needs the token that
    `store.add()` returned for it (None only when nothing is outstanding). After any error the
    session is dead and sends nothing more.
    """

    def next(self, stored: StoredToken | None, selection: Selection) -> Fetched | None:
        """The next delivery, or None when nothing matches.

        Raises Unacknowledged when `stored` does not name the delivery fetched last,
        DeliveryUnreadable for what is wrong with this one delivery, and the errors of `net` and
        the dialog.
        """

    def process_cards(
        self, stored: StoredToken | None, *, message_ids: tuple[str, ...] = (), since: datetime | None = None,
        created_since: datetime | None = None, limit: int | None = None, only_unreceived: bool = False,
    ) -> tuple[ProcessCardBundle, ...]:
        """Process cards of deliveries to this mailbox; acknowledges like `next`.

        `since` bounds the last change, `created_since` the Eingang; at most one of the three may be given.
        """

    def close(self, stored: StoredToken | None) -> None:
        """End the dialog; acknowledges like `next`."""

    def abandon(self) -> None:
        """Drop the dialog without sending anything; what is outstanding will be offered again."""


class MailboxTransport(Protocol):
    """A way to reach one mailbox."""

    def open(self, spools: SpoolFactory, progress: ProgressListener, cancelled: CancelCheck) -> MailboxSession:
        """Begin a dialog. Raises `Cancelled` as soon as `cancelled()` is true, here and in the session."""

    @property
    def opens_with(self) -> bytes:
        """Digest of keys, rules and program version: another one may open what this one could not."""

    def reopen(self, original: Iterable[bytes], message_id: str, spools: SpoolFactory) -> Reopened:
        """Open the stored bytes of the delivery `message_id` once more; nothing is sent.

        Raises the errors of `wire`, `crypto` and `osci` where nothing can be read.
        """

    def check(self) -> ConnectionReport:
        """Open and close a dialog without fetching anything."""
