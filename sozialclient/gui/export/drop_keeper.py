"""Fills watched folders at the start and after each fetch, and tries again by itself those that could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from sozialclient.errors import SozialclientError
from sozialclient.gui.export.drop_desk import DROP_LANE, DropDesk
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import plain
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.model.drop import DropReport

LOOK_MS = 60_000


class DropKeeper(QObject):
    """One per window. Nobody asked for its work, so what goes wrong stands in the status bar only."""

    def __init__(self, desk: DropDesk, tasks: TaskRunner, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._tasks, self._bar = desk, tasks, window.status
        self._task: Task[DropReport | None] = Task()
        self._under_way = self._again = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        window.closing.connect(self._on_closing)

    def run(self) -> None:
        """Write what waits, once the store is open and after each fetch; from then on look every minute."""
        self._timer.start()
        self._begin(in_any_case=True)

    def look(self) -> None:
        """Try again if something waits and it is time for that."""
        if self._desk.standing.troubled:
            self._begin(in_any_case=False)

    def _begin(self, *, in_any_case: bool) -> None:
        if self._under_way:
            # What a fetch brought meanwhile may have come too late for the run.
            self._again = self._again or in_any_case
            return
        self._under_way = True
        task = self._task
        work = self._desk.run if in_any_case else self._desk.look
        self._tasks.run(lambda: work(task.cancelled), self._on_done, failed=self._on_failed, lane=DROP_LANE, task=task)

    def _on_done(self, report: DropReport | None) -> None:
        self._under_way = False
        if report is not None and report.done:
            self._bar.note(count("drop.done", len(report.done)))
        self.show_standing()
        if self._again:
            self._again = False
            self.run()

    def _on_failed(self, _error: SozialclientError) -> None:
        """The store could not be read or written, which others say; the next look tries again."""
        self._under_way = self._again = False

    def show_standing(self) -> None:
        """Say in the status bar what waits; nothing when nothing does."""
        standing = self._desk.standing
        words = short = ""
        if standing.troubled:
            name = standing.troubled[0] if len(standing.troubled) == 1 else ""
            about = plain(say("drop.status_one", name=name) if name else say("drop.status_more"))
            waits = count("drop.waits", standing.waiting) if standing.waiting else say("drop.not_possible")
            words, short = plain(about, ": ", waits), say("drop.status_short")
        self._bar.show_state("drop", "export", words, short=short, due=True)

    def _on_closing(self) -> None:
        self._timer.stop()
        self._task.cancel()
