"""The bar for searching a document: what is sought, how many hits, next and previous."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from sozialclient.gui.announce import announce
from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import ENTER, icon_button
from sozialclient.gui.wording import count, say

_PAUSE_MS = 200
_LONGEST = 200


class FindBar(QWidget):
    """Sends `searched` a moment after typing stopped, `step_requested` with 1 or -1, `closed`."""

    searched = Signal(str)
    step_requested = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setMaxLength(_LONGEST)
        self.edit.setPlaceholderText(say("document.find.hint"))
        self.edit.setAccessibleName(say("document.find.name"))
        self.edit.setClearButtonEnabled(False)
        self.count = plain_label()
        self.count.setProperty("tone", "second")
        self.previous = icon_button(theme, "left", say("document.find.previous"), key="Umschalt+F3")
        self.next = icon_button(theme, "right", say("document.find.next"), key="F3")
        self.shut = icon_button(theme, "close", say("document.find.close"), key="Esc")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(4))
        row.setSpacing(theme.px(4))
        row.addWidget(self.edit, 1)
        for widget in (self.count, self.previous, self.next, self.shut):
            row.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(lambda: self.searched.emit(self.wanted()))
        self.edit.textChanged.connect(lambda _text: self._timer.start())
        self.previous.clicked.connect(lambda: self.step_requested.emit(-1))
        self.next.clicked.connect(lambda: self.step_requested.emit(1))
        self.shut.clicked.connect(self.leave)
        self.hide()

    def wanted(self) -> str:
        """What is sought."""
        return self.edit.text()

    def begin(self) -> None:
        """Show the bar and write into it."""
        self.show()
        self.edit.setFocus()
        self.edit.selectAll()
        if self.wanted():
            self._timer.start()

    def leave(self) -> None:
        """Close the bar and forget the hits."""
        self._timer.stop()
        self.hide()
        self.closed.emit()

    def show_count(self, at: int, total: int, *, searching: bool, done: bool) -> None:
        """Hit `at` of `total`; `done` is False while pages are still to be read."""
        words = plain("")
        if searching and total:
            words = say("document.find.place", at=at, total=total)
        elif searching:
            words = say("document.find.none") if done else say("document.find.running")
        self.count.setText(plain(words))
        for button in (self.previous, self.next):
            button.setEnabled(total > 0)
        if searching and done:
            announce(self, count("document.find.count", total))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter: next hit, with the shift key the one before; Esc closes."""
        if event.key() in ENTER:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step_requested.emit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
