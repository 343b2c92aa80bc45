"""Reads the key file and changes it so that two programs never undo each other's change."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.private_file import INNER_FOLDER
from sozialclient.store.errors import StoreBusy, StoreKeyMissing
from sozialclient.store.keys.errors import NoWrapOfThatKind
from sozialclient.store.keys.key_file import KeyFile, KeyKind, read_key_file
from sozialclient.store.seats.lock_file import LockFile, ourselves

_PATIENCE_SECONDS = 5.0


class KeyLedger:
    """The key file of a data folder. Raises StoreDamaged and StoreNewer whenever it is read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> KeyFile | None:
        """The file as it is now, None when there is none."""
        return read_key_file(self._folder)

    def required(self) -> KeyFile:
        """The file. Raises StoreKeyMissing when there is none, or no way in it."""
        file = self.read()
        if file is None or not file.wraps:
            raise StoreKeyMissing(kind=KeyKind.FILE.value)
        return file

    def with_way(self, kind: KeyKind) -> KeyFile:
        """The file. Raises NoWrapOfThatKind."""
        file = self.required()
        if all(wrap.kind is not kind for wrap in file.wraps):
            raise NoWrapOfThatKind(kind=kind.value)
        return file

    @contextlib.contextmanager
    def changing(self) -> Iterator[KeyFile]:
        """The file, which nobody else changes during the `with`. Raises StoreBusy, the errors of the disk."""
        with disk_errors():
            folder = self._folder / "seats"
            folder.mkdir(mode=INNER_FOLDER, exist_ok=True)
            lock = LockFile(folder / "key.lock")
            end = time.monotonic() + _PATIENCE_SECONDS
            while not lock.try_lock(ourselves()):
                if time.monotonic() > end:
                    raise StoreBusy()
                time.sleep(0.01)
        try:
            yield self.required()
        finally:
            lock.release()
