"""Looks for hints when an application is opened, says how many there are, and goes where they lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sozialclient.documents.hints.hint import Hint
from sozialclient.documents.local_time import berlin
from sozialclient.errors import SozialclientError
from sozialclient.gui.desk import OpenedApplication
from sozialclient.gui.hints.page import HintsDialog
from sozialclient.gui.hints.words import sum_of
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.tasks import INSIGHT, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.gui.comparison.controller import ComparisonController
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.usecases.workplace import Workplace

LANE = INSIGHT


class HintsController(QObject):
    """One per window; `hints` are those of the application that is shown."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow,
                 shell: WindowController, comparison: ComparisonController) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        self._shell, self._comparison = shell, comparison
        self._task: Task[tuple[Hint, ...]] = Task()
        window.destroyed.connect(self._forget)
        window.closing.connect(self._forget)
        shell.lock_requested.connect(self._forget)
        self.hints: tuple[Hint, ...] = ()
        self.dialog: HintsDialog | None = None
        self.button = push_button(theme, "", look="link", icon="warning")
        self.button.clicked.connect(self.open)
        self.band = QWidget()
        layout = QHBoxLayout(self.band)
        layout.setContentsMargins(theme.px(8), 0, theme.px(12), theme.px(2))
        layout.addWidget(self.button)
        layout.addStretch(1)
        self.band.hide()
        window.application.fields.add_band(self.band)
        shell.application.opened.connect(self._on_opened)
        for name, call in (("hints", self.open), ("copy_postbox", self.copy_postbox)):
            window.actions_table[name].triggered.connect(lambda _on=False, call=call: call())

    def _forget(self) -> None:
        self._task.cancel()
        self.hints = ()

    def _on_opened(self, _application_id: str) -> None:
        self._forget()
        self.band.hide()
        opened = self._shell.application.current
        if opened is not None and opened.fields is not None:
            self._task = self._tasks.run(lambda: self._look(opened), self._show, failed=self._failed, lane=LANE)

    def _look(self, opened: OpenedApplication) -> tuple[Hint, ...]:
        from sozialclient.settings import load_settings
        from sozialclient.usecases.check_hints import application_hints

        store, fields = self._workplace().store, opened.fields
        assert fields is not None
        own, today = load_settings(store.folder).own_readers, berlin(datetime.now(UTC)).date()
        return application_hints(store, opened.card.id, fields, own, today)

    def _show(self, hints: tuple[Hint, ...]) -> None:
        self.hints = hints
        set_caption(self.button, sum_of(hints))
        self.band.setVisible(bool(hints))

    def _failed(self, _error: SozialclientError) -> None:
        # Nobody asked for them; what is wrong is said where the application itself is shown.
        self._show(())

    def open(self) -> None:
        """Show them, or say that there are none."""
        if not self.hints:
            self._window.status.note(say("hints.none"))
            return
        self.dialog = HintsDialog(self._theme, self.hints, self._window)
        self.dialog.chosen.connect(self._on_chosen)
        self.dialog.compare_requested.connect(self._on_compare)
        self.dialog.copy_requested.connect(self._copy)
        self.dialog.open()

    def _on_chosen(self, hint: Hint) -> None:
        if hint.application:
            self._shell.application.open(hint.application)
            return
        opened, page = self._shell.application.current, self._window.application
        fields = opened.fields.fields if opened and opened.fields else ()
        field = next((one for one in fields if one.path == hint.path), None)
        if field is not None:
            page.show_tab("fields")
            page.fields.choose(field)
            page.fields.list.setFocus()

    def _on_compare(self, hint: Hint) -> None:
        opened, dialog = self._shell.application.current, self.dialog
        if opened is not None and dialog is not None:
            dialog.accept()
            self._comparison.compare(hint.application, opened.card.id)

    def _copy(self, hint: Hint) -> None:
        self._shell.copy(say("hints.postbox"), hint.copy)

    def copy_postbox(self) -> None:
        """Copy where answers may go, or say that the application names no such place."""
        hint = next((one for one in self.hints if one.copy), None)
        if hint is None:
            self._window.status.note(say("hints.no_postbox"))
        else:
            self._copy(hint)
