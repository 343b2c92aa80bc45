"""Asks whether packages that are there may be replaced, and says in what the new ones differ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from sozialclient.gui.plain import breakable, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.asking_dialog import AskingDialog
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.wording import count, say


class ReplaceDialog(AskingDialog):
    """Accepted: replace them; each of `replaces` says it of one package, the first sentence what it is."""

    def __init__(self, theme: Theme, replaces: Sequence[Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__(theme, count("schemas.replace", len(replaces)), say("schemas.replace_why"),
                         say("schemas.replace_go"), parent, scrolls=True)
        for sentences in replaces:
            for at, sentence in enumerate(sentences):
                label = plain_label(breakable(sentence), wrap=True)
                if not at:
                    label.setFont(theme.font("bodyStrong"))
                self.body.addWidget(label)
        self.finish()
        self.go.setEnabled(True)
        self.go.clicked.connect(self.accept)
        fit_screen(self, QSize(theme.px(420), theme.px(300)), QSize(theme.px(620), theme.px(460)))
        self.go.setFocus()
