"""Draws our own line icons in the colour of a role, cached by name, colour, size and device ratio."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sozialclient.resources import resource


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def icon_pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Icon `name` in `color` (#rrggbb), `size` logical px wide. Raises FileNotFoundError for an unknown name."""
    source = _source(name).replace("currentColor", color)
    if size <= 16:
        source = source.replace('stroke-width="1.5"', 'stroke-width="1.6"')
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def make_icon(name: str, color: QColor, disabled: QColor, size: int) -> QIcon:
    """A QIcon with normal and disabled pictures at 100 % and 200 % device scale."""
    icon = QIcon()
    for ratio in (1.0, 2.0):
        icon.addPixmap(icon_pixmap(name, color.name(), size, ratio), QIcon.Mode.Normal)
        icon.addPixmap(icon_pixmap(name, disabled.name(), size, ratio), QIcon.Mode.Disabled)
    return icon
