"""A card about a certificate: holder, how long it is valid, and rows of facts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.frames import IconLabel, Pill


class CertificateCard(QFrame):
    """Texts are literal; `tint` is ok, warning or danger."""

    def __init__(self, theme: Theme, holder: str, tint: str, validity: str, facts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self.setAccessibleName(plain(holder, ". ", validity))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(14))
        layout.setSpacing(theme.px(14))
        tile = QFrame()
        tile.setProperty("card", "tint")
        tile.setFixedSize(theme.px(44), theme.px(44))
        inner = QHBoxLayout(tile)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(IconLabel(theme, "cert", "accentText", 24), 0, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        directions = QBoxLayout.Direction
        head = QBoxLayout(directions.TopToBottom if theme.large else directions.LeftToRight)
        name = plain_label(holder, wrap=True)
        name.setFont(theme.font("heading"))
        head.addWidget(name, 1)
        corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        head.addWidget(Pill(theme, tint, "", validity), 0, corner)
        words.addLayout(head)
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.px(3))
        grid.setColumnMinimumWidth(0, theme.px(60 if theme.large else 110))
        grid.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(facts):
            left, right = plain_label(label, wrap=theme.large), plain_label(value, wrap=True, keys=True)
            left.setProperty("tone", "second")
            right.setAccessibleName(plain(label, ": ", value))
            grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(right, row, 1)
        words.addLayout(grid)
        layout.addLayout(words, 1)
