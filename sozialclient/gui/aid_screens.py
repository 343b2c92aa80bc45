"""Opens what helps at every screen, for the pictures of `screens.py`: palette, help, privacy, automatic fetch."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sozialclient.gui.help.page import HelpPanel
from sozialclient.gui.palette.commands import commands_of
from sozialclient.gui.palette.page import PaletteDialog
from sozialclient.gui.privacy.cover import Cover
from sozialclient.gui.receipt.screen import receipt_screen
from sozialclient.gui.settings.screen import settings_screen
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.shell.keyboard_dialog import KeyboardDialog
from sozialclient.gui.statistics.screen import statistics_screen
from sozialclient.gui.tray.closing_dialog import ClosingDialog
from sozialclient.gui.tray.page import AutomaticDialog


def _palette(desktop: Desktop) -> QWidget:
    dialog = PaletteDialog(desktop.theme, list(commands_of(desktop.window.menu_bar.actions())), desktop.window)
    dialog.edit.setText("empf")
    dialog.show()
    return dialog


def _help(desktop: Desktop) -> QWidget:
    panel = HelpPanel(desktop.theme, desktop.window)
    panel.show_topic("transfer")
    panel.show()
    return panel


def _privacy(desktop: Desktop) -> QWidget:
    """A window of its own that is covered, because the real one must stay uncovered for the next picture."""
    window = QWidget()
    window.resize(desktop.window.size())
    window.show()
    Cover(desktop.theme, window)
    return window


def _automatic(desktop: Desktop) -> QWidget:
    dialog = AutomaticDialog(desktop.theme, 30, desktop.window)
    dialog.show()
    return dialog


def _keyboard(desktop: Desktop) -> QWidget:
    dialog = KeyboardDialog(desktop.theme, desktop.window)
    dialog.show()
    return dialog


def _closing(desktop: Desktop) -> QWidget:
    dialog = ClosingDialog(desktop.theme, desktop.window)
    dialog.show()
    return dialog


AIDS: dict[str, Callable[[Desktop], QWidget]] = {
    "palette": _palette, "help": _help, "privacy": _privacy, "automatic": _automatic, "keyboard": _keyboard,
    "closing": _closing, "settings": settings_screen("office"), "settings-wrong": settings_screen("network"),
    "receipt": receipt_screen, "statistics": statistics_screen,
}
