"""Panes beside each other whose dividing lines also move by keys, for whoever has no mouse."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle

from sozialclient.gui.theme import Theme

_LINE, _SEEN = 1, 5
"""Width of a line in px, and in logical px of the one that has the keyboard."""
_STEP, _STRIDE = 16, 96
_BACK = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyHandle(QSplitterHandle):
    """A line that takes the focus only when it is given to it: arrows move it, `left` is sent when that is enough.

    `moved` carries the part of the width that lies left of it, in percent.
    """

    left = Signal()
    moved = Signal(int)

    def __init__(self, splitter: QSplitter, theme: Theme) -> None:
        super().__init__(splitter.orientation(), splitter)
        self._theme = theme

    @property
    def movable(self) -> bool:
        """Whether it is there, and the panes beside it can give way."""
        splitter = self.splitter()
        at = splitter.indexOf(self)
        panes = [splitter.widget(pane) for pane in range(splitter.count())]
        before = [pane for pane in panes[:at] if pane and pane.isVisible()]
        beside = [*before[-1:], panes[at]]
        return self.isVisible() and bool(before) and all(
            pane and pane.minimumWidth() < pane.maximumWidth() for pane in beside)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows in small steps, with Ctrl in large ones; Home and End as far as it goes; Esc and Enter go back."""
        stride = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        step = self._theme.px(_STRIDE if stride else _STEP)
        places = {Qt.Key.Key_Left: self.x() - step, Qt.Key.Key_Right: self.x() + step, Qt.Key.Key_Home: 0,
                  Qt.Key.Key_End: self.splitter().width()}
        if event.key() in _BACK:
            self.left.emit()
        elif (place := places.get(Qt.Key(event.key()))) is not None:
            self.moveSplitter(place)
            self.moved.emit(round(100 * self.x() / max(self.splitter().width(), 1)))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that this line is meant."""
        super().focusInEvent(event)
        self.splitter().setHandleWidth(self._theme.px(_SEEN))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A hairline again."""
        super().focusOutEvent(event)
        self.splitter().setHandleWidth(_LINE)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """In the colour of the focus while it has it."""
        if self.hasFocus():
            QPainter(self).fillRect(self.rect(), self._theme.color("focus"))
        else:
            super().paintEvent(event)


class KeySplitter(QSplitter):
    """Panes from left to right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self.setHandleWidth(_LINE)

    def createHandle(self) -> QSplitterHandle:
        """As Qt asks for it."""
        return KeyHandle(self, self._theme)

    def lines(self) -> list[KeyHandle]:
        """The lines between panes, left to right; before the first pane there is none."""
        handles = [self.handle(at) for at in range(1, self.count())]
        return [handle for handle in handles if isinstance(handle, KeyHandle)]

    def restoreState(self, state: QByteArray | bytes | bytearray | memoryview) -> bool:
        """How the panes were divided; not how wide a line was, which may have had the keyboard just then."""
        restored = super().restoreState(state)
        self.setHandleWidth(_LINE)
        return restored
