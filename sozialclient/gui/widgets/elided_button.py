"""A button that says less where there is no room for all its words, and ends them in an ellipsis at last."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from sozialclient.gui.plain import elided, plain, set_tooltip
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import GAP, PushButton, set_caption

_FEWEST = "MM…"
"""Room that is always kept for words."""


class ElidedButton(PushButton):
    """As wide as its words, or as there is room; words that are not shown whole are tool tip and description."""

    def __init__(self, theme: Theme, look: str, font: str = "body") -> None:
        super().__init__()
        self._whole = self._short = self._name = plain("")
        self.setProperty("look", look)
        self.setFont(theme.font(font))
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_caption(self, caption: str, *, short: str = "", name: str = "") -> None:
        """Show these words, `short` where they do not fit; there is always room for `short`.

        A screen reader gets all of them, or `name` instead.
        """
        self._whole, self._short, self._name = plain(caption), plain(short), plain(name or caption)
        self._fill()
        self.updateGeometry()

    def _fill(self) -> None:
        metrics, room = self.fontMetrics(), max(0, self.width() - self._beside_words())
        shown = elided(metrics, self._whole, room)
        if self._short and shown != self._whole:
            shown = elided(metrics, self._short, room)
        set_caption(self, shown)
        self.setAccessibleName(plain(self._name))
        set_tooltip(self, "" if shown == self._whole else self._name)

    def _beside_words(self) -> int:
        """Width of padding, icon and the gap after it."""
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text() or "XXXX").width()
        gap = self.fontMetrics().horizontalAdvance(GAP) if self.property("themeIcon") else 0
        return super().sizeHint().width() - words + gap

    def width_of_sign(self) -> int:
        """Room for the icon alone."""
        return self._beside_words()

    def sizeHint(self) -> QSize:
        """Room for all words."""
        return QSize(self._beside_words() + self.fontMetrics().horizontalAdvance(self._whole) + 2,
                     super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for the short words, or for the icon and a few letters."""
        words = self.fontMetrics().horizontalAdvance(self._short or _FEWEST)
        return QSize(self._beside_words() + words + 2, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for another part."""
        super().resizeEvent(event)
        self._fill()
