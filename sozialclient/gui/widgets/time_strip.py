"""The strip with the one time that counts: stamp, label, time; other times and a copy button at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.frames import IconLabel


class TimeStrip(QFrame):
    """Always the first thing under a title."""

    copy_requested = Signal()

    def __init__(self, theme: Theme, label: str, copy: str) -> None:
        super().__init__()
        self._label, self._copy = label, copy
        self.setProperty("card", "eingang")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(14), theme.px(8), theme.px(8), theme.px(8))
        layout.setSpacing(theme.px(12))
        words = QVBoxLayout()
        words.setSpacing(0)
        caption = plain_label(label)
        caption.setFont(theme.font("caption"))
        caption.setProperty("tone", "eingang")
        self.time = plain_label(wrap=True, keys=True)
        self.time.setFont(theme.font("heading"))
        self.time.setProperty("tone", "eingang")
        self.side = plain_label()
        self.side.setFont(theme.font("caption"))
        self.side.setProperty("tone", "second")
        self.side.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.copy = push_button(theme, copy, icon="copy", look="eingang")
        self.copy.clicked.connect(self.copy_requested)
        words.addWidget(caption)
        words.addWidget(self.time)
        layout.addWidget(IconLabel(theme, "stamp", "eingangLine", 24))
        layout.addLayout(words, 1)
        layout.addWidget(self.side)
        layout.addWidget(self.copy)

    def set_low(self, low: bool) -> None:
        """Where there is little room only the one time is told, and the button shows its picture."""
        self.side.setVisible(not low)
        set_caption(self.copy, self._copy)
        if low:
            self.copy.setText(plain(""))

    def show_times(self, time: str, side: str, spoken: str) -> None:
        """`time` as read, `side` the lesser times, `spoken` for screen readers."""
        self.time.setText(plain(time))
        self.time.setAccessibleName(plain(self._label, ": ", spoken))
        self.side.setText(plain(side))
