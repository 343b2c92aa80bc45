"""Runs the dialog about the support bundle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.support.page import SupportDialog
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.usecases.workplace import Workplace

LANE = "books"


class SupportController(QObject):
    """One per window."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        # What comes back after the window is gone (locked, made anew) is dropped.
        self._life: Task[Any] = Task()
        window.destroyed.connect(self._life.cancel)
        self.dialog: SupportDialog | None = None

    def open(self) -> None:
        """Collect and show."""
        self._tasks.run(self._collect, self._show, lane=LANE, task=self._life)

    def _collect(self) -> tuple[str, ...]:
        from sozialclient.errors import SozialclientError
        from sozialclient.settings import load_settings, settings_values
        from sozialclient.usecases.support_bundle import support_lines

        store = self._workplace().store
        try:
            return support_lines(store.folder, store, settings_values(load_settings(store.folder)))
        except SozialclientError as error:
            return support_lines(store.folder, store, error)

    def _show(self, lines: tuple[str, ...]) -> None:
        self.dialog = SupportDialog(self._theme, lines, self._window)
        self.dialog.save_requested.connect(self._save)
        self.dialog.open()

    def _save(self) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(dialog, say("support.save"), say("support.file_name"),
                                                say("support.file_kinds"))
        if not chosen:
            return
        lines = dialog.lines

        def work() -> None:
            from sozialclient.usecases.support_bundle import save_support

            save_support(Path(chosen), lines, self._workplace().store)

        self._tasks.run(work, lambda _none: self._on_saved(dialog), lane=LANE, task=self._life)

    def _on_saved(self, dialog: SupportDialog) -> None:
        dialog.accept()
        self._window.status.note(say("support.saved"))
