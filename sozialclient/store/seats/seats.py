"""Who has the store open: seats of one PC may share it, a seat at another PC is turned away."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.private_file import INNER_FOLDER, take_away
from sozialclient.store.errors import FetchRunning, StoreBusy, StoreLocked, StoreSeatLost
from sozialclient.store.seats.lock_file import Holder, LockFile, ourselves

GATE_SECONDS = 15.0
SIGN_SECONDS = 4.0
"""Every so often a seat gives a sign of life."""

QUIET_SECONDS = 10.0
"""A free seat of another PC counts as left behind when it gave no sign for so long while we watched."""


class Seats:
    """The seats at one data folder.

    Every process that opens the store sits down under a lock of its own. SQLite's WAL needs
    shared memory, so only processes of one PC can work on the same store.

    A seat is taken away only when its lock is free and, where it belongs to another PC, it gave
    no sign of life while we watched: there are shares on which locks do not reach other PCs. We
    watch by our own clock, so the clocks of the PCs need not agree. Whoever lost the seat, say
    because the PC slept and the server gave its lock away, writes nothing more (`require_seat`).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seat: LockFile | None = None
        self._signs: SignsOfLife | None = None
        self._having_turn: int | None = None

    def sit_down(self) -> None:
        """Take a seat; takes `QUIET_SECONDS` when another PC left one behind.

        Raises StoreLocked, StoreBusy, StoreReadOnly and its siblings.
        """
        with disk_errors():
            self._folder.mkdir(mode=INNER_FOLDER, parents=True, exist_ok=True)
            quiet = _watched(self._folder)
            with self.turn():
                self._clear_other_seats(quiet)
                seat, name = LockFile(self._folder / f"{secrets.token_hex(8)}.seat"), ourselves()
                seat.try_lock(name)
                self._seat, self._signs = seat, SignsOfLife(seat, name)

    def stand_up(self) -> None:
        """Leave the seat. Twice is allowed."""
        if self._signs is not None:
            self._signs.stop()
            self._signs = None
        if self._seat is not None:
            self._seat.release()
            with contextlib.suppress(OSError):
                take_away(self._seat.path)
            self._seat = None

    def require_seat(self) -> None:
        """Raises StoreSeatLost when the seat was taken away or the folder is gone."""
        try:
            there = self._seat is not None and self._seat.path.exists()
        except OSError:
            there = False
        if not there:
            raise StoreSeatLost()

    @contextlib.contextmanager
    def fetching(self, mailbox: str) -> Iterator[None]:
        """Hold the right to fetch `mailbox` for the length of a `with`. Raises FetchRunning."""
        name = hashlib.sha256(mailbox.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        lock = LockFile(self._folder / f"fetch-{name}.lock")
        with disk_errors():
            taken = lock.try_lock(ourselves())
        if not taken:
            holder = lock.holder()
            raise FetchRunning(host=holder.host if holder else "?", since=_told(holder))
        try:
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Be the only one to prepare, copy or tidy up the store for the length of a `with`.

        Raises StoreBusy and the errors of the disk. Within one turn of a thread further ones are allowed.
        """
        mine = threading.get_ident()
        if self._having_turn == mine:
            yield
            return
        with contextlib.ExitStack() as stack:
            with disk_errors():
                stack.enter_context(turn_at(self._folder, GATE_SECONDS))
            self._having_turn = mine
            try:
                yield
            finally:
                self._having_turn = None

    def _clear_other_seats(self, quiet: Mapping[Path, bytes]) -> None:
        for path in self._folder.glob("*.seat"):
            other = LockFile(path)
            raw, holder = other.raw(), other.holder()
            here = holder is not None and holder.here
            if not other.try_lock():
                if not here:
                    raise locked_by(holder)
                continue
            other.release()
            if not here and quiet.get(path) != raw:
                raise locked_by(holder)
            try:
                take_away(path)
            except PermissionError:
                if os.name != "nt":
                    raise
                # Windows removes no file that is open: who left it is there after all, or somebody reads it.
                if not here:
                    raise locked_by(holder) from None


class SignsOfLife:
    """Writes a new sign into a seat every `SIGN_SECONDS` until it is stopped."""

    def __init__(self, seat: LockFile, name: Holder) -> None:
        self._seat, self._name = seat, name
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._give, name="seat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """No more signs after this."""
        self._stopped.set()
        self._thread.join(SIGN_SECONDS)

    def _give(self) -> None:
        while not self._stopped.wait(SIGN_SECONDS):
            # A share that is away for a while may come back; whether the seat is still ours is asked before writing.
            with contextlib.suppress(OSError, ValueError):
                self._seat.write(dataclasses.replace(self._name, sign=secrets.token_hex(8)))


@contextlib.contextmanager
def turn_at(folder: Path, seconds: float) -> Iterator[None]:
    """The gate of the seats in `folder`, waited for at most `seconds`. Raises StoreBusy and OSError."""
    gate = LockFile(folder / "gate.lock")
    end = time.monotonic() + seconds
    while not gate.try_lock(ourselves()):
        if time.monotonic() > end:
            raise StoreBusy()
        time.sleep(0.01)
    try:
        yield
    finally:
        gate.release()


def seated(folder: Path) -> list[Holder | None]:
    """Who sits in `folder` (of seats) with a lock that is held; None for a name that can't be read."""
    found = []
    for path in sorted(folder.glob("*.seat")):
        seat = LockFile(path)
        holder = seat.holder()
        try:
            free = seat.try_lock()
        except OSError:
            free = False
        seat.release()
        if not free:
            found.append(holder)
    return found


def locked_by(holder: Holder | None) -> StoreLocked:
    """The error that names who has the store open."""
    if holder is None:
        return StoreLocked(host="?", user="?", since="?")
    return StoreLocked(host=holder.host, user=holder.user or "?", since=_told(holder))


def _watched(folder: Path) -> dict[Path, bytes]:
    """Free seats of other PCs, with what is written in them, that gave no sign while we watched."""
    silent = {}
    for path in folder.glob("*.seat"):
        seat = LockFile(path)
        raw, holder = seat.raw(), seat.holder()
        if (holder is None or not holder.here) and seat.try_lock():
            silent[path] = raw
        seat.release()
    end = time.monotonic() + QUIET_SECONDS
    while silent and time.monotonic() < end:
        time.sleep(min(0.2, QUIET_SECONDS / 5))
        silent = {path: raw for path, raw in silent.items() if LockFile(path).raw() == raw}
    return silent


def _told(holder: Holder | None) -> str:
    if holder is None:
        return "?"
    since = holder.since.astimezone()
    return since.strftime("%H:%M" if since.date() == datetime.now().astimezone().date() else "%d.%m.%Y, %H:%M")
