"""One line that ends in an ellipsis where there is no room for all of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent

from sozialclient.gui.plain import CopyLabel, elided, make_literal, plain, plain_words, set_tooltip


class ElidedLabel(CopyLabel):
    """As wide as there is room; screen readers get the whole text, and so does the tool tip where some is cut.

    With `keys` people can mark and copy it while it is whole: nobody shall copy half a name.
    """

    def __init__(self, *, keys: bool = False) -> None:
        super().__init__()
        self._keys = keys
        self._whole = plain("")
        make_literal(self)
        self.setMinimumWidth(1)

    def show_text(self, text: str) -> None:
        """Show a text literally."""
        self._whole = plain_words(text)
        self.setAccessibleName(plain_words(text))
        self.updateGeometry()
        self._fill()

    def _fill(self) -> None:
        shown = elided(self.fontMetrics(), self._whole, self.width())
        self.setText(plain(shown))
        set_tooltip(self, "" if shown == self._whole else self._whole)
        if self._keys:
            flags = Qt.TextInteractionFlag
            marking = flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
            self.setTextInteractionFlags(marking if shown == self._whole else flags.NoTextInteraction)

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Next to nothing; what a bare label would ask for is room for what it shows just now."""
        return QSize(1, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for another part."""
        super().resizeEvent(event)
        self._fill()
