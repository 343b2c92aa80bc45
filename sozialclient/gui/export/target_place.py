"""Where an export goes: heading, path, a button that asks for a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sozialclient.gui.plain import fill_in, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.wording import say


class TargetPlace(QWidget):
    """`line` holds the path, which may also be typed; `change` asks for another."""

    def __init__(self, theme: Theme, target: Path) -> None:
        super().__init__()
        heading = plain_label(say("export.target"))
        heading.setFont(theme.font("heading"))
        self.line = QLineEdit()
        fill_in(self.line, str(target))
        self.line.setAccessibleName(say("export.target"))
        self.line.setMinimumWidth(theme.px(60))
        self.change = push_button(theme, say("export.change"))
        self.change.clicked.connect(self._on_change)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.change)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(heading)
        layout.addLayout(row)

    @property
    def path(self) -> Path:
        """The folder as it stands there."""
        return Path(self.line.text().strip())

    def _on_change(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window(), say("export.choose_folder"), self.line.text())
        if chosen:
            fill_in(self.line, chosen)
