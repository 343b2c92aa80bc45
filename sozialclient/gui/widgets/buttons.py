"""Buttons with look, icon and accessible name set in one place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QToolButton, QWidget

from sozialclient.gui.plain import literal_caption, plain, set_tooltip
from sozialclient.gui.theme import Theme

GAP = "\N{EN SPACE}"
"""Stands between an icon and the words beside it."""


ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PushButton(QPushButton):
    """Enter presses the button that has the focus, in windows as in dialogs."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt leaves Enter to dialogs and their default button."""
        if not _entered(self, event):
            super().keyPressEvent(event)


class ToolButton(QToolButton):
    """Enter presses the button that has the focus, or opens its menu."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt knows only the space bar here."""
        if not _entered(self, event):
            super().keyPressEvent(event)


def _entered(button: QPushButton | QToolButton, event: QKeyEvent) -> bool:
    """Whether the key was Enter; then the button was pressed or its menu opened."""
    if event.key() not in ENTER:
        return False
    if button.menu() is not None:
        button.showMenu()
    else:
        button.click()
    return True


def set_caption(button: QPushButton | QToolButton, caption: str, *, before: bool = False, after: str = "") -> None:
    """Words of a button and its accessible name; `after` is shown but not spoken.

    A gap is kept beside an icon, or asked for with `before`.
    """
    gap = GAP if before or button.property("themeIcon") else ""
    button.setText(plain(gap, literal_caption(caption), after))
    button.setAccessibleName(plain(caption))


def push_button(theme: Theme, caption: str, *, icon: str = "", look: str = "", strong: bool = False) -> QPushButton:
    """A button with words; `look` is primary, flat, link, eingang, status, verdict, mailbox or empty (outline)."""
    button = PushButton()
    if look:
        button.setProperty("look", look)
    button.setFont(theme.font("body", strong=strong or look == "primary"))
    button.setAutoDefault(False)
    if icon:
        role = {"primary": "onAccent", "eingang": "eingang", "link": "accentText"}.get(look, "text")
        theme.set_icon(button, icon, role)
    set_caption(button, caption)
    return button


def beside(theme: Theme, *widgets: QWidget) -> QBoxLayout:
    """Small things in a row; one below the other where letters are large."""
    directions = QBoxLayout.Direction
    layout = QBoxLayout(directions.TopToBottom if theme.large else directions.LeftToRight)
    layout.setSpacing(theme.px(8))
    for widget in widgets:
        layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    if not theme.large:
        layout.addStretch(1)
    return layout


def icon_button(theme: Theme, icon: str, name: str, *, key: str = "") -> QToolButton:
    """A button of an icon alone; `name` is its tool tip and accessible name."""
    button = ToolButton()
    button.setProperty("look", "icon")
    button.setAccessibleName(plain(name))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    set_tooltip(button, plain(name, f" ({key})") if key else name)
    theme.set_icon(button, icon)
    return button
