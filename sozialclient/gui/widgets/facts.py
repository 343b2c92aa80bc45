"""Pairs of name and value under headings; every value can be marked and copied by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme

Group = tuple[str, Sequence[tuple[str, str]]]


class FactSheet(QScrollArea):
    """Groups of facts that scroll when there is no room."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(plain(name))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Replace everything."""
        theme, body = self._theme, QWidget()
        body.setProperty("ground", "surface")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(6))
        for heading, facts in groups:
            title = plain_label(heading)
            title.setFont(theme.font("heading"))
            layout.addWidget(title)
            layout.addLayout(self._grid(facts))
            layout.addSpacing(theme.px(12))
        layout.addStretch(1)
        self.setWidget(body)

    def _grid(self, facts: Sequence[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._theme.px(16))
        grid.setVerticalSpacing(self._theme.px(4))
        grid.setColumnMinimumWidth(0, self._theme.px(170))
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(facts):
            label = plain_label(name, wrap=True)
            label.setProperty("tone", "second")
            shown = plain_label(value, wrap=True, keys=True)
            shown.setAccessibleName(plain(name, ": ", value))
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)
        return grid
