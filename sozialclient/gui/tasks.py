"""The one way off the GUI thread and back: lanes of one thread each, cancelling, errors in words."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from sozialclient.errors import SozialclientError

T = TypeVar("T")
_log = logging.getLogger(__name__)
PROGRESS_MS = 100
INSIGHT = "insight"
"""Lane of what reads a whole application for more than showing it: two of that at once would slow the window."""


class UnexpectedError(SozialclientError):
    """A fault of the program; `kind` is the class name of what was raised."""

    reference = "APP-UNKNOWN"


class Task(Generic[T]):
    """One piece of work under way; its results are dropped once it is cancelled."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop and forget its result."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        """True when the result is no longer wanted; safe from every thread."""
        return self._cancelled.is_set()


class Latest(Generic[T]):
    """Hands values from a worker to the GUI at most ten times a second, all in order."""

    def __init__(self, parent: QObject, listener: Callable[[list[T]], None]) -> None:
        self._lock = threading.Lock()
        self._values: list[T] = []
        self._listener = listener
        self._timer = QTimer(parent)
        self._timer.setInterval(PROGRESS_MS)
        self._timer.timeout.connect(self.flush)
        self._timer.start()

    def put(self, value: T) -> None:
        """Take a value; safe from every thread."""
        with self._lock:
            self._values.append(value)

    def flush(self) -> None:
        """Hand over what has come in; GUI thread only."""
        with self._lock:
            values, self._values = self._values, []
        if values:
            self._listener(values)

    def stop(self) -> None:
        """Hand over the rest and stop."""
        self._timer.stop()
        self.flush()


class TaskRunner(QObject):
    """Runs work in named lanes; work of one lane runs in order, lanes do not wait for each other."""

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._finished.connect(self._on_finished)
        self.unhandled: Callable[[SozialclientError], None] = lambda error: _log.error("task.refused %s", error)
        self.running = 0
        self._closed = False

    def run(
        self, work: Callable[[], T], done: Callable[[T], None], *,
        failed: Callable[[SozialclientError], None] | None = None, lane: str = "read", task: Task[T] | None = None,
    ) -> Task[T]:
        """Do `work` on a worker, then call `done` or `failed` on the GUI thread (neither once cancelled).

        Without `failed`, errors go to `unhandled`, which the window sets to its error dialog. After `close`
        nothing is begun any more.
        """
        mine: Task[T] = task or Task()
        if self._closed:
            mine.cancel()
            return mine

        def job() -> None:
            if mine.cancelled():
                self._finished.emit(lambda: None)
                return
            try:
                result = work()
            except SozialclientError as error:
                self._finished.emit(self._after(mine, failed or self.unhandled, error))
            except Exception as error:  # noqa: BLE001 - the edge of a thread: every fault becomes an error in words
                fault = _unexpected(error)
                _log.error("task.failed", exc_info=error)
                self._finished.emit(self._after(mine, failed or self.unhandled, fault))
            else:
                self._finished.emit(self._after(mine, done, result))

        self.running += 1
        self._lane(lane).submit(job)
        return mine

    @staticmethod
    def _after(task: Task[T], call: Callable[..., None], value: object) -> Callable[[], None]:
        def after() -> None:
            if not task.cancelled():
                call(value)

        return after

    def _lane(self, name: str) -> ThreadPoolExecutor:
        if name not in self._lanes:
            self._lanes[name] = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"lane-{name}")
        return self._lanes[name]

    def _on_finished(self, after: Callable[[], None]) -> None:
        self.running -= 1
        if not self._closed:
            after()

    def close(self) -> None:
        """Wait for running work, drop what has not begun and what comes of the rest: there is no window to show it."""
        self._closed = True
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=True)
        self._lanes.clear()


def _unexpected(error: Exception) -> UnexpectedError:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_globals.get('__name__', '?')}:{frame.tb_lineno}" if frame else "?"
    return UnexpectedError(kind=type(error).__name__, place=place)
