"""The bar at the bottom: state of things at the left, sums at the right, passing notes between."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from sozialclient.gui.plain import plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption

NOTE_MS = 8000


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
        layout.setSpacing(theme.px(10))
        self.buttons: dict[str, QPushButton] = {}
        for name in names:
            button = push_button(theme, "", look="status")
            button.setFont(theme.font("caption"))
            # A button would rather push the others out of the window than be narrower than its words.
            button.setMinimumWidth(theme.px(40))
            button.hide()
            self.buttons[name] = button
            layout.addWidget(button)
        layout.addStretch(1)
        self._note = plain_label()
        self._note.setFont(theme.font("caption"))
        layout.addWidget(self._note)
        layout.addStretch(1)
        self.balance = push_button(theme, "", look="status")
        self.balance.setFont(theme.font("caption"))
        self._balanced = False
        layout.addWidget(self.balance)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._note.setText(""))

    def show_state(self, name: str, icon: str, words: str, *, due: bool = False) -> None:
        """Fill in one button; empty words hide it."""
        button = self.buttons[name]
        button.setVisible(bool(words))
        button.setProperty("due", "true" if due else "false")
        button.style().unpolish(button)
        button.style().polish(button)
        self._theme.set_icon(button, "warning" if due else icon, "warningLine" if due else "okLine")
        set_caption(button, words)

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
        set_caption(self.balance, words)
        # Where there is not room for everything, the others give way.
        self.balance.setMinimumWidth(self.balance.sizeHint().width() if words else 0)

    def note(self, words: str) -> None:
        """Say something for a few seconds."""
        self._note.setText(plain_words(words))
        self._timer.start(NOTE_MS)
