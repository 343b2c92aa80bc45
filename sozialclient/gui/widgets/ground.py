"""What lies in an area that scrolls: as high as its text is at the width it has."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


class Ground(QWidget):
    """A widget on the ground of contents, `surface` or another of the style sheet's grounds, which holds `contents`."""

    def __init__(self, contents: QLayout | None = None, ground: str = "surface") -> None:
        super().__init__()
        self.setProperty("ground", ground)
        # Qt draws the ground of a style sheet only in its own classes unless it is asked to.
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if contents is not None:
            self.setLayout(contents)

    def minimumSizeHint(self) -> QSize:
        """In an area that scrolls only a width.

        Qt adds up the heights texts have where they are narrowest, and scrolls what would have had room.
        """
        hint, layout, place = super().minimumSizeHint(), self.layout(), self.parentWidget()
        scrolls = place is not None and isinstance(place.parentWidget(), QScrollArea)
        if scrolls and layout is not None and layout.hasHeightForWidth():
            return QSize(hint.width(), 0)
        return hint
