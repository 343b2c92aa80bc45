"""Draws one page: white paper, its picture, what was found and selected below the marks, a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.page_geometry import PageGeometry

Marks = Mapping[int, Sequence[QRectF]]
"""Rectangles in points by page."""
_LIGHT = 210


@dataclass(slots=True)
class Layers:
    """What lies on the pages: marked places, hits of a search, selected words."""

    marks: Marks = field(default_factory=dict)
    hits: Marks = field(default_factory=dict)
    selection: Marks = field(default_factory=dict)


class PagePainter:
    """Paints pages of a view with colours of the theme; paper stays white in every theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def draw(
        self, painter: QPainter, geometry: PageGeometry, page: int, size: QSizeF, offset: QPoint,
        image: QImage | None, layers: Layers,
    ) -> None:
        """One page, scrolled by `offset`."""
        place = geometry.boxes[page].translated(-offset.x(), -offset.y())
        painter.fillRect(place, Qt.GlobalColor.white)
        if image is not None:
            painter.save()
            painter.translate(-offset.x(), -offset.y())
            painter.setTransform(geometry.transform(page), combine=True)
            painter.drawImage(QRectF(QPointF(0, 0), size), image)
            painter.restore()

        def boxes(places: Marks) -> list[QRectF]:
            return [geometry.on_view(page, each).translated(-offset.x(), -offset.y()) for each in places.get(page, ())]

        self._tint(painter, boxes(layers.hits), QColor(self._theme.tokens.paper["mark"]))
        self._tint(painter, boxes(layers.selection), self._theme.color("accentSoft"))
        self._outline(painter, boxes(layers.marks))
        painter.setPen(QPen(self._theme.color("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)

    def _tint(self, painter: QPainter, boxes: Sequence[QRectF], color: QColor) -> None:
        if not boxes:
            return
        if self._theme.high_contrast:
            painter.setPen(QPen(QColor("black"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_on_paper(color))
        for box in boxes:
            painter.drawRect(box)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _outline(self, painter: QPainter, boxes: Sequence[QRectF]) -> None:
        paper, contrast = self._theme.tokens.paper, self._theme.high_contrast
        wide = [box.adjusted(-4, -3, 4, 3) for box in boxes]
        if not contrast:
            self._tint(painter, wide, QColor(paper["mark"]))
        painter.setPen(QPen(QColor("black" if contrast else paper["markOutline"]), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in wide:
            painter.drawRect(box)


def _on_paper(color: QColor) -> QColor:
    """A tint for white paper: the tints of a dark theme would hide the print."""
    if color.lightness() > _LIGHT - 20:
        return color
    return QColor.fromHsl(max(color.hslHue(), 0), color.hslSaturation(), _LIGHT)
