"""Asks how and where to export the chosen applications, shows progress, says what was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from sozialclient.gui.export.choice import ExportForm
from sozialclient.gui.export.desk import ExportSetup, ExportWish
from sozialclient.gui.plain import Shown, breakable, fill_in, plain_joined, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner, line
from sozialclient.gui.widgets.wrapped_delegate import WrappedDelegate
from sozialclient.gui.wording import count, say

_STEPS = 1000
"""Of the bar, for each application."""
_FEW_ROWS, _ANY_HEIGHT = 84, 16_777_215
"""Height of the list, before scaling, while something is chosen with large text; Qt's own bound."""


class ExportDialog(QDialog):
    """`export_requested` carries an ExportWish; stays open while it works and until the result was read."""

    export_requested = Signal(object)
    cancel_requested = Signal()
    open_requested = Signal()

    def __init__(self, theme: Theme, setup: ExportSetup, names: Mapping[str, str], target: Path,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._busy = theme, False
        self.form = ExportForm(theme, setup)
        self.setWindowTitle(count("export.title", len(names)))
        self.setModal(True)
        size = QSize(theme.px(860), theme.px(600))
        fit_screen(self, size, size)
        directions = QBoxLayout.Direction
        halves = QBoxLayout(directions.TopToBottom if theme.large else directions.LeftToRight)
        halves.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
        halves.setSpacing(theme.px(24))
        self.choice = surface(self._make_choice(target))
        self._chooser = scrolled(self.choice)
        halves.addWidget(self._chooser, 3)
        self._rule = line("h" if theme.large else "v")
        halves.addWidget(self._rule)
        halves.addLayout(self._make_list(names), 0 if theme.large else 2)
        if theme.large:
            self.list.setMaximumHeight(theme.px(_FEW_ROWS))
        self.go = push_button(theme, say("export.go"), icon="export", look="primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._on_go)
        self.cancel = push_button(theme, say("action.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.open_folder = push_button(theme, say("export.open_folder"), icon="folder")
        self.open_folder.clicked.connect(self.open_requested)
        self.open_folder.hide()
        self.form.changed.connect(self._on_changed)
        self.target.textChanged.connect(self._on_changed)
        self._on_changed()
        frame_dialog(self, surface(halves), dialog_footer(theme, [self.open_folder, self.go, self.cancel]))

    def _heading(self, text: str) -> QWidget:
        label = plain_label(text)
        label.setFont(self._theme.font("heading"))
        return label

    def _make_choice(self, target: Path) -> QVBoxLayout:
        theme = self._theme
        layout = QVBoxLayout()
        layout.setSpacing(theme.px(6))
        layout.setContentsMargins(0, 0, theme.px(8), 0)
        layout.addWidget(self.form)
        layout.addSpacing(theme.px(12))
        layout.addWidget(self._heading(say("export.target")))
        row = QHBoxLayout()
        self.target = QLineEdit()
        fill_in(self.target, str(target))
        self.target.setAccessibleName(say("export.target"))
        self.target.setMinimumWidth(theme.px(60))
        change = push_button(theme, say("export.change"))
        change.clicked.connect(self._on_change)
        row.addWidget(self.target, 1)
        row.addWidget(change)
        layout.addLayout(row)
        self.open_after = QCheckBox(say("export.open_after"))
        self.open_after.setChecked(True)
        note = plain_label(say("export.never_overwrites"), wrap=True)
        note.setFont(theme.font("caption"))
        note.setProperty("tone", "second")
        layout.addWidget(note)
        layout.addWidget(self.open_after)
        layout.addStretch(1)
        return layout

    def _make_list(self, names: Mapping[str, str]) -> QVBoxLayout:
        theme = self._theme
        layout = QVBoxLayout()
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._heading(count("export.chosen", len(names))))
        self.list = QListWidget()
        self.list.setAccessibleName(say("export.list"))
        self.list.setProperty("card", "plain")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        WrappedDelegate(theme, self.list)
        self._names = {identity: plain_words(name) for identity, name in names.items()}
        for name in self._names.values():
            self.list.addItem(plain_words(name))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(8))
        self.bar.setRange(0, _STEPS * len(names))
        self.bar.setAccessibleName(say("export.bar"))
        self.bar.hide()
        self.banner = Banner(theme, "info", "", "")
        self.banner.hide()
        layout.addWidget(self.list, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.banner)
        return layout

    def wish(self) -> ExportWish:
        """What is chosen."""
        form = self.form
        return ExportWish(profile=form.key, chosen=form.chosen, pattern=form.pattern.text(),
                          target=Path(self.target.text().strip()), password=form.password.line.text(),
                          resume=form.resume.isChecked())

    def show_running(self, done: float) -> None:
        """`done` applications are written, with the part of the one under way."""
        if not self._busy:
            self._busy = True
            # What is chosen counts; nothing of it can be changed any more.
            self._settle_choice()
            self.go.setEnabled(False)
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.show()
        self.bar.setValue(int(done * _STEPS))
        self.banner.setVisible(True)
        words = count("export.running", len(self._names), done=int(done))
        self.banner.show_text("info", words, say("export.running_note"))

    def _settle_choice(self) -> None:
        """Nothing is chosen any more; with large text what becomes of the applications takes its room."""
        self.choice.setEnabled(False)
        if self._theme.large:
            self._chooser.hide()
            self._rule.hide()
            self.list.setMaximumHeight(_ANY_HEIGHT)

    def show_fates(self, fates: Mapping[str, Shown]) -> None:
        """What became of each application, by its id, below its name in the list."""
        for row, (identity, name) in enumerate(self._names.items()):
            item = self.list.item(row)
            if item is not None and identity in fates:
                item.setText(plain_joined("\n", (name, breakable(fates[identity]))))

    def show_result(self, tint: str, title: str, sentence: str, *, openable: bool = False) -> None:
        """How it ended; the button now closes the dialog. `openable`: something lies in the target."""
        self._busy = False
        self._settle_choice()
        self.open_folder.setVisible(openable)
        self.bar.hide()
        self.banner.setVisible(True)
        self.banner.show_text(tint, title, sentence)
        self.go.hide()
        set_caption(self.cancel, say("action.close_dialog"))
        self.cancel.setEnabled(True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Escape and cancel: stop the export first, close when nothing runs."""
        if self._busy:
            self.cancel.setEnabled(False)
            self.cancel_requested.emit()
            return
        super().reject()

    def _on_go(self) -> None:
        if self.go.isEnabled() and not self._busy:
            self.export_requested.emit(self.wish())

    def _on_changed(self) -> None:
        self.go.setEnabled(self.form.fit and bool(self.target.text().strip()) and not self._busy)

    def _on_change(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, say("export.choose_folder"), self.target.text())
        if chosen:
            fill_in(self.target, chosen)
