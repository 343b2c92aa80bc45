"""The dialog about backups: where to, how often, how the last one went."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from sozialclient.gui.backup.desk import BackupChoice, BackupOverview
from sozialclient.gui.backup.frame import arrange_dialog, body_layout, progress_bar
from sozialclient.gui.backup.words import Banner as BannerWords
from sozialclient.gui.backup.words import last_words, standing_words, tried_words
from sozialclient.gui.plain import fill_in, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.dialog_frame import dialog_footer
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.wording import count, say

_OFFERED = {"every_days": (1, 2, 3, 7), "keep_days": (3, 7, 14, 30), "keep_weeks": (0, 4, 8, 12, 26, 52)}


class BackupDialog(QDialog):
    """Stays open while it works; closing it meanwhile asks to stop."""

    chosen = Signal(BackupChoice)
    backup_requested = Signal()
    trial_requested = Signal()
    restore_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._busy, self._kept = theme, False, BackupChoice(
            folder=None, every_days=1, keep_days=7, keep_weeks=4)
        self.setWindowTitle(say("backup.title"))
        self.banner = Banner(theme, "info", "", "")
        self.bar = progress_bar(theme)
        body = body_layout(theme, 14)
        body.addWidget(self.banner)
        body.addWidget(self.bar)
        for part in (self._make_folder(), self._make_schedule(), self._make_facts()):
            body.addLayout(part)
        note = plain_label(say("backup.note"), wrap=True)
        note.setFont(theme.font("caption"))
        note.setProperty("tone", "second")
        body.addWidget(note)
        self.restore = push_button(theme, say("backup.restore"), look="link")
        self.restore.clicked.connect(self.restore_requested)
        body.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignLeft)
        arrange_dialog(self, theme, body, self._make_footer(), 650)
        self.folder.setFocus()

    def _make_folder(self) -> QVBoxLayout:
        theme = self._theme
        head = plain_label(say("backup.folder"))
        head.setFont(theme.font("heading"))
        self.folder = QLineEdit()
        self.folder.setAccessibleName(say("backup.folder"))
        self.folder.setPlaceholderText(say("backup.no_folder"))
        self.folder.editingFinished.connect(self._on_edited)
        change = push_button(theme, say("export.change"))
        change.clicked.connect(self._on_change)
        self.change = change
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.folder, 1)
        row.addWidget(change)
        layout = QVBoxLayout()
        layout.setSpacing(theme.px(6))
        layout.addWidget(head)
        layout.addLayout(row)
        return layout

    def _make_schedule(self) -> QGridLayout:
        theme, grid = self._theme, QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(6))
        self.choices: dict[str, QComboBox] = {}
        for row, name in enumerate(_OFFERED):
            box = QComboBox()
            box.setAccessibleName(say(f"backup.{name}.name"))
            box.activated.connect(self._on_edited)
            label = plain_label(say(f"backup.{name}.name"), wrap=True)
            label.setBuddy(box)
            self.choices[name] = box
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        grid.setColumnStretch(0, 1)
        return grid

    def _make_facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._theme.px(16))
        grid.setVerticalSpacing(self._theme.px(4))
        grid.setColumnStretch(1, 1)
        self.trial = push_button(self._theme, say("backup.try"))
        self.trial.clicked.connect(self.trial_requested)
        grid.addWidget(self.trial, 2, 0 if self._theme.large else 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
        self._facts = {}
        for row, name in enumerate(("fact_last", "fact_tried")):
            label = plain_label(say(f"backup.{name}"), wrap=True)
            label.setProperty("tone", "second")
            value = plain_label(wrap=True, keys=True)
            self._facts[name] = value
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
        return grid

    def _make_footer(self) -> QHBoxLayout:
        theme = self._theme
        self.go = push_button(theme, say("backup.go"), icon="backup", look="primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self.backup_requested)
        self.cancel = push_button(theme, say("action.close_dialog"))
        self.cancel.clicked.connect(self.reject)
        return dialog_footer(theme, [self.go, self.cancel])

    def show_overview(self, overview: BackupOverview, words: BannerWords | None = None) -> None:
        """Fill in everything; `words` say how what was asked for went, else the banner says how things stand."""
        choice, standing = overview.choice, overview.standing
        self._busy, self._kept = False, choice
        self.bar.hide()
        fill_in(self.folder, "" if choice.folder is None else str(choice.folder))
        for name in self.choices:
            self._offer(name, getattr(choice, name))
        for name, fact in (("fact_last", last_words(standing)), ("fact_tried", tried_words(standing))):
            self._facts[name].setText(plain_words(fact))
            self._facts[name].setAccessibleName(plain_words(say(f"backup.{name}"), ": ", fact))
        self.banner.show_text(*(words or standing_words(standing, same_disk=overview.same_disk)))
        set_caption(self.cancel, say("action.close_dialog"))
        self.cancel.setEnabled(True)
        self._enable()

    def show_words(self, words: BannerWords) -> None:
        """Say something in the banner; what runs has ended."""
        self._busy = False
        self.bar.hide()
        self.banner.show_text(*words)
        set_caption(self.cancel, say("action.close_dialog"))
        self.cancel.setEnabled(True)
        self._enable()

    def show_running(self, title: str, percent: int) -> None:
        """Something is under way."""
        if not self._busy:
            self._busy = True
            set_caption(self.cancel, say("action.cancel"))
            self.banner.show_text("info", title, say("backup.running_note"))
            self._enable()
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.show()
        self.bar.setValue(percent)

    def reject(self) -> None:
        """Escape and close: stop what runs first."""
        if self._busy:
            self.cancel.setEnabled(False)
            self.cancel_requested.emit()
            return
        super().reject()

    def _enable(self) -> None:
        ready = not self._busy
        for widget in (self.folder, self.change, self.restore, *self.choices.values()):
            widget.setEnabled(ready)
        for button in (self.go, self.trial):
            button.setEnabled(ready and self._kept.folder is not None)

    def _offer(self, name: str, value: int) -> None:
        """The usual numbers, and the one that is set."""
        box = self.choices[name]
        box.clear()
        for number in sorted({*_OFFERED[name], value}):
            box.addItem(count(f"backup.{name}", number), number)
        box.setCurrentIndex(box.findData(value))

    def _choice(self) -> BackupChoice:
        text = self.folder.text().strip()
        numbers = {name: int(box.currentData()) for name, box in self.choices.items()}
        return BackupChoice(folder=Path(text) if text else None, **numbers)

    def _on_edited(self) -> None:
        choice = self._choice()
        if choice != self._kept and not self._busy:
            self._kept = choice
            self.chosen.emit(choice)

    def _on_change(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, say("backup.choose_folder"), self.folder.text())
        if chosen:
            fill_in(self.folder, chosen)
            self._on_edited()
