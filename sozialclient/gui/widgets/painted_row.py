"""What every drawn row of a list has in common: a heading, the ground of a chosen row, and the frame of the focus."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from sozialclient.gui.plain import plain
from sozialclient.gui.theme import Theme


def is_selected(option: QStyleOptionViewItem) -> bool:
    """Whether the row is the chosen one."""
    return bool(option.state & QStyle.StateFlag.State_Selected)


def draw_heading(painter: QPainter, theme: Theme, place: QRect, words: str) -> None:
    """Words over a group of rows."""
    painter.setFont(theme.font("caption", strong=True))
    painter.setPen(theme.color("text3"))
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, plain(words))


def draw_ground(painter: QPainter, theme: Theme, card: QRect, option: QStyleOptionViewItem) -> None:
    """The ground of a row that is chosen or pointed at; nothing for others."""
    selected = is_selected(option)
    if selected or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accentSoft" if selected else "hover"))
        painter.drawRoundedRect(card, theme.px(6), theme.px(6))


def draw_bar(painter: QPainter, theme: Theme, card: QRect) -> None:
    """The bar at the left edge of a chosen row: chosen is told by shape too, not by colour alone."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawRoundedRect(card.left(), card.top() + theme.px(8), theme.px(3), card.height() - theme.px(16), 2, 2)


def draw_focus(painter: QPainter, theme: Theme, card: QRect, option: QStyleOptionViewItem) -> None:
    """The frame of the row the keyboard is at; nothing for others."""
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color(theme.on_selection("focus") if is_selected(option) else "focus"), 2))
        # In the colour of its text the frame would be lost at the edge of a chosen row: the ground has that colour too.
        inset = 4 if theme.high_contrast and is_selected(option) else 1
        painter.drawRoundedRect(card.adjusted(inset, inset, -inset, -inset), theme.px(6), theme.px(6))
