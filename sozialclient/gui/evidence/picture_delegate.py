"""Draws the rows of the evidence list with a small picture of the first page in place of the icon."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.card_delegate import CardDelegate, Index
from sozialclient.gui.widgets.image_cache import ImageCache
from sozialclient.gui.widgets.rows import ROW_ROLE, CardRow

KEPT_BYTES = 8 * 1024 * 1024
WIDTH, HEIGHT = 28, 38
"""The room for a picture, in logical px."""
_COVER = 20


class PictureDelegate(CardDelegate):
    """Asks with `wanted(key)` for the picture of a row that is painted without one; the icon stands in meanwhile."""

    wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.images: ImageCache[str] = ImageCache(KEPT_BYTES)

    @property
    def scale(self) -> float:
        """The text size by which pictures grow too."""
        return self._theme.scale

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row, then its picture over the icon."""
        super().paint(painter, option, index)
        row: CardRow = index.data(ROW_ROLE)
        if row.heading or not row.key:
            return
        image = self.images.get(row.key)
        if image is None:
            self.wanted.emit(row.key)
            return
        theme, box = self._theme, QRect(option.rect)
        size = QSize(image.size()).scaled(theme.px(WIDTH), theme.px(HEIGHT), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, max(size.width(), 1), max(size.height(), 1))
        # White card below pictures of any shape, large enough to cover the icon.
        card = QRect(QPoint(), size.expandedTo(QSize(theme.px(_COVER), theme.px(_COVER))))
        card.moveCenter(QPoint(box.left() + theme.px(13 + WIDTH // 2), 0))
        card.moveTop(box.top() + theme.px(8))
        place.moveCenter(card.center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(card, Qt.GlobalColor.white)
        painter.drawImage(place, image)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawRect(card)
        painter.restore()
