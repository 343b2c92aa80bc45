"""Try watched folders again that could not be written: with growing pauses, and at once when a share is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sozialclient.errors import SozialclientError
from sozialclient.exporters.drop_folder import is_there
from sozialclient.model.drop import DropFailure, DropReport
from sozialclient.store.books.actions import DROP_FAILED, DROPPED
from sozialclient.usecases.drop_book import DropRoutesDamaged, load_routes
from sozialclient.usecases.workplace import Workplace

CancelCheck = Callable[[], bool]

PAUSES = tuple(60.0 * minutes for minutes in (1, 2, 5, 10, 20, 30))
"""Seconds until the next try; after the last of them it stays."""


@dataclass(frozen=True, slots=True)
class DropStanding:
    """How the last run left things: routes that could not be written (empty: all could), and what waits for them.

    A route without a name stands for all of them. `error` is what went wrong first.
    """

    troubled: tuple[str, ...] = ()
    waiting: int = 0
    error: SozialclientError | None = None


class DropWatch:
    """One for an open data folder; its calls block, and of two at once the second waits for the first.

    `clock` counts seconds.
    """

    def __init__(self, workplace: Callable[[], Workplace], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._workplace, self._clock = workplace, clock
        self._turn = threading.Lock()
        self._gone: frozenset[str] = frozenset()
        self._tries = 0
        self._next = 0.0
        self.standing = DropStanding()

    def run(self, cancelled: CancelCheck) -> DropReport:
        """Write what waits now. What a reading seat sees others write.

        What cannot be written is noted in the journal, once until it can be again. Raises the errors of the store
        when that cannot be noted.
        """
        with self._turn:
            workplace = self._workplace()
            if workplace.store.reading_seat is not None:
                return DropReport()
            report = _dropped(workplace, cancelled)
            if not cancelled():
                self._take(workplace, report)
            return report

    def look(self, cancelled: CancelCheck) -> DropReport | None:
        """Run again if it is time for that, or if a folder that was gone is back; None when it is not."""
        if self.standing.troubled and (self._clock() >= self._next or self._back()):
            return self.run(cancelled)
        return None

    def _take(self, workplace: Workplace, report: DropReport) -> None:
        troubled = tuple(dict.fromkeys(failure.route for failure in report.failed))
        for name in troubled:
            if name and name not in self.standing.troubled and not _known_to_fail(workplace, name):
                workplace.store.record(DROP_FAILED, None, name)
        self._tries = self._tries + 1 if troubled and not report.done else 0
        self._next = self._clock() + PAUSES[min(self._tries, len(PAUSES)) - 1 if self._tries else 0]
        self._gone = frozenset(name for name in troubled if name and not self._there(workplace, name))
        error = report.failed[0].error if report.failed else None
        self.standing = DropStanding(troubled, len(report.waiting), error)

    def _back(self) -> bool:
        workplace = self._workplace()
        return any(self._there(workplace, name) for name in self._gone)

    @staticmethod
    def _there(workplace: Workplace, name: str) -> bool:
        """Whether the folder of a route can be seen; a route that was forgotten meanwhile is worth a run."""
        found = [route for route in load_routes(workplace.store.folder).routes if route.name == name]
        return not found or is_there(Path(found[0].folder), found[0].marker)


def _dropped(workplace: Workplace, cancelled: CancelCheck) -> DropReport:
    try:
        if not any(route.active for route in load_routes(workplace.store.folder).routes):
            return DropReport()
    except DropRoutesDamaged as error:
        return DropReport(failed=(DropFailure("", error),))
    # It comes with all exporters, which an office without watched folders need not load at every start.
    from sozialclient.usecases.drop_applications import drop_after_fetch

    return drop_after_fetch(workplace, cancelled)


def _known_to_fail(workplace: Workplace, route: str) -> bool:
    """Whether the last line about this route says so already."""
    lines = (entry.action for entry in reversed(workplace.store.journal()) if entry.detail == route)
    return next((action for action in lines if action in (DROPPED, DROP_FAILED)), "") == DROP_FAILED
