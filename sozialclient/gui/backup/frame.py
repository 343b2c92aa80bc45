"""What both dialogs of backups have in common: margins, size, a bar of progress."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout

from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.dialog_frame import frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.wording import say


def progress_bar(theme: Theme) -> QProgressBar:
    """Per cent, hidden at first."""
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setFixedHeight(theme.px(8))
    bar.setRange(0, 100)
    bar.setAccessibleName(say("backup.bar"))
    bar.hide()
    return bar


def body_layout(theme: Theme, spacing: int) -> QVBoxLayout:
    """Where the contents go, with the dialog's margins."""
    body = QVBoxLayout()
    body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
    body.setSpacing(theme.px(spacing))
    return body


def arrange_dialog(dialog: QDialog, theme: Theme, body: QVBoxLayout, footer: QHBoxLayout, height: int) -> None:
    """Put `body` and `footer` into `dialog`, which opens `height` high (px at 100 % text) where there is room."""
    body.addStretch(1)
    frame_dialog(dialog, scrolled(surface(body)), footer)
    dialog.setModal(True)
    fit_screen(dialog, QSize(theme.px(560), theme.px(360)), QSize(theme.px(760), theme.px(height)))
