"""Checks the certificates behind the open application for revocation, on demand only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from sozialclient.gui.announce import announce
from sozialclient.gui.certificates.desk import CertificatesDesk
from sozialclient.gui.certificates.revocation_dialog import RevocationDialog
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.shell.controller import WindowController
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.usecases.check_revocation import RevocationCheck
    from sozialclient.usecases.workplace import Workplace


class RevocationController(QObject):
    """One per window; the result is noted with the application and shown in its inspection report."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow,
                 shell: WindowController) -> None:
        super().__init__(window)
        self._desk = CertificatesDesk(workplace)
        self._tasks, self._theme, self._window, self._shell = tasks, theme, window, shell
        self._cancelled = threading.Event()
        self.dialog: RevocationDialog | None = None
        window.application.inspection.revocation_requested.connect(self.open)

    def open(self) -> None:
        """Ask for lists."""
        current = self._shell.application.current
        if current is None:
            return
        dialog = RevocationDialog(self._theme, self._window)
        self.dialog, self._cancelled = dialog, threading.Event()
        identity = current.card.id
        dialog.files_requested.connect(lambda: self._on_files(identity))
        dialog.download_requested.connect(lambda: self._run(
            lambda: self._desk.check_downloaded(identity, self._cancelled.is_set)))
        dialog.finished.connect(lambda _result: self._on_closed(identity))
        dialog.open()
        self._tasks.run(self._desk.list_addresses, dialog.show_addresses, failed=dialog.show_error)

    def _on_files(self, identity: str) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self.dialog, say("revocation.files"), "", say("revocation.kinds"))
        if chosen:
            self._run(lambda: self._desk.check_files(identity, [Path(each) for each in chosen]))

    def _run(self, work: Callable[[], RevocationCheck]) -> None:
        dialog = self.dialog
        if dialog is not None:
            dialog.show_busy()
            self._tasks.run(work, self._on_checked, failed=dialog.show_error)

    def _on_checked(self, check: RevocationCheck) -> None:
        if self.dialog is not None:
            self.dialog.show_check(check)
        announce(self._window, say(f"revocation.{check.note.standing.value}"))

    def _on_closed(self, identity: str) -> None:
        """What was noted is part of the report from now on."""
        self._cancelled.set()
        current = self._shell.application.current
        if current is not None and current.card.id == identity:
            self._shell.application.open(identity)
