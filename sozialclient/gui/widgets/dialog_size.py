"""How large a dialog opens: as large as it wants, never larger than the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_FRAME = QSize(16, 48)
"""Room for the frame and title bar of the window system, in px."""


def fitting_width(width: int, beside: int) -> int:
    """`width`, cut so that it stands on the screen together with `beside` px of margins and icons."""
    return min(width, QGuiApplication.primaryScreen().availableSize().width() - _FRAME.width() - beside)


def fit_screen(dialog: QWidget, least: QSize, wanted: QSize) -> None:
    """Open `dialog` at `wanted` and keep it at `least`, both cut to the free part of its screen.

    At 200 % text size what is wanted can be larger than the screen; the buttons must stay reachable.
    """
    parent = dialog.parentWidget()
    screen = (parent.screen() if parent else None) or QGuiApplication.primaryScreen()
    room = screen.availableSize() - _FRAME
    dialog.setMinimumSize(least.boundedTo(room))
    dialog.resize(wanted.boundedTo(room))
