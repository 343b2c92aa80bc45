"""Keeps what the office notes about applications, and shows it again wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from sozialclient.documents.ages import Ages
from sozialclient.documents.due_day import DueDayUnknown, due_day
from sozialclient.documents.local_time import berlin
from sozialclient.errors import SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import count, error_words, say
from sozialclient.gui.work.assign_dialog import AssignDialog
from sozialclient.model.application import JournalEntry
from sozialclient.model.work import Note, Work

if TYPE_CHECKING:
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.store.store import Store
    from sozialclient.usecases.workplace import Workplace

LANE = "work"


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the store holds now."""

    application_id: str
    work: Work
    notes: Sequence[Note]
    persons: Sequence[str]
    journal: tuple[JournalEntry, ...]


class WorkController(QObject):
    """One per window; changes go to the store one after the other, and nothing waits for them."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow,
                 shell: WindowController) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme = workplace, tasks, theme
        self._window, self._shell = window, shell
        self._page = window.application.work
        self._life: Task[Any] = Task()
        self.ages: Callable[[], Ages] = Ages
        self.dialog: AssignDialog | None = None
        window.destroyed.connect(self._life.cancel)
        shell.application.opened.connect(self.show)
        page, table = self._page, window.actions_table
        page.person_given.connect(lambda name: self._assign(self._shown(), name))
        page.mine_requested.connect(lambda: self._assign(self._shown(), None))
        page.due_given.connect(self._on_due)
        page.note_written.connect(self._on_note)
        table["assign_me"].triggered.connect(lambda _on=False: self._assign(self._chosen(), None))
        table["assign"].triggered.connect(lambda _on=False: self.ask())
        table["note"].triggered.connect(lambda _on=False: self._go_to(page.edit))
        table["due"].triggered.connect(lambda _on=False: self._go_to(page.due))

    def _store(self) -> Store:
        return self._workplace().store

    def _shown(self) -> list[str]:
        current = self._shell.application.current
        return [current.card.id] if current else []

    def _chosen(self) -> list[str]:
        return self._window.applications.selected_ids() or self._shown()

    def show(self, application_id: str) -> None:
        """Fill the tab of the application that is open."""
        self._run(lambda: self._read(application_id), self._on_read)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None],
             failed: Callable[[SozialclientError], None] | None = None) -> None:
        self._tasks.run(work, done, failed=failed or self._on_failed, lane=LANE, task=self._life)

    def _read(self, application_id: str) -> _Noted:
        store = self._store()
        return _Noted(application_id, store.work.work(application_id), store.work.notes(application_id),
                      store.work.persons(), tuple(store.journal(application_id)))

    def _on_read(self, noted: _Noted) -> None:
        if self._shown() == [noted.application_id]:
            self._page.show_work(noted.work, noted.notes, noted.persons)
            self._window.application.renew_journal(noted.journal)

    def _on_failed(self, error: SozialclientError) -> None:
        self._shell.show_error(error)
        self._anew()

    def _anew(self) -> None:
        for application_id in self._shown():
            self.show(application_id)
        self._shell.applications.refresh()

    def ask(self) -> None:
        """Ask who shall be in charge of what is chosen."""
        ids = self._chosen()

        def asked(persons: list[str]) -> None:
            self.dialog = AssignDialog(self._theme, len(ids), persons, self._window)
            self.dialog.given.connect(lambda name: self._assign(ids, name))
            self.dialog.open()

        if ids:
            self._run(lambda: self._store().work.persons(), asked)

    def _assign(self, ids: list[str], name: str | None) -> None:
        """Put `name` in charge; None: whoever works here."""
        def work() -> str:
            from sozialclient.usecases.assign_applications import assign_applications

            return assign_applications(self._store(), ids, name)

        def assigned(person: str) -> None:
            words = count("note.assigned", len(ids), name=person) if person else count("note.unassigned", len(ids))
            self._window.status.note(words)
            self._anew()

        if ids:
            self._run(work, assigned)

    def _on_due(self, written: str) -> None:
        try:
            day: date | None = due_day(written, berlin(datetime.now(UTC)).date(), self.ages().whole.after)
        except DueDayUnknown as error:
            self._page.show_wrong(error_words(error.reference).action)
            return
        for application_id in self._shown():
            self._run(partial(self._set_due, application_id, day), lambda _none: self._anew())

    def _set_due(self, application_id: str, day: date | None) -> None:
        self._store().work.set_due(application_id, day)

    def _on_note(self, text: str) -> None:
        def written(_none: None) -> None:
            self._page.clear_note()
            words = say("work.note_written")
            self._window.status.note(words)
            announce(self._window, words)
            self._anew()

        for application_id in self._shown():
            self._run(partial(self._write_note, application_id, text), written)

    def _write_note(self, application_id: str, text: str) -> None:
        self._store().work.write_note(application_id, text)

    def _go_to(self, field: QWidget) -> None:
        self._window.show_detail(self._window.application)
        self._window.application.show_tab("work")
        field.setFocus()
