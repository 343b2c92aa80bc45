"""A folder that is written beside its final place and appears there complete or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sozialclient.exporters.draft_lock import LOCK_NAME, DraftLock, unlocked
from sozialclient.exporters.errors import (
    ExportBlockedError,
    ExportError,
    ExportPathTooLongError,
    export_error,
)
from sozialclient.exporters.mark_of_the_web import mark
from sozialclient.exporters.read_back import ReadBack

DRAFT_ENDING = ".teil"
DRAFT_MARK = len(".12345678") + len(DRAFT_ENDING)
"""Characters by which the name of a draft is longer than the final one."""

_ATTEMPTS = 3
_PAUSE_SECONDS = 0.3
_MOST_EQUAL_NAMES = 10_000
_OPEN_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

# On Windows 0o700 would cut the folder off from the rights of the target, which colleagues may share.
_FOLDER_MODE = 0o777 if os.name == "nt" else 0o700


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of a draft: path inside the folder with forward slashes, size in bytes, SHA-256 in hex."""

    name: str
    size: int
    sha256: str


class Draft(Protocol):
    """One application on its way to its final name; `path` is where it is written meanwhile."""

    path: Path
    files: list[WrittenFile]
    marked: bool

    def room(self, folder: str = "") -> int:
        """Characters that a file name in `folder` may have."""

    def write(self, name: str, chunks: Iterable[bytes], *, foreign: bool = False) -> WrittenFile:
        """Write one file, `name` a safe path with forward slashes. Raises ExportError and what `chunks` raise."""

    def verify(self) -> None:
        """Read everything back; raises ExportBlockedError when a file is gone or changed."""

    def publish(self) -> Path:
        """Give it its final name, `…_v2` and so on where it is taken; raises ExportError."""

    def discard(self) -> None:
        """Remove it as far as possible."""


class FolderDraft:
    """Writes files into `<name>.<random>.teil` beside the final folder; `publish` renames it."""

    def __init__(self, target: Path, name: str, *, path_limit: int, needed: int) -> None:
        """Make the draft folder for about `needed` bytes; raises ExportError."""
        self._target = target
        self._name = name
        self._limit = path_limit
        self._needed = needed
        self.files: list[WrittenFile] = []
        self.marked = True
        self.path, self._lock = self._made()
        self._real = self.path.resolve()
        self._read_back = ReadBack(self.path, needed)

    def _made(self) -> tuple[Path, DraftLock]:
        """A new folder that is locked; before it was, another export may have taken it for one that a crash left."""
        for attempt in range(_ATTEMPTS):
            path = self._target / f"{self._name}.{secrets.token_hex(4)}{DRAFT_ENDING}"
            try:
                path.mkdir(mode=_FOLDER_MODE)
            except OSError as error:
                raise self._fault(error, path) from None
            try:
                return path, DraftLock(path / LOCK_NAME, create=True)
            except OSError as error:
                if attempt == _ATTEMPTS - 1 or path.exists():
                    shutil.rmtree(path, ignore_errors=True)
                    raise self._fault(error, path) from None
        raise ExportBlockedError(code="lock")

    def room(self, folder: str = "") -> int:
        """Characters that a file name in `folder` may have."""
        return self._limit - len(str(self.path)) - len(folder) - (2 if folder else 1)

    def write(self, name: str, chunks: Iterable[bytes], *, foreign: bool = False) -> WrittenFile:
        """Write one file, which `verify` makes durable; `foreign` files get the mark of the web.

        `name` is a safe path inside the folder with forward slashes. Raises ExportError; errors
        of `chunks` pass through.
        """
        path = self.path.joinpath(*name.split("/"))
        if len(str(path)) > self._limit:
            raise ExportPathTooLongError(length=len(str(path)), allowed=self._limit)
        size, digest = 0, hashlib.sha256()
        try:
            path.parent.mkdir(mode=_FOLDER_MODE, exist_ok=True)
            self._require_inside(path)
            with os.fdopen(os.open(path, _OPEN_FLAGS, 0o600), "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                file.flush()
                _begin_writing_back(file.fileno())
        except OSError as error:
            raise self._fault(error, path) from None
        if foreign:
            self.marked = mark(path) and self.marked
        written = WrittenFile(name, size, digest.hexdigest())
        self._read_back.put(path, written.sha256)
        self.files.append(written)
        return written

    def verify(self) -> None:
        """Make everything durable and read it back; raises as `ReadBack.finish`."""
        self._read_back.finish()

    def publish(self) -> Path:
        """Give the folder its final name, `… (2)` and so on where it is taken; raises ExportError."""
        for folder in {self.path, *(self.path.joinpath(*file.name.split("/")).parent for file in self.files)}:
            sync_folder(folder)
        if os.name == "nt":
            # Windows moves no folder in which a file is open.
            self._lock.release()
        for name in versions(self._name):
            final = self._target / name
            if not os.path.lexists(final) and self._renamed(final):
                self._lock.release()
                unlocked(final)
                sync_folder(self._target)
                return final
        raise ExportBlockedError(code="names")

    def discard(self) -> None:
        """Remove the draft as far as possible."""
        self._read_back.stop()
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)

    def _renamed(self, final: Path) -> bool:
        try:
            patiently(lambda: self.path.rename(final))
        except FileExistsError:
            return False
        except PermissionError as error:
            raise ExportBlockedError(code=error.errno or 0) from None
        except OSError as error:
            if os.path.lexists(final):
                return False
            raise self._fault(error, final) from None
        return True

    def _require_inside(self, path: Path) -> None:
        """Whoever can write to the target could put a link (or junction) where a folder of ours belongs."""
        if path.parent.resolve() != self._real.joinpath(path.parent.relative_to(self.path)):
            raise ExportBlockedError(code="link")

    def _fault(self, error: OSError, path: Path) -> ExportError:
        return export_error(error, path, needed=self._needed)


def versions(name: str, ending: str = "") -> Iterator[str]:
    """The names an export may have: its own, then `_v2` and so on."""
    yield f"{name}{ending}"
    for number in range(2, _MOST_EQUAL_NAMES):
        yield f"{name}_v{number}{ending}"


def _begin_writing_back(descriptor: int) -> None:
    """Let the system write while the next file is made; nothing waits for it."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def patiently(action: Callable[[], object]) -> None:
    """A virus scanner may hold fresh files for a moment; try again before giving up."""
    for attempt in range(_ATTEMPTS):
        try:
            action()
        except PermissionError:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def sync_folder(folder: Path) -> None:
    """Make new names durable; Windows does that with the rename itself."""
    if os.name == "nt":
        return
    # Some network file systems cannot open or sync folders; the files themselves are synced.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
