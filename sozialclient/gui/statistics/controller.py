"""Counts the applications of a month on a worker, shows the figures and saves them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from sozialclient.documents.local_time import berlin
from sozialclient.errors import SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.statistics.dialog import StatisticsDialog
from sozialclient.gui.tasks import INSIGHT, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import failure_words, say

if TYPE_CHECKING:
    from sozialclient.reports.month import MonthStatistics
    from sozialclient.usecases.workplace import Workplace


class StatisticsController(QObject):
    """One per window; of several months asked for quickly the last one is shown."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        self._task: Task[Any] = Task()
        self.statistics: MonthStatistics | None = None
        self.dialog: StatisticsDialog | None = None
        window.destroyed.connect(self._leave)
        window.closing.connect(self._leave)
        window.actions_table["statistics"].triggered.connect(lambda _on=False: self.open())

    def open(self) -> None:
        """Show the month that is over."""
        dialog = self.dialog = StatisticsDialog(self._theme, berlin(datetime.now(UTC)).date(), self._window)
        dialog.month_chosen.connect(self._count)
        dialog.save_requested.connect(self._on_save)
        self._count(dialog.chosen)
        dialog.open()

    def _leave(self) -> None:
        self._task.cancel()
        self.dialog = None

    def _count(self, month: date) -> None:
        self._task.cancel()
        self.statistics = None
        if self.dialog is not None:
            self.dialog.show_counting()

        def work() -> MonthStatistics:
            from sozialclient.usecases.month_statistics import month_statistics

            return month_statistics(self._workplace().store, month)

        self._task = self._tasks.run(work, self._show, failed=self._on_failed, lane=INSIGHT)

    def _show(self, statistics: MonthStatistics) -> None:
        self.statistics = statistics
        if self.dialog is not None:
            self.dialog.show_statistics(statistics)
            announce(self.dialog, self.dialog.lead.text())

    def _on_save(self) -> None:
        if self.statistics is not None:
            name = say("statistics.file_name", month=f"{self.statistics.month:%Y-%m}")
            chosen, _ = QFileDialog.getSaveFileName(self.dialog, say("statistics.save"), name,
                                                    say("statistics.file_kinds"))
            if chosen:
                self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the figures that are shown there, as its ending says."""
        statistics = self.statistics
        if statistics is None:
            return

        def work() -> None:
            from sozialclient.usecases.write_report import form_for, month_bytes, save_report

            data = month_bytes(statistics, form_for("month", None, path))
            save_report(self._workplace().store, path, data, "month", None)

        self._tasks.run(work, lambda _none: self._show_saved(), failed=self._on_failed, task=self._task)

    def _show_saved(self) -> None:
        if self.dialog is not None:
            self.dialog.show_result("ok", say("statistics.saved"))
            announce(self.dialog, say("statistics.saved"))

    def _on_failed(self, error: SozialclientError) -> None:
        if self.dialog is not None:
            self.dialog.show_result("danger", *failure_words(error))
