"""Where pages lie under each other: from points on a page to pixels of the view and back, turned by quarters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

QUARTER = 90


class PageGeometry:
    """Boxes of pages of `sizes` (points) at `scale` pixels per point, `gap` pixels apart, centred in `room` pixels.

    `turns` counts quarters clockwise.
    """

    def __init__(self, sizes: Sequence[QSizeF], scale: float, gap: int, room: int, turns: int) -> None:
        self._sizes, self._scale, self._turns = sizes, scale, turns
        y = float(gap)
        self.boxes: list[QRectF] = []
        for size in map(self.turned, sizes):
            width, height = size.width() * scale, size.height() * scale
            self.boxes.append(QRectF(max(gap, (room - width) / 2), y, width, height))
            y += height + gap
        self.height = y
        self.width = max((box.width() for box in self.boxes), default=0.0) + 2 * gap
        self._tops = [box.top() for box in self.boxes]
        self._bottoms = [box.bottom() for box in self.boxes]

    def turned(self, size: QSizeF) -> QSizeF:
        """A page's size as it lies in the view."""
        return size.transposed() if self._turns % 2 else size

    def between(self, top: float, bottom: float) -> range:
        """The pages of which something lies between two heights."""
        return range(bisect_left(self._bottoms, top), bisect_right(self._tops, bottom))

    def page_at(self, y: float) -> int:
        """The page at a height, the one below where there is a gap, the last one at the end; 0 where there is none."""
        return max(min(bisect_right(self._bottoms, y), len(self.boxes) - 1), 0)

    def on_view(self, page: int, place: QRectF) -> QRectF:
        """Pixels of a rectangle in points."""
        return self.transform(page).mapRect(place)

    def on_page(self, page: int, point: QPointF) -> QPointF:
        """Points on a page of a pixel of the view."""
        inverse, _ = self.transform(page).inverted()
        return inverse.map(point)

    def transform(self, page: int) -> QTransform:
        """From points of a page to pixels."""
        size, box = self._sizes[page], self.boxes[page]
        move = QTransform.fromTranslate(box.center().x(), box.center().y())
        move.rotate(self._turns * QUARTER)
        move.scale(self._scale, self._scale)
        return move.translate(-size.width() / 2, -size.height() / 2)
