"""Connects what helps at every screen: the command palette, help, the privacy screen and the guided tour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from sozialclient.gui.help.controller import HelpController
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.palette.controller import PaletteController
from sozialclient.gui.privacy.controller import PrivacyController
from sozialclient.gui.shell.window_keys import WindowKeys
from sozialclient.gui.theme import Theme
from sozialclient.gui.tour.controller import TourController
from sozialclient.gui.tour.progress import TourProgress

if TYPE_CHECKING:
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.gui.transfer.controller import TransferController


class Aids(QObject):
    """One of each for a window."""

    def __init__(self, app: QApplication, theme: Theme, window: MainWindow, shell: WindowController,
                 transfer: TransferController, progress: TourProgress) -> None:
        super().__init__(window)
        self.palette = PaletteController(theme, window)
        self.privacy = PrivacyController(theme, window)
        self.help = HelpController(theme, window)
        self.tour = TourController(app, theme, window, shell, transfer, progress)
        self._everywhere = {Qt.Key.Key_F1: self.help.open, Qt.Key.Key_F9: self.privacy.toggle}
        self.keys = WindowKeys(app, frozenset(self._everywhere), self)
        self.keys.pressed.connect(lambda key: self._everywhere[key]())
