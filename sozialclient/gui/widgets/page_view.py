"""Shows the pages of a document as pictures made elsewhere: scroll, zoom, fit, turn, mark places, point at them."""

from __future__ import annotations

import enum
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.image_cache import ImageCache
from sozialclient.gui.widgets.page_geometry import PageGeometry
from sozialclient.gui.widgets.page_painter import Layers, Marks, PagePainter

KEPT_BYTES = 160 * 1024 * 1024
"""Pixels of pages kept for scrolling back."""
POINT = 96 / 72
"""Logical px per point at 100 %."""
STEP = 1.1
_SMALLEST, _LARGEST = 0.1, 4.0
_SAME = 0.001
_LONGEST_WAY = 2_000_000_000
"""The end of a scroll bar; Qt counts in 32 bits."""


class Fit(enum.Enum):
    """What the zoom follows when the view changes its size."""

    NONE = "none"
    WIDTH = "width"
    PAGE = "page"


class PageView(QAbstractScrollArea):
    """Pages under each other. It asks for pictures with `page_wanted(page, pixels per point)`.

    Zoom 1.0 is 96 px per inch. `clicked`, `dragged` and `word_wanted` tell pages and points on them, whatever the
    page is turned by; `dragged` has where it began and where it is.
    """

    page_wanted = Signal(int, float)
    page_changed = Signal(int)
    zoom_changed = Signal(float)
    clicked = Signal(int, QPointF)
    dragged = Signal(int, QPointF, int, QPointF)
    word_wanted = Signal(int, QPointF)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sizes: list[QSizeF] = []
        self._images: ImageCache[int] = ImageCache(KEPT_BYTES)
        self._asked: dict[int, float] = {}
        self._painter, self._layers = PagePainter(theme), Layers()
        self._zoom, self._fit, self._page, self._turns = 1.0, Fit.WIDTH, 0, 0
        self._pressed: tuple[int, QPointF] | None = None
        self._begun, self._moved = QPointF(), False
        self._unseen: tuple[int, QRectF] | None = None
        self._geometry = PageGeometry([], 1.0, self._gap(), 0, 0)
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

    @property
    def fit(self) -> Fit:
        """What the zoom follows."""
        return self._fit

    @property
    def turns(self) -> int:
        """Quarters clockwise by which the pages are shown turned."""
        return self._turns

    def show_pages(self, sizes: list[QSizeF]) -> None:
        """Begin a document with pages of these sizes in points."""
        self._sizes = sizes
        self._images.clear()
        self._asked.clear()
        self._layers = Layers()
        self._page = self._turns = 0
        self.verticalScrollBar().setValue(0)
        self._layout()
        self.page_changed.emit(0)

    def set_image(self, page: int, scale: float, image: QImage) -> None:
        """A picture of `page`, rendered at `scale` pixels per point."""
        for gone in self._images.put(page, image):
            self._asked.pop(gone, None)
        self.viewport().update()

    def mark(self, page: int, places: list[QRectF], *, follow: bool = True) -> None:
        """Mark rectangles (points from the top left of `page`); with `follow`, bring the first into view."""
        self._layers.marks = {page: places}
        if places and follow:
            self.bring(page, places[0])
        self.viewport().update()

    def unmark(self) -> None:
        """Take all marks away."""
        self._layers.marks = {}
        self.viewport().update()

    def show_hits(self, hits: Marks) -> None:
        """Underlay what a search found."""
        self._layers.hits = hits
        self.viewport().update()

    def show_selection(self, places: Marks) -> None:
        """Underlay the words that are selected."""
        self._layers.selection = places
        self.viewport().update()

    def bring(self, page: int, place: QRectF) -> None:
        """Scroll to a place on a page unless it is in view."""
        if not 0 <= page < len(self._sizes):
            return
        # While the view is hidden it has no size of its own yet.
        self._unseen = None if self.isVisible() else (page, place)
        box = self._geometry.on_view(page, place)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if not bar.value() + 40 <= box.top() <= bar.value() + height - 80:
            self._scroll_to(box.top() - height / 3)
        aside, width = self.horizontalScrollBar(), self.viewport().width()
        if not aside.value() <= box.left() <= aside.value() + width - 40:
            aside.setValue(int(min(max(box.left() - width / 3, 0), aside.maximum())))

    def go_to(self, page: int) -> None:
        """Bring the top of `page` into view."""
        if 0 <= page < len(self._sizes):
            self._scroll_to(self._geometry.boxes[page].top() - self._gap())

    def set_zoom(self, zoom: float) -> None:
        """Zoom to a factor and stop following the size of the view."""
        self._fit = Fit.NONE
        self._apply_zoom(min(max(zoom, _SMALLEST), _LARGEST))

    def set_fit(self, fit: Fit) -> None:
        """Follow the width or the size of the view, or keep the zoom."""
        self._fit = fit
        self._layout()
        if fit is Fit.PAGE:
            self.go_to(self._page)

    def turn(self, quarters: int) -> None:
        """Turn all pages clockwise, in this view alone."""
        page = self._page
        self._turns = (self._turns + quarters) % 4
        self._layout()
        self.go_to(page)

    def _apply_zoom(self, zoom: float) -> None:
        if abs(zoom - self._zoom) < _SAME:
            return
        share = self._share_above(self.viewport().height())
        self._zoom = zoom
        self._asked.clear()
        self._layout(fit=False)
        self._scroll_to_share(share)
        self.zoom_changed.emit(zoom)

    def _share_above(self, height: int) -> float:
        """How much of everything lies above a viewport of this height."""
        bar = self.verticalScrollBar()
        return bar.value() / max(bar.maximum() + height, 1)

    def _scroll_to_share(self, share: float) -> None:
        self._scroll_to(share * (self.verticalScrollBar().maximum() + self.viewport().height()))

    def _scroll_to(self, top: float) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(int(min(max(top, 0), bar.maximum())))

    def _gap(self) -> int:
        return self._theme.px(14)

    def _fitting(self) -> float:
        """The zoom that the view's size asks for."""
        sizes = [size.transposed() if self._turns % 2 else size for size in self._sizes]
        room, height = self.viewport().width() - 2 * self._gap(), self.viewport().height() - 2 * self._gap()
        zoom = room / (max(size.width() for size in sizes) * POINT)
        if self._fit is Fit.PAGE:
            zoom = min(zoom, height / (max(size.height() for size in sizes) * POINT))
        return min(max(zoom, _SMALLEST), 1.25 * self._theme.scale)

    def _layout(self, *, fit: bool = True) -> None:
        if fit and self._fit is not Fit.NONE and self._sizes:
            zoom = self._fitting()
            if abs(zoom - self._zoom) > _SAME:
                self._zoom = zoom
                self._asked.clear()
                self.zoom_changed.emit(zoom)
        view = self.viewport()
        self._geometry = PageGeometry(self._sizes, self._zoom * POINT, self._gap(), view.width(), self._turns)
        self.verticalScrollBar().setRange(0, _way(self._geometry.height, view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(self._theme.px(40))
        self.horizontalScrollBar().setRange(0, _way(self._geometry.width, view.width()))
        self.horizontalScrollBar().setPageStep(view.width())
        view.update()

    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in view and ask for the pictures that are missing."""
        if self._unseen is not None:
            # Only now the view is shown in the size it keeps.
            self.bring(*self._unseen)
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._theme.color("sunken"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        offset = self._offset()
        for page in self._geometry.between(offset.y(), offset.y() + self.viewport().height()):
            self._ask(page)
            self._painter.draw(painter, self._geometry, page, self._sizes[page], offset, self._images.get(page),
                               self._layers)
        painter.end()

    def _ask(self, page: int) -> None:
        wanted = self._zoom * POINT * self.devicePixelRatioF()
        if self._asked.get(page) != wanted:
            self._asked[page] = wanted
            self.page_wanted.emit(page, wanted)

    def _on_scrolled(self) -> None:
        page = self._geometry.page_at(self.verticalScrollBar().value() + self.viewport().height() / 3)
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scrolling draws again; pictures are cheap to draw."""
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new width may mean a new zoom; what was read stays in sight."""
        share, zoom = self._share_above(event.oldSize().height()), self._zoom
        super().resizeEvent(event)
        self._layout()
        if abs(zoom - self._zoom) > _SAME:
            self._scroll_to_share(share)

    def _place(self, event: QMouseEvent) -> tuple[int, QPointF] | None:
        """Page and point under the pointer; the nearest page where it is beside one."""
        if not self._sizes:
            return None
        point = event.position() + QPointF(self._offset())
        page = self._geometry.page_at(point.y())
        return page, self._geometry.on_page(page, point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._moved = self._place(event), False
            self._begun = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Dragging selects."""
        now = self._place(event)
        if self._pressed is None or now is None:
            return
        far = (event.position() - self._begun).manhattanLength() >= QApplication.startDragDistance()
        if self._moved or far:
            self._moved = True
            self.dragged.emit(*self._pressed, *now)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press without a drag was a click."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._moved:
            self.clicked.emit(*pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click selects a word."""
        place = self._place(event)
        if place is not None:
            self.word_wanted.emit(*place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls, with the control key it zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * (STEP if event.angleDelta().y() > 0 else 1 / STEP))
            event.accept()
            return
        super().wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        """Here the keys for larger and smaller mean the page, elsewhere the letters of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._call_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and page keys scroll; control with page keys changes the page; control +, -, 0 and 9 zoom."""
        call = self._call_of(event)
        if call is None:
            super().keyPressEvent(event)
            return
        call()
        event.accept()

    def _call_of(self, event: QKeyEvent) -> Callable[[], None] | None:
        control = Qt.KeyboardModifier.ControlModifier
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        table = {control: self._control_keys(), Qt.KeyboardModifier.NoModifier: self._plain_keys()}.get(held, {})
        # On some keyboards the plus sign itself needs the shift key.
        if held == control | Qt.KeyboardModifier.ShiftModifier and event.key() == Qt.Key.Key_Plus:
            table = self._control_keys()
        return table.get(event.key())

    def _plain_keys(self) -> dict[int, Callable[[], None]]:
        bar, keys = self.verticalScrollBar(), Qt.Key
        return {
            keys.Key_Down.value: lambda: bar.setValue(bar.value() + bar.singleStep()),
            keys.Key_Up.value: lambda: bar.setValue(bar.value() - bar.singleStep()),
            keys.Key_PageDown.value: lambda: bar.setValue(bar.value() + bar.pageStep()),
            keys.Key_PageUp.value: lambda: bar.setValue(bar.value() - bar.pageStep()),
            keys.Key_Home.value: lambda: bar.setValue(0),
            keys.Key_End.value: lambda: bar.setValue(bar.maximum()),
        }

    def _control_keys(self) -> dict[int, Callable[[], None]]:
        keys = Qt.Key
        return {
            keys.Key_PageDown.value: lambda: self.go_to(self._page + 1),
            keys.Key_PageUp.value: lambda: self.go_to(self._page - 1),
            keys.Key_Plus.value: lambda: self.set_zoom(self._zoom * STEP),
            keys.Key_Minus.value: lambda: self.set_zoom(self._zoom / STEP),
            keys.Key_0.value: lambda: self.set_fit(Fit.WIDTH),
            keys.Key_9.value: lambda: self.set_fit(Fit.PAGE),
        }


def _way(length: float, view: int) -> int:
    """The end of a scroll bar for pages of `length` pixels."""
    return round(min(max(0.0, length - view), _LONGEST_WAY))
