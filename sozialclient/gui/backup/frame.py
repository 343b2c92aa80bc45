"""What both dialogs look like around their contents: a body that scrolls, a bar of progress, a footer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import line
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


def frame_dialog(dialog: QDialog, theme: Theme, body: QVBoxLayout, footer: QHBoxLayout, height: int) -> None:
    """Put `body` and `footer` into `dialog`; with large text on a small screen the body scrolls."""
    body.addStretch(1)
    surface = QWidget()
    surface.setProperty("ground", "surface")
    surface.setLayout(body)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(surface)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(area, 1)
    layout.addWidget(line())
    layout.addLayout(footer)
    dialog.setModal(True)
    fit_screen(dialog, QSize(theme.px(560), theme.px(360)), QSize(theme.px(760), theme.px(height)))
