"""Makes written files durable and reads them back from the disk, while the next ones are still being written."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from sozialclient.exporters.errors import ExportBlockedError, ExportError, ExportTargetError, export_error

_READ = 1024 * 1024
_SECOND = 1_000_000_000

# A change right after the write could carry the same time; this is longer than the ticks of all but the oldest
# file systems, and those count whole seconds.
_AGE_SECONDS = 0.1

# Windows syncs only what may be written.
_SYNC_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class _Written:
    path: Path
    sha256: str
    since: float


@dataclass(frozen=True, slots=True)
class _State:
    """What a file system tells of a file: as long as none of these differs, nobody wrote."""

    size: int
    modified: int
    file: int

    @classmethod
    def of(cls, path: Path) -> _State:
        """Raises OSError."""
        found = path.lstat()
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)

    @property
    def vague(self) -> bool:
        """Whether the time says so little that two changes may carry the same."""
        return self.modified % _SECOND == 0


class ReadBack:
    """The files of one draft. A thread looks at each a moment after it was written; `finish` looks at the rest."""

    def __init__(self, folder: Path, needed: int) -> None:
        """`folder` holds the files; `needed` bytes are named where the disk is full."""
        self._folder, self._needed = folder, needed
        self._waiting: deque[_Written] = deque()
        self._seen: list[tuple[_Written, _State]] = []
        self._changed = threading.Condition()
        self._ending = False
        self._failed: ExportError | None = None
        self._thread: threading.Thread | None = None

    def put(self, path: Path, sha256: str) -> None:
        """A file that is written and closed; nobody of ours changes it any more."""
        with self._changed:
            self._waiting.append(_Written(path, sha256, time.monotonic()))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="read-back", daemon=True)
                self._thread.start()
            self._changed.notify()

    def finish(self) -> None:
        """Everything is durable and is what was written.

        Raises ExportBlockedError when a file is gone or changed, and ExportError when it cannot be made durable.
        """
        self._end()
        if self._failed is not None:
            raise self._failed
        for written, state in self._seen:
            self._require_unchanged(written, state)

    def stop(self) -> None:
        """Look at no further file; twice is allowed."""
        with self._changed:
            self._waiting.clear()
        self._end()

    def _end(self) -> None:
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self._work()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while (written := self._next()) is not None:
            try:
                self._look(written)
            except ExportError as error:
                with self._changed:
                    self._failed = self._failed or error
                    self._waiting.clear()

    def _next(self) -> _Written | None:
        """The next file that is old enough; None when there will be no more."""
        with self._changed:
            while True:
                if self._failed is not None or (self._ending and not self._waiting):
                    return None
                if not self._waiting:
                    self._changed.wait()
                    continue
                left = self._waiting[0].since + _AGE_SECONDS - time.monotonic()
                if self._ending or left <= 0:
                    return self._waiting.popleft()
                self._changed.wait(left)

    def _look(self, written: _Written) -> None:
        self._sync(written.path)
        try:
            state = _State.of(written.path)
            found = sha256_on_disk(written.path)
        except OSError as error:
            raise self._lost(error) from None
        if found != written.sha256:
            raise ExportBlockedError(code="hash")
        with self._changed:
            self._seen.append((written, state))

    def _sync(self, path: Path) -> None:
        try:
            handle = os.open(path, _SYNC_FLAGS)
        except OSError as error:
            raise self._lost(error) from None
        try:
            os.fsync(handle)
        except OSError as error:
            raise export_error(error, path, needed=self._needed) from None
        finally:
            os.close(handle)

    def _require_unchanged(self, written: _Written, state: _State) -> None:
        try:
            # Some servers set the time of a file once more after it was closed; only its bytes tell.
            untouched = _State.of(written.path) == state and not state.vague
            same = untouched or sha256_on_disk(written.path) == written.sha256
        except OSError as error:
            raise self._lost(error) from None
        if not same:
            raise ExportBlockedError(code="hash")

    def _lost(self, error: OSError) -> ExportError:
        return (ExportBlockedError if self._folder.is_dir() else ExportTargetError)(code=error.errno or 0)


def sha256_on_disk(path: Path) -> str:
    """SHA-256 in hex of what the disk holds, not of what the system remembers, where it can be told to forget.

    Raises OSError.
    """
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as written:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(written.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := written.read(_READ):
            digest.update(chunk)
    return digest.hexdigest()
