"""Covers all windows of the program at once, those that come later too, and uncovers them."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.privacy.cover import Cover
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say


class PrivacyController(QObject):
    """Keys, store and running work stay as they are; only what can be seen and heard goes."""

    def __init__(self, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self._covers: dict[QWidget, Cover] = {}
        window.actions_table["privacy"].triggered.connect(lambda _on=False: self.toggle())
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.connect(self._on_window)

    @property
    def covered(self) -> bool:
        """True while the windows show nothing."""
        return bool(self._covers)

    def toggle(self) -> None:
        """Cover all windows, or show them again."""
        if self._covers:
            self.lift()
        else:
            self.cover()

    def cover(self) -> None:
        """Empty every window now."""
        QToolTip.hideText()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            if QApplication.activePopupWidget() is popup:
                break
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                self._cover(window)

    def _cover(self, window: QWidget) -> None:
        if window in self._covers:
            return
        cover = Cover(self._theme, window)
        cover.touched.connect(self.lift)
        window.destroyed.connect(lambda _gone=None, window=window: self._covers.pop(window, None))
        self._covers[window] = cover

    def lift(self) -> None:
        """Show every window as it was."""
        covers, self._covers = self._covers, {}
        for cover in covers.values():
            cover.lift()
        announce(self._window, say("privacy.back"))

    def _on_window(self, _window: QWindow | None) -> None:
        """A dialog that opened meanwhile must not show what the others hide."""
        active = QApplication.activeWindow()
        if self._covers and active is not None and active.isVisible():
            self._cover(active)
