"""Runs an export of the chosen applications and says how it ended."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.applications.table_model import about, number_of, title_of
from sozialclient.gui.desk import Desk, ExportChoice, ExportOutcome
from sozialclient.gui.export.page import ExportDialog
from sozialclient.gui.plain import plain, plain_joined
from sozialclient.gui.tasks import Latest, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import count, error_words, say
from sozialclient.model.application import ApplicationCard

LANE = "export"


class ExportController(QObject):
    """One export at a time; the last folder is offered again."""

    finished = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._desk, self._tasks, self._theme = desk, tasks, theme
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._target = Path(documents or ".") / "Sozialclient"
        self._cancelled = threading.Event()
        self._latest: Latest[int] | None = None
        self.dialog: ExportDialog | None = None

    def start(self, cards: Sequence[ApplicationCard], parent: QWidget) -> None:
        """Ask how and where to export these applications."""
        if cards:
            self._tasks.run(self._desk.export_choices, lambda choices: self._ask(choices, cards, parent))

    def _ask(self, choices: Sequence[ExportChoice], cards: Sequence[ApplicationCard], parent: QWidget) -> None:
        names = [plain(title_of(card), " · ", about(card), " · ", number_of(card))
                 for card in cards]
        self.dialog = ExportDialog(self._theme, choices, names, self._target, parent)
        ids = [card.id for card in cards]
        self.dialog.export_requested.connect(lambda choice, target: self._run(ids, choice, target))
        self.dialog.cancel_requested.connect(lambda: self._cancelled.set())
        self.dialog.open()

    def _run(self, ids: Sequence[str], choice: str, target: Path) -> None:
        self._target = target
        self._cancelled = threading.Event()
        cancelled, latest = self._cancelled, Latest[int](self, self._on_progress)
        self._latest = latest
        self._on_progress([0])
        self._tasks.run(lambda: self._desk.export(ids, choice, target, latest.put, cancelled.is_set),
                        self._on_done, failed=self._on_failed, lane=LANE)

    def _on_progress(self, numbers: list[int]) -> None:
        if self.dialog is not None:
            self.dialog.show_running(numbers[-1])

    def _on_done(self, outcome: ExportOutcome) -> None:
        dialog = self._end()
        if dialog is None:
            return
        tint, title, sentence = outcome_words(outcome, self._target)
        dialog.show_result(tint, title, sentence)
        announce(dialog, f"{title}. {sentence}")
        if dialog.open_after.isChecked() and outcome.written:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))

    def _on_failed(self, error: SozialclientError) -> None:
        dialog = self._end()
        if dialog is None:
            return
        if isinstance(error, Cancelled):
            dialog.show_result("warning", say("export.cancelled"), say("export.cancelled_safe"))
            return
        words = error_words(error.reference, error.parameters)
        dialog.show_result("danger", words.happened, plain(words.safe, " ", words.action, f" [{error.reference}]"))

    def _end(self) -> ExportDialog | None:
        if self._latest:
            self._latest.stop()
            self._latest = None
        self.finished.emit()
        return self.dialog


def outcome_words(outcome: ExportOutcome, target: Path) -> tuple[str, str, str]:
    """Tint, title and sentence for the end of an export."""
    done, where = count("export.done", len(outcome.written)), say("export.done_where", folder=str(target))
    if outcome.doubt and outcome.written:
        where = plain_joined(" ", (say(f"export.doubt.{outcome.doubt}"), where))
    if not outcome.missing:
        return "warning" if outcome.doubt else "ok", done, where
    parts: list[str] = [count("export.failed", outcome.missing)]
    if outcome.error is not None:
        words = error_words(outcome.error.reference, outcome.error.parameters)
        parts += [words.happened, words.action, f"[{outcome.error.reference}]"]
    if outcome.written:
        return "warning", done, plain_joined(" ", [*parts, where])
    return "danger", parts[0], plain_joined(" ", parts[1:])
