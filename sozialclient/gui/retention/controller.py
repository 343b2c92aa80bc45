"""Turns wishes about Papierkorb, Löschsperre and retention into work, and shows how an application stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import plain_joined
from sozialclient.gui.retention.band import RetentionBand, TrashBar
from sozialclient.gui.retention.desk import RetentionDesk, RetentionOverview, Standing
from sozialclient.gui.tasks import Latest, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import count, say
from sozialclient.model.application import State
from sozialclient.model.retention import DeletionRecord, RetentionPlan

if TYPE_CHECKING:
    from sozialclient.gui.retention.delete_dialog import DeleteDialog
    from sozialclient.gui.retention.page import RetentionDialog
    from sozialclient.usecases.delete_applications import DeletionFacts, Traces
    from sozialclient.usecases.retention import Applied, DailyRetention
    from sozialclient.usecases.workplace import Workplace

LANE = "retention"
_READING_ONLY = "STORE-READING-ONLY"
_LOOK_MS = 3_600_000


class RetentionController(QObject):
    """One per window; `gone` is sent when applications were deleted and nothing may show them any more."""

    gone = Signal()

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = RetentionDesk(workplace)
        self._tasks, self._theme, self._window = tasks, theme, window
        self._band = RetentionBand(theme, window.actions_table)
        self._bar = TrashBar(theme, window.actions_table)
        self._standing: Task[Standing] = Task()
        self._shown = ""
        self._plan = RetentionPlan(now=(), later=(), held=0, untransferred=0)
        self._records: Sequence[DeletionRecord] = ()
        self.dialog: RetentionDialog | None = None
        self.question: DeleteDialog | None = None
        window.application.add_band(self._band)
        self._band.release_requested.connect(lambda: self._turn_hold([self._shown] if self._shown else []))
        window.applications.add_bar(self._bar)
        window.application.shown.connect(self._on_shown)
        window.applications.selected.connect(self._on_selected)
        window.folders.folder_requested.connect(lambda key: self._bar.setVisible(key == State.TRASH.value))
        window.status.buttons["retention"].clicked.connect(self.open)
        self._on_selected([])
        self._again = QTimer(self)
        self._again.setInterval(_LOOK_MS)
        self._again.timeout.connect(self.start)

    def start(self) -> None:
        """The look at the start of the day, once the store is open; a window that stays open looks again."""
        self._again.start()
        self._tasks.run(self._desk.daily, self._on_daily, failed=self._on_daily_failed, lane=LANE)

    def _on_daily(self, outcome: DailyRetention | None) -> None:
        applied = outcome.applied if outcome else None
        if applied is not None and applied.trashed + applied.deleted:
            self._changed()
            self._window.status.note(say("retention.note.done", trash=applied.trashed, delete=applied.deleted))
        self._count_due()

    def _on_daily_failed(self, error: SozialclientError) -> None:
        """Nothing was asked for, so no dialog: whoever opens the page gets the reason.

        A place that only reads says so in a band of its own; the rules are applied where work is done.
        """
        if error.reference == _READING_ONLY:
            return
        self._window.status.note(say("retention.note.failed", reference=error.reference))

    def _count_due(self) -> None:
        self._tasks.run(self._desk.due, self._remind, failed=self._on_daily_failed)

    def _remind(self, due: int) -> None:
        words = count("retention.due_now", due) if due else ""
        self._window.status.show_state("retention", "clock", words, due=bool(due))

    def _on_selected(self, _ids: list[str]) -> None:
        states = {card.state for card in self._window.applications.selected_cards()}
        self._window.actions_table.enable(trash=states == {State.TRASH})

    def _on_shown(self, application_id: str) -> None:
        self._shown = application_id
        self._standing.cancel()
        self._band.show_standing(None)
        self._standing = self._tasks.run(lambda: self._desk.standing(application_id), self._band.show_standing,
                                         failed=lambda _error: self._band.show_standing(None))

    def _changed(self, *, gone: bool = False) -> None:
        """Let every part of the window look again."""
        if gone:
            self._shown = ""
            self._window.show_detail(self._window.empty)
            self.gone.emit()
        elif self._shown:
            self._on_shown(self._shown)
        self._count_due()
        self._window.actions_table["reload"].trigger()

    def restore(self) -> None:
        """Chosen applications go back to where they were."""
        ids = self._window.applications.selected_ids()
        if ids:
            self._tasks.run(lambda: self._desk.restore(ids), lambda states: self._on_restored(states, len(ids)))

    def _on_restored(self, states: frozenset[State], number: int) -> None:
        words = count("retention.note.restored", number)
        if len(states) == 1:
            folder = say(f"folders.{next(iter(states)).value}")
            words = count("retention.note.restored_to", number, folder=folder)
        self._window.status.note(words)
        announce(self._window, words)
        self._changed()

    def turn_hold(self) -> None:
        """Set the Löschsperre for what is chosen, or lift it where all have one."""
        self._turn_hold(self._window.applications.selected_ids())

    def _turn_hold(self, ids: Sequence[str]) -> None:
        if ids:
            self._tasks.run(lambda: self._desk.turn_hold(ids), lambda held: self._on_held(held, len(ids)))

    def _on_held(self, held: bool, number: int) -> None:
        words = count("retention.note.held" if held else "retention.note.released", number)
        self._window.status.note(words)
        announce(self._window, words)
        self._changed()

    def delete(self) -> None:
        """Ask before what is chosen is deleted for good."""
        ids = self._window.applications.selected_ids()
        if ids:
            self._tasks.run(lambda: self._desk.facts(ids), lambda facts: self._ask(ids, facts))

    def _ask(self, ids: Sequence[str], facts: DeletionFacts) -> None:
        from sozialclient.gui.retention.delete_dialog import DeleteDialog

        question = DeleteDialog(self._theme, facts, self._window)
        self.question = question
        question.delete_requested.connect(lambda on_request: self._delete(question, ids, facts.count, on_request))
        question.proof_requested.connect(lambda: self._save_proof(question))
        question.open()

    def _delete(self, question: DeleteDialog, ids: Sequence[str], number: int, on_request: bool) -> None:
        latest = Latest[int](self, lambda steps: question.show_running(steps[-1]))

        def done(result: tuple[list[DeletionRecord], Traces]) -> None:
            latest.stop()
            self._records, traces = result
            number = len(self._records)
            question.show_result("ok", count("deletion.done", number), traces_words(traces, number), proof=True)
            self._changed(gone=True)

        def failed(error: SozialclientError) -> None:
            latest.stop()
            question.show_result("warning", say("deletion.failed"), "", proof=False)
            self._changed(gone=True)
            self._tasks.unhandled(error)

        self._tasks.run(lambda: self._desk.delete(ids, number, on_request, latest.put), done, failed=failed, lane=LANE)

    def open(self) -> None:
        """The dialog about retention."""
        self._tasks.run(self._desk.overview, self._on_overview)

    def _on_overview(self, overview: RetentionOverview) -> None:
        from sozialclient.documents.services import services
        from sozialclient.gui.retention.page import RetentionDialog

        names = sorted(((service.key, service.name) for service in services()), key=lambda each: each[1].casefold())
        self.dialog = RetentionDialog(self._theme, names, self._window)
        self.dialog.apply_requested.connect(self._apply)
        self.dialog.proof_requested.connect(lambda: self._save_proof(self.dialog))
        self.dialog.rules.save_requested.connect(
            lambda rules: self._tasks.run(lambda: self._desk.save(rules), self._on_saved))
        self._show(overview)
        self.dialog.open()

    def _show(self, overview: RetentionOverview) -> None:
        self._plan, self._records = overview.plan, overview.records
        if self.dialog is not None:
            self.dialog.show_overview(overview)

    def _on_saved(self, overview: RetentionOverview) -> None:
        self._show(overview)
        self._window.status.note(say("retention.note.saved"))
        if self.dialog is not None:
            announce(self.dialog, say("retention.note.saved"))
        self._changed()

    def _apply(self) -> None:
        dialog, dues = self.dialog, self._plan.now
        if dialog is None:
            return
        latest = Latest[int](self, lambda steps: dialog.show_running(steps[-1]))

        def work() -> tuple[Applied, RetentionOverview]:
            return self._desk.apply(dues, latest.put), self._desk.overview()

        def done(result: tuple[Applied, RetentionOverview]) -> None:
            applied, overview = result
            latest.stop()
            self._show(overview)
            skipped = count("retention.skipped", applied.skipped) if applied.skipped else ""
            sentence = traces_words(applied.traces, applied.deleted) if applied.deleted else ""
            dialog.show_result(say("retention.note.done", trash=applied.trashed, delete=applied.deleted),
                               plain_joined(" ", filter(None, (skipped, sentence))))
            self._changed(gone=applied.deleted > 0)

        def failed(error: SozialclientError) -> None:
            latest.stop()
            dialog.stop_waiting()
            self._changed(gone=True)
            self._tasks.unhandled(error)

        self._tasks.run(work, done, failed=failed, lane=LANE)

    def _save_proof(self, parent: QWidget | None) -> None:
        chosen, _ = QFileDialog.getSaveFileName(parent, say("deletion.save_proof"), say("deletion.file_name"),
                                                say("deletion.file_kinds"))
        if chosen:
            records, path = tuple(self._records), Path(chosen)
            self._tasks.run(lambda: self._desk.save_proof(records, path),
                            lambda _none: self._window.status.note(say("note.saved")))


def traces_words(traces: Traces, number: int) -> str:
    """What was done about remnants of `number` applications, and what is left to be done."""
    words = [count("deletion.keys_gone", number)]
    if traces.rotated:
        words.append(say("deletion.rotated"))
    if traces.postponed:
        words.append(say("deletion.postponed"))
    if not traces.emptied:
        words.append(say("deletion.not_emptied"))
    return plain_joined(" ", [*words, say("deletion.copies")])
