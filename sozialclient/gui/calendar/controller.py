"""Shows the office's calendar and keeps it as it was changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from sozialclient.gui.calendar.dialog import CalendarDialog
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say
from sozialclient.model.calendar import OfficeCalendar

if TYPE_CHECKING:
    from sozialclient.usecases.workplace import Workplace


class CalendarController(QObject):
    """One per window; `changed` is sent once another calendar is kept."""

    changed = Signal()

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        self._life: Task[Any] = Task()
        self.dialog: CalendarDialog | None = None
        window.destroyed.connect(self._life.cancel)
        window.actions_table["calendar"].triggered.connect(lambda _on=False: self.open())

    def open(self) -> None:
        """Show what is kept now."""
        def work() -> tuple[OfficeCalendar, list[str]]:
            store = self._workplace().store
            names = dict.fromkeys([*(mailbox.name for mailbox in store.mailboxes()), *store.listing.mailboxes()])
            return store.work.desk.calendar(), list(names)

        self._tasks.run(work, self._show, task=self._life)

    def _show(self, found: tuple[OfficeCalendar, list[str]]) -> None:
        self.dialog = CalendarDialog(self._theme, *found, self._window)
        self.dialog.given.connect(self._keep)
        self.dialog.open()

    def _keep(self, calendar: OfficeCalendar) -> None:
        def kept(_none: None) -> None:
            self._window.status.note(say("calendar.kept"))
            self.changed.emit()

        self._tasks.run(lambda: self._workplace().store.work.desk.set_calendar(calendar), kept, task=self._life)
