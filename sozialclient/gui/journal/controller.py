"""Runs the dialog about the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from sozialclient.gui.announce import announce
from sozialclient.gui.journal.page import JournalDialog
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.model.application import JournalEntry
from sozialclient.model.books import JournalCheck

if TYPE_CHECKING:
    from sozialclient.usecases.workplace import Workplace

LANE = "books"
_MOST = 2000


class JournalController(QObject):
    """One per window."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        # What comes back after the window is gone (locked, made anew) is dropped.
        self._life: Task[Any] = Task()
        window.destroyed.connect(self._life.cancel)
        self.dialog: JournalDialog | None = None

    def open(self) -> None:
        """Show the last lines."""
        self._tasks.run(lambda: self._lines(""), self._show, lane=LANE, task=self._life)

    def _lines(self, application_id: str) -> Sequence[JournalEntry]:
        from sozialclient.usecases.journal import JournalFilter, journal_lines

        wanted = JournalFilter(application_id=application_id or None, last=_MOST + 1)
        return journal_lines(self._workplace().store, wanted)

    def _show(self, entries: Sequence[JournalEntry]) -> None:
        self.dialog = JournalDialog(self._theme, self._window)
        self.dialog.chosen.connect(self._choose)
        self.dialog.verify_requested.connect(self._verify)
        self.dialog.accept_requested.connect(self._accept)
        self._fill(entries)
        self.dialog.open()

    def _choose(self, application_id: str) -> None:
        self._tasks.run(lambda: self._lines(application_id), self._fill, lane=LANE, task=self._life)

    def _fill(self, entries: Sequence[JournalEntry]) -> None:
        if self.dialog is not None:
            self.dialog.show_entries(entries[-_MOST:], clipped=len(entries) > _MOST)
            announce(self.dialog, self.dialog.shown.text())

    def _verify(self) -> None:
        def work() -> JournalCheck:
            from sozialclient.usecases.journal import verify_journal

            return verify_journal(self._workplace().store)

        self._tasks.run(work, self._on_checked, lane=LANE, task=self._life)

    def _accept(self) -> None:
        def work() -> JournalCheck:
            from sozialclient.usecases.journal import accept_journal

            return accept_journal(self._workplace().store)

        self._tasks.run(work, self._on_checked, lane=LANE, task=self._life)

    def _on_checked(self, check: JournalCheck) -> None:
        if self.dialog is not None:
            self.dialog.show_check(check)
            announce(self.dialog, self.dialog.banner.accessibleName())
