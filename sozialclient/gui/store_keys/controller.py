"""Turns wishes about the store's key into work, and hints where nobody but this PC could open the store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from sozialclient.errors import SozialclientError
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.overview.controller import OverviewController
from sozialclient.gui.store_keys.desk import StoreKeysDesk
from sozialclient.gui.store_keys.dialogs import PassphraseDialog, RecoveryDialog
from sozialclient.gui.store_keys.page import StoreKeysDialog
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.usecases.store_keys import KeyStatus
    from sozialclient.usecases.workplace import Workplace


class StoreKeysController(OverviewController):
    """One per window."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(tasks, theme, window)
        self._desk = StoreKeysDesk(workplace)
        self._status: KeyStatus | None = None
        self.dialog: StoreKeysDialog | None = None
        self.asking: PassphraseDialog | RecoveryDialog | None = None
        window.status.buttons["store_keys"].clicked.connect(self.open)

    def look(self) -> None:
        """Hint, quietly, when only this PC can open a store that is used in earnest."""
        self._tasks.run(self._desk.only_here, self._hint, failed=lambda _error: None)

    def _hint(self, only_here: bool) -> None:
        words = say("store_keys.hint") if only_here else ""
        self._window.status.show_state("store_keys", "key", words, due=only_here)

    def open(self) -> None:
        """Show how the key is kept."""
        dialog = StoreKeysDialog(self._theme, self._window)
        self.dialog = dialog
        dialog.recovery_requested.connect(self._on_recovery)
        dialog.passphrase_requested.connect(self._on_passphrase)
        dialog.rotate_requested.connect(self._on_rotate)
        dialog.finished.connect(lambda _result: self.look())
        dialog.open()
        self._refresh()

    def _refresh(self) -> None:
        self._tasks.run(self._desk.status, self._on_status, failed=self._on_failed)

    def _on_status(self, status: KeyStatus) -> None:
        self._status = status
        if self.dialog is not None:
            self.dialog.show_status(status)

    def _on_failed(self, error: SozialclientError) -> None:
        if self.dialog is not None and self._status is not None:
            self.dialog.show_status(self._status)
        super()._on_failed(error)

    def _on_recovery(self) -> None:
        key = self._desk.new_recovery_key()
        asking = RecoveryDialog(self._theme, key, self._over())
        self.asking = asking
        asking.sheet_requested.connect(lambda: self._save_sheet(asking, key))
        asking.confirmed.connect(lambda: self._tasks.run(
            lambda: self._desk.keep_recovery_key(key), lambda _none: self._done(say("store_keys.note.recovery")),
            failed=asking.show_error))
        asking.open()

    def _save_sheet(self, asking: RecoveryDialog, key: str) -> None:
        chosen, _ = QFileDialog.getSaveFileName(asking, say("store_keys.recovery_key.save"),
                                                say("store_keys.recovery_key.file_name"), "PDF (*.pdf)")
        if chosen:
            self._tasks.run(lambda: self._desk.write_sheet(key, Path(chosen)), lambda _none: asking.show_saved(),
                            failed=asking.show_error)

    def _on_passphrase(self) -> None:
        from sozialclient.store.keys.wraps import LEAST_PASSPHRASE

        if self._status is not None and self._status.passphrase:
            self._busy()
            self._tasks.run(self._desk.clear_passphrase, lambda _none: self._done(say("store_keys.note.cleared")),
                            failed=self._on_failed)
            return
        asking = PassphraseDialog(self._theme, LEAST_PASSPHRASE, self._over())
        self.asking = asking
        asking.passphrase_given.connect(lambda text: self._tasks.run(
            lambda: self._desk.set_passphrase(text), self._on_passphrase_set, failed=asking.show_error))
        asking.open()

    def _on_passphrase_set(self, rotated: bool) -> None:
        self._done(say("store_keys.note.passphrase") if rotated else say("store_keys.note.passphrase_shared"))

    def _on_rotate(self) -> None:
        self._busy()
        self._tasks.run(self._desk.rotate, lambda _none: self._done(say("store_keys.note.rotated")),
                        failed=self._on_failed)

    def _busy(self) -> None:
        if self.dialog is not None:
            self.dialog.show_busy()

    def _done(self, words: str) -> None:
        self._tell(words)
        self._refresh()
