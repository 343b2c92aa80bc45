"""Narrows the list, keeps views under names, and lets rows say what is wanted of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from sozialclient.documents.ages import Ages
from sozialclient.gui.applications.controller import ApplicationsController
from sozialclient.gui.applications.desk import Choices
from sozialclient.gui.applications.filter_menu import filter_menu, row_menu
from sozialclient.gui.applications.save_view_dialog import SaveViewDialog
from sozialclient.gui.applications.table_model import ApplicationTableModel
from sozialclient.gui.folders.table_model import SAVED
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import fill_in, literal_caption
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say
from sozialclient.model.view import Filters, RowFacts, SavedView

LANE = "filter"


class FilterController(QObject):
    """One per window; `menu` is the one that was opened last, `ages` counts by the office's calendar."""

    def __init__(self, applications: ApplicationsController, model: ApplicationTableModel, tasks: TaskRunner,
                 theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._applications, self._model, self._tasks = applications, model, tasks
        self._theme, self._window = theme, window
        self._life: Task[Any] = Task()
        self._row = RowFacts()
        self.ages = Ages()
        self.menu: QMenu | None = None
        self.dialog: SaveViewDialog | None = None
        window.destroyed.connect(self._life.cancel)
        page, table = window.applications, window.actions_table
        page.filters.removed.connect(lambda name: applications.narrow(applications.filters.without(name)))
        page.filters.cleared.connect(lambda: applications.narrow(Filters()))
        page.narrow.clicked.connect(lambda: table["filter"].trigger())
        table["filter"].triggered.connect(lambda _on=False: self.open())
        table["row"].triggered.connect(lambda _on=False: self.open_row())
        applications.filters_changed.connect(self._show)
        applications.words_wanted.connect(lambda words: fill_in(window.toolbar.search, words))

    def start(self) -> None:
        """Read the calendar and what this person's rows say; the list is shown before, because it takes a moment."""
        self._tasks.run(self._applications.desk.row, self._show_row, lane=LANE, task=self._life)
        self.load_ages()

    def load_ages(self) -> None:
        """Count by the calendar that is kept now."""
        self._tasks.run(self._applications.desk.load_ages, self._on_ages, lane=LANE, task=self._life)

    def _on_ages(self, ages: Ages) -> None:
        self.ages = ages
        self._model.show_ages(ages)
        self._applications.refresh()

    def _show_row(self, row: RowFacts) -> None:
        self._row = row
        self._model.show_row(row)

    def _show(self) -> None:
        self._window.applications.filters.show_filters(self._applications.filters)

    def open(self) -> None:
        """Offer the filters, the services and persons as they occur now."""
        mailbox = self._applications.mailbox
        self._tasks.run(lambda: self._applications.desk.choices(mailbox), self._offer, lane=LANE, task=self._life)

    def _offer(self, choices: Choices) -> None:
        applications = self._applications
        menu = filter_menu(applications.filters, choices, applications.narrow, self._window)
        menu.addSeparator()
        save = menu.addAction(say("filter.save"))
        save.setEnabled(bool(applications.filters.named()))
        save.triggered.connect(lambda _on=False: self._ask_name())
        if (key := applications.folder).startswith(SAVED):
            name = key.removeprefix(SAVED)
            forget = menu.addAction(literal_caption(say("filter.forget", name=name)))
            forget.triggered.connect(lambda _on=False: self._forget(name))
        clear = menu.addAction(say("filter.clear"))
        clear.setEnabled(bool(applications.filters.named()))
        clear.triggered.connect(lambda _on=False: applications.narrow(Filters()))
        self._pop_up(menu, self._window.applications.narrow)

    def open_row(self) -> None:
        """Offer what rows can say."""
        self._pop_up(row_menu(self._row, self._keep_row, self._window), self._window.applications.narrow)

    def _pop_up(self, menu: QMenu, button: QWidget) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = menu
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))
        # An entry made active from here would open its own menu at once, and the next arrow would go astray in there.
        QApplication.sendEvent(menu, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier))

    def _keep_row(self, row: RowFacts) -> None:
        self._show_row(row)
        self._tasks.run(lambda: self._applications.desk.set_row(row), lambda _none: None, lane=LANE, task=self._life)

    def _ask_name(self) -> None:
        folder = self._applications.folder
        suggested = folder.removeprefix(SAVED) if folder.startswith(SAVED) else ""
        self.dialog = SaveViewDialog(self._theme, suggested, self._window)
        self.dialog.named.connect(self._save)
        self.dialog.open()

    def _save(self, name: str) -> None:
        applications = self._applications
        view = SavedView(name=name, filters=applications.filters, newest_first=applications.newest_first)

        def saved(_none: None) -> None:
            self._window.status.note(say("filter.saved", name=name))
            applications.refresh()

        self._tasks.run(lambda: applications.desk.save_view(view), saved, lane=LANE, task=self._life)

    def _forget(self, name: str) -> None:
        def forgotten(_none: None) -> None:
            self._window.status.note(say("filter.forgotten", name=name))
            self._window.folders.select("new")
            self._applications.refresh()

        self._tasks.run(lambda: self._applications.desk.remove_view(name), forgotten, lane=LANE, task=self._life)
