"""Runs a fetch: asks for the PIN once, shows progress, cancels, says how it ended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.desk import Desk, FetchResult
from sozialclient.gui.fetch.page import FetchPage
from sozialclient.gui.fetch.result_words import result_words, stopped_words
from sozialclient.gui.fetch.table_model import Step
from sozialclient.gui.pin.page import PinDialog
from sozialclient.gui.plain import plain
from sozialclient.gui.tasks import Latest, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import count, say, size
from sozialclient.model.mailbox import Mailbox

if TYPE_CHECKING:
    from sozialclient.transports.base import CancelCheck, Progress, ProgressListener

FetchJob = Callable[[Mailbox, str | None, "ProgressListener", "CancelCheck"], FetchResult]
"""Mailbox, PIN (None: known), progress, whether to stop."""

LANE = "fetch"
WRONG_PIN = "KEY-PIN"


class FetchController(QObject):
    """At most one fetch at a time; `given_up` is sent when nobody gives the PIN.

    A quiet one shows nothing while it runs and asks nobody; `quietly_done` carries how it ended.
    """

    started = Signal()
    stored = Signal()
    finished = Signal()
    failed = Signal(object)
    given_up = Signal()
    quietly_done = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, page: FetchPage, theme: Theme, clipboard: Clipboard) -> None:
        super().__init__()
        self._desk, self._tasks, self._page, self._theme, self._clipboard = desk, tasks, page, theme, clipboard
        self._cancelled = threading.Event()
        self._latest: Latest[Progress] | None = None
        self._dialog: PinDialog | None = None
        self._announced = 0
        self._job: FetchJob = desk.fetch
        self._tell: Callable[[FetchResult], None] | None = None
        self.running = False
        self.quiet = False
        page.cancel_requested.connect(self.cancel)

    def start(self, mailbox: Mailbox, parent: QWidget, job: FetchJob | None = None, *,
              tell: Callable[[FetchResult], None] | None = None) -> None:
        """Fetch everything that waits, or do `job`; asks for the PIN when this session does not know it.

        How it ended is shown here, or told to `tell` instead.
        """
        if self.running and self.quiet:
            self.quiet = False
            self.started.emit()
        if self.running or self._dialog is not None:
            return
        self._job, self._tell = job or self._desk.fetch, tell
        if self._desk.pin_known(mailbox):
            self._run(mailbox, None, parent)
        else:
            self._ask(mailbox, parent)

    @property
    def asking(self) -> bool:
        """Whether it waits for a PIN."""
        return self._dialog is not None

    def start_quietly(self, mailbox: Mailbox, parent: QWidget, job: FetchJob | None = None) -> bool:
        """Fetch without a word; False when a fetch is under way. The PIN must be known."""
        if self.running or self._dialog is not None:
            return False
        self._job = job or self._desk.fetch
        self._run(mailbox, None, parent, quiet=True)
        return True

    def cancel(self) -> None:
        """Stop as soon as possible; what is stored stays stored."""
        if self.running:
            self._cancelled.set()
            self._page.show_cancelling()

    def _ask(self, mailbox: Mailbox, parent: QWidget) -> None:
        self._dialog = PinDialog(self._theme, self._clipboard, plain(mailbox.name), parent)
        self._dialog.pin_given.connect(lambda pin: self._run(mailbox, pin, parent))
        self._dialog.rejected.connect(self._on_rejected)
        self._dialog.open()

    def _on_rejected(self) -> None:
        """Nobody gave a PIN; a fetch that is under way with a wrong one ends by itself."""
        self._dialog = None
        self.given_up.emit()

    def _run(self, mailbox: Mailbox, pin: str | None, parent: QWidget, *, quiet: bool = False) -> None:
        self.running, self.quiet = True, quiet
        self._announced = 0
        self._cancelled = threading.Event()
        cancelled, job = self._cancelled, self._job
        self._page.model.clear()
        self._latest = Latest(self, self._on_progress)
        put: Callable[[Progress], None] = self._latest.put
        self._page.show_running(say("fetch.connecting"), say("fetch.you_can_work"), 0, 0)
        if not quiet:
            self.started.emit()
        self._tasks.run(
            lambda: job(mailbox, pin, put, cancelled.is_set), self._on_done,
            failed=lambda error: self._on_failed(error, mailbox, parent), lane=LANE,
        )

    def _on_progress(self, progresses: list[Progress]) -> None:
        if self._dialog is not None:
            self._dialog.accept()
            self._dialog = None
        model = self._page.model
        model.take(progresses)
        done = model.stored()
        if done > self._announced:
            self._announced = done
            self.stored.emit()
            if not self.quiet:
                announce(self._page, count("fetch.fetched", done))
        row = model.rows[-1] if model.rows else None
        if row is None:
            self._page.show_running(say("fetch.connecting"), say("fetch.you_can_work"), 0, 0)
            return
        receiving = row.steps["received"] is Step.RUNNING
        what = say("fetch.receiving", n=row.number, size=row.size_words()) if receiving else say(
            "fetch.keeping", n=row.number, size=size(row.received))
        self._page.show_running(count("fetch.fetched", done), plain(what, " ", say("fetch.you_can_work")),
                                row.received, row.total or 0)

    def _end(self) -> None:
        self.running = False
        if self._latest:
            self._latest.stop()
            self._latest = None
        if self._dialog is not None:
            self._dialog.accept()
            self._dialog = None

    def _on_done(self, result: FetchResult) -> None:
        self._end()
        self._page.model.finish(result.new + result.duplicates)
        if self.quiet:
            self.finished.emit()
            self.quietly_done.emit(result)
            return
        tell, self._tell = self._tell, None
        if tell is not None:
            self.finished.emit()
            tell(result)
            return
        tint, title, sentence = result_words(result)
        self._page.show_result(tint, title, sentence, stopped_words(result))
        announce(self._page, f"{title} {sentence}")
        self.finished.emit()
        if result.error is not None and not isinstance(result.error, Cancelled):
            self.failed.emit(result.error)

    def _on_failed(self, error: SozialclientError, mailbox: Mailbox, parent: QWidget) -> None:
        if error.reference == WRONG_PIN and not self.quiet:
            self.running = False
            if self._latest:
                self._latest.stop()
            if self._dialog is None:
                self._ask(mailbox, parent)
            if self._dialog is not None:
                self._dialog.show_wrong(error)
            self.finished.emit()
            return
        self._on_done(FetchResult(new=0, duplicates=0, with_findings=0, error=error))
