"""What every order of the intermediary works with: its services, and the turn of one valid request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sozialclient.demo.intermediary_dialogs import ServerDialog
from sozialclient.demo.intermediary_inspection import Inspector
from sozialclient.demo.intermediary_texts import feedback
from sozialclient.demo.mailbox_state import MailboxState
from sozialclient.demo.mailbox_state_chunks import Downloads, Uploads
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.feedback import FeedbackCode
from sozialclient.osci.receive import Receiver
from sozialclient.osci.response_envelopes import Feedback, SupplierIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class IntermediaryOptions:
    """How the intermediary behaves; sizes in KiB, `dialog_timeout` in seconds.

    `plain_dialogs` answers a plain initDialog plainly, which gives a mailbox to whoever knows its
    certificate: for tests of clients only. Otherwise explicit dialogs are always encrypted.
    """

    require_signature: bool = False
    plain_dialogs: bool = False
    dialog_timeout: float = 900.0
    max_chunk_kib: int = 100_000
    max_message_kib: int = 1_000_000


@dataclass(frozen=True, slots=True)
class OrderServices:
    """What lasts from one request to the next."""

    state: MailboxState
    uploads: Uploads
    downloads: Downloads
    supplier: SupplierIdentity
    inspector: Inspector
    options: IntermediaryOptions


@dataclass(frozen=True, slots=True)
class Turn:
    """A request that may be executed.

    `control` is the answer's control block, `dialog` None in an implicit dialog, `client` the cipher
    certificate of who asks (None when an implicit request did not say), `receiver` reads messages
    inside messages.
    """

    control: ControlBlock
    dialog: ServerDialog | None
    client: bytes | None
    language: str
    now: datetime
    receiver: Receiver

    @property
    def owner(self) -> str:
        """SHA-256 of the client's cipher certificate: the name of its mailbox, empty when unknown."""
        return "" if self.client is None else certificate_name(self.client)

    @property
    def done(self) -> str:
        """The code for success."""
        return FeedbackCode.EXECUTED_CLOSED.value if self.dialog is None else FeedbackCode.EXECUTED_OPEN.value

    def feedback(self, *codes: str) -> Feedback:
        """Feedback in the client's language."""
        return feedback(codes, self.language)


def certificate_name(der: bytes) -> str:
    """SHA-256 (hex) of a certificate: two are the same mailbox only if every byte is the same."""
    return hashlib.sha256(der).hexdigest()
