"""The settings as the pictures of all screens show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from sozialclient.gui.settings.page import SettingsDialog
from sozialclient.settings import Settings

if TYPE_CHECKING:
    from sozialclient.gui.shell.desktop import Desktop


def settings_screen(group: str) -> Callable[[Desktop], QWidget]:
    """One group of them, with an office's own lines."""
    settings = Settings(office_sender=("Stadt Musterstadt", "Amt für Soziales", "Rathausplatz 1", "00042 Musterstadt"),
                        office_contact=("Frau Beispiel, Zimmer 12", "Telefon 000 4711"), automatic_minutes=30)

    def draw(desktop: Desktop) -> QWidget:
        dialog = SettingsDialog(desktop.theme, settings, desktop.window)
        dialog.show_group(group)
        if group == "network":
            dialog.show_wrong("network.proxy", "So geht es nicht. Möglich ist: system, direct, http://…")
        dialog.show()
        return dialog

    return draw
