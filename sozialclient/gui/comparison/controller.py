"""Compares two applications: those that are chosen in the list, or the one that is shown with a related one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.tasks import INSIGHT, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.documents.comparison.compare import Comparison
    from sozialclient.gui.comparison.page import ComparisonDialog
    from sozialclient.usecases.workplace import Workplace

LANE = INSIGHT
_TWO = 2


class ComparisonController(QObject):
    """One per window."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        self._life: Task[Any] = Task()
        window.destroyed.connect(self._life.cancel)
        self.dialog: ComparisonDialog | None = None
        window.actions_table["compare"].triggered.connect(lambda _on=False: self.open())

    def open(self) -> None:
        """Compare the two chosen applications, the one further down in the list with the one above it."""
        chosen = self._window.applications.selected_ids()
        if len(chosen) == _TWO:
            self.compare(chosen[1], chosen[0])
        else:
            self._window.status.note(say("compare.choose_two"))

    def compare(self, first: str, second: str) -> None:
        """Show what the second differs in from the first."""

        def work() -> Comparison:
            from sozialclient.usecases.compare_applications import compare_applications

            return compare_applications(self._workplace().store, first, second)

        self._tasks.run(work, lambda found: self._show(found, first, second), lane=LANE, task=self._life)

    def _show(self, found: Comparison, first: str, second: str) -> None:
        # Only now: reading XML is nothing the start of the window should wait for.
        from sozialclient.gui.comparison.page import ComparisonDialog

        self.dialog = ComparisonDialog(self._theme, found, (first, second), self._window)
        self.dialog.open()
