"""Turns wishes about watched folders into work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.export.drop_desk import DROP_LANE, DropDesk, DropShelf, DropWish
from sozialclient.gui.export.drop_page import DropDialog
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import plain
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.model.drop import DropReport


class DropController(QObject):
    """One per window; `changed` is sent when a run somebody asked for is over."""

    changed = Signal()

    def __init__(self, desk: DropDesk, tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._tasks, self._theme, self._window = tasks, theme, window
        self._running: Task[DropReport] = Task()
        self.dialog: DropDialog | None = None
        window.status.buttons["drop"].clicked.connect(self.open)

    def open(self) -> None:
        """Show the folders."""
        dialog = DropDialog(self._theme, self._window)
        self.dialog = dialog
        dialog.route_requested.connect(self._on_route)
        dialog.remove_requested.connect(self._on_remove)
        dialog.folder_requested.connect(self._on_folder)
        dialog.run_requested.connect(self._on_run)
        dialog.rejected.connect(lambda: self._running.cancel())
        dialog.open()
        self._refresh()

    def _refresh(self) -> None:
        self._tasks.run(self._desk.shelf, self._on_shelf, failed=self._on_failed, lane=DROP_LANE)

    def _on_shelf(self, shelf: DropShelf) -> None:
        if self.dialog is not None:
            self.dialog.show_shelf(shelf)

    def _on_failed(self, error: SozialclientError) -> None:
        shown = self.dialog is not None and self.dialog.isVisible()
        parent: QWidget = self.dialog if shown and self.dialog is not None else self._window
        ErrorDialog(self._theme, Clipboard(), error, say("error.title"), parent).open()

    def _on_route(self, wish: DropWish) -> None:
        self._tasks.run(lambda: self._desk.set_route(wish), lambda _none: self._refresh(), failed=self._on_failed,
                        lane=DROP_LANE)

    def _on_remove(self, name: str) -> None:
        self._tasks.run(lambda: self._desk.remove(name), lambda _none: self._refresh(), failed=self._on_failed,
                        lane=DROP_LANE)

    def _on_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.dialog, plain(say("export.choose_folder")))
        if chosen and self.dialog is not None:
            self.dialog.show_folder(chosen)

    def _on_run(self, dry_run: bool) -> None:
        if self.dialog is None:
            return
        self.dialog.show_running()
        task: Task[DropReport] = Task()
        self._running = task
        work = self._desk.plan if dry_run else self._desk.run
        self._tasks.run(lambda: work(task.cancelled), lambda report: self._on_report(report, dry_run),
                        failed=self._on_not_run, lane=DROP_LANE, task=task)

    def _on_report(self, report: DropReport, dry_run: bool) -> None:
        if self.dialog is not None:
            self.dialog.show_report(report, dry_run=dry_run)
            announce(self.dialog, self.dialog.banner.title.text())
        self.changed.emit()

    def _on_not_run(self, error: SozialclientError) -> None:
        self._refresh()
        self._on_failed(error)
