"""Checks the evidence when its tab is looked at, and runs the letter that asks for what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from sozialclient.documents.local_time import berlin
from sozialclient.errors import SozialclientError
from sozialclient.gui.evidence.notes import notes_of, rows_with_names
from sozialclient.gui.evidence.request_dialog import RequestDialog
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import plain_joined
from sozialclient.gui.tasks import INSIGHT, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.gui.evidence.draft import RequestDraft
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.usecases.check_evidence import EvidenceSheet
    from sozialclient.usecases.request_evidence import RequestForm
    from sozialclient.usecases.workplace import Workplace

LANE = INSIGHT
_TAB = "evidence"


class EvidenceController(QObject):
    """One per window; `sheet` is that of the application that is shown, once its tab was looked at."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow,
                 shell: WindowController) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        self._shell = shell
        self._task: Task[Any] = Task()
        self._asked = ""
        window.destroyed.connect(self._forget)
        window.closing.connect(self._forget)
        shell.lock_requested.connect(self._forget)
        self.sheet: EvidenceSheet | None = None
        self.dialog: RequestDialog | None = None
        page = window.application
        page.tabs.currentChanged.connect(lambda _tab: self._look())
        page.evidence.request_wanted.connect(self.open)
        shell.application.opened.connect(self._on_opened)
        window.actions_table["request"].triggered.connect(lambda _on=False: self.open())

    def _forget(self) -> None:
        self._task.cancel()
        self._task = Task()
        self.sheet, self._asked = None, ""

    def _on_opened(self, _application_id: str) -> None:
        self._forget()
        self._look()

    def _look(self) -> None:
        opened = self._shell.application.current
        if opened is None or self._window.application.current_tab() != _TAB or self._asked == opened.card.id:
            return
        self._asked = identity = opened.card.id
        self._tasks.run(lambda: _sheet(self._workplace(), identity), self._show, failed=lambda _error: None,
                        lane=LANE, task=self._task)

    def _show(self, sheet: EvidenceSheet) -> None:
        opened, page = self._shell.application.current, self._window.application.evidence
        if opened is None or opened.card.id != sheet.card.id:
            return
        self.sheet = sheet
        current = page.list.currentIndex().row()
        page.model.show_rows(rows_with_names(page.model.rows, sheet), notes_of(sheet))
        if current >= 0:
            # Nothing else was chosen: what stands beside the list stays.
            page.list.selectionModel().blockSignals(True)
            page.list.setCurrentIndex(page.model.index(current))
            page.list.selectionModel().blockSignals(False)
        words = [count("evidence.count", len(page.model.rows), evidence=page.model.evidence_count())]
        if sheet.form_error is not None:
            words.append(say("evidence.form_unread", reference=sheet.form_error.reference))
        page.show_sum(plain_joined(" ", words))

    def open(self) -> None:
        """Ask for what is missing."""
        from sozialclient.gui.evidence.draft import draft_of

        opened = self._shell.application.current
        if opened is None:
            return
        identity, known = opened.card.id, self.sheet
        today = berlin(datetime.now(UTC)).date()

        def work() -> RequestDraft:
            return draft_of(self._workplace(), known or _sheet(self._workplace(), identity), today)

        self._tasks.run(work, self.ask, lane=LANE, task=self._task)

    def ask(self, draft: RequestDraft) -> None:
        """Show the dialog with a draft."""
        self.dialog = RequestDialog(self._theme, draft, self._window)
        self.dialog.save_requested.connect(self._on_save)
        self.dialog.copy_requested.connect(self._on_copy)
        self.dialog.mailbox_requested.connect(self._on_mailbox)
        self.dialog.open()

    def _on_save(self, form: RequestForm) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        identity = dialog.draft.sheet.card.id
        chosen, _ = QFileDialog.getSaveFileName(dialog, say("request.save"), say("request.file_name", id=identity),
                                                say("request.file_kinds"))
        if chosen:
            path = Path(chosen)
            self._run(lambda: self._write(dialog.draft, form, path), lambda _none: self._on_saved(form.deadline))

    def _write(self, draft: RequestDraft, form: RequestForm, path: Path) -> None:
        from sozialclient.gui.evidence.draft import remember
        from sozialclient.usecases.note_request import save_request
        from sozialclient.usecases.request_evidence import draft_letter

        store = self._workplace().store
        letter = draft_letter(store, draft.sheet, form, draft.today, draft.days)
        save_request(store, draft.sheet.card.id, letter, [path])
        remember(store, form)

    def _on_saved(self, deadline: date) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        opened = self._shell.application.current
        if opened is not None:
            self._shell.application.open(opened.card.id)
        self._shell.applications.refresh_soon()
        self._window.status.note(say("request.saved", day=f"{deadline:%d.%m.%Y}"))

    def _on_copy(self, form: RequestForm) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        draft = dialog.draft

        def work() -> str:
            from sozialclient.usecases.note_request import request_text
            from sozialclient.usecases.request_evidence import draft_letter

            letter = draft_letter(self._workplace().store, draft.sheet, form, draft.today, draft.days)
            return request_text(letter, mailbox=False)

        self._run(work, lambda words: self._shell.copy(say("request.copied"), words))

    def _on_mailbox(self, form: RequestForm) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        draft = dialog.draft

        def work() -> str:
            from sozialclient.usecases.note_request import note_request, request_text
            from sozialclient.usecases.request_evidence import draft_letter

            store = self._workplace().store
            letter = draft_letter(store, draft.sheet, form, draft.today, draft.days)
            words = request_text(letter, mailbox=True)
            note_request(store, draft.sheet.card.id, letter)
            return words

        self._run(work, lambda words: self._on_noted(form.deadline, words))

    def _on_noted(self, deadline: date, words: str) -> None:
        self._on_saved(deadline)
        self._shell.copy(say("request.copied"), words)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._tasks.run(work, done, failed=self._on_failed, lane=LANE, task=self._task)

    def _on_failed(self, error: SozialclientError) -> None:
        self._shell.show_error(error, self.dialog)


def _sheet(workplace: Workplace, application_id: str) -> EvidenceSheet:
    from sozialclient.render.renderer import DocumentRenderer
    from sozialclient.usecases.check_evidence import evidence_sheet

    renderer = DocumentRenderer()
    try:
        return evidence_sheet(workplace.store, application_id, renderer)
    finally:
        renderer.close()
