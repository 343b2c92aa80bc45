"""Fetches all mailboxes when it is time, without taking the screen from whoever works at it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from sozialclient.documents.local_time import berlin
from sozialclient.errors import Cancelled
from sozialclient.gui.desk import Desk, FetchResult
from sozialclient.gui.lock.page import LockWindow
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import Shown, plain, plain_joined
from sozialclient.gui.shell.controller import WindowController
from sozialclient.gui.theme import Theme
from sozialclient.gui.tray.background import Background, ClosingWish
from sozialclient.gui.tray.icon import TraySign
from sozialclient.gui.tray.page import AutomaticDialog
from sozialclient.gui.tray.schedule import FetchSchedule
from sozialclient.gui.wording import count, say
from sozialclient.model.mailbox import Mailbox
from sozialclient.settings import Closing

if TYPE_CHECKING:
    from sozialclient.transports.base import CancelCheck, ProgressListener


@dataclass(frozen=True, slots=True)
class AutomaticWish:
    """Minutes between two fetches (0: never), and where another wish is kept; what closing the window means then."""

    minutes: int = 0
    keep: Callable[[int], None] | None = None
    closing: ClosingWish = field(default_factory=ClosingWish)


class AutomaticFetch(QObject):
    """One for the program; `attach` gives it each new window.

    A mailbox whose PIN this session does not know is left alone: nobody is asked for a PIN out of
    the blue. The status bar then says what it waits for.
    """

    def __init__(self, desk: Desk, theme: Theme, wish: AutomaticWish, lock_page: Callable[[], LockWindow | None],
                 parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._theme, self._wish, self._lock_page = desk, theme, wish, lock_page
        self._window: MainWindow | None = None
        self._controller: WindowController | None = None
        self._waiting: deque[Mailbox] = deque()
        self._new, self._current = 0, ""
        self._wrong: dict[str, Shown] = {}
        self.trouble = ""
        self.dialog: AutomaticDialog | None = None
        self.schedule = FetchSchedule(wish.minutes, self)
        self.background = Background(theme, wish.closing, lambda: bool(self.schedule.minutes), self)
        self.sign = TraySign(self, self._show, self._fetch, self._lock, self._leave)
        self.schedule.due.connect(self.begin)
        self.sign.set_shown(bool(wish.minutes))

    def attach(self, window: MainWindow, controller: WindowController) -> None:
        """From now on this is the window."""
        self._window, self._controller = window, controller
        self.background.attach(window)
        window.actions_table["automatic"].triggered.connect(lambda _on=False: self.ask())
        controller.fetch.quietly_done.connect(self._on_done)
        controller.fetch.finished.connect(self._on_finished)
        controller.status.trouble = self.trouble

    def ask(self) -> None:
        """Let somebody choose how often."""
        self.dialog = AutomaticDialog(self._theme, self.schedule.minutes, self._window)
        self.dialog.accepted.connect(self._on_chosen)
        self.dialog.open()

    def _on_chosen(self) -> None:
        if self.dialog is not None:
            minutes = self.dialog.minutes
            if self._wish.keep is not None:
                self._wish.keep(minutes)
            self.take(minutes, self.background.what)

    def take(self, minutes: int, closing: Closing) -> None:
        """From now on fetch as often as this, and let closing the window mean that."""
        self.background.what = closing
        if minutes != self.schedule.minutes:
            self.schedule.set_minutes(minutes)
            self.sign.set_shown(bool(minutes))
            self._tell("" if minutes else self.trouble)

    def begin(self) -> None:
        """Fetch every mailbox, one after the other, unless that is under way or the store is locked."""
        controller = self._controller
        if controller is None or self._lock_page() is not None or controller.fetch.running:
            return
        self._new, self._wrong = 0, {}
        self._waiting = deque(controller.mailboxes)
        self._next()

    def _next(self) -> None:
        controller, window = self._controller, self._window
        while self._waiting and controller is not None and window is not None:
            mailbox = self._waiting.popleft()
            if mailbox.name not in {each.name for each in controller.mailboxes}:
                # It was removed while the ones before it were fetched.
                continue
            self._current = mailbox.name
            if not self._desk.pin_known(mailbox):
                self._wrong[mailbox.name] = say("automatic.needs_pin")
            elif controller.fetch.start_quietly(mailbox, window, self._train if mailbox.training else None):
                return
        self._end(self._words())

    def _end(self, trouble: str) -> None:
        self._tell(trouble)
        if self._new:
            self.sign.say(count("automatic.fetched", self._new))

    def _train(self, _mailbox: Mailbox, pin: str | None, progress: ProgressListener, cancelled: CancelCheck,
               ) -> FetchResult:
        """The training mailbox has its intermediary on this PC, which may have to be started first."""
        return self._desk.fetch(self._desk.open_training(), pin, progress, cancelled)

    def _on_done(self, result: FetchResult) -> None:
        self._new += result.new
        if isinstance(result.error, Cancelled):
            self._waiting.clear()
            self._end(self.trouble)
            return
        if result.error is not None:
            clock = f"{berlin(datetime.now(UTC)):%H:%M}"
            if not self.trouble:
                self.sign.say(say("automatic.failed", clock=clock))
            self._wrong[self._current] = say("automatic.trouble", clock=clock)
        self._next()

    def _words(self) -> str:
        """What went wrong, where there are several mailboxes with the name of each that it went wrong with."""
        several = self._controller is not None and len(self._controller.mailboxes) > 1
        return plain_joined(" · ", (plain(name, ": ", words) if several else words
                                    for name, words in self._wrong.items()))

    def _on_finished(self) -> None:
        """A fetch somebody asked for says itself how it went; what went wrong before it is over."""
        controller = self._controller
        if controller is not None and not controller.fetch.quiet:
            self._tell("")

    def _tell(self, trouble: str) -> None:
        self.trouble = trouble
        if self._controller is not None:
            self._controller.status.trouble = trouble
            self._controller.look_at_status()

    def _show(self) -> None:
        self.background.come_back()
        window = self._lock_page() or self._window
        if window is not None:
            window.showNormal() if window.isMinimized() else window.show()
            window.raise_()
            window.activateWindow()

    def _fetch(self) -> None:
        self._show()
        if self._controller is not None and self._lock_page() is None:
            self._controller.start_fetch()

    def _lock(self) -> None:
        if self._lock_page() is None:
            self.background.come_back()
            self.background.lock_requested.emit()
        self._show()

    def _leave(self) -> None:
        page = self._lock_page()
        if page is not None:
            page.end()
        if page is not None or QApplication.activeModalWidget() is None:
            self.background.end()
        else:
            self._show()
