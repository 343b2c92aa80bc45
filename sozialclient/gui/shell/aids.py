"""Connects what helps at every screen: the command palette, help and the privacy screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from sozialclient.gui.help.controller import HelpController
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.palette.controller import PaletteController
from sozialclient.gui.privacy.controller import PrivacyController
from sozialclient.gui.shell.window_keys import WindowKeys
from sozialclient.gui.theme import Theme


class Aids(QObject):
    """One of each for a window."""

    def __init__(self, app: QApplication, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self.palette = PaletteController(theme, window)
        self.privacy = PrivacyController(theme, window)
        self.help = HelpController(theme, window)
        self._everywhere = {Qt.Key.Key_F1: self.help.open, Qt.Key.Key_F9: self.privacy.toggle}
        self.keys = WindowKeys(app, frozenset(self._everywhere), self)
        self.keys.pressed.connect(lambda key: self._everywhere[key]())
