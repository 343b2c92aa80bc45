"""Covers all windows of the program at once, those that come later too, and uncovers them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
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
        self._everything().installEventFilter(self)

    def _cover(self, window: QWidget) -> None:
        if window in self._covers:
            return
        cover = Cover(self._theme, window)
        cover.touched.connect(self.lift)
        window.destroyed.connect(lambda _gone=None, window=window: self._covers.pop(window, None))
        self._covers[window] = cover

    def lift(self) -> None:
        """Show every window as it was."""
        self._everything().removeEventFilter(self)
        covers, self._covers = self._covers, {}
        for cover in covers.values():
            cover.lift()
        announce(self._window, say("privacy.back"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A dialog that opens meanwhile must not show what the others hide, even where it gets no focus."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._cover(watched)
        return False

    def _everything(self) -> QObject:
        app = QApplication.instance()
        assert app is not None
        return app
