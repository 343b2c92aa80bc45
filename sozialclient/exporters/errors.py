"""What can go wrong while writing an export, and which fault of the system it was."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from sozialclient.errors import SozialclientError

PATH_LIMIT = 259 if os.name == "nt" else 3_900
"""Longest full path in characters that is written; Windows takes more only from programs that ask for it."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
# Where a folder's parent is a file, Windows says that it exists.
_GONE = {
    errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.ENODEV, errno.ENXIO, errno.EHOSTDOWN, errno.ENETUNREACH,
    errno.ESTALE,
}
# Windows error codes (winerror.h): disk full, sharing and lock violation, virus found, name too long, share gone.
_WINDOWS_FULL = {112, 39}
_WINDOWS_BLOCKED = {32, 33, 225, 226}
_WINDOWS_TOO_LONG = {206}
_WINDOWS_GONE = {53, 55, 59, 64, 67, 1231}


class ExportError(SozialclientError):
    """Writing an export failed; nothing half written stays under a final name. Parameter `code`."""

    reference = "EXPORT-FAILED"


class ExportTargetError(ExportError):
    """The target is missing, no folder, or went away."""

    reference = "EXPORT-TARGET"


class ExportNotWritableError(ExportError):
    """The target may not be written."""

    reference = "EXPORT-NOT-WRITABLE"


class ExportDiskFullError(ExportError):
    """No room; parameters `needed` and `free` in bytes."""

    reference = "EXPORT-DISK-FULL"


class ExportPathTooLongError(ExportError):
    """The target lies too deep; parameters `length` and `allowed` in characters."""

    reference = "EXPORT-PATH-TOO-LONG"


class ExportBlockedError(ExportError):
    """Another program (often a virus scanner) holds, changed or removed a file we wrote."""

    reference = "EXPORT-BLOCKED"


class ExportDamagedError(ExportError):
    """A stored content does not have its recorded size and hash; parameter `content`."""

    reference = "EXPORT-DAMAGED"


class ExportFormatError(ExportError):
    """No profile of that name; parameter `format`."""

    reference = "EXPORT-FORMAT"


class ExportPasswordError(ExportError):
    """A profile that encrypts was given no password, or one that is too short; parameter `least` in characters."""

    reference = "EXPORT-PASSWORD"


FATAL = (ExportTargetError, ExportNotWritableError, ExportDiskFullError)
"""Errors after which no other application can be exported either."""


def export_error(error: OSError, path: Path, *, needed: int) -> ExportError:
    """The export error for a fault of the operating system at `path`, where `needed` bytes should go."""
    code = error.errno or 0
    windows = getattr(error, "winerror", None) or 0
    if code in _FULL or windows in _WINDOWS_FULL:
        return ExportDiskFullError(needed=needed, free=_free_bytes(path))
    if windows in _WINDOWS_BLOCKED:
        return ExportBlockedError(code=windows)
    if code == errno.ENAMETOOLONG or windows in _WINDOWS_TOO_LONG:
        length = len(str(path))
        return ExportPathTooLongError(length=length, allowed=min(PATH_LIMIT, length - 1))
    if code in _NOT_WRITABLE:
        return ExportNotWritableError(code=code)
    if code in _GONE or windows in _WINDOWS_GONE:
        return ExportTargetError(code=code)
    return ExportError(code=windows or code)


def _free_bytes(path: Path) -> int:
    """What is free where `path` is or would be; 0 where the system does not tell."""
    for place in (path, *path.parents):
        try:
            return shutil.disk_usage(place).free
        except FileNotFoundError:
            continue
        except OSError:
            return 0
    return 0
