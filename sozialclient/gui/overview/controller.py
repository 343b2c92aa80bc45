"""What is alike wherever wishes of an overview become work: errors over the right window, and words when it is done."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say


class OverviewController(QObject):
    """`dialog` is the overview, `asking` what asks for something over it."""

    dialog: QDialog | None
    asking: QDialog | None

    def __init__(self, tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._tasks, self._theme, self._window = tasks, theme, window
        self.dialog = None
        self.asking = None

    def _over(self) -> QWidget:
        """What further dialogs lie over."""
        return self.dialog if self.dialog is not None and self.dialog.isVisible() else self._window

    def _on_failed(self, error: SozialclientError) -> None:
        ErrorDialog(self._theme, Clipboard(), error, say("error.title"), self._over()).open()

    def _tell(self, words: str) -> None:
        """Close what asked, and say what was done, to screen readers too."""
        if self.asking is not None:
            self.asking.accept()
            self.asking = None
        self._window.status.note(words)
        announce(self._window, words)
