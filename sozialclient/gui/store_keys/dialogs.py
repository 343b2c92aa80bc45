"""Asks for a new passphrase, and shows a new recovery key until somebody proves to have it on paper."""

from __future__ import annotations

import secrets

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from sozialclient.gui.plain import plain_joined, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.asking_dialog import AskingDialog
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.secret_edit import SecretEdit
from sozialclient.gui.wording import say

_GROUPS_A_LINE = 4


class PassphraseDialog(AskingDialog):
    """`passphrase_given` comes once both fields hold the same."""

    passphrase_given = Signal(str)

    def __init__(self, theme: Theme, least: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, say("store_keys.passphrase.title"), say("store_keys.passphrase.why"),
                         say("store_keys.passphrase.go"), parent)
        self._least = least
        self.first = SecretEdit(theme, say("store_keys.passphrase.first"), say("lock.show_passphrase"), say("pin.caps"))
        self.again = SecretEdit(theme, say("store_keys.passphrase.again"), say("lock.show_passphrase"), say("pin.caps"))
        self.captioned(say("store_keys.passphrase.first"), self.first, self.first.line)
        self.captioned(say("store_keys.passphrase.again"), self.again, self.again.line)
        self._hint = plain_label(wrap=True)
        self._hint.setProperty("tone", "second")
        self.body.addWidget(self._hint)
        self.finish()
        for field in (self.first.line, self.again.line):
            field.textChanged.connect(lambda _text: self._look())
        self.go.clicked.connect(lambda: self.passphrase_given.emit(self.first.line.text()))
        self._look()
        self.first.line.setFocus()

    def _look(self) -> None:
        text, again = self.first.line.text(), self.again.line.text()
        enough = len(text) >= self._least
        self._hint.setText(say("store_keys.passphrase.differ") if enough and again and again != text
                           else say("store_keys.passphrase.least", least=self._least))
        self.go.setEnabled(enough and text == again)

    def done(self, result: int) -> None:
        """Leave nothing in the fields."""
        self.first.line.clear()
        self.again.line.clear()
        super().done(result)


class RecoveryDialog(AskingDialog):
    """Shows a recovery key; `confirmed` comes once one of its groups was typed from the paper."""

    confirmed = Signal()
    sheet_requested = Signal()

    def __init__(self, theme: Theme, key: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, say("store_keys.recovery_key.title"), say("store_keys.recovery_key.why"),
                         say("store_keys.recovery_key.go"), parent)
        groups = key.split("-")
        self.asked = secrets.randbelow(len(groups))
        self._wanted = groups[self.asked]
        beside = _GROUPS_A_LINE - 1 if theme.large else _GROUPS_A_LINE
        lines = ["   ".join(groups[at : at + beside]) for at in range(0, len(groups), beside)]
        self.key = plain_label(plain_joined("\n", lines), keys=True)
        font = theme.font("mono")
        font.setPixelSize(theme.px(18))
        self.key.setFont(font)
        self.key.setAccessibleName(say("store_keys.recovery_key.title"))
        self.key.setAccessibleDescription(plain_joined(" ", groups))
        self.body.addWidget(self.key)
        save = push_button(theme, say("store_keys.recovery_key.save"), icon="file")
        save.clicked.connect(self.sheet_requested)
        row = QHBoxLayout()
        row.addWidget(save)
        row.addStretch(1)
        self.body.addLayout(row)
        self._note = plain_label(wrap=True)
        self._note.setProperty("tone", "second")
        self._note.hide()
        self.body.addWidget(self._note)
        self.typed = QLineEdit()
        self.typed.setMaxLength(12)
        self.typed.setMaximumWidth(theme.px(160))
        self.typed.setAccessibleName(say("store_keys.recovery_key.type", n=self.asked + 1))
        self.typed.textChanged.connect(self._look)
        self.captioned(say("store_keys.recovery_key.type", n=self.asked + 1), self.typed, self.typed)
        self._other = plain_label(say("store_keys.recovery_key.other", n=self.asked + 1), wrap=True)
        self._other.setProperty("tone", "warning")
        self._other.hide()
        self.body.addWidget(self._other)
        self.finish()
        self.go.clicked.connect(self.confirmed)
        save.setFocus()

    def show_saved(self) -> None:
        """The sheet was written."""
        self._note.setText(say("store_keys.recovery_key.saved"))
        self._note.show()
        self.typed.setFocus()

    def _look(self, text: str) -> None:
        typed = "".join(text.split()).upper()
        right, whole = typed == self._wanted, len(typed) >= len(self._wanted)
        self.go.setEnabled(right)
        self._other.setVisible(whole and not right)
        self.typed.setAccessibleDescription(plain_words(self._other.text()) if whole and not right else "")

    def done(self, result: int) -> None:
        """Leave nothing of the key in the dialog."""
        self.key.clear()
        self.key.setAccessibleDescription("")
        self._wanted = ""
        self.typed.clear()
        self.go.setEnabled(False)
        super().done(result)
