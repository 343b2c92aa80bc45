"""Locks the store as a whole, by hand and when nobody is there, and opens it again at the same place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.lock.door import StoreDoor, Unlocking
from sozialclient.gui.lock.page import LockWindow
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

_SETTLE_MS = 100
_LANE = "lock"


class LockedDesk(Protocol):
    """What is locked."""

    def lock(self) -> None:
        """Forget all keys and close the store."""

    def unlock(self) -> None:
        """Allow the store to be opened again, and open it. Raises the errors of `store`."""


class LockedDesktop(Protocol):
    """The window that is put away meanwhile."""

    @property
    def window(self) -> QWidget:
        """The window as it is now."""

    def put_away(self) -> None:
        """Destroy every widget that shows something, remember the place."""

    def bring_back(self) -> None:
        """Show the window at the same place, with what the store holds now."""

    def begin(self) -> None:
        """Show the window for the first time."""


class LockController(QObject):
    """`covered` carries the page that takes the window's place; `locked` is sent when no key is left in memory,
    `unlocked` when the window is back."""

    covered = Signal(object)
    locked = Signal()
    unlocked = Signal()

    def __init__(self, desktop: LockedDesktop, desk: LockedDesk, door: StoreDoor, tasks: TaskRunner, theme: Theme,
                 parent: QObject) -> None:
        super().__init__(parent)
        self._desktop, self._desk, self._door, self._tasks, self._theme = desktop, desk, door, tasks, theme
        self.page: LockWindow | None = None
        self._away: Callable[[], None] | None = None
        self._settling = QTimer(self)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._put_away)

    def lock_idle(self) -> None:
        """Lock because nobody is there; not while work is under way."""
        if not self._tasks.running and self.page is None and self._desktop.window.isVisible():
            self.lock()

    def lock(self) -> None:
        """Cover the window at once; the keys go when what is under way has come to its end."""
        if self.page is not None:
            return
        page = self._cover()
        page.show_locked()
        if self._tasks.running:
            page.show_waiting()
        self._away = self._desktop.bring_back
        self._settling.start()
        self._put_away()

    def ask(self, error: SozialclientError) -> None:
        """The store did not open at the start: ask for what opens it."""
        if self.page is None:
            page = self._cover()
            self._away = self._desktop.begin
            self._desk.lock()
            self._ask_ways(page, error)

    def _cover(self) -> LockWindow:
        page = LockWindow(self._theme, Clipboard())
        window = self._desktop.window
        page.setGeometry(window.geometry())
        page.unlock_requested.connect(self._on_unlock)
        self.page = page
        self.covered.emit(page)
        page.showMaximized() if window.isMaximized() or window.isFullScreen() else page.show()
        page.activateWindow()
        for dialog in window.findChildren(QWidget):
            if dialog.isWindow():
                dialog.hide()
        window.hide()
        return page

    def _put_away(self) -> None:
        """Nothing is taken from work that is under way: a fetch would lose its place."""
        if self._tasks.running or self.page is None:
            return
        self._settling.stop()
        self._desktop.put_away()
        self._tasks.run(self._desk.lock, lambda _none: self._on_locked())

    def _on_locked(self) -> None:
        self.locked.emit()
        if self.page is not None:
            self._tasks.run(self._door.ways, self._on_ways, failed=self.page.show_error)

    def _on_ways(self, ways: object) -> None:
        if self.page is not None and not self._asked_for(ways):
            self.page.show_locked()

    def _asked_for(self, ways: object) -> bool:
        """Whether there is a passphrase, which is asked for then."""
        if self.page is None or not isinstance(ways, tuple):
            return False
        if not any(way.kind.value == "passphrase" for way in ways):
            return False
        self.page.show_ways(ways, say("lock.title"), say("lock.asks"))
        return True

    def _on_unlock(self, unlocking: Unlocking | None) -> None:
        page = self.page
        if page is None:
            return
        if self._settling.isActive():
            self._on_unlock_early(page, unlocking)
            return
        page.show_busy()

        def work() -> None:
            if unlocking is not None:
                self._door.unlock(unlocking)
            self._desk.unlock()

        self._tasks.run(work, lambda _none: self._on_unlocked(), failed=self._on_refused)

    def _on_unlock_early(self, page: LockWindow, unlocking: Unlocking | None) -> None:
        """The keys are still in memory; whoever comes back must show all the same that the store is theirs."""
        if unlocking is None:
            self._tasks.run(self._door.ways, self._on_ways_early, failed=page.show_error, lane=_LANE)
            return
        page.show_busy()
        self._tasks.run(lambda: self._door.prove(unlocking), lambda _none: self._come_back(),
                        failed=self._on_refused, lane=_LANE)

    def _on_ways_early(self, ways: object) -> None:
        if not self._asked_for(ways):
            self._come_back()

    def _come_back(self) -> None:
        """Nothing was taken away yet: show it as it was."""
        if self.page is not None and self._settling.isActive():
            self._settling.stop()
            self._desktop.window.show()
            self._uncover()

    def _on_unlocked(self) -> None:
        if self._away is not None:
            self._away()
        self._uncover()
        self.unlocked.emit()

    def _uncover(self) -> None:
        page, self.page = self.page, None
        if page is not None:
            page.end()
            page.deleteLater()

    def _on_refused(self, error: SozialclientError) -> None:
        from sozialclient.usecases.store_keys import needs_somebody

        if self.page is None:
            return
        if needs_somebody(error) and not self.page.asked:
            self._ask_ways(self.page, error)
        else:
            self.page.show_error(error)

    def _ask_ways(self, page: LockWindow, error: SozialclientError) -> None:
        from sozialclient.store.keys.errors import StorePassphraseNeeded

        asks = isinstance(error, StorePassphraseNeeded)
        title = say("lock.title_start") if asks else say("lock.missing")
        why = say("lock.asks") if asks else say("lock.other_pc")

        def shown(ways: object) -> None:
            if isinstance(ways, tuple):
                page.show_ways(ways, title, why)
            if not asks and not page.asked:
                page.show_error(error)

        self._tasks.run(self._door.ways, shown, failed=page.show_error)
