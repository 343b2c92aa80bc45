"""Decides what closing the window means while mailboxes are fetched automatically, and keeps the program going."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from sozialclient.gui.lock.page import LockWindow
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.theme import Theme
from sozialclient.gui.tray.closing_dialog import ClosingDialog
from sozialclient.gui.tray.icon import TraySign
from sozialclient.settings import Closing


@dataclass(frozen=True, slots=True)
class ClosingWish:
    """What closing means, and where another wish is kept."""

    what: Closing = Closing.ASK
    keep: Callable[[Closing], None] | None = None


class Background(QObject):
    """One for the program; `attach` gives it each new window.

    `fetching` says whether mailboxes are fetched automatically; without that, or without a notification area to
    come back from, closing ends the program. Whoever was idle too long meanwhile finds the store locked.
    """

    lock_requested = Signal()

    def __init__(self, theme: Theme, wish: ClosingWish, fetching: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._wish, self._fetching = theme, wish, fetching
        self._window: MainWindow | None = None
        self._idle = False
        self.what = wish.what
        self.away = False
        self.dialog: ClosingDialog | None = None

    def attach(self, window: MainWindow) -> None:
        """From now on this is the window."""
        self._window = window
        window.stay = self.stays

    def cover(self, page: LockWindow) -> None:
        """This page takes the place of the window while the store is locked."""
        page.stay = lambda: self.stays_locked(page)

    def stays(self) -> bool:
        """Asked by a window that is being closed: whether the program goes on, or that is still being asked."""
        if self._ends():
            return False
        if self.what is Closing.TRAY:
            self.go()
        elif self.dialog is None or not self.dialog.isVisible():
            self._ask()
        return True

    def stays_locked(self, page: LockWindow) -> bool:
        """The same for the page over a locked store. It goes where that was wished, and asks nothing: nobody
        could say "go on fetching" of a store that is locked."""
        if self.what is not Closing.TRAY or self._ends():
            return False
        if page.busy:
            # In a moment the window takes its place; it must not come back when somebody has sent it away.
            return True
        self._leave_screen()
        page.clear()
        page.hide()
        return True

    def _ends(self) -> bool:
        app = QGuiApplication.instance()
        leaving = isinstance(app, QGuiApplication) and app.isSavingSession()
        return self.what is Closing.END or leaving or not self._fetching() or not TraySign.possible()

    def _ask(self) -> None:
        self.dialog = ClosingDialog(self._theme, self._window)
        self.dialog.chosen.connect(self._on_chosen)
        self.dialog.open()

    def _on_chosen(self, what: Closing) -> None:
        self.what = what
        if self._wish.keep is not None:
            self._wish.keep(what)
        if what is Closing.TRAY:
            self.go()
        else:
            self.end()

    def go(self) -> None:
        """Hide every window; fetching goes on."""
        if self._window is not None:
            self._leave_screen()
            for each in self._window.findChildren(QWidget):
                if each.isWindow() and each.isVisible():
                    each.close()
            self._window.hide()

    def _leave_screen(self) -> None:
        self.away, self._idle = True, False
        QApplication.setQuitOnLastWindowClosed(False)

    def on_idle(self) -> None:
        """Nobody has been there for as long as locks the window."""
        self._idle = self.away

    def come_back(self) -> None:
        """Called before a window is shown again; locks first where it is time for that."""
        if self.away:
            self.away = False
            QApplication.setQuitOnLastWindowClosed(True)
            if self._idle:
                self.lock_requested.emit()

    def end(self) -> None:
        """End the program; Qt does so by itself only when a window is seen to close."""
        hidden = self.away
        self.away = False
        QApplication.setQuitOnLastWindowClosed(True)
        if self._window is not None:
            self._window.end()
        if hidden:
            QApplication.quit()
