"""A ZIP file with AES-256 that is written beside its final place and appears there complete or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sozialclient.exporters.draft import DRAFT_ENDING, WrittenFile, patiently, sync_folder, versions
from sozialclient.exporters.draft_lock import DraftLock
from sozialclient.exporters.errors import ExportBlockedError, ExportPathTooLongError, ExportTargetError, export_error
from sozialclient.exporters.file_names import LONGEST
from sozialclient.exporters.mark_of_the_web import mark
from sozialclient.exporters.protocol import ARCHIVE_FAULTS

if TYPE_CHECKING:
    from pyzipper import AESZipFile

ZIP_ENDING = ".zip"
_READ = 1024 * 1024
_OPEN_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class ZipDraft:
    """Writes entries into `<name>.<random>.zip.teil` beside the final file; `publish` renames it.

    Entries are encrypted by the AE-2 scheme with 256 bits (WinZip "AES Encryption Information"), which 7-Zip
    opens; their names are not, so callers must choose names that say nothing.
    """

    def __init__(self, target: Path, name: str, *, path_limit: int, needed: int, password: str) -> None:
        """Make the draft for about `needed` bytes; raises ExportError."""
        self._target, self._name, self._needed, self._password = target, name, needed, password
        self.files: list[WrittenFile] = []
        self.marked = True
        self.path = target / f"{name}.{secrets.token_hex(4)}{ZIP_ENDING}{DRAFT_ENDING}"
        if len(str(self.path)) > path_limit:
            raise ExportPathTooLongError(length=len(str(self.path)), allowed=path_limit)
        try:
            self._file: BinaryIO = os.fdopen(os.open(self.path, _OPEN_FLAGS, 0o600), "w+b")
            self._lock = DraftLock(self.path)
        except OSError as error:
            raise export_error(error, self.path, needed=needed) from None
        self._archive = _encrypting(self._file, password)

    def room(self, folder: str = "") -> int:
        """Names inside an archive are short enough to be unpacked anywhere."""
        return LONGEST

    def write(self, name: str, chunks: Iterable[bytes], *, foreign: bool = False) -> WrittenFile:
        """Write one entry, as `Draft.write`."""
        size, digest = 0, hashlib.sha256()
        try:
            with self._archive.open(name, "w", force_zip64=True) as file:
                for chunk in chunks:
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
        except OSError as error:
            raise export_error(error, self.path, needed=self._needed) from None
        written = WrittenFile(name, size, digest.hexdigest())
        self.files.append(written)
        return written

    def verify(self) -> None:
        """Finish the archive and read every entry of it back with the password, as `Draft.verify`."""
        from pyzipper import AESZipFile, BadZipFile

        try:
            self._archive.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            with AESZipFile(self.path) as archive:
                archive.setpassword(self._password.encode())
                found = {name: _sha256(archive, name) for name in archive.namelist()}
        except (BadZipFile, RuntimeError, *ARCHIVE_FAULTS):
            raise ExportBlockedError(code="zip") from None
        except OSError as error:
            kind = ExportBlockedError if self._target.is_dir() else ExportTargetError
            raise kind(code=error.errno or 0) from None
        if found != {file.name: file.sha256 for file in self.files}:
            raise ExportBlockedError(code="hash")
        self.marked = mark(self.path)

    def publish(self) -> Path:
        """As `Draft.publish`."""
        self._lock.release()
        for name in versions(self._name, ZIP_ENDING):
            final = self._target / name
            if not os.path.lexists(final) and self._moved(final):
                sync_folder(self._target)
                return final
        raise ExportBlockedError(code="names")

    def discard(self) -> None:
        """As `Draft.discard`."""
        self._lock.release()
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _moved(self, final: Path) -> bool:
        try:
            patiently(lambda: _without_replacing(self.path, final))
        except FileExistsError:
            return False
        except PermissionError as error:
            raise ExportBlockedError(code=error.errno or 0) from None
        except OSError as error:
            raise export_error(error, final, needed=self._needed) from None
        return True


def _encrypting(file: BinaryIO, password: str) -> AESZipFile:
    from pyzipper import WZ_AES, ZIP_STORED, AESZipFile

    # Evidence is compressed by its own formats; compressing it again only costs time.
    archive = AESZipFile(file, "w", compression=ZIP_STORED, encryption=WZ_AES)
    archive.setpassword(password.encode())
    return archive


def _sha256(archive: AESZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as entry:
        while chunk := entry.read(_READ):
            digest.update(chunk)
    return digest.hexdigest()


def _without_replacing(path: Path, final: Path) -> None:
    """Rename where nothing of that name may be lost: only Windows' own rename refuses to replace a file."""
    if os.name == "nt":
        path.rename(final)
        return
    try:
        final.hardlink_to(path)
    except (PermissionError, NotImplementedError):
        # Shares and sticks without links; the name was looked for just before.
        path.rename(final)
    else:
        path.unlink()
