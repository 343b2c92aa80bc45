"""An icon at the start of an input that grows with the letters; Qt's own for inputs always has 16 px."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.frames import IconLabel


def lead(theme: Theme, edit: QLineEdit, icon: str) -> None:
    """Draw `icon` before the text of `edit`; a press on it is a press on the input."""
    sign = IconLabel(theme, icon, "text2")
    sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    place = QHBoxLayout(edit)
    place.setContentsMargins(theme.px(10), 0, 0, 0)
    place.addWidget(sign, 0, Qt.AlignmentFlag.AlignLeft)
    edit.setTextMargins(theme.px(24), 0, 0, 0)
