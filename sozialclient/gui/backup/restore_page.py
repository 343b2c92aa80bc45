"""The dialog that restores a store from a backup: which one, and what opens it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from sozialclient.gui.backup.desk import RestoreWish
from sozialclient.gui.backup.frame import arrange_dialog, body_layout, progress_bar
from sozialclient.gui.backup.words import Banner as BannerWords
from sozialclient.gui.plain import fill_in, literal_caption, plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.dialog_frame import dialog_footer
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.secret_edit import SecretEdit
from sozialclient.gui.wording import full, say

if TYPE_CHECKING:
    from sozialclient.usecases.restore import Source


class RestoreDialog(QDialog):
    """Nothing takes the old store's place before everything was read and the program was started anew."""

    folder_chosen = Signal(Path)
    restore_requested = Signal(RestoreWish)
    cancel_requested = Signal()
    close_program_requested = Signal()

    def __init__(self, theme: Theme, *, replaces: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._busy, self._replaces = theme, False, replaces
        self._sources: list[Source] = []
        self.setWindowTitle(say("restore.title"))
        self._ready = False
        self.banner = Banner(theme, "info", say("restore.intro"), say("restore.intro_more"))
        self.bar = progress_bar(theme)
        body = body_layout(theme, 8)
        body.addWidget(self.banner)
        body.addWidget(self.bar)
        self._make_source(body)
        self._make_key(body)
        self.put_aside = QCheckBox(literal_caption(say("restore.put_aside")))
        self.put_aside.setVisible(replaces)
        self.partial = QCheckBox(literal_caption(say("restore.partial")))
        self.partial.hide()
        for box in (self.put_aside, self.partial):
            box.toggled.connect(lambda _on: self._enable())
            body.addWidget(box)
        self.go = push_button(theme, say("restore.go"), icon="backup", look="primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._on_go)
        self.cancel = push_button(theme, say("action.cancel"))
        self.cancel.clicked.connect(self.reject)
        arrange_dialog(self, theme, body, dialog_footer(theme, [self.go, self.cancel]), 640)
        self._enable()
        self.folder.setFocus()

    def _heading(self, text: str) -> QWidget:
        label = plain_label(text, wrap=True)
        label.setFont(self._theme.font("heading"))
        return label

    def _make_source(self, body: QVBoxLayout) -> None:
        theme = self._theme
        self.folder = QLineEdit()
        self.folder.setAccessibleName(say("restore.folder"))
        self.folder.editingFinished.connect(self._on_folder)
        change = push_button(theme, say("export.change"))
        change.clicked.connect(self._on_change)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.folder, 1)
        row.addWidget(change)
        self.backups = QComboBox()
        self.backups.setAccessibleName(say("restore.which"))
        self.backups.setPlaceholderText(say("restore.none"))
        self.backups.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.backups.setMinimumContentsLength(10)
        self._asked = ""
        body.addWidget(self._heading(say("restore.folder")))
        body.addLayout(row)
        body.addWidget(self._heading(say("restore.which")))
        body.addWidget(self.backups)
        self._change = change

    def _make_key(self, body: QVBoxLayout) -> None:
        theme = self._theme
        self.by_file = QRadioButton(literal_caption(say("restore.by_file")))
        self.by_recovery = QRadioButton(literal_caption(say("restore.by_recovery")))
        self.by_file.setChecked(True)
        self.key_file = QLineEdit()
        self.key_file.setAccessibleName(say("restore.key_file"))
        self.key_file.setPlaceholderText(say("restore.key_file"))
        choose = push_button(theme, say("restore.choose"))
        choose.clicked.connect(self._on_choose)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.key_file, 1)
        row.addWidget(choose)
        self.pin = SecretEdit(theme, say("restore.pin"), say("pin.show"), say("pin.caps"))
        self.pin.line.setPlaceholderText(say("restore.pin"))
        self.recovery = QLineEdit()
        self.recovery.setAccessibleName(say("restore.recovery"))
        self.recovery.setPlaceholderText(say("restore.recovery"))
        body.addWidget(self._heading(say("restore.key")))
        body.addWidget(self.by_file)
        body.addLayout(row)
        body.addWidget(self.pin)
        body.addWidget(self.by_recovery)
        body.addWidget(self.recovery)
        self._file_parts = (self.key_file, choose, self.pin)
        self.by_file.toggled.connect(lambda _on: self._enable())
        for edit in (self.key_file, self.pin.line, self.recovery):
            edit.textChanged.connect(lambda _text: self._enable())

    def show_sources(self, sources: Sequence[Source]) -> None:
        """The backups in the folder, newest first."""
        self._sources = list(sources)
        self.backups.clear()
        for source in sources:
            self.backups.addItem(plain(full(source.generation.created)))
        self.backups.setCurrentIndex(0 if sources else -1)
        self._enable()

    def offer_partial(self) -> None:
        """Parts are damaged: let people do without them."""
        self.partial.show()
        self._enable()

    def show_running(self, percent: int) -> None:
        """It is under way."""
        if not self._busy:
            self._busy = True
            self.banner.show_text("info", say("restore.running"), say("restore.running_note"))
            self._enable()
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.show()
        self.bar.setValue(percent)

    def show_words(self, words: BannerWords) -> None:
        """It ended, or could not begin."""
        self._busy = False
        self.bar.hide()
        self.banner.show_text(*words)
        self.cancel.setEnabled(True)
        self._enable()

    def show_ready(self, words: BannerWords) -> None:
        """The restored store waits for the next start."""
        self._ready = True
        self.show_words(words)
        set_caption(self.go, say("restore.close_program"))
        self.cancel.hide()
        self._enable()
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Escape and cancel: stop what runs first; what is ready can't be taken back by closing."""
        if self._busy:
            self.cancel.setEnabled(False)
            self.cancel_requested.emit()
        elif self._ready:
            self.close_program_requested.emit()
        else:
            super().reject()

    def _enable(self) -> None:
        at_rest = not self._busy and not self._ready
        by_file = self.by_file.isChecked()
        for widget in (self.folder, self._change, self.backups, self.by_file, self.by_recovery,
                       self.put_aside, self.partial):
            widget.setEnabled(at_rest)
        for part in self._file_parts:
            part.setEnabled(at_rest and by_file)
        self.recovery.setEnabled(at_rest and not by_file)
        key = self.key_file.text() and self.pin.line.text() if by_file else self.recovery.text()
        allowed = self.put_aside.isChecked() or not self._replaces
        self.go.setEnabled(self._ready or bool(at_rest and self._sources and key and allowed))

    def _on_folder(self) -> None:
        text = self.folder.text().strip()
        if text and text != self._asked and not self._busy:
            self._asked = text
            self.folder_chosen.emit(Path(text))

    def _on_change(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, say("restore.choose_folder"), self.folder.text())
        if chosen:
            fill_in(self.folder, chosen)
            self._on_folder()

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, say("restore.key_file"), "", say("restore.key_file_kinds"))
        if chosen:
            fill_in(self.key_file, chosen)

    def _on_go(self) -> None:
        if self._ready:
            self.close_program_requested.emit()
            return
        by_file = self.by_file.isChecked()
        self.restore_requested.emit(RestoreWish(
            source=self._sources[max(self.backups.currentIndex(), 0)],
            key_file=Path(self.key_file.text().strip()) if by_file else None,
            pin=self.pin.line.text(), recovery_key=self.recovery.text(),
            partial=self.partial.isChecked(), put_aside=True))
