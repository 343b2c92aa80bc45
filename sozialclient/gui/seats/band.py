"""The band above the panes: this place only reads, or the data folder is out of reach."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from sozialclient.gui.plain import set_tooltip
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.wording import say

_LARGE = 1.5


class SeatBand(QWidget):
    """Words at the left, what can be done at the right; hidden while there is nothing to say."""

    refresh_requested = Signal()
    reconnect_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.banner = Banner(theme, "warning", "")
        self.refresh = push_button(theme, say("seats.refresh"))
        self.refresh.clicked.connect(self.refresh_requested)
        self.reconnect = push_button(theme, say("seats.reconnect"))
        self.reconnect.clicked.connect(self.reconnect_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        layout.setSpacing(theme.px(8))
        layout.addWidget(self.banner, 1)
        for button in (self.refresh, self.reconnect):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_text(self, tint: str, title: str, sentence: str, *, refresh: bool, reconnect: bool) -> None:
        """Say something and offer what helps."""
        self.banner.show_text(tint, title, sentence)
        # Large letters leave no room for both; screen readers get the whole all the same.
        self.banner.sentence.setVisible(self._theme.scale < _LARGE)
        set_tooltip(self.banner, sentence)
        self.refresh.setVisible(refresh)
        self.reconnect.setVisible(reconnect)
        self.show()
