"""Keeps the Verlustfrei-Anzeige true, and runs the dialog about the books."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.books.page import BooksDialog
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import plain
from sozialclient.gui.tasks import Latest, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import error_words, say
from sozialclient.model.books import AuditReport
from sozialclient.reports.audit_words import short_balance_words

if TYPE_CHECKING:
    from sozialclient.usecases.workplace import Workplace

LANE = "books"
_LOCKED = "STORE-KEY-LOCKED"
_SOON_MS = 300


class BooksController(QObject):
    """One per window; looks at the books again whenever what is in stock is shown anew."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        # What comes back after the window is gone (locked, made anew) is dropped.
        self._life: Task[Any] = Task()
        window.destroyed.connect(self._life.cancel)
        self._cancelled = threading.Event()
        self._latest: Latest[tuple[int, int]] | None = None
        self._looking = self._again = False
        self.report: AuditReport | None = None
        self.dialog: BooksDialog | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.look)
        window.status.sum_shown.connect(self._soon.start)
        window.status.balance.clicked.connect(self.open)
        window.closing.connect(self._on_closing)

    @property
    def looking(self) -> bool:
        """Whether they are being looked at, or soon will be."""
        return self._looking or self._soon.isActive()

    def look(self) -> None:
        """The quick form, for the status bar; asked again while it runs, it runs once more afterwards."""
        if self._looking:
            self._again = True
            return
        self._looking = True
        self._tasks.run(self._audit, self._on_looked_again, failed=self._on_unknown, lane=LANE, task=self._life)

    def _on_looked_again(self, report: AuditReport) -> None:
        self._on_looked(report)
        self._next()

    def _next(self) -> None:
        self._looking, again, self._again = False, self._again, False
        if again:
            self._soon.start()

    def _audit(self) -> AuditReport:
        from sozialclient.usecases.audit import audit

        return audit(self._workplace().store)

    def _on_looked(self, report: AuditReport) -> None:
        alarm = not report.balanced and (self.report is None or self.report.balanced)
        self.report = report
        words = short_balance_words(report)
        self._window.status.show_balance(words if report.total.arrived or not report.balanced else "",
                                         right=report.balanced)
        if alarm:
            announce(self._window, words)

    def _on_unknown(self, error: SozialclientError) -> None:
        """Whoever opens the dialog gets the reason; a locked store shows nothing."""
        locked = error.reference == _LOCKED
        words = "" if locked else say("books.unknown", reference=error.reference)
        self._window.status.show_balance(words, right=locked)
        self._next()

    def open(self) -> None:
        """Check quickly and show the dialog."""
        self._tasks.run(self._audit, self._show, lane=LANE, task=self._life)

    def _show(self, report: AuditReport) -> None:
        self._on_looked(report)
        self.dialog = BooksDialog(self._theme, self._window)
        self.dialog.full_requested.connect(self._check_fully)
        self.dialog.cancel_requested.connect(lambda: self._cancelled.set())
        self.dialog.sheet_requested.connect(self._save_sheet)
        self.dialog.show_report(report)
        self.dialog.open()

    def _check_fully(self) -> None:
        self._cancelled = threading.Event()
        cancelled, latest = self._cancelled, Latest[tuple[int, int]](self, self._on_progress)
        self._latest = latest
        self._on_progress([(0, 0)])

        def work() -> AuditReport:
            from sozialclient.usecases.audit import audit_fully

            return audit_fully(self._workplace().store, lambda done, total: latest.put((done, total)),
                               cancelled.is_set)

        self._tasks.run(work, self._on_checked, failed=self._on_stopped, lane=LANE, task=self._life)

    def _on_progress(self, steps: list[tuple[int, int]]) -> None:
        if self.dialog is not None and (self._latest is not None or not self.dialog.running):
            self.dialog.show_progress(*steps[-1])

    def _end(self) -> None:
        latest, self._latest = self._latest, None
        if latest is not None:
            latest.stop()

    def _on_checked(self, report: AuditReport) -> None:
        self._end()
        self._on_looked(report)
        if self.dialog is not None:
            self.dialog.show_report(report)
            announce(self.dialog, self.dialog.banner.accessibleName())

    def _on_stopped(self, error: SozialclientError) -> None:
        self._end()
        if self.dialog is None:
            return
        words = error_words(error.reference, error.parameters)
        self.dialog.show_stopped(say("books.stopped") if isinstance(error, Cancelled)
                                 else plain(words.happened, " ", words.action, f" [{error.reference}]"))
        announce(self.dialog, self.dialog.progress.text())

    def _save_sheet(self) -> None:
        report = self.report
        if report is None or self.dialog is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(self.dialog, say("books.sheet"), say("books.sheet_name"),
                                                say("books.sheet_kinds"))
        if not chosen:
            return

        def work() -> None:
            from sozialclient.usecases.day_sheet import save_day_sheet

            save_day_sheet(self._workplace().store, report, Path(chosen))

        self._tasks.run(work, lambda _none: self._window.status.note(say("books.sheet_saved")), lane=LANE,
                        task=self._life)

    def _on_closing(self) -> None:
        self._soon.stop()
        self._cancelled.set()
