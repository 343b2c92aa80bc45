"""Asks how often to fetch without being told."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QWidget

from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.tray.icon import TraySign
from sozialclient.gui.tray.schedule import CHOICES
from sozialclient.gui.widgets.asking_dialog import AskingDialog
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.wording import count, say


class AutomaticDialog(AskingDialog):
    """One choice; `minutes` is what was chosen, 0 for never."""

    def __init__(self, theme: Theme, minutes: int, parent: QWidget | None) -> None:
        super().__init__(theme, say("automatic.title"), say("automatic.why"), say("automatic.keep"), parent,
                         scrolls=True)
        self.choice = QComboBox()
        self.choice.setAccessibleName(say("automatic.every"))
        for each in sorted({*CHOICES, minutes}):
            self.choice.addItem(plain(interval_words(each)), each)
        self.choice.setCurrentIndex(self.choice.findData(minutes))
        self.captioned(say("automatic.every"), self.choice, self.choice)
        for key in ("automatic.locked", "automatic.tray" if TraySign.possible() else "automatic.no_tray"):
            words = plain_label(say(key), wrap=True)
            words.setProperty("tone", "second")
            self.body.addWidget(words)
        self.finish()
        self.go.setEnabled(True)
        self.go.clicked.connect(self.accept)
        fit_screen(self, QSize(0, 0), QSize(theme.px(520), theme.px(360)))
        self.choice.setFocus()

    @property
    def minutes(self) -> int:
        """Minutes between two fetches."""
        return int(self.choice.currentData())


def interval_words(minutes: int) -> str:
    """`alle 30 Minuten`, `jede Stunde`, `nicht automatisch`."""
    if not minutes:
        return say("automatic.never")
    if minutes % 60:
        return count("automatic.minutes", minutes)
    return count("automatic.hours", minutes // 60)
