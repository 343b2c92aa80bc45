"""A disk that can be watched and made to fail, put under the store's encryption as an SQLite VFS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import apsw


class FaultyDisk(apsw.VFS):
    """Notes every write, sync, truncation and removal as (operation, file name) and calls `before` ahead of each.

    `before` may raise, e.g. `apsw.FullError`; it is given the operation and the file's name.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.events: list[tuple[str, str]] = []
        self.before: Callable[[str, str], None] = lambda operation, file: None
        super().__init__(name, base="unix")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        return _File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.happens("delete", Path(filename).name)
        super().xDelete(filename, syncdir)

    def happens(self, operation: str, file: str) -> None:
        """Note and let `before` decide."""
        self.before(operation, file)
        self.events.append((operation, file))


class _File(apsw.VFSFile):
    def __init__(self, disk: FaultyDisk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk = disk
        full = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = Path(full or "").name
        super().__init__("unix", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.happens("write", self._name)
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self._disk.happens("sync", self._name)
        super().xSync(flags)

    def xTruncate(self, newsize: int) -> None:
        self._disk.happens("truncate", self._name)
        super().xTruncate(newsize)
