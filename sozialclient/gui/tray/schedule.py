"""Says when it is time to fetch again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

LOOK_MS = 15_000
"""How often the clock is looked at; a timer of an hour would lose the time a notebook sleeps."""

CHOICES = (0, 15, 30, 60, 120, 240)
"""Minutes between two fetches that are offered; 0: never by itself."""


def _now() -> datetime:
    return datetime.now(UTC)


class FetchSchedule(QObject):
    """Sends `due` every `minutes` (0: never), counted from the start and from the last time it was due."""

    due = Signal()

    def __init__(self, minutes: int, parent: QObject, *, clock: Callable[[], datetime] = _now) -> None:
        super().__init__(parent)
        self._clock = clock
        self.minutes = 0
        self.next: datetime | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self.set_minutes(minutes)

    def set_minutes(self, minutes: int) -> None:
        """Count anew with another distance."""
        self.minutes = minutes
        self.next = self._clock() + timedelta(minutes=minutes) if minutes else None
        if minutes:
            self._timer.start(LOOK_MS)
        else:
            self._timer.stop()

    def look(self) -> None:
        """Send `due` if it is time; what was slept through counts once."""
        now = self._clock()
        if self.next is not None and now >= self.next:
            self.next = now + timedelta(minutes=self.minutes)
            self.due.emit()
