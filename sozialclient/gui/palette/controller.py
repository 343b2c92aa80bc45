"""Opens the command palette and carries out what was chosen in it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.palette.commands import commands_of
from sozialclient.gui.palette.page import PaletteDialog
from sozialclient.gui.theme import Theme


class PaletteController(QObject):
    """The palette of one window; its commands are looked up anew each time."""

    def __init__(self, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self.dialog: PaletteDialog | None = None
        self._itself = window.actions_table["palette"]
        self._itself.triggered.connect(lambda _on=False: self.open())

    def open(self) -> None:
        """Show it over the window."""
        if self.dialog is not None:
            return
        commands = [each for each in commands_of(self._window.menu_bar.actions()) if each.action is not self._itself]
        self.dialog = PaletteDialog(self._theme, commands, self._window)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    def _on_finished(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is None:
            return
        dialog.deleteLater()
        if dialog.chosen is not None:
            # The window has the focus again by then, so what acts on the focus finds it where it was.
            self._window.activateWindow()
            dialog.chosen.trigger()
