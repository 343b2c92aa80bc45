"""Asks who shall be in charge of the chosen applications."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from sozialclient.gui.plain import plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.asking_dialog import AskingDialog
from sozialclient.gui.wording import count, say
from sozialclient.gui.work.page import LONGEST_NAME


class AssignDialog(AskingDialog):
    """One name, empty for nobody; `given` carries it."""

    given = Signal(str)

    def __init__(self, theme: Theme, number: int, persons: Sequence[str], parent: QWidget | None = None) -> None:
        why = count("work.assign_why", number)
        super().__init__(theme, say("work.assign_title"), why, say("work.assign_go"), parent)
        self.edit = QLineEdit()
        self.edit.setMaxLength(LONGEST_NAME)
        self.edit.setAccessibleName(say("work.person"))
        self.edit.setPlaceholderText(say("work.nobody"))
        completer = QCompleter(QStringListModel([plain(name) for name in persons], self), self.edit)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.edit.setCompleter(completer)
        self.captioned(say("work.person"), self.edit, self.edit)
        self.finish()
        self.go.setEnabled(True)
        self.go.clicked.connect(self._on_go)
        self.edit.setFocus()

    def _on_go(self) -> None:
        self.given.emit(self.edit.text().strip())
        self.accept()
