"""The tab in which an application is worked on: in charge, Wiedervorlage, how far carrying over is, notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from sozialclient.gui.plain import fill_in, plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import ENTER, push_button
from sozialclient.gui.widgets.dialog_frame import scrolled
from sozialclient.gui.widgets.ground import Ground
from sozialclient.gui.wording import say
from sozialclient.gui.work.notes import NoteList
from sozialclient.model.work import Note, Work

LONGEST_NAME = 200


class _NoteEdit(QPlainTextEdit):
    """Tab moves on; Strg+Enter keeps the note."""

    kept = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter alone begins a new line."""
        if event.key() in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.kept.emit()
            return
        super().keyPressEvent(event)


class WorkPage(QWidget):
    """What the office notes; every change is asked for at once, so there is nothing to save."""

    person_given = Signal(str)
    mine_requested = Signal()
    due_given = Signal(str)
    note_written = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._work = Work()
        self._persons = QStringListModel(self)
        self.person = self._make_person()
        self.mine = push_button(theme, say("work.mine"), icon="user")
        self.mine.clicked.connect(self.mine_requested)
        self.due = QLineEdit()
        self.due.setMaxLength(20)
        self.due.setPlaceholderText(say("work.due_hint"))
        self.due.setAccessibleName(say("work.due"))
        self.due.editingFinished.connect(self._on_due)
        self.progress = plain_label(wrap=True)
        self.progress.setProperty("tone", "second")
        self.wrong = plain_label(wrap=True)
        self.wrong.setProperty("tone", "danger")
        self.wrong.hide()
        self.edit = _NoteEdit()
        self.edit.setTabChangesFocus(True)
        self.edit.setPlaceholderText(say("work.note_hint"))
        self.edit.setAccessibleName(say("work.note"))
        self.edit.setFixedHeight(theme.px(84))
        self.edit.kept.connect(self._on_note)
        self.add = push_button(theme, say("work.add"), icon="plus")
        self.add.setEnabled(False)
        self.edit.textChanged.connect(lambda: self.add.setEnabled(bool(self.edit.toPlainText().strip())))
        self.add.clicked.connect(self._on_note)
        self.notes = NoteList(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._make_area())

    def _make_person(self) -> QLineEdit:
        person = QLineEdit()
        person.setMaxLength(LONGEST_NAME)
        person.setAccessibleName(say("work.person"))
        person.setPlaceholderText(say("work.nobody"))
        completer = QCompleter(self._persons, person)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        person.setCompleter(completer)
        person.editingFinished.connect(self._on_person)
        return person

    def _make_area(self) -> QScrollArea:
        theme, ground = self._theme, Ground()
        rows = QVBoxLayout(ground)
        rows.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(14))
        rows.setSpacing(theme.px(6))
        for name, field, beside in (("person", self.person, self.mine), ("due", self.due, None)):
            caption = plain_label(say(f"work.{name}"))
            caption.setFont(theme.font("bodyStrong"))
            caption.setBuddy(field)
            rows.addWidget(caption)
            line = QHBoxLayout()
            line.setSpacing(theme.px(8))
            line.addWidget(field, 1)
            if beside is not None:
                line.addWidget(beside)
            rows.addLayout(line)
        for widget in (self.wrong, self.progress):
            rows.addWidget(widget)
        heading = plain_label(say("work.notes"))
        heading.setFont(theme.font("heading"))
        heading.setBuddy(self.edit)
        rows.addSpacing(theme.px(6))
        rows.addWidget(heading)
        rows.addWidget(self.edit)
        rows.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addSpacing(theme.px(6))
        rows.addWidget(self.notes)
        rows.addStretch(1)
        return scrolled(ground)

    def show_work(self, work: Work, notes: Sequence[Note], persons: Sequence[str]) -> None:
        """Fill in; what is being typed as a note stays."""
        self._work = work
        fill_in(self.person, work.assigned)
        fill_in(self.due, _day(work.due))
        self._persons.setStringList([plain(name) for name in persons])
        words = say("work.progress", done=work.ticked, total=work.steps) if work.steps else say("work.not_begun")
        number = say("work.file_number", number=work.file_number) if work.file_number else ""
        self.progress.setText(plain(words, number))
        self.notes.show_notes(notes)
        self.show_wrong("")

    def show_wrong(self, words: str) -> None:
        """Say under the fields what was not understood; empty: nothing."""
        self.wrong.setText(plain(words))
        self.wrong.setVisible(bool(words))

    def clear_note(self) -> None:
        """The note was kept."""
        self.edit.clear()

    def _on_person(self) -> None:
        name = self.person.text().strip()
        if name != self._work.assigned:
            self.person_given.emit(name)

    def _on_due(self) -> None:
        written = self.due.text().strip()
        if written != _day(self._work.due):
            self.due_given.emit(written)

    def _on_note(self) -> None:
        if text := self.edit.toPlainText().strip():
            self.note_written.emit(text)


def _day(due: date | None) -> str:
    return f"{due:%d.%m.%Y}" if due else ""
