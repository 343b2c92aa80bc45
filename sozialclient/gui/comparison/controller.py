"""Compares two applications: those that are chosen in the list, or the one that is shown with a related one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from sozialclient.gui.applications.table_model import about
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import Shown, plain
from sozialclient.gui.tasks import INSIGHT, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say, short
from sozialclient.model.application import ApplicationCard

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
        """Compare the two chosen applications."""
        chosen = self._window.applications.selected_ids()
        if len(chosen) == _TWO:
            self.compare(*chosen)
        else:
            self._window.status.note(say("compare.choose_two"))

    def compare(self, one: str, other: str) -> None:
        """Show what the application that came in later differs in from the earlier one."""

        def work() -> tuple[Comparison, tuple[Shown, Shown]]:
            from sozialclient.usecases.compare_applications import compare_applications

            store = self._workplace().store
            earlier, later = sorted((store.card(one), store.card(other)), key=_came_in)
            return compare_applications(store, earlier.id, later.id), (_name(earlier), _name(later))

        self._tasks.run(work, lambda found: self._show(*found), lane=LANE, task=self._life)

    def _show(self, found: Comparison, names: tuple[Shown, Shown]) -> None:
        # Only now: reading XML is nothing the start of the window should wait for.
        from sozialclient.gui.comparison.page import ComparisonDialog

        self.dialog = ComparisonDialog(self._theme, found, names, self._window)
        self.dialog.open()


def _came_in(card: ApplicationCard) -> datetime:
    return card.received or card.fetched


def _name(card: ApplicationCard) -> Shown:
    """Eingang, then as the list names it: in a narrow column two of one person are still told apart."""
    return plain(short(card.received), " · ", about(card))
