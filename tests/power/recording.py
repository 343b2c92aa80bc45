"""Records every change to a data folder while a real store works in it."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import apsw

from tests.power.disk_log import DiskLog, Names, Sync, SyncFolder, Truncate, Write

_numbers = itertools.count()


class RecordingDisk(apsw.VFS):
    """An SQLite VFS that does what it is told on the real disk and notes it in `log`.

    Small files that the store writes without SQLite (key.json) are noted by `watched`.
    """

    def __init__(self, folder: Path, log: DiskLog) -> None:
        self.name = f"recording{next(_numbers)}"
        self.log = log
        self._folder = folder
        self._names: dict[str, int] = {}
        for path in sorted(folder.iterdir()) if folder.exists() else ():
            if path.is_file() and not path.name.endswith("-shm"):
                self.log.files[self._number(path.name)] = path.read_bytes()
        self.log.names.update(self._names)
        super().__init__(self.name, base="unix")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        full = name.filename() if isinstance(name, apsw.URIFilename) else name
        return _File(self, Path(full or ""), name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        self._rename(((Path(filename).name, None),))
        if syncdir:
            self.log.operations.append(SyncFolder())

    def opened(self, path: Path, *, existed: bool) -> int:
        """The number of the file that has this name now."""
        if existed and path.name in self._names:
            return self._names[path.name]
        number = self._number(path.name)
        self.log.operations.append(Names(((path.name, number),)))
        return number

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Also note what happens past SQLite: synced files, renames and removals in the folder."""
        fsync, replace, unlink = os.fsync, os.replace, os.unlink

        def noting_fsync(descriptor: int) -> None:
            fsync(descriptor)
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            if path == self._folder:
                self.log.operations.append(SyncFolder())
            elif path.parent == self._folder:
                self.log.operations.append(Sync(self._as_it_is(path)))

        def noting_replace(source: str | Path, target: str | Path) -> None:
            number = self._as_it_is(Path(source)) if Path(source).parent == self._folder else None
            replace(source, target)
            if number is not None:
                self._rename(((Path(target).name, number), (Path(source).name, None)))

        def noting_unlink(path: str | Path) -> None:
            unlink(path)
            if Path(path).parent == self._folder:
                self._rename(((Path(path).name, None),))

        with patch("os.fsync", noting_fsync), patch("os.replace", noting_replace), patch("os.unlink", noting_unlink):
            yield

    def _number(self, name: str) -> int:
        number = next(_numbers)
        self._names[name] = number
        return number

    def _rename(self, changes: tuple[tuple[str, int | None], ...]) -> None:
        for name, number in changes:
            self._names.pop(name, None)
            if number is not None:
                self._names[name] = number
        self.log.operations.append(Names(changes))

    def _as_it_is(self, path: Path) -> int:
        """Note a file written past SQLite as it is now; a database was noted when it was written."""
        if path.name in self._names:
            return self._names[path.name]
        number = self.opened(path, existed=False)
        self.log.operations.append(Write(number, 0, path.read_bytes()))
        return number


class _File(apsw.VFSFile):
    def __init__(self, disk: RecordingDisk, path: Path, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        existed = path.exists()
        super().__init__("unix", name, flags)
        self._log = disk.log
        self._file = disk.opened(path, existed=existed)
        # SQLite's unix VFS syncs the folder with the first sync of every journal or WAL it opens.
        self._new_name = path.name.endswith(("-wal", "-journal"))

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._log.operations.append(Write(self._file, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self._log.operations.append(Truncate(self._file, newsize))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._log.operations.append(Sync(self._file))
        if self._new_name:
            self._new_name = False
            self._log.operations.append(SyncFolder())
