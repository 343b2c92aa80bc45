"""Turns the wish to remove a mailbox into work."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sozialclient.errors import SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.desk import Desk
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.removal.desk import RemovalDesk
from sozialclient.gui.removal.dialog import RemovalDialog
from sozialclient.gui.shell.controller import WindowController
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say
from sozialclient.model.removal import Removal

_GONE = "STORE-NO-SUCH-MAILBOX"


class RemovalController(QObject):
    """One per window."""

    def __init__(
        self, desk: Desk, tasks: TaskRunner, theme: Theme, window: MainWindow, shell: WindowController
    ) -> None:
        super().__init__(window)
        self._desk, self._tasks, self._theme = RemovalDesk(desk), tasks, theme
        self._window, self._shell = window, shell
        self._looking: Task[Removal] = Task()
        self.dialog: RemovalDialog | None = None
        window.actions_table["remove_mailbox"].triggered.connect(lambda _on=False: self.open())
        shell.fetch.failed.connect(self._on_fetch_failed)
        shell.fetch.quietly_done.connect(lambda result: self._on_fetch_failed(result.error))

    def open(self) -> None:
        """Ask which mailbox, and say what removing it means; the one that is open is suggested."""
        names = [mailbox.name for mailbox in self._shell.mailboxes]
        if not names:
            return
        used = self._shell.mailbox_in_use()
        dialog = RemovalDialog(self._theme, names, used.name if used is not None else names[0], self._window)
        self.dialog = dialog
        dialog.chosen.connect(lambda name: self._look(dialog, name))
        dialog.wanted.connect(lambda name: self._remove(dialog, name))
        dialog.keys_wanted.connect(lambda: self._on_keys(dialog))
        dialog.open()
        self._look(dialog, dialog.name)

    def _on_fetch_failed(self, error: SozialclientError | None) -> None:
        """Another program may have removed the mailbox that this window still shows."""
        if error is not None and error.reference == _GONE:
            self._shell.start()

    def _look(self, dialog: RemovalDialog, name: str) -> None:
        self._looking.cancel()
        self._looking = self._tasks.run(lambda: self._desk.removal(name), dialog.show_removal,
                                        failed=lambda error: self._shell.show_error(error, dialog))

    def _remove(self, dialog: RemovalDialog, name: str) -> None:
        def done(renewed: bool) -> None:
            dialog.show_result(renewed=renewed)
            announce(dialog, say("removal.done", name=name))
            self._shell.start()

        def failed(error: SozialclientError) -> None:
            dialog.show_failed()
            self._shell.show_error(error, dialog)

        self._tasks.run(lambda: self._desk.remove(name), done, failed=failed)

    def _on_keys(self, dialog: RemovalDialog) -> None:
        dialog.reject()
        self._window.actions_table["store_keys"].trigger()
