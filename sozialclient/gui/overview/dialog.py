"""The dialog that says how something stands, lists it, and offers what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sozialclient.gui.plain import Shown, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.facts import FactSheet
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.wording import say

_ALL_ROOM = 1000
"""Stretch of the facts: below them nothing grows unless they are hidden."""


class OverviewDialog(QDialog):
    """Heading, verdict, facts, buttons; it changes nothing itself."""

    def __init__(self, theme: Theme, title: Shown, facts: Shown, size: QSize, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme, self._size = theme, size
        self.setWindowTitle(title)
        self.setModal(True)
        self._heading = plain_label(title)
        self._heading.setFont(theme.font("title"))
        self.banner = Banner(theme, "info", "", "")
        self.facts = FactSheet(theme, facts)
        # With large text on a small screen all of it is higher than its place.
        self.facts.setMinimumHeight(theme.px(190))
        self.close_button = push_button(theme, say("action.close_dialog"))
        self.close_button.clicked.connect(self.reject)

    def lay_out(self, actions: Sequence[QPushButton], *, urgent: QPushButton | None = None,
                more: QWidget | None = None) -> None:
        """Put all in its place: `urgent` under the verdict, `more` under the facts, each of `actions` on a line."""
        theme = self._theme
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(12))
        body.addWidget(self._heading)
        body.addWidget(self.banner)
        if urgent is not None:
            body.addLayout(_at_the_left(urgent))
        body.addWidget(self.facts, _ALL_ROOM)
        if more is not None:
            body.addWidget(more)
        buttons = QVBoxLayout()
        buttons.setSpacing(theme.px(8))
        for action in actions:
            buttons.addLayout(_at_the_left(action))
        body.addLayout(buttons)
        body.addStretch(1)
        frame_dialog(self, scrolled(surface(body)), dialog_footer(theme, [self.close_button]))
        fit_screen(self, QSize(theme.px(460), theme.px(400)), self._size)
        self.close_button.setFocus()


def _at_the_left(button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
