"""Gives the keyboard to the lines between the panes, one after the other, and back to where it was."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import Shown, plain
from sozialclient.gui.widgets.key_splitter import KeyHandle
from sozialclient.gui.wording import say


class Splits(QObject):
    """One per window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None
        folders, applications = window.splitter.lines()
        (document,) = window.application.splitter.lines()
        self.lines = {"application": applications, "document": document, "folders": folders}
        """By the key of their name, in the order in which they are wanted."""
        for name, line in self.lines.items():
            line.setAccessibleName(say(f"split.{name}"))
            line.setAccessibleDescription(say("split.how"))
            line.left.connect(self._back)
            line.moved.connect(lambda percent, line=line: self._tell(line, percent))
        window.actions_table["split"].triggered.connect(lambda _on=False: self._next())

    def _next(self) -> None:
        """The next line that can be moved; after the last one back to where the keyboard was."""
        lines = [line for line in self.lines.values() if line.movable]
        focus = self._window.focusWidget()
        if not lines:
            self._say(say("split.none"))
            return
        if not isinstance(focus, KeyHandle):
            self._before = focus
        at = lines.index(focus) + 1 if isinstance(focus, KeyHandle) and focus in lines else 0
        if at == len(lines):
            self._back()
        else:
            lines[at].setFocus()
            self._window.status.note(plain(lines[at].accessibleName(), ": ", say("split.how")))

    def _back(self) -> None:
        before, self._before = self._before, None
        there = before is not None and before.isVisible()
        (before if before is not None and there else self._window.panes()[0]).setFocus()
        self._window.status.note("")

    def _tell(self, line: KeyHandle, percent: int) -> None:
        self._say(plain(line.accessibleName(), ": ", say("split.place", percent=percent)))

    def _say(self, words: Shown) -> None:
        self._window.status.note(words)
        announce(self._window, words)
