"""What can go wrong while writing an export, and which fault of the system it was."""

from __future__ import annotations

import errno

from sozialclient.errors import SozialclientError

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
    """No room; parameters `needed` and `free` in bytes ("?" when unknown)."""

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
    """No exporter of that name; parameter `format`."""

    reference = "EXPORT-FORMAT"


FATAL = (ExportTargetError, ExportNotWritableError, ExportDiskFullError)
"""Errors after which no other application can be exported either."""


def export_error(error: OSError, *, needed: int | None = None) -> ExportError:
    """The export error for a fault of the operating system."""
    code = error.errno or 0
    windows = getattr(error, "winerror", None) or 0
    if code in _FULL or windows in _WINDOWS_FULL:
        return ExportDiskFullError(needed="?" if needed is None else needed, free="?")
    if windows in _WINDOWS_BLOCKED:
        return ExportBlockedError(code=windows)
    if code == errno.ENAMETOOLONG or windows in _WINDOWS_TOO_LONG:
        return ExportPathTooLongError(length="?", allowed="?")
    if code in _NOT_WRITABLE:
        return ExportNotWritableError(code=code)
    if code in _GONE or windows in _WINDOWS_GONE:
        return ExportTargetError(code=code)
    return ExportError(code=windows or code)
