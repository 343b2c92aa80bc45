"""What the window asks of the program; `app` answers with the store and the use cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sozialclient.errors import SozialclientError
from sozialclient.model.application import ApplicationCard, ApplicationFacts, JournalEntry, State
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.delivery import Delivery
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.verdict import Verdict

if TYPE_CHECKING:
    from sozialclient.documents.fields import FieldDocument
    from sozialclient.gui.lock.door import StoreDoor
    from sozialclient.render.kinds import DocumentKind
    from sozialclient.render.pages import ActiveContent, PageImage, PageSize, TextSpan
    from sozialclient.reports.sheet import InspectionSheet
    from sozialclient.transports.base import CancelCheck, ConnectionReport, MailboxTransport, ProgressListener
    from sozialclient.usecases.fetch_terms import FetchSummary
    from sozialclient.usecases.workplace import Workplace


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedApplication:
    """Everything the window shows of one application.

    `fields` is None when there is no readable business message; `fields_error` then says why
    (None: there is none). `untrusted_xml` is the start of the message as sent.
    """

    card: ApplicationCard
    delivery: Delivery
    facts: ApplicationFacts
    fields: FieldDocument | None
    fields_error: SozialclientError | None
    untrusted_xml: str
    xml_size: int
    journal: tuple[JournalEntry, ...]
    sheet: InspectionSheet

    @property
    def withheld(self) -> bool:
        """True when a content was altered or damaged and is therefore neither shown nor written."""
        return any(content.integrity is Verdict.FAILED for content in self.delivery.contents())

    @property
    def closed(self) -> bool:
        """True when no content at all could be opened."""
        return self.card.content_count + self.card.attachment_count == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """How a fetch ended; `error` is set when it stopped early (what was stored stays stored).

    `failures`: why deliveries could not be read; `waiting` counts those
    that are therefore left at the intermediary. `retried`: only what could not be read was tried again.
    `wanted`: only one message was asked for, by its id.
    """

    new: int
    duplicates: int
    with_findings: int
    error: SozialclientError | None
    failures: tuple[SozialclientError, ...] = ()
    waiting: int = 0
    unfinished: bool = False
    retried: bool = False
    wanted: bool = False

    @classmethod
    def of(cls, summary: FetchSummary) -> FetchResult:
        """What the window needs of a fetch."""
        return cls(new=summary.new, duplicates=summary.duplicates, with_findings=summary.with_findings,
                   error=summary.error, failures=summary.failures, waiting=summary.waiting,
                   unfinished=summary.unfinished)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """A key file as chosen in the assistant, with what its certificate says; `notices` are references of findings."""

    untrusted_name: str
    data: bytes
    certificate: CertificateFacts
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxPlace:
    """Where a mailbox is and which certificates the intermediary has there (DER)."""

    url: str
    cipher_certificate: bytes
    signature_certificate: bytes | None
    intermediary_name: str
    training: bool = False


class PageSource(Protocol):
    """A document opened by the render process; calls block, so they belong on a worker.

    `kind` is what the bytes are; `contradicts` is true when the sender declared another kind.
    """

    kind: DocumentKind
    contradicts: bool

    @property
    def page_count(self) -> int:
        """Number of pages; a picture has one."""

    def page_size(self, page: int) -> PageSize:
        """Size in points."""

    def render(self, page: int, scale: float, max_pixels: int) -> PageImage:
        """Pixels of a page at `scale` pixels per point, smaller when `max_pixels` requires it."""

    def text(self, page: int) -> Sequence[TextSpan]:
        """Words of a page and where they stand."""

    def active_content(self) -> ActiveContent:
        """What the document carries beyond its pages, listed only."""

    def close(self) -> None:
        """End the process behind the document."""


class Desk(Protocol):
    """The program as the window sees it. Every call may take long and belongs on a worker."""

    def workplace(self) -> Workplace:
        """The data folder, opened at the first question; for the parts of `shell/keeping.py`."""

    def reopen(self) -> None:
        """Close the data folder, so that the next question opens it anew, for working or for reading."""

    def mailboxes(self) -> tuple[Mailbox, ...]:
        """All mailboxes set up here."""

    def last_fetch(self, mailbox: str) -> datetime | None:
        """When the mailbox was last fetched without error."""

    def certificate(self, mailbox: Mailbox) -> CertificateFacts | None:
        """The own certificate of a mailbox where it is known without its PIN."""

    def open_application(self, application_id: str) -> OpenedApplication:
        """Read one application and note that it was opened."""

    def document(self, application_id: str, key: str, media_type: str | None) -> PageSource:
        """Open one content for showing. Raises the errors of `render` and `store`."""

    def picture(self, application_id: str, key: str, media_type: str | None, side: float) -> PageImage:
        """A picture of a content's first page, no side longer than `side` pixels. Raises as `document` and `render`."""

    def set_state(self, application_ids: Sequence[str], state: State) -> None:
        """Move applications to another state."""

    def pin_known(self, mailbox: Mailbox) -> bool:
        """True when no PIN need be asked for; the one call that answers at once, on any thread."""

    def forget_keys(self, mailbox: Mailbox) -> None:
        """Forget the keys of a mailbox that was removed; answers at once."""

    def transport(self, mailbox: Mailbox, pin: str | None) -> MailboxTransport:
        """The way to a mailbox; raises as `fetch` where the PIN is missing or does not fit."""

    def fetch(
        self, mailbox: Mailbox, pin: str | None, progress: ProgressListener, cancelled: CancelCheck
    ) -> FetchResult:
        """Fetch everything that waits. `pin` None: use the one of this session. Raises key-file errors."""

    def find_key_file(self, path: Path) -> None:
        """See that it is there and may be read. Raises FileProblem."""

    def read_key_file(self, path: Path, pin: str) -> KeyFile:
        """Read holder and validity from a key file. Raises key-file errors."""

    def read_place(self, path: Path) -> MailboxPlace:
        """Read a profile file handed out by the operator. Raises profile errors."""

    def describe_place(self, url: str, cipher: Path, signature: Path | None) -> MailboxPlace:
        """Make a place from address and certificate files. Raises certificate errors."""

    def check(self, name: str, place: MailboxPlace, key_file: KeyFile, pin: str) -> ConnectionReport:
        """Open and close one dialog with the mailbox. Raises network, key and protocol errors."""

    def add_mailbox(self, name: str, place: MailboxPlace, key_file: KeyFile, pin: str) -> Mailbox:
        """Keep the mailbox and its PIN for this session."""

    def open_training(self) -> Mailbox:
        """Start the training intermediary and set its mailbox up. Raises TrainingNotStarted."""

    def save_inspection(self, application_id: str, path: Path) -> None:
        """Write the inspection report as PDF. Raises the errors of the store and of the disk."""

    @property
    def door(self) -> StoreDoor:
        """Where the store is opened, with what this PC has or with what somebody brings."""

    def lock(self) -> None:
        """Forget all keys and PINs and close the store; every call raises StoreKeyLocked until `unlock`."""

    def unlock(self) -> None:
        """Open the store again. Raises the errors of `store`; then it stays shut."""
