"""Turns wishes about certificates into work, and keeps a changed intermediary in sight until somebody decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from sozialclient.gui.certificates.confirm_dialog import ConfirmDialog
from sozialclient.gui.certificates.desk import CertificatesDesk
from sozialclient.gui.certificates.page import CertificatesDialog
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.overview.controller import OverviewController
from sozialclient.gui.plain import plain
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.gui.certificates.desk import Believed
    from sozialclient.usecases.authorities import Authority
    from sozialclient.usecases.pins import PinChange
    from sozialclient.usecases.workplace import Workplace


class CertificatesController(OverviewController):
    """One per window; `changed` tells that mailboxes have to be read anew."""

    changed = Signal()

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(tasks, theme, window)
        self._desk = CertificatesDesk(workplace)
        self.dialog: CertificatesDialog | None = None
        self.asking: ConfirmDialog | None = None
        window.status.buttons["pins"].clicked.connect(self.open)

    def look(self) -> None:
        """Hint, quietly, where an intermediary has changed its certificate."""
        self._tasks.run(self._desk.believed, self._hint, failed=lambda _error: None)

    def _hint(self, believed: Believed) -> None:
        words = say("certificates.hint") if believed.waiting else ""
        self._window.status.show_state("pins", "cert", words, due=bool(believed.waiting))

    def open(self) -> None:
        """Show what is believed."""
        dialog = CertificatesDialog(self._theme, self._window)
        self.dialog = dialog
        dialog.add_requested.connect(self._on_add)
        dialog.remove_requested.connect(self._on_remove)
        dialog.offered_requested.connect(self._on_offered)
        dialog.file_requested.connect(self._on_file)
        dialog.finished.connect(lambda _result: self.look())
        dialog.open()
        self._refresh()

    def _refresh(self) -> None:
        self._tasks.run(self._desk.believed, self._on_believed, failed=self._on_failed)

    def _on_believed(self, believed: Believed) -> None:
        if self.dialog is not None:
            self.dialog.show_believed(believed)
        self._hint(believed)

    def _chosen_file(self, title: str) -> Path | None:
        kinds = say("assistant.place.certificate_kinds")
        chosen, _ = QFileDialog.getOpenFileName(self._over(), plain(title), "", plain(kinds))
        return Path(chosen) if chosen else None

    def _on_add(self) -> None:
        path = self._chosen_file(say("certificates.add"))
        if path is not None:
            self._tasks.run(lambda: self._desk.read_authority(path), self._ask_authority, failed=self._on_failed)

    def _ask_authority(self, authority: Authority) -> None:
        topic = "new_root" if authority.root else "new_authority"
        asking = ConfirmDialog(self._theme, topic, None, authority.certificate, asks=authority.root,
                               parent=self._over())
        self._ask(asking, lambda typed: self._desk.import_authority(authority, typed), say("certificates.note.added"))

    def _on_remove(self, authority: Authority) -> None:
        self._tasks.run(lambda: self._desk.remove_authority(authority),
                        lambda _none: self._done(say("certificates.note.removed")), failed=self._on_failed)

    def _on_offered(self, mailbox: str) -> None:
        self._tasks.run(lambda: self._desk.offered(mailbox), self._ask_change, failed=self._on_failed)

    def _on_file(self, mailbox: str, kind: str) -> None:
        from sozialclient.usecases.pins import PinKind

        path = self._chosen_file(say("certificates.change"))
        if path is not None:
            self._tasks.run(lambda: self._desk.change(mailbox, PinKind(kind), path), self._ask_change,
                            failed=self._on_failed)

    def _ask_change(self, change: PinChange) -> None:
        asking = ConfirmDialog(self._theme, "new_pin", change.before, change.after, asks=True, parent=self._over())
        self._ask(asking, lambda typed: self._desk.confirm(change, typed), say("certificates.note.confirmed"))

    def _ask(self, asking: ConfirmDialog, work: Callable[[str], None], done: str) -> None:
        self.asking = asking
        asking.confirmed.connect(lambda typed: self._tasks.run(
            lambda: work(typed), lambda _none: self._done(done), failed=asking.show_error))
        asking.open()

    def _done(self, words: str) -> None:
        self._tell(words)
        self.changed.emit()
        self._refresh()
