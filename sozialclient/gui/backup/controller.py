"""Keeps backups up to date while the window is open, and runs what its dialogs ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.backup.desk import BackupChoice, BackupDesk, BackupOverview, ProgressListener, RestoreWish
from sozialclient.gui.backup.page import BackupDialog
from sozialclient.gui.backup.restore_page import RestoreDialog
from sozialclient.gui.backup.words import (
    Banner,
    error_banner,
    report_words,
    restored_words,
    status_words,
    trial_words,
)
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.tasks import Latest, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.store.backup.store_backup import BackupProgress, BackupReport
    from sozialclient.usecases.back_up import BackupStanding
    from sozialclient.usecases.restore import RestoreReport, Source
    from sozialclient.usecases.workplace import Workplace

LANE = "backup"
_LOOK_MS = 3_600_000
_QUIET = ("STORE-KEY-LOCKED", "BACKUP-RUNNING")
T = TypeVar("T")


class BackupController(QObject):
    """One per window. Scheduled work has a lane of its own, so no fetch waits for it."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._desk = BackupDesk(workplace)
        self._tasks, self._theme, self._window = tasks, theme, window
        self._scheduled: Task[BackupReport | None] | None = None
        self._stop, self._quiet_stop = Task[None](), Task[None]()
        self._latest: Latest[BackupProgress] | None = None
        self.dialog: BackupDialog | None = None
        self.restoring: RestoreDialog | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        window.status.buttons["backup"].clicked.connect(self.open)
        window.closing.connect(self._on_closing)

    def start(self) -> None:
        """The look at the start, once the store is open; from then on every hour."""
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Back up if it is due; after a fetch too."""
        if self._scheduled is not None:
            return
        stop = self._quiet_stop
        self._scheduled = self._tasks.run(
            lambda: self._desk.back_up_if_due(stop.cancelled), self._on_scheduled,
            failed=self._on_scheduled_failed, lane=LANE)

    def _on_scheduled(self, report: BackupReport | None) -> None:
        self._scheduled = None
        if report is not None:
            self._window.status.note(say("backup.note_done"))
        self._show_status()

    def _on_scheduled_failed(self, error: SozialclientError) -> None:
        """Nobody asked for it, so no dialog; the status bar and the dialog say what went wrong."""
        self._scheduled = None
        if error.reference in _QUIET or isinstance(error, Cancelled):
            return
        self._window.status.note(say("backup.note_failed", reference=error.reference))
        self._show_status()

    def _show_status(self) -> None:
        self._tasks.run(self._desk.standing, self._on_standing, failed=lambda _error: None)

    def _on_standing(self, standing: BackupStanding) -> None:
        words, due = status_words(standing)
        self._window.status.show_state("backup", "backup", words, due=due)

    def open(self) -> None:
        """Show how things stand."""
        self._tasks.run(self._desk.overview, self._open_dialog)

    def _open_dialog(self, overview: BackupOverview) -> None:
        dialog = self.dialog = BackupDialog(self._theme, self._window)
        dialog.chosen.connect(self._on_chosen)
        dialog.backup_requested.connect(self._on_backup)
        dialog.trial_requested.connect(self._on_trial)
        dialog.restore_requested.connect(self.open_restore)
        dialog.cancel_requested.connect(lambda: self._stop.cancel())
        dialog.show_overview(overview)
        dialog.open()

    def _on_chosen(self, choice: BackupChoice) -> None:
        self._tasks.run(lambda: self._desk.choose(choice), self._on_kept, failed=self._on_failed)

    def _on_kept(self, overview: BackupOverview) -> None:
        if self.dialog is not None:
            self.dialog.show_overview(overview)
        self._show_status()

    def _on_backup(self) -> None:
        self._run(self._desk.back_up, say("backup.running"), report_words)

    def _on_trial(self) -> None:
        self._run(self._desk.try_out, say("backup.trying"), trial_words)

    def _run(
        self, work: Callable[[ProgressListener, Callable[[], bool]], T], title: str, words: Callable[[T], Banner]
    ) -> None:
        stop = self._stop = Task[None]()
        latest = self._latest = Latest["BackupProgress"](self, lambda steps: self._on_progress(title, steps))
        self._show_running(title, 0)
        self._tasks.run(lambda: work(latest.put, stop.cancelled), lambda result: self._on_done(words(result)),
                        failed=self._on_failed, lane=LANE)

    def _on_progress(self, title: str, steps: list[BackupProgress]) -> None:
        last = steps[-1]
        self._show_running(title, 100 * last.done // last.total if last.total else 100)

    def _show_running(self, title: str, percent: int) -> None:
        if self.dialog is not None:
            self.dialog.show_running(title, percent)

    def _on_done(self, words: Banner) -> None:
        self._end_progress()
        self._tasks.run(self._desk.overview, lambda overview: self._show_outcome(overview, words))

    def _show_outcome(self, overview: BackupOverview, words: Banner) -> None:
        if self.dialog is not None:
            self.dialog.show_overview(overview, words)
            announce(self.dialog, f"{words[1]}. {words[2]}")
        self._on_standing(overview.standing)

    def _on_failed(self, error: SozialclientError) -> None:
        self._end_progress()
        words = error_banner(error)
        if isinstance(error, Cancelled):
            words = ("warning", say("backup.cancelled"), say("backup.cancelled_more"))
        if self.dialog is not None:
            self.dialog.show_words(words)
            announce(self.dialog, f"{words[1]}. {words[2]}")
        self._show_status()

    def _end_progress(self) -> None:
        if self._latest is not None:
            self._latest.stop()
            self._latest = None

    def open_restore(self) -> None:
        """Ask what to restore."""
        self._tasks.run(self._desk.has_applications, self._open_restoring)

    def _open_restoring(self, replaces: bool) -> None:
        parent = self.dialog if self.dialog is not None and self.dialog.isVisible() else self._window
        dialog = self.restoring = RestoreDialog(self._theme, replaces=replaces, parent=parent)
        dialog.folder_chosen.connect(self._on_restore_folder)
        dialog.restore_requested.connect(self._on_restore)
        dialog.cancel_requested.connect(lambda: self._stop.cancel())
        dialog.close_program_requested.connect(self._on_close_program)
        dialog.open()

    def _on_restore_folder(self, folder: Path) -> None:
        self._tasks.run(lambda: self._desk.sources(folder), self._on_sources, failed=self._on_restore_failed)

    def _on_sources(self, sources: list[Source]) -> None:
        if self.restoring is not None:
            self.restoring.show_sources(sources)

    def _on_restore(self, wish: RestoreWish) -> None:
        stop = self._stop = Task[None]()
        latest = self._latest = Latest["BackupProgress"](self, self._on_restore_progress)
        if self.restoring is not None:
            self.restoring.show_running(0)
        self._tasks.run(lambda: self._desk.restore(wish, latest.put, stop.cancelled), self._on_restored,
                        failed=self._on_restore_failed, lane=LANE)

    def _on_restore_progress(self, steps: list[BackupProgress]) -> None:
        last = steps[-1]
        if self.restoring is not None:
            self.restoring.show_running(100 * last.done // last.total if last.total else 100)

    def _on_restored(self, report: RestoreReport) -> None:
        self._end_progress()
        if self.restoring is not None:
            words = restored_words(report)
            self.restoring.show_ready(words)
            announce(self.restoring, f"{words[1]}. {words[2]}")

    def _on_restore_failed(self, error: SozialclientError) -> None:
        self._end_progress()
        if self.restoring is None:
            return
        words = error_banner(error)
        if isinstance(error, Cancelled):
            words = ("warning", say("restore.cancelled"), say("restore.cancelled_more"))
        self.restoring.show_words(words)
        if error.reference == "RESTORE-LOSES":
            self.restoring.offer_partial()
        announce(self.restoring, f"{words[1]}. {words[2]}")

    def _on_close_program(self) -> None:
        for dialog in (self.restoring, self.dialog):
            if dialog is not None:
                dialog.done(0)
        self._window.close()

    def _on_closing(self) -> None:
        self._timer.stop()
        self._stop.cancel()
        self._quiet_stop.cancel()
