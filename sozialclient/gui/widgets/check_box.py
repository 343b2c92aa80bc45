"""A check box whose words go on in the next line where they have no room; Qt's own is as wide as its words."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox

from sozialclient.gui.plain import plain, plain_joined
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.dialog_size import fitting_width

# Margins of a dialog, a scroll bar and the box itself, in logical px.
_BESIDE = 96


def check_box(theme: Theme, words: str, width: int = 460) -> QCheckBox:
    """`words` in lines of at most `width` logical px, or what stands on the screen."""
    metrics, room = QFontMetrics(theme.font("body")), fitting_width(theme.px(width), theme.px(_BESIDE))
    lines = [""]
    for word in plain(words).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    box = QCheckBox(plain_joined("\n", lines))
    box.setAccessibleName(plain(words))
    return box
