"""Turns what the operating system and SQLite report into errors of the store."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

import apsw

from sozialclient.store.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreInputOutput,
    StoreNoSharedMemory,
    StoreReadOnly,
    StoreSeatLost,
)

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NAMES_OUT_OF_REACH = ("ESTALE", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENETRESET",
                       "ECONNABORTED", "ECONNRESET", "ETIMEDOUT", "ENODEV", "EREMOTEIO")
_OUT_OF_REACH = {getattr(errno, name) for name in _NAMES_OUT_OF_REACH if hasattr(errno, name)}
# Windows: path, network name or device gone, unexpected network error, session ended.
_WINDOWS_OUT_OF_REACH = {53, 55, 59, 64, 67, 121, 1231, 1232, 1236}
_SHARED_MEMORY = {
    apsw.SQLITE_IOERR_SHMOPEN, apsw.SQLITE_IOERR_SHMSIZE, apsw.SQLITE_IOERR_SHMLOCK, apsw.SQLITE_IOERR_SHMMAP,
}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


def from_os_error(error: OSError) -> StoreError:
    """The store error that says what `error` means to a user."""
    if error.errno in _NO_ROOM:
        return StoreFull()
    if error.errno in _NOT_ALLOWED:
        return StoreReadOnly()
    if out_of_reach(error):
        return StoreSeatLost()
    return StoreInputOutput(code=errno.errorcode.get(error.errno or 0, "unknown"))


def out_of_reach(error: OSError) -> bool:
    """Whether `error` says that a drive or share does not answer."""
    return error.errno in _OUT_OF_REACH or getattr(error, "winerror", None) in _WINDOWS_OUT_OF_REACH


def from_database_error(error: apsw.Error) -> StoreError:
    """The store error that says what `error` means to a user."""
    if isinstance(error, apsw.FullError):
        return StoreFull()
    if isinstance(error, (apsw.CorruptError, apsw.NotADBError)):
        return StoreDamaged(part="database")
    if isinstance(error, (apsw.BusyError, apsw.LockedError)):
        return StoreBusy()
    if isinstance(error, (apsw.ReadOnlyError, apsw.PermissionsError, apsw.CantOpenError)):
        return StoreReadOnly()
    code = error.extendedresult if hasattr(error, "extendedresult") else type(error).__name__
    if code in _SHARED_MEMORY:
        return StoreNoSharedMemory()
    return StoreInputOutput(code=code)


@contextlib.contextmanager
def disk_errors() -> Iterator[None]:
    """Raises OSError and apsw.Error from the block as store errors."""
    try:
        yield
    except OSError as error:
        raise from_os_error(error) from error
    except apsw.Error as error:
        raise from_database_error(error) from error
