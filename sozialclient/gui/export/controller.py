"""Runs an export of the chosen applications and says how it ended."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.applications.table_model import about, number_of, title_of
from sozialclient.gui.export.desk import ExportDesk, ExportFate, ExportOutcome, ExportSetup, ExportWish
from sozialclient.gui.export.page import ExportDialog
from sozialclient.gui.plain import Shown, plain, plain_joined
from sozialclient.gui.tasks import Latest, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import count, error_words, failure_words, say
from sozialclient.model.application import ApplicationCard

LANE = "export"


class ExportController(QObject):
    """One export at a time; the last profile, pattern and folder are offered again, never a password.

    `outcome` is that of the dialog that was opened last, once it is there.
    """

    finished = Signal()

    def __init__(self, desk: ExportDesk, tasks: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._desk, self._tasks, self._theme = desk, tasks, theme
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._target = Path(documents or ".") / "Sozialclient"
        self._wish: ExportWish | None = None
        self._cancelled = threading.Event()
        self._latest: Latest[float] | None = None
        self.dialog: ExportDialog | None = None
        self.outcome: ExportOutcome | None = None

    def start(self, cards: Sequence[ApplicationCard], parent: QWidget) -> None:
        """Ask how and where to export these applications."""
        if cards:
            self._tasks.run(lambda: self._desk.setup(cards[0].id), lambda setup: self._ask(setup, cards, parent))

    def _ask(self, setup: ExportSetup, cards: Sequence[ApplicationCard], parent: QWidget) -> None:
        self.outcome = None
        names = {card.id: plain(title_of(card), " · ", about(card), " · ", number_of(card)) for card in cards}
        self.dialog = ExportDialog(self._theme, setup, names, self._target, parent)
        if self._wish is not None:
            self.dialog.form.choose(self._wish.profile, self._wish.chosen, self._wish.pattern)
        ids = [card.id for card in cards]
        self.dialog.export_requested.connect(lambda wish: self._run(ids, wish))
        self.dialog.cancel_requested.connect(lambda: self._cancelled.set())
        self.dialog.open_requested.connect(self._open_target)
        self.dialog.open()

    def _run(self, ids: Sequence[str], wish: ExportWish) -> None:
        self._target, self._wish = wish.target, replace(wish, password="")
        self._cancelled = threading.Event()
        cancelled, latest = self._cancelled, Latest[float](self, self._on_progress)
        self._latest = latest
        self._on_progress([0.0])
        self._tasks.run(lambda: self._desk.export(ids, wish, latest.put, cancelled.is_set),
                        self._on_done, failed=self._on_failed, lane=LANE)

    def _on_progress(self, numbers: list[float]) -> None:
        if self.dialog is not None:
            self.dialog.show_running(numbers[-1])

    def _on_done(self, outcome: ExportOutcome) -> None:
        self.outcome = outcome
        dialog = self._end()
        if dialog is None:
            return
        tint, title, sentence = outcome_words(outcome, self._target)
        dialog.show_result(tint, title, sentence, openable=bool(outcome.written or outcome.already))
        dialog.show_fates({fate.application_id: fate_words(fate) for fate in outcome.fates})
        announce(dialog, f"{title}. {sentence}")
        if dialog.open_after.isChecked() and outcome.written:
            self._open_target()

    def _open_target(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))

    def _on_failed(self, error: SozialclientError) -> None:
        dialog = self._end()
        if dialog is None:
            return
        if isinstance(error, Cancelled):
            dialog.show_result("warning", say("export.cancelled"), say("export.cancelled_safe"))
            return
        dialog.show_result("danger", *failure_words(error))

    def _end(self) -> ExportDialog | None:
        if self._latest:
            self._latest.stop()
            self._latest = None
        self.finished.emit()
        return self.dialog


def fate_words(fate: ExportFate) -> Shown:
    """What became of one application, in one line."""
    if fate.path is not None:
        return say("export.fate.written", name=fate.path.name)
    if fate.error is not None:
        words = error_words(fate.error.reference, fate.error.parameters)
        return say("export.fate.failed", reason=words.happened, reference=fate.error.reference)
    return say("export.fate.untried")


def outcome_words(outcome: ExportOutcome, target: Path) -> tuple[str, str, str]:
    """Tint, title and sentence for the end of an export."""
    done, where = count("export.done", len(outcome.written)), say("export.done_where", folder=str(target))
    remarks = [say(f"export.doubt.{outcome.doubt}")] if outcome.doubt and outcome.written else []
    remarks += [count("export.already", outcome.already)] if outcome.already else []
    remarks += [count("export.withheld", outcome.withheld)] if outcome.withheld else []
    where = plain_joined(" ", (*remarks, where))
    if not outcome.missing:
        return "warning" if outcome.doubt or outcome.withheld else "ok", done, where
    parts: list[str] = [count("export.failed", outcome.missing)]
    if outcome.error is not None:
        words = error_words(outcome.error.reference, outcome.error.parameters)
        parts += [words.happened, words.action, f"[{outcome.error.reference}]"]
    if outcome.written:
        return "warning", done, plain_joined(" ", [*parts, where])
    return "danger", parts[0], plain_joined(" ", parts[1:])
