"""Answers what the window asks with the store, the use cases and the render process."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.errors import SozialclientError
from sozialclient.gui.desk import (
    FetchResult,
    KeyFile,
    MailboxPlace,
    OpenedApplication,
    PageSource,
)
from sozialclient.gui.plain import BLOCK_LIMIT
from sozialclient.gui.session_keys import SessionKeys
from sozialclient.model.application import State
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.mailbox import Mailbox

if TYPE_CHECKING:
    from sozialclient.documents.fields import FieldDocument
    from sozialclient.gui.lock.door import StoreDoor
    from sozialclient.render.pages import PageImage
    from sozialclient.render.renderer import DocumentRenderer
    from sozialclient.store.store import Store
    from sozialclient.transports.base import (
        CancelCheck,
        ConnectionReport,
        MailboxTransport,
        ProgressListener,
    )
    from sozialclient.usecases.add_mailbox import MailboxForm
    from sozialclient.usecases.open_training_mailbox import TrainingIntermediary
    from sozialclient.usecases.read_profile import MailboxProfile
    from sozialclient.usecases.workplace import Workplace


class FileProblem(SozialclientError):
    """A file chosen by the user cannot be read or written; parameter `cause` is the system's error number."""

    reference = "FILE-CHOSEN"


class TrainingUnavailable(SozialclientError):
    """This window was opened without a folder for a training mailbox."""

    reference = "DEMO-NO-FOLDER"


