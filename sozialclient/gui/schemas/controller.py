"""Turns wishes about schema packages into work, and has every opened message checked with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from sozialclient.errors import SozialclientError
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.overview.controller import OverviewController
from sozialclient.gui.plain import plain
from sozialclient.gui.schemas.desk import SchemasDesk
from sozialclient.gui.schemas.page import SchemasDialog
from sozialclient.gui.schemas.replace_dialog import ReplaceDialog
from sozialclient.gui.schemas.words import check_rows, running_row
from sozialclient.gui.tasks import INSIGHT, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.documents.schema.importing import Imported
    from sozialclient.gui.schemas.desk import Delivered, SchemaShelf
    from sozialclient.usecases.check_message import MessageCheck
    from sozialclient.usecases.workplace import Workplace

LANE = INSIGHT


class SchemasController(OverviewController):
    """One per window; `changed` tells that labels may be different now."""

    changed = Signal()

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(tasks, theme, window)
        self._desk = SchemasDesk(workplace)
        self._checking: Task[MessageCheck] = Task()
        self.dialog: SchemasDialog | None = None
        self.replacing: ReplaceDialog | None = None

    def open(self) -> None:
        """Show the packages."""
        dialog = SchemasDialog(self._theme, self._window)
        self.dialog = dialog
        dialog.file_requested.connect(self._on_file)
        dialog.folder_requested.connect(self._on_folder)
        dialog.remove_requested.connect(self._on_remove)
        dialog.open()
        self._refresh()

    def check(self, application_id: str) -> None:
        """Have the message of the application on show checked; an older check is given up."""
        self._checking.cancel()
        task: Task[MessageCheck] = Task()
        self._checking = task
        page = self._window.application.inspection
        page.show_message([running_row()])
        self._tasks.run(lambda: self._desk.check(application_id, task.cancelled),
                        lambda check: page.show_message(check_rows(check)),
                        failed=lambda _error: page.show_message([]), lane=LANE, task=task)

    def _refresh(self) -> None:
        self._tasks.run(self._desk.shelf, self._on_shelf, failed=self._on_failed, lane=LANE)

    def _on_shelf(self, shelf: SchemaShelf) -> None:
        if self.dialog is not None:
            self.dialog.show_shelf(shelf)

    def _on_not_changed(self, error: SozialclientError) -> None:
        self._refresh()
        self._on_failed(error)

    def _on_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._over(), plain(say("schemas.import_zip")), "", plain(say("schemas.zip_kinds")))
        self._import(chosen)

    def _on_folder(self) -> None:
        self._import(QFileDialog.getExistingDirectory(self._over(), plain(say("schemas.import_folder"))))

    def _import(self, chosen: str) -> None:
        if chosen and self.dialog is not None:
            self.dialog.show_busy()
            self._tasks.run(lambda: self._desk.read(Path(chosen)), self._on_read, failed=self._on_not_changed,
                            lane=LANE)

    def _on_read(self, delivered: Delivered) -> None:
        if not delivered.replaces:
            self._keep(delivered.imported)
            return
        self.replacing = ReplaceDialog(self._theme, delivered.replaces, self._over())
        self.replacing.accepted.connect(lambda: self._keep(delivered.imported))
        self.replacing.rejected.connect(self._refresh)
        self.replacing.open()

    def _keep(self, imported: Imported) -> None:
        self._tasks.run(lambda: self._desk.keep(imported), self._on_imported, failed=self._on_not_changed, lane=LANE)

    def _on_imported(self, imported: Imported) -> None:
        words = count("schemas.imported", len(imported.packages))
        if imported.unread:
            words = plain(words, " ", count("schemas.unread", len(imported.unread)))
        self._done(words)

    def _on_remove(self, name: str) -> None:
        self._tasks.run(lambda: self._desk.remove(name), lambda _none: self._done(say("schemas.removed")),
                        failed=self._on_not_changed, lane=LANE)

    def _done(self, words: str) -> None:
        self._tell(words)
        self._refresh()
        self.changed.emit()
