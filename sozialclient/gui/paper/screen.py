"""The dialog as the pictures of all screens show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from sozialclient.gui.shell.desktop import Desktop


def paper_screen(desktop: Desktop) -> QWidget:
    """Asked for the application that is shown."""
    desktop.insight.paper.open()
    dialog = desktop.insight.paper.dialog
    assert dialog is not None
    return dialog
