"""The sign in the notification area: a menu, and messages that carry only counts and times."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from sozialclient.gui.icons import icon_pixmap
from sozialclient.gui.plain import Shown, literal_caption
from sozialclient.gui.wording import say

_SHOWN_MS = 8000


class TraySign(QObject):
    """Shown only where the desktop has a notification area; without one nothing is missing but the messages."""

    def __init__(self, parent: QObject, show: Callable[[], None], fetch: Callable[[], None],
                 lock: Callable[[], None], leave: Callable[[], None]) -> None:
        super().__init__(parent)
        self.menu = QMenu()
        for key, call in (("tray.show", show), ("action.fetch", fetch), ("action.lock", lock), ("action.quit", leave)):
            action = QAction(literal_caption(say(key)), self.menu)
            action.triggered.connect(lambda _on=False, call=call: call())
            self.menu.addActions([action])
        self._icon = QSystemTrayIcon(QIcon(icon_pixmap("program", "#000000", 64)), self)
        self._icon.setToolTip(say("program"))
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(lambda reason: show() if reason in _CHOSEN else None)
        self._icon.messageClicked.connect(show)

    @staticmethod
    def possible() -> bool:
        """Whether this desktop has a notification area."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def set_shown(self, shown: bool) -> None:
        """Show it, where there is a place for it, or take it away."""
        self._icon.setVisible(shown and self.possible())

    def say(self, words: Shown) -> None:
        """A message of the system, if the sign is there."""
        if self._icon.isVisible():
            self._icon.showMessage(say("program"), words, QSystemTrayIcon.MessageIcon.NoIcon, _SHOWN_MS)


_CHOSEN = (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick)
