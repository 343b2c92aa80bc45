"""A vertical line of stations in time: icon, what, when, source; one may be the one that counts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sozialclient.gui.plain import plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.stack import Stack


@dataclass(frozen=True, slots=True)
class Station:
    """One stop: `leading` is drawn filled and tinted, `open` dashed (not yet reached)."""

    icon: str
    title: str
    when: str
    source: str = ""
    leading: bool = False
    open: bool = False


class _Disc(QWidget):
    def __init__(self, theme: Theme, station: Station, *, first: bool, last: bool) -> None:
        super().__init__()
        self._theme, self._station, self._first, self._last = theme, station, first, last
        self.setFixedWidth(theme.px(36))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, station = self._theme, self._station
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius, x = theme.px(16), self.width() / 2
        middle = radius + 2
        painter.setPen(QPen(theme.color("border"), 2))
        if not self._first:
            painter.drawLine(QPointF(x, 0), QPointF(x, middle - radius))
        if not self._last:
            painter.drawLine(QPointF(x, middle + radius), QPointF(x, self.height()))
        style = Qt.PenStyle.DashLine if station.open else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.color("eingangLine" if station.leading else "borderStrong"), 1.4, style))
        painter.setBrush(theme.color("eingangLine" if station.leading else "surface"))
        disc = QRectF(x - radius, middle - radius, 2 * radius, 2 * radius)
        painter.drawEllipse(disc.adjusted(1, 1, -1, -1))
        side = theme.px(16)
        role = "onLine" if station.leading else "text2"
        pixmap = theme.pixmap(station.icon, role, 16, self.devicePixelRatioF())
        painter.drawPixmap(round(x - side / 2), round(middle - side / 2), side, side, pixmap)
        painter.end()


class Timeline(Stack):
    """Stations under each other; each text can be reached and copied by keyboard."""

    def show_stations(self, stations: list[Station]) -> None:
        """Replace all stations."""
        self._clear()
        for at, station in enumerate(stations):
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(self._theme.px(10))
            line.addWidget(_Disc(self._theme, station, first=at == 0, last=at == len(stations) - 1))
            line.addWidget(self._words(station), 1)
            self._layout.addWidget(row)
        self._layout.addStretch(1)

    def _words(self, station: Station) -> QWidget:
        theme, frame = self._theme, QFrame()
        if station.leading:
            frame.setProperty("card", "eingangBlock")
        words = QVBoxLayout(frame)
        pad = theme.px(10) if station.leading else 0
        words.setContentsMargins(pad, theme.px(6), pad, theme.px(12))
        words.setSpacing(theme.px(1))
        title = plain_label(station.title, wrap=True)
        title.setFont(theme.font("bodyStrong"))
        when = plain_label(station.when, wrap=True, keys=True)
        when.setFont(theme.font("heading" if station.leading else "body"))
        when.setAccessibleName(plain_words(station.title, ", ", station.when, ". ", station.source))
        for label in (title, when):
            label.setProperty("tone", "eingang" if station.leading else ("second" if station.open else ""))
            words.addWidget(label)
        if station.source:
            source = plain_label(station.source, wrap=True)
            source.setFont(theme.font("caption"))
            source.setProperty("tone", "second")
            words.addWidget(source)
        return frame
