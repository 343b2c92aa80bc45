"""Tabs that are all in sight: closer together and in smaller letters before any would go behind an arrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QTabBar

from sozialclient.gui.theme import Theme

_LOOK = "look"


class FittingTabs(QTabBar):
    """Call `measure` when the captions are other ones; `wanted_changed` tells that `wanted` is another width then."""

    wanted_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._usual, self._small = theme.font("body"), theme.font("caption")
        self._narrow = False
        self.wanted = 0
        """Width with room for all tabs at their usual distance, in px."""
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)

    def set_narrow(self, narrow: bool) -> None:
        """Whether there are more tabs than usual, so that they stand a little closer anyway."""
        self._narrow = narrow

    def measure(self) -> None:
        """Reckon anew what the tabs need."""
        self._show_as(self._roomy())
        before, self.wanted = self.wanted, self.sizeHint().width()
        self._fit()
        if before != self.wanted:
            self.wanted_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for another distance."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._show_as(self._roomy() if self.wanted <= self.width() else "tight")

    def _roomy(self) -> str:
        return "narrow" if self._narrow else "usual"

    def _show_as(self, look: str) -> None:
        if self.property(_LOOK) != look:
            self.setProperty(_LOOK, look)
            self.style().unpolish(self)
            self.style().polish(self)
            self.setFont(self._small if look == "tight" else self._usual)
            # A tab bar measures its tabs anew only when it hears that its style is another one.
            QApplication.sendEvent(self, QEvent(QEvent.Type.StyleChange))
            self.updateGeometry()
