"""Turns the wish to try again, to fetch again or to save a raw message into work."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from sozialclient.gui.announce import announce
from sozialclient.gui.applications.table_model import number_of
from sozialclient.gui.desk import Desk
from sozialclient.gui.fetch.controller import FetchJob
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.shell.controller import WindowController
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.unprocessable.again_dialog import AgainDialog
from sozialclient.gui.unprocessable.band import UnprocessableBand
from sozialclient.gui.unprocessable.desk import UnprocessableDesk
from sozialclient.gui.unprocessable.words import Unread
from sozialclient.gui.wording import count, say


class UnprocessableController(QObject):
    """One per window; works through the window's own fetch, so there is one PIN question and one progress."""

    def __init__(
        self, desk: Desk, tasks: TaskRunner, theme: Theme, window: MainWindow, shell: WindowController
    ) -> None:
        super().__init__(window)
        self._desk, self._tasks, self._theme = UnprocessableDesk(desk), tasks, theme
        self._window, self._shell = window, shell
        self._task: Task[Unread | None] = Task()
        self.band = UnprocessableBand(theme, window.actions_table)
        self.dialog: AgainDialog | None = None
        window.application.add_band(self.band)
        window.application.shown.connect(self._on_shown)
        shell.fetch.finished.connect(self._on_finished)
        for name, call in (("retry", self.retry), ("fetch_again", self.ask), ("save_original", self.save_original)):
            window.actions_table[name].triggered.connect(lambda _on=False, call=call: call())
        window.applications.add_context_actions([window.actions_table[name] for name in ("retry", "fetch_again")])

    def _on_shown(self, application_id: str) -> None:
        self._task.cancel()
        self.band.show_unread(None)
        self._task = self._tasks.run(lambda: self._desk.unread(application_id), self.band.show_unread)

    def _chosen(self) -> list[str]:
        current = self._shell.application.current
        return self._window.applications.selected_ids() or ([current.card.id] if current else [])

    def retry(self) -> None:
        """Try the chosen applications again."""
        chosen = self._chosen()
        if chosen:
            self._start(self._desk.retry(chosen))
        else:
            self._window.status.note(say("retry.nothing"))

    def ask(self) -> None:
        """Ask for the message to fetch once more; the chosen application's is suggested."""
        chosen = self._chosen()
        if len(chosen) == 1:
            self._tasks.run(lambda: self._desk.message_id(chosen[0]), self._ask)
        else:
            self._ask("")

    def _ask(self, suggested: str) -> None:
        self.dialog = AgainDialog(self._theme, suggested, self._window)
        self.dialog.wanted.connect(lambda message_id: self._start(self._desk.fetch_again(message_id)))
        self.dialog.open()

    def _start(self, job: FetchJob) -> None:
        mailbox = self._shell.mailbox_in_use()
        if mailbox is not None:
            self._shell.fetch.start(mailbox, self._window, job)
        else:
            gone = self._shell.everything and self._shell.application.current is not None
            self._window.status.note(say("note.mailbox_gone" if gone else "note.choose_mailbox"))

    def _on_finished(self) -> None:
        """What is open may have been replaced."""
        current = self._shell.application.current
        if current is not None:
            self._tasks.run(lambda: self._desk.unread(current.card.id), self._show_anew)

    def _show_anew(self, unread: Unread | None) -> None:
        current = self._shell.application.current
        if current is not None and unread is None and not self.band.isHidden():
            # The report of the fetch goes with that; what it said must not.
            words = count("retry.read", 1)
            self._window.status.note(words)
            announce(self._window, words)
            self._shell.application.open(current.card.id)

    def save_original(self) -> None:
        """Save the message of the open application as it came."""
        current = self._shell.application.current
        if current is None:
            return
        name = say("retry.original_file", number=number_of(current.card))
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, say("action.save_original"), name, say("retry.original_kinds"))
        if chosen:
            identity, path = current.card.id, Path(chosen)
            self._tasks.run(lambda: self._desk.save_original(identity, path),
                            lambda _none: self._window.status.note(say("retry.original_saved")))
