"""Keeps the window true when the data folder lies on a share: who works, who reads, what is out of reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout

from sozialclient.errors import SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import plain
from sozialclient.gui.seats.band import SeatBand
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.store.seats.lock_file import Holder
    from sozialclient.usecases.workplace import Workplace

LOOK_MS = 30_000
LOST = "STORE-SEAT-LOST"


class Desk(Protocol):
    """What is asked of the program; every call belongs on a worker."""

    def workplace(self) -> Workplace:
        """The data folder, opened when it is not."""

    def reopen(self) -> None:
        """Close the data folder, so that the next question opens it anew."""


@dataclass(frozen=True, slots=True)
class SeatState:
    """How this place stands to the data folder; `holder` is who works on it where this place only reads."""

    reading: bool = False
    holder: Holder | None = None
    writer_gone: bool = False
    changed: bool = False
    shared: bool = False
    empty: bool = False


class SeatController(QObject):
    """One per window; `changed` asks for the lists to be loaded anew, `reopened` for everything."""

    changed = Signal()
    reopened = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._tasks, self._window = desk, tasks, window
        self.state = SeatState()
        self._title = ""
        self._looking = False
        self._life: Task[Any] = Task()
        window.destroyed.connect(self._life.cancel)
        self.band = SeatBand(theme)
        body = window.centralWidget()
        layout = body.layout() if body is not None else None
        if isinstance(layout, QBoxLayout):
            layout.insertWidget(0, self.band)
        self.band.refresh_requested.connect(self.refresh)
        self.band.reconnect_requested.connect(self.reconnect)
        window.actions_table["reconnect"].setEnabled(False)
        window.actions_table["reconnect"].triggered.connect(lambda _on=False: self.reconnect())
        window.actions_table["reload"].triggered.connect(lambda _on=False: self.refresh())
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look now, and every half a minute from now on."""
        self._timer.start()
        self.look()

    def look(self) -> None:
        """See how things stand; a reading place takes what is new."""
        if not self._looking:
            self._looking = True
            self._tasks.run(self._seen, self._on_seen, failed=self._on_failed, lane="seat",
                            task=self._life)

    def refresh(self) -> None:
        """What the button asks for; only a reading place has something to take."""
        if self.state.reading:
            self.look()

    def reconnect(self) -> None:
        """Close the data folder and open it anew: for working where that is free now, else for reading."""
        self._tasks.run(self._desk.reopen, self._on_reopened, failed=self._on_failed, task=self._life)

    def _on_reopened(self, _none: None) -> None:
        self.reopened.emit()
        self.look()

    def _seen(self) -> SeatState:
        from sozialclient.usecases.look_at_seats import look_at_seats

        workplace = self._desk.workplace()
        seat = workplace.store.reading_seat
        if seat is None:
            workplace.store.require_writing()
            return SeatState(shared=look_at_seats(workplace.store.folder).shared, empty=not workplace.store.mailboxes())
        changed = workplace.store.refresh()
        return SeatState(reading=True, holder=seat.holder, writer_gone=seat.writer_gone, changed=changed)

    def _on_seen(self, state: SeatState) -> None:
        self._looking = False
        self.state = state
        self._window.actions_table.allow_changes(not state.reading)
        for widget in (self._window.application.state, self._window.empty.button):
            widget.setEnabled(not state.reading)
        if state.reading:
            self._show_reading(state)
        elif state.shared and state.empty:
            self._say("info", say("seats.share"), say("seats.share_more"), refresh=False, reconnect=False)
        else:
            self._title = ""
            self.band.hide()
            self._window.actions_table["reconnect"].setEnabled(False)
        if state.changed:
            self.changed.emit()

    def _show_reading(self, state: SeatState) -> None:
        if state.writer_gone:
            self._say("info", say("seats.free"), say("seats.free_more"), refresh=False, reconnect=True)
            return
        holder = state.holder
        host, user = (holder.host, holder.user or "?") if holder else ("?", "?")
        since = _told(holder.since.astimezone()) if holder else "?"
        title = say("seats.reading", host=plain(host), user=plain(user), since=since)
        self._say("warning", title, say("seats.reading_more", now=f"{datetime.now():%H:%M}"),
                  refresh=True, reconnect=True)

    def _on_failed(self, error: SozialclientError) -> None:
        """Only what has to do with the folder is said here; all else is told where it was asked for."""
        self._looking = False
        if error.reference == LOST or self.state.reading:
            self._say("danger", say("seats.lost"), say("seats.lost_more"), refresh=False, reconnect=True)

    def _say(self, tint: str, title: str, sentence: str, *, refresh: bool, reconnect: bool) -> None:
        self.band.show_text(tint, title, sentence, refresh=refresh, reconnect=reconnect)
        self._window.actions_table["reconnect"].setEnabled(reconnect)
        if title != self._title:
            self._title = title
            announce(self.band, f"{title}. {sentence}")


def _told(since: datetime) -> str:
    return f"{since:%H:%M}" if since.date() == datetime.now().date() else f"{since:%d.%m.%Y, %H:%M}"
