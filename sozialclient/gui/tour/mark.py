"""A frame around the control a step is about: two lines and a numbered tag, so that it needs no colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sozialclient.gui.plain import plain
from sozialclient.gui.theme import Theme

_REACH = 5
_TAG = 22
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest)


class TourMark(QWidget):
    """Lies over the window of its target and lets every click through."""

    def __init__(self, theme: Theme, home: QWidget) -> None:
        super().__init__(home)
        self._theme, self._home = theme, home
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._number = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def target(self) -> QWidget | None:
        """What is marked."""
        return self._target

    def point_at(self, target: QWidget | None, number: int) -> None:
        """Mark `target` with the number of the step; None takes the frame away."""
        self._number = number
        if target is not self._target:
            self.leave()
            self._target = target
            widget = target
            while widget is not None:
                self._watched.append(widget)
                widget.installEventFilter(self)
                widget = None if widget.isWindow() else widget.parentWidget()
        self._follow()

    def leave(self) -> None:
        """Mark nothing, and go back to the window that outlives dialogs."""
        for widget in self._watched:
            widget.removeEventFilter(self)
        self._watched, self._target = [], None
        self.setParent(self._home)
        self.hide()

    def _follow(self) -> None:
        target = self._target
        if target is None or not target.isVisible():
            self.hide()
            return
        window = target.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        whole = QRect(target.mapTo(window, QPoint()), target.size())
        reach, half = self._theme.px(_REACH), self._theme.px(_TAG) // 2
        # The tag sits on the corner, beside the words of its target.
        self.setGeometry(whole.adjusted(-reach, -reach - half, reach + half, reach) & window.rect())
        self.raise_()
        self.show()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the target and with whatever it lies in."""
        if event.type() in _FOLLOWED:
            self._follow()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame and the tag."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, half = theme.px(3), theme.px(_TAG) // 2
        box = QRectF(self.rect()).adjusted(width, half + width, -half - width, -width)
        painter.setPen(QPen(theme.color("surface"), width + 3))
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        painter.setPen(QPen(theme.color("accent"), width, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        side = 2 * half
        tag = QRectF(self.width() - side, 0, side, side)
        painter.setPen(QPen(theme.color("surface"), 1))
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(tag, theme.px(4), theme.px(4))
        painter.setFont(theme.font("caption", strong=True))
        painter.setPen(theme.color("onAccent"))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, plain(str(self._number)))
        painter.end()
