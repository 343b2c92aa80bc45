"""Shows the pages of a document as pictures made elsewhere: scroll, zoom, fit, mark a place."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QPoint, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from sozialclient.gui.theme import Theme

_KEPT = 12
_SMALLEST, _LARGEST = 0.25, 4.0
_LONGEST_WAY = 2_000_000_000
"""The end of a scroll bar; Qt counts in 32 bits."""
POINT = 96 / 72
"""Logical px per point at 100 %."""


class PageView(QAbstractScrollArea):
    """Pages under each other. It asks for pictures with `page_wanted(page, pixels per point)`.

    Zoom 1.0 is 96 px per inch. `set_fit(True)` follows the width until someone zooms.
    """

    page_wanted = Signal(int, float)
    page_changed = Signal(int)
    zoom_changed = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sizes: list[QSizeF] = []
        self._images: OrderedDict[int, tuple[float, QImage]] = OrderedDict()
        self._asked: dict[int, float] = {}
        self._marks: dict[int, list[QRectF]] = {}
        self._zoom, self._fit, self._page = 1.0, True, 0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self.viewport().update)

    @property
    def page(self) -> int:
        """The page in view, from 0."""
        return self._page

    @property
    def zoom(self) -> float:
        """Current zoom; 1.0 is natural size."""
        return self._zoom

    def show_pages(self, sizes: list[QSizeF]) -> None:
        """Begin a document with pages of these sizes in points."""
        self._sizes = sizes
        self._images.clear()
        self._asked.clear()
        self._marks.clear()
        self._page = 0
        self.verticalScrollBar().setValue(0)
        self._layout()
        self.page_changed.emit(0)

    def set_image(self, page: int, scale: float, image: QImage) -> None:
        """A picture of `page`, rendered at `scale` pixels per point."""
        self._images[page] = (scale, image)
        self._images.move_to_end(page)
        while len(self._images) > _KEPT:
            self._asked.pop(self._images.popitem(last=False)[0], None)
        self.viewport().update()

    def mark(self, page: int, places: list[QRectF], *, follow: bool = True) -> None:
        """Mark rectangles (points from the top left of `page`); with `follow`, bring the first into view."""
        self._marks = {page: places}
        if places and follow and 0 <= page < len(self._sizes):
            top = self._boxes()[page].top() + places[0].top() * self._scale()
            bar, height = self.verticalScrollBar(), self.viewport().height()
            if not bar.value() + 40 <= top <= bar.value() + height - 80:
                self._scroll_to(top - height / 3)
        self.viewport().update()

    def unmark(self) -> None:
        """Take all marks away."""
        self._marks = {}
        self.viewport().update()

    def go_to(self, page: int) -> None:
        """Bring the top of `page` into view."""
        if 0 <= page < len(self._sizes):
            self._scroll_to(self._boxes()[page].top() - self._gap())

    def set_zoom(self, zoom: float) -> None:
        """Zoom to a factor and stop following the width."""
        self._fit = False
        self._apply_zoom(min(max(zoom, _SMALLEST), _LARGEST))

    def set_fit(self, fit: bool) -> None:
        """Follow the width of the view (True) or keep the zoom (False)."""
        self._fit = fit
        self._layout()

    def _apply_zoom(self, zoom: float) -> None:
        if abs(zoom - self._zoom) < 0.001:
            return
        bar = self.verticalScrollBar()
        place = bar.value() / max(bar.maximum() + self.viewport().height(), 1)
        self._zoom = zoom
        self._asked.clear()
        self._layout(fit=False)
        self._scroll_to(place * (bar.maximum() + self.viewport().height()))
        self.zoom_changed.emit(zoom)

    def _scroll_to(self, top: float) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(int(min(max(top, 0), bar.maximum())))

    def _scale(self) -> float:
        return self._zoom * POINT

    def _gap(self) -> int:
        return self._theme.px(14)

    def _layout(self, *, fit: bool = True) -> None:
        if fit and self._fit and self._sizes:
            widest = max(size.width() for size in self._sizes)
            room = self.viewport().width() - 2 * self._gap()
            zoom = min(max(room / (widest * POINT), _SMALLEST), 1.25 * self._theme.scale)
            if abs(zoom - self._zoom) > 0.001:
                self._zoom = zoom
                self._asked.clear()
                self.zoom_changed.emit(zoom)
        scale, gap = self._scale(), self._gap()
        height = gap + sum(size.height() * scale + gap for size in self._sizes)
        width = max((size.width() * scale for size in self._sizes), default=0.0) + 2 * gap
        view = self.viewport()
        self.verticalScrollBar().setRange(0, _way(height, view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(self._theme.px(40))
        self.horizontalScrollBar().setRange(0, _way(width, view.width()))
        self.horizontalScrollBar().setPageStep(view.width())
        view.update()

    def _boxes(self) -> list[QRectF]:
        scale, gap = self._scale(), self._gap()
        y, boxes, room = float(gap), [], self.viewport().width()
        for size in self._sizes:
            width, height = size.width() * scale, size.height() * scale
            boxes.append(QRectF(max(gap, (room - width) / 2), y, width, height))
            y += height + gap
        return boxes

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in view and ask for the pictures that are missing."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._theme.color("sunken"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        offset = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        view = QRectF(self.viewport().rect())
        for page, box in enumerate(self._boxes()):
            place = box.translated(-offset.x(), -offset.y())
            if place.bottom() < 0 or place.top() > view.bottom():
                continue
            painter.fillRect(place, Qt.GlobalColor.white)
            self._ask(page)
            if page in self._images:
                painter.drawImage(place, self._images[page][1])
            self._draw_marks(painter, page, place)
            painter.setPen(QPen(self._theme.color("border"), 1))
            painter.drawRect(place)
        painter.end()

    def _ask(self, page: int) -> None:
        wanted = self._scale() * self.devicePixelRatioF()
        if self._asked.get(page) != wanted:
            self._asked[page] = wanted
            self.page_wanted.emit(page, wanted)

    def _draw_marks(self, painter: QPainter, page: int, place: QRectF) -> None:
        paper, scale = self._theme.tokens.paper, self._scale()
        for mark in self._marks.get(page, []):
            box = QRectF(place.left() + mark.left() * scale, place.top() + mark.top() * scale,
                         mark.width() * scale, mark.height() * scale).adjusted(-4, -3, 4, 3)
            if not self._theme.high_contrast:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
                painter.fillRect(box, paper["mark"])
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.setPen(QPen(QColor("black" if self._theme.high_contrast else paper["markOutline"]), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)

    def _on_scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 3
        boxes = self._boxes()
        page = next((at for at, box in enumerate(boxes) if box.bottom() > middle), max(len(boxes) - 1, 0))
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scrolling draws again; pictures are cheap to draw."""
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new width may mean a new zoom."""
        super().resizeEvent(event)
        self._layout()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls, with the control key it zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * (1.1 if event.angleDelta().y() > 0 else 1 / 1.1))
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and page keys scroll; control with page keys changes the page; control +, - and 0 zoom."""
        bar, key = self.verticalScrollBar(), event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        keys = Qt.Key
        actions = {
            keys.Key_Down: lambda: bar.setValue(bar.value() + bar.singleStep()),
            keys.Key_Up: lambda: bar.setValue(bar.value() - bar.singleStep()),
            keys.Key_PageDown: lambda: bar.setValue(bar.value() + bar.pageStep()),
            keys.Key_PageUp: lambda: bar.setValue(bar.value() - bar.pageStep()),
            keys.Key_Home: lambda: bar.setValue(0),
            keys.Key_End: lambda: bar.setValue(bar.maximum()),
        }
        if control:
            actions = {
                keys.Key_PageDown: lambda: self.go_to(self._page + 1),
                keys.Key_PageUp: lambda: self.go_to(self._page - 1),
                keys.Key_Plus: lambda: self.set_zoom(self._zoom * 1.1),
                keys.Key_Minus: lambda: self.set_zoom(self._zoom / 1.1),
                keys.Key_0: lambda: self.set_fit(True),
            }
        action = actions.get(keys(key)) if key in {k.value for k in actions} else None
        if action is None:
            super().keyPressEvent(event)
            return
        action()
        event.accept()


def _way(length: float, view: int) -> int:
    """The end of a scroll bar for pages of `length` pixels."""
    return round(min(max(0.0, length - view), _LONGEST_WAY))
