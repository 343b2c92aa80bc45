"""A seat that only reads: for the PC that finds the store in use at another."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

import apsw

from sozialclient import __version__
from sozialclient.store.contents.contents import ContentReader
from sozialclient.store.contents.sealing import Place, Seal
from sozialclient.store.database.database import Access, Database, connect
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.opening import CONTENTS_PAGE_SIZE, INDEX_PAGE_SIZE, PAGES
from sozialclient.store.database.schema import INDEX, migrate
from sozialclient.store.database.wal import wal_of
from sozialclient.store.errors import (
    StoreBusy,
    StoreDamaged,
    StoreReadingBusy,
    StoreReadingOnly,
)
from sozialclient.store.keys.vault import KeyVault
from sozialclient.store.seats.lock_file import Holder, LockFile, ourselves
from sozialclient.store.seats.seats import locked_by, seated, turn_at

_PREFIX = "sozialclient-lesen-"
_ATTEMPTS = 4
_PAUSE_SECONDS = 0.25
_WAL_HEADER = 32


class ReadingSeat:
    """What a reading seat may do at the data folder: look, and copy the index.

    SQLite's WAL works within one PC, so this one must not open the index where it lies. It takes
    a copy, index and WAL, both encrypted, into a private folder of this PC. Copies are taken in
    turn with the writing PC's tidying up; should locks fail, a WAL that began anew, or a page
    whose checksum fails, gives the copy away and it is taken again.
    """

    def __init__(self, folder: Path, vault: KeyVault) -> None:
        self._folder, self._vault = folder, vault
        self._seats = folder / "seats"
        self._copies: list[Path] = []
        self._state: tuple[object, ...] = ()
        _remove_leftovers()
        self._place = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._mark = LockFile(self._place / "in-use.lock")
        self._mark.try_lock(ourselves())
        self.holder = self.writer()

    def writer(self) -> Holder | None:
        """Who has the store open for writing; None: no one, or someone without a readable name."""
        return next((holder for holder in seated(self._seats) if holder is not None), None)

    @property
    def writer_gone(self) -> bool:
        """Whether nobody has the store open any more, so that this PC could."""
        return not seated(self._seats)

    def require_seat(self) -> NoReturn:
        """Raises StoreReadingOnly, always."""
        raise StoreReadingOnly(**locked_by(self.holder).parameters)

    def stand_up(self) -> None:
        """Remove the copies. Twice is allowed."""
        self._mark.release()
        shutil.rmtree(self._place, ignore_errors=True)

    def fetching(self, mailbox: str) -> NoReturn:
        """Raises StoreReadingOnly, always."""
        self.require_seat()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """The gate, as far as this PC may write to it. Raises StoreReadingBusy."""
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(turn_at(self._seats, 5))
            except StoreBusy:
                raise StoreReadingBusy() from None
            except OSError:
                # Rights to read are enough for reading; what the copy holds is checked anyway.
                pass
            yield

    def changed(self) -> bool:
        """Whether the index is another one than at the last copy."""
        return self._looks() != self._state

    def copy(self) -> Access:
        """A new copy of the index. Raises StoreReadingBusy, StoreNewer, StoreDamaged and the errors of the disk."""
        with disk_errors():
            for attempt in range(_ATTEMPTS):
                time.sleep(_PAUSE_SECONDS * attempt)
                self.holder = self.writer() or self.holder
                state = self._looks()
                with contextlib.suppress(StoreDamaged, _Torn):
                    access = self._taken()
                    self._state = state
                    return access
        raise StoreReadingBusy()

    def _looks(self) -> tuple[object, ...]:
        with disk_errors():
            index = self._folder / "store.db"
            if not index.exists():
                raise StoreDamaged(part="database missing")
            stat = index.stat()
            return (stat.st_size, stat.st_mtime_ns, _header(wal_of(index)), _size(wal_of(index)))

    def _taken(self) -> Access:
        source = self._folder / "store.db"
        target = Path(tempfile.mkdtemp(dir=self._place)) / source.name
        with self.turn():
            before, looked = _header(wal_of(source)), source.stat().st_mtime_ns
            shutil.copyfile(source, target)
            if before:
                shutil.copyfile(wal_of(source), wal_of(target))
            if (before, looked) != (_header(wal_of(source)), source.stat().st_mtime_ns):
                shutil.rmtree(target.parent, ignore_errors=True)
                raise _Torn
        # The writing PC may have given the store a new key since.
        self._vault.refresh()
        access = Access(target, INDEX_PAGE_SIZE, self._vault.subkey(PAGES))
        try:
            _prepare(access)
        except BaseException:
            shutil.rmtree(target.parent, ignore_errors=True)
            raise
        self._forget_older(target.parent)
        return access

    def _forget_older(self, current: Path) -> None:
        """Windows removes only what nobody has open, so what is left is tried again next time."""
        for copy in self._copies:
            shutil.rmtree(copy, ignore_errors=True)
        self._copies = [copy for copy in self._copies if copy.exists()] + [current]


class _Torn(Exception):
    """A copy that was overtaken by the writing PC."""


class ReadingIndex(Database):
    """The index in the copy taken last."""

    def __init__(self, seat: ReadingSeat) -> None:
        self._reading_seat = seat
        self._exchange = threading.Lock()
        super().__init__(seat.copy(), seat)

    @contextlib.contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """Raises StoreReadingOnly, always."""
        self._reading_seat.require_seat()
        yield  # what makes this a context manager

    def checkpoint(self) -> None:
        """Nothing: the WAL is another PC's."""

    def refresh(self) -> bool:
        """Take a new copy if there is something new; returns whether. Raises as `ReadingSeat.copy`."""
        with self._exchange:
            if not self._reading_seat.changed():
                return False
            access = self._reading_seat.copy()
            with self._pool_lock:
                self._access = access
                idle, self._idle = self._idle, []
            for connection in idle:
                connection.close(True)
            return True

    def _give_back(self, connection: apsw.Connection, healthy: bool) -> None:
        current = Path(connection.filename).parent.name == self._access.path.parent.name
        super()._give_back(connection, healthy and current)

    def _require_seat(self) -> None:
        """Nothing: the copy is ours."""

    def _turn(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()


class ReadingContents(Database):
    """The sealed chunks where they lie, without locks and without the WAL, each time read anew.

    What is torn or not there yet does not open: `ReadingContentReader` tries again.
    """

    def __init__(self, path: Path, seat: ReadingSeat) -> None:
        self._reading_seat = seat
        super().__init__(Access(path, CONTENTS_PAGE_SIZE), seat)

    @contextlib.contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        """Raises StoreReadingOnly, always."""
        self._reading_seat.require_seat()
        yield  # what makes this a context manager

    def checkpoint(self) -> None:
        """Nothing: the WAL is another PC's."""

    @contextlib.contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """A connection that looks at the file as it is now."""
        with disk_errors():
            address = f"{self._access.path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = apsw.Connection(address, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
            try:
                connection.execute("PRAGMA query_only = 1; PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1")
                yield connection
            finally:
                connection.close(True)


class ReadingContentReader(ContentReader):
    """Reads contents that another PC may be writing."""

    def _chunk(self, place: Place, position: int, count: int, seal: Seal) -> bytes:
        return _patiently(partial(super()._chunk, place, position, count, seal))


def _patiently(read: Callable[[], bytes]) -> bytes:
    for attempt in range(_ATTEMPTS):
        time.sleep(_PAUSE_SECONDS * attempt)
        with contextlib.suppress(StoreDamaged):
            return read()
    raise StoreReadingBusy()


def _prepare(access: Access) -> None:
    """Bring the copy to our version and read all of it once: every page has a checksum."""
    connection = connect(access)
    try:
        if not connection.pragma("user_version"):
            raise StoreDamaged(part="database empty")
        migrate(connection, __version__, INDEX)
        if connection.pragma("quick_check") != "ok":
            raise StoreDamaged(part="database")
    except apsw.Error as error:
        raise StoreDamaged(part="database") from error
    finally:
        connection.close(True)



def _header(wal: Path) -> bytes:
    """It changes whenever a WAL begins anew; empty when there is none."""
    try:
        with wal.open("rb") as file:
            return file.read(_WAL_HEADER)
    except FileNotFoundError:
        return b""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _remove_leftovers() -> None:
    """Remove copies whose process is gone; they are encrypted, but of no use to anyone."""
    for place in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        mark = LockFile(place / "in-use.lock")
        try:
            abandoned = mark.try_lock()
        except OSError:
            continue
        mark.release()
        if abandoned:
            shutil.rmtree(place, ignore_errors=True)
