"""Pairs of name and value under headings; every value can be marked and copied by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.ground import Ground

Group = tuple[str, Sequence[tuple[str, str]]]


class FactList(QWidget):
    """Groups of facts, as high as they are; where letters are large a value stands below its name."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(plain(name))
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._groups: QWidget | None = None

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Replace everything."""
        if self._groups is not None:
            self._place.removeWidget(self._groups)
            self._groups.deleteLater()
        self._groups = fact_groups(self._theme, groups)
        self._place.addWidget(self._groups)


class FactSheet(QScrollArea):
    """Groups of facts that fill a pane and scroll when there is no room."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(plain(name))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Replace everything."""
        px, layout = self._theme.px, QVBoxLayout()
        layout.setContentsMargins(px(20), px(16), px(20), px(16))
        layout.addWidget(fact_groups(self._theme, groups))
        layout.addStretch(1)
        self.setWidget(Ground(layout))


def fact_groups(theme: Theme, groups: Sequence[Group]) -> QWidget:
    """The groups one below the other."""
    body = QWidget()
    layout = QVBoxLayout(body)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(6))
    for at, (heading, facts) in enumerate(groups):
        if at:
            layout.addSpacing(theme.px(12))
        title = plain_label(heading, wrap=True)
        title.setFont(theme.font("heading"))
        layout.addWidget(title)
        layout.addLayout(_grid(theme, facts))
    return body


def _grid(theme: Theme, facts: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(4))
    if not theme.large:
        grid.setColumnMinimumWidth(0, theme.px(170))
    grid.setColumnStretch(0 if theme.large else 1, 1)
    for at, (name, value) in enumerate(facts):
        label = plain_label(name, wrap=True)
        label.setProperty("tone", "second")
        shown = plain_label(value, wrap=True, keys=True)
        shown.setAccessibleName(plain(name, ": ", value))
        above, (row, column) = 2 * at, (2 * at + 1, 0) if theme.large else (2 * at, 1)
        grid.addWidget(label, above, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, row, column, Qt.AlignmentFlag.AlignTop)
    return grid
