"""Connects what belongs to working on applications: filters and views, the tab for it, the office's calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sozialclient.gui.applications.filter_controller import FilterController
from sozialclient.gui.applications.table_model import ApplicationTableModel
from sozialclient.gui.calendar.controller import CalendarController
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.work.controller import WorkController

if TYPE_CHECKING:
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.usecases.workplace import Workplace


class Casework(QObject):
    """Its controllers; `workplace` opens the data folder, so call it on a worker."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow,
                 shell: WindowController, cards: ApplicationTableModel) -> None:
        super().__init__(window)
        self.filters = FilterController(shell.applications, cards, tasks, theme, window)
        self.work = WorkController(workplace, tasks, theme, window, shell)
        self.work.ages = lambda: self.filters.ages
        shell.ready.connect(self.filters.start)
        self.calendar = CalendarController(workplace, tasks, theme, window)
        self.calendar.changed.connect(self.filters.load_ages)