class ProgramDesk:
    """One data folder at work. Unlocked keys live here, in memory, until the window closes or is locked."""

    def __init__(self, door: StoreDoor, training_folder: Path | None = None) -> None:
        self.door = door
        self._shut = False
        self._opening = threading.Lock()
        self._opened: Workplace | None = None
        self._open_renderer: DocumentRenderer | None = None
        self._training_folder = training_folder
        self._training: TrainingIntermediary | None = None
        self._keys = SessionKeys(self.workplace)

    def workplace(self) -> Workplace:
        """The data folder, opened at the first question; raises the errors of `store`, StoreKeyLocked after `lock`."""
        from sozialclient.store.keys.errors import StoreKeyLocked

        with self._opening:
            if self._shut:
                raise StoreKeyLocked
            if self._opened is None:
                self._opened = self.door.open()
            return self._opened

    def reopen(self) -> None:
        """Close the data folder, so that the next question opens it anew, for working or for reading."""
        with self._opening:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    @property
    def _store(self) -> Store:
        return self.workplace().store

    @property
    def _renderer(self) -> DocumentRenderer:
        from sozialclient.render.renderer import DocumentRenderer

        with self._opening:
            if self._open_renderer is None:
                self._open_renderer = DocumentRenderer()
            return self._open_renderer

    def prepare(self) -> None:
        """Start the waiting render process."""
        self._renderer.prepare()

    def close(self) -> None:
        """End the processes beside the window, close the store, forget all keys."""
        if self._training is not None:
            self._training.stop()
            self._training = None
        opened = self._let_go()
        if opened is not None:
            opened.close()
            opened.vault.lock()

    def mailboxes(self) -> tuple[Mailbox, ...]:
        """All mailboxes set up here."""
        return tuple(self._store.mailboxes())

    def last_fetch(self, mailbox: str) -> datetime | None:
        """When the mailbox was last fetched."""
        return self._store.last_fetch(mailbox)

    def certificate(self, mailbox: Mailbox) -> CertificateFacts | None:
        """The own certificate, where the key file was opened in this session."""
        from sozialclient.crypto.certificates import read_certificate

        known = self._keys.known(mailbox)
        return read_certificate(known.cipher_certificate) if known else None

    def open_application(self, application_id: str) -> OpenedApplication:
        """Read one application and note that it was opened."""
        from sozialclient.reports.inspection import inspection_sheet
        from sozialclient.usecases.business_message import business_xml
        from sozialclient.usecases.trust import trust_report

        store, policy = self._store, self.workplace().policy
        store.mark_opened(application_id, datetime.now(UTC))
        card, delivery, facts = store.card(application_id), store.delivery(application_id), store.facts(application_id)
        xml = business_xml(store, application_id, facts.main_xml_key)
        fields, error = _fields(store, xml) if xml is not None else (None, None)
        return OpenedApplication(
            card=card, delivery=delivery, facts=facts, fields=fields, fields_error=error,
            untrusted_xml=_start_of(xml or b""), xml_size=len(xml or b""),
            journal=tuple(store.journal(application_id)),
            sheet=inspection_sheet(card, delivery, trust_report(store, policy, card, delivery)),
        )

    def document(self, application_id: str, key: str, media_type: str | None) -> PageSource:
        """Open one content in the render process."""
        return self._renderer.open(self._store.payload(application_id, key), media_type)

    def picture(self, application_id: str, key: str, media_type: str | None, side: float) -> PageImage:
        """A picture of a content's first page, from a process of its own that ends with it."""
        from sozialclient.render.renderer import DocumentRenderer

        # Not the renderer of documents: its waiting process is for what somebody opens.
        with DocumentRenderer().open(self._store.payload(application_id, key), media_type) as document:
            size = document.page_size(0)
            return document.render(0, side / max(size.width, size.height))

    def set_state(self, application_ids: Sequence[str], state: State) -> None:
        """Move applications to another state."""
        from sozialclient.store.books.actions import STATE_CHANGED

        self._store.set_states(application_ids, state, action=STATE_CHANGED)

    def pin_known(self, mailbox: Mailbox) -> bool:
        """True when the PIN was given in this session, or is kept sealed for this mailbox; answers at once."""
        return mailbox.sealed_pin is not None or self._keys.known(mailbox) is not None

    def forget_keys(self, mailbox: Mailbox) -> None:
        """Forget the keys of a mailbox that was removed."""
        self._keys.forget(mailbox)

    def transport(self, mailbox: Mailbox, pin: str | None) -> MailboxTransport:
        """The way to a mailbox, with its keys unlocked."""
        return self.workplace().transport(mailbox, self._keys.unlock(mailbox, pin))

    def fetch(
        self, mailbox: Mailbox, pin: str | None, progress: ProgressListener, cancelled: CancelCheck
    ) -> FetchResult:
        """Fetch everything that waits; the keys stay in memory once the PIN has opened the key file."""
        from sozialclient.usecases.fetch_mailbox import fetch_mailbox

        summary = fetch_mailbox(self.transport(mailbox, pin), self._store, mailbox, progress, cancelled)
        return FetchResult.of(summary)

    def find_key_file(self, path: Path) -> None:
        """Open and close it."""
        try:
            path.open("rb").close()
        except OSError as error:
            raise FileProblem(cause=error.errno or 0) from None

    def read_key_file(self, path: Path, pin: str) -> KeyFile:
        """Read holder and validity from a key file."""
        from sozialclient.crypto.pfx import LARGEST
        from sozialclient.usecases.unlock_keys import inspect_key_file

        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise FileProblem(cause=error.errno or 0) from None
        found = inspect_key_file(data, pin)
        return KeyFile(untrusted_name=path.name, data=data, certificate=found.certificate, notices=found.notices)

    def read_place(self, path: Path) -> MailboxPlace:
        """Read a profile file."""
        from sozialclient.usecases.read_profile import read_profile

        return _place(read_profile(path))

    def describe_place(self, url: str, cipher: Path, signature: Path | None) -> MailboxPlace:
        """Make a place from address and certificate files."""
        from sozialclient.usecases.read_profile import describe_intermediary

        return _place(describe_intermediary(url, cipher, signature))

    def check(self, name: str, place: MailboxPlace, key_file: KeyFile, pin: str) -> ConnectionReport:
        """Open and close one dialog."""
        from sozialclient.usecases.add_mailbox import read_mailbox_form
        from sozialclient.usecases.check_connection import check_connection

        mailbox = read_mailbox_form(_form(name, place, key_file, pin))
        return check_connection(self.workplace().transport(mailbox, self._keys.unlock(mailbox, pin)))

    def add_mailbox(self, name: str, place: MailboxPlace, key_file: KeyFile, pin: str) -> Mailbox:
        """Keep the mailbox; its keys stay in memory for this session."""
        from sozialclient.usecases.add_mailbox import add_mailbox

        mailbox = add_mailbox(self._store, _form(name, place, key_file, pin))
        self._keys.unlock(mailbox, pin)
        return mailbox

    def open_training(self) -> Mailbox:
        """Start the training intermediary, once, and set its mailbox up."""
        from sozialclient.usecases.open_training_mailbox import add_training_mailbox, start_training

        if self._training is None:
            if self._training_folder is None:
                raise TrainingUnavailable
            self._training = start_training(self._training_folder)
        return add_training_mailbox(self.workplace(), self._training)

    def save_inspection(self, application_id: str, path: Path) -> None:
        """Write the inspection report."""
        from sozialclient.usecases.save_paper import save_inspection

        save_inspection(self._store, application_id, path, self.workplace().policy)

    def lock(self) -> None:
        """Forget all keys and PINs, close every document and the store; nothing opens it again but `unlock`."""
        opened = self._let_go()
        if opened is not None:
            opened.lock()

    def _let_go(self) -> Workplace | None:
        self._keys.clear()
        with self._opening:
            self._shut = True
            opened, self._opened = self._opened, None
            renderer, self._open_renderer = self._open_renderer, None
        if renderer is not None:
            renderer.close()
        return opened

    def unlock(self) -> None:
        """Open the store again, with the key that `door` reached. Raises the errors of `store`; then it stays shut."""
        with self._opening:
            self._shut = False
        try:
            self.workplace()
        except BaseException:
            with self._opening:
                self._shut = True
            raise


def _fields(store: Store, xml: bytes) -> tuple[FieldDocument | None, SozialclientError | None]:
    from sozialclient.usecases.business_message import labelled_fields, schema_library

    try:
        return labelled_fields(schema_library(store), xml), None
    except SozialclientError as error:
        return None, error


def _start_of(xml: bytes) -> str:
    return xml[: BLOCK_LIMIT * 2].decode("utf-8", errors="replace")


def _place(profile: MailboxProfile) -> MailboxPlace:
    return MailboxPlace(
        url=profile.url, cipher_certificate=profile.cipher_certificate,
        signature_certificate=profile.signature_certificate, intermediary_name=profile.name, training=profile.training)


def _form(name: str, place: MailboxPlace, key_file: KeyFile, pin: str) -> MailboxForm:
    from sozialclient.usecases.add_mailbox import MailboxForm

    return MailboxForm(
        name=name, url=place.url, intermediary_cipher=place.cipher_certificate,
        intermediary_signature=place.signature_certificate, key_file=key_file.data, pin=pin, training=place.training)
