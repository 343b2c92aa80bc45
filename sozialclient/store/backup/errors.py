"""What can go wrong with a backup or with restoring one, each with its own reference."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

from sozialclient.errors import SozialclientError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


class BackupError(SozialclientError):
    """Any failure of a backup; the store and the backups that were complete before are untouched by it."""

    reference = "BACKUP-FAILED"


class BackupFolderMissing(BackupError):
    """The folder for backups is not there: a stick that is not plugged in, a drive that is not connected."""

    reference = "BACKUP-FOLDER-MISSING"


class BackupInsideStore(BackupError):
    """The folder for backups lies inside the data folder and would be lost with it."""

    reference = "BACKUP-INSIDE"


class BackupNotSetUp(BackupError):
    """No folder for backups was named or set."""

    reference = "BACKUP-NOT-SET-UP"


class BackupNoRoom(BackupError):
    """Too little room to begin; parameters `needed` and `free` in MB (10^6 bytes)."""

    reference = "BACKUP-NO-ROOM"


class BackupFolderFull(BackupError):
    """The folder for backups took no more."""

    reference = "BACKUP-FULL"


class BackupFolderReadOnly(BackupError):
    """The folder for backups can't be written to, or a file in it can't be read."""

    reference = "BACKUP-READ-ONLY"


class BackupInputOutput(BackupError):
    """The disk or network of the backups refused; parameter `code` is an errno name."""

    reference = "BACKUP-IO"


class BackupRunning(BackupError):
    """Another process is working on the same backups; parameters `host` and `since` (local time)."""

    reference = "BACKUP-RUNNING"


class BackupUnsettled(BackupError):
    """Applications were deleted, or the key changed, faster than a consistent state could be taken."""

    reference = "BACKUP-UNSETTLED"


class BackupNotFound(BackupError):
    """There is no complete backup in the folder, or not the one that was named."""

    reference = "BACKUP-NOT-FOUND"


class BackupSeveral(BackupError):
    """The folder holds the backups of several stores; parameter `count`."""

    reference = "BACKUP-SEVERAL"


class BackupDamaged(BackupError):
    """A backup can't be used at all; parameters `part` (manifest, index, key) and `backup`, its name."""

    reference = "BACKUP-DAMAGED"


class BackupNewer(BackupError):
    """The backup was made by a newer program; parameters `found` and `known`."""

    reference = "BACKUP-NEWER"


class BackupOtherKey(BackupError):
    """The backup was made under another key than the one the store has now."""

    reference = "BACKUP-OTHER-KEY"


class RestoreLoses(BackupError):
    """Parts of the backup are damaged; `lost` applications of `total` would be missing afterwards."""

    reference = "RESTORE-LOSES"


class RestoreNotEmpty(BackupError):
    """There is a store in the data folder already."""

    reference = "RESTORE-NOT-EMPTY"


class RestoreNeedsKey(BackupError):
    """Nothing was given that could open a backup."""

    reference = "RESTORE-NEEDS-KEY"


class RestoreWaiting(BackupError):
    """A restored store is ready and is put in place as soon as nobody has the old one open."""

    reference = "RESTORE-WAITING"


def from_os_error(error: OSError) -> BackupError:
    """The error that says what `error`, met in the folder for backups, means to a user."""
    if error.errno in _NO_ROOM:
        return BackupFolderFull()
    if error.errno in _NOT_ALLOWED:
        return BackupFolderReadOnly()
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return BackupFolderMissing()
    return BackupInputOutput(code=errno.errorcode.get(error.errno or 0, "unknown"))


@contextlib.contextmanager
def folder_errors() -> Iterator[None]:
    """Raises OSError from the block, which works in the folder for backups, as a BackupError."""
    try:
        yield
    except OSError as error:
        raise from_os_error(error) from error
