"""Asks under which name filters and order are kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from sozialclient.gui.plain import fill_in
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.asking_dialog import AskingDialog
from sozialclient.gui.wording import say

_MOST = 60


class SaveViewDialog(AskingDialog):
    """One name; `named` carries it."""

    named = Signal(str)

    def __init__(self, theme: Theme, suggested: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, say("filter.save_title"), say("filter.save_why"), say("filter.save_go"), parent)
        self.edit = QLineEdit()
        self.edit.setMaxLength(_MOST)
        self.edit.setAccessibleName(say("filter.save_name"))
        self.edit.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        fill_in(self.edit, suggested)
        self.captioned(say("filter.save_name"), self.edit, self.edit)
        self.finish()
        self.go.clicked.connect(self._on_go)
        self.edit.setFocus()

    def _on_go(self) -> None:
        self.named.emit(self.edit.text().strip())
        self.accept()
