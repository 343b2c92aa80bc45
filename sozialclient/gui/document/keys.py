"""Every key of the document pane in one table; Hilfe > Tastatur lists the same table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from sozialclient.gui.plain import literal_caption
from sozialclient.gui.wording import say

EVERYWHERE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("find", ("Ctrl+Shift+F",)), ("go_to_page", ("Ctrl+G",)), ("thumbnails", ("Ctrl+Shift+B",)),
)
"""Keys that work wherever the focus is in an application: name of the wording, keys in Qt's portable spelling."""

FINDING: tuple[tuple[str, tuple[str, ...]], ...] = (("next_hit", ("F3",)), ("previous_hit", ("Shift+F3",)))
"""Keys that work in the document pane while its bar for searching is open; elsewhere they mean something else."""

ON_PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("turn_right", ("Ctrl+Shift+Right",)), ("turn_left", ("Ctrl+Shift+Left",)),
    ("next_place", ("Alt+Down",)), ("previous_place", ("Alt+Up",)), ("to_field", ("Return", "Enter")),
    ("more_words", ("Shift+Right",)), ("fewer_words", ("Shift+Left",)),
    ("more_lines", ("Shift+Down",)), ("fewer_lines", ("Shift+Up",)),
    ("select_page", ("Ctrl+A",)), ("copy", ("Ctrl+C",)),
)
"""Keys that work while the pages have the focus."""


def add_keys(
    widget: QWidget, table: tuple[tuple[str, tuple[str, ...]], ...], calls: Mapping[str, Callable[[], None]],
    context: Qt.ShortcutContext,
) -> None:
    """Let `widget` answer to the keys of a table; `calls` by the names in it."""
    for name, keys in table:
        action = QAction(literal_caption(say(f"document.key.{name}")), widget)
        action.setShortcuts([QKeySequence(each) for each in keys])
        action.setShortcutContext(context)
        action.triggered.connect(lambda _on=False, call=calls[name]: call())
        widget.addActions([action])
