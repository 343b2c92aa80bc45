"""One line that says whether something can be relied on; pressing it leads to the details."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout

from sozialclient.gui.plain import plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import PushButton
from sozialclient.gui.widgets.elided_label import ElidedLabel
from sozialclient.gui.widgets.frames import IconLabel

_SHIELDS = {"passed": ("shield-check", "okLine"), "undecided": ("shield-question", "undecidedLine"),
            "failed": ("shield-x", "dangerLine")}


class VerdictLine(PushButton):
    """Shield, one bold sentence, one plain sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "verdict")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(4), theme.px(2), theme.px(4), theme.px(2))
        layout.setSpacing(theme.px(8))
        self._icon = IconLabel(theme, "shield-question", "undecidedLine", 20)
        self._bold, self._plain = plain_label(), ElidedLabel()
        self._bold.setFont(theme.font("bodyStrong"))
        self._plain.setFont(theme.font("body"))
        self._plain.setProperty("tone", "second")
        for widget in (self._icon, self._bold):
            layout.addWidget(widget)
        layout.addWidget(self._plain, 1)
        for label in (self._icon, self._bold, self._plain):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As high as its words."""
        return QSize(self._bold.sizeHint().width() + self._theme.px(60), self._theme.px(30))

    def minimumSizeHint(self) -> QSize:
        """May be narrower than its words."""
        return QSize(self._theme.px(120), self._theme.px(30))

    def show_verdict(self, verdict: str, bold: str, sentence: str) -> None:
        """`verdict` is passed, undecided or failed."""
        self._icon.show_icon(*_SHIELDS[verdict])
        self._bold.setText(plain_words(bold))
        self._bold.setProperty("tone", "danger" if verdict == "failed" else "")
        self._bold.style().polish(self._bold)
        self._plain.show_text(sentence)
        self.setAccessibleName(plain_words(bold, " ", sentence))
