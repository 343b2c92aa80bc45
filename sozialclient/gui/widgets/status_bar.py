"""The bar at the bottom: state of things at the left, sums at the right, passing notes between."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.elided_button import ElidedButton
from sozialclient.gui.widgets.elided_label import ElidedLabel

NOTE_MS = 8000
_ANY_WIDTH = 16_777_215


class StatusBar(QWidget):
    """Buttons by name, each with an icon, words and whether it is due.

    At the right stands what is in stock, as a button for whoever wants to know how it is counted;
    `sum_shown` says that this was counted anew.
    """

    sum_shown = Signal()

    def __init__(self, theme: Theme, names: tuple[str, ...]) -> None:
        super().__init__()
        self._theme = theme
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(10), theme.px(3), theme.px(14), theme.px(3))
        self._gap = theme.px(10)
        layout.setSpacing(self._gap)
        self.buttons: dict[str, ElidedButton] = {}
        for name in names:
            button = ElidedButton(theme, "status", "caption")
            button.hide()
            self.buttons[name] = button
            layout.addWidget(button)
        layout.addStretch(1)
        self._note = ElidedLabel()
        self._note.setFont(theme.font("caption"))
        layout.addWidget(self._note)
        layout.addStretch(1)
        self.balance = ElidedButton(theme, "status", "caption")
        self._balanced = False
        layout.addWidget(self.balance)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._show_note(""))

    def show_state(self, name: str, icon: str, words: str, *, short: str = "", due: bool = False) -> None:
        """Fill in one button, with `short` words for where there is little room; empty words hide it."""
        button = self.buttons[name]
        button.setVisible(bool(words))
        button.setProperty("due", "true" if due else "false")
        button.style().unpolish(button)
        button.style().polish(button)
        self._theme.set_icon(button, "warning" if due else icon, "warningLine" if due else "okLine")
        button.show_caption(words, short=short)
        self._make_room()

    def show_sum(self, words: str) -> None:
        """What is in stock; once the books were looked at, only they say so."""
        if not self._balanced:
            self._show_balance("balance", "text2", words, alarm=False)
        self.sum_shown.emit()

    def show_balance(self, words: str, *, right: bool) -> None:
        """What the books say; what is not right stands out. Empty words hide it."""
        self._balanced = True
        icon, role = ("check-circle", "okLine") if right else ("danger", "dangerLine")
        self._show_balance(icon, role, words, alarm=not right)

    def _show_balance(self, icon: str, role: str, words: str, *, alarm: bool) -> None:
        self.balance.setVisible(bool(words))
        self.balance.setProperty("alarm", "true" if alarm else "false")
        self.balance.style().unpolish(self.balance)
        self.balance.style().polish(self.balance)
        self._theme.set_icon(self.balance, icon, role)
        # Where there is not room for everything, the others give way.
        self.balance.show_caption(words, short=words)
        self._make_room()

    def note(self, words: str) -> None:
        """Say something for a few seconds."""
        self._timer.start(NOTE_MS)
        self._show_note(words)

    def _show_note(self, words: str) -> None:
        self._note.show_text(words)
        self._make_room()

    def _make_room(self) -> None:
        """What does not fit gives way, the last one first, down to its sign; beside a note wholly, and the books too.

        The last fetch always stays.
        """
        first, *others = self.buttons.values()
        beside = [first, self.balance, *others]
        for button in beside:
            button.setMaximumWidth(_ANY_WIDTH)
        shown = [button for button in beside if not button.isHidden()]
        taken = {button: button.minimumSizeHint().width() for button in shown}
        layout = self.layout()
        margins = layout.contentsMargins() if layout is not None else QMargins()
        room = self.width() - margins.left() - margins.right() - self._gap * (len(shown) + 2)
        wanted = self._note.sizeHint().width()
        told = self._timer.isActive()
        for button in reversed(shown[1 if told else 2 :]):
            if room - sum(taken.values()) >= wanted or button.hasFocus():
                break
            # Without width, not hidden: whether it is to be seen is for others to say.
            taken[button] = 0 if told else button.width_of_sign()
            button.setMaximumWidth(taken[button])
        self._note.setMinimumWidth(max(1, min(wanted, room - sum(taken.values()))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for another part of a note."""
        super().resizeEvent(event)
        self._make_room()
