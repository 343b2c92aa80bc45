"""Builds a store from a backup in a folder of its own, where nobody takes it for the real one yet."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import apsw

from sozialclient import __version__
from sozialclient.errors import Cancelled
from sozialclient.store.backup.errors import (
    BackupDamaged,
    BackupFolderMissing,
    BackupNoRoom,
    folder_errors,
)
from sozialclient.store.backup.manifest import GUARD, FileEntry, Manifest, PackEntry
from sozialclient.store.backup.pack import Digested, PackDamaged, read_chunks
from sozialclient.store.backup.target import INDEX, KEY, Generation, Target
from sozialclient.store.backup.verify import unreadable_applications
from sozialclient.store.backup.write import BackupProgress, CancelCheck, ProgressListener
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.opening import CONTENTS_PAGE_SIZE
from sozialclient.store.database.private_file import INNER_FOLDER, new_private
from sozialclient.store.database.schema import CONTENTS, migrate
from sozialclient.store.database.schema import INDEX as INDEX_SCHEMA
from sozialclient.store.errors import StoreDamaged, StoreNewer
from sozialclient.store.keys.vault import KeyVault

_PIECE = 1024 * 1024
_SPARE = 32 * 1024 * 1024
OpenVault = Callable[[Path], KeyVault]
"""Gives the unlocked vault for a folder into which the key file of a backup was put."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A store built from a backup and read to the last byte; `lost` are row numbers that can't be read."""

    folder: Path
    manifest: Manifest
    vault: KeyVault
    lost: tuple[int, ...]


class Staging:
    """Builds one; on any error the folder is left to the caller, who removes it."""

    def __init__(
        self, target: Target, generation: Generation, folder: Path, progress: ProgressListener, cancelled: CancelCheck
    ) -> None:
        self._target, self._generation, self._folder = target, generation, folder
        self._progress, self._cancelled = progress, cancelled
        self._done = 0
        self._total = 0

    def build(self, open_vault: OpenVault) -> Staged:
        """Copy, compare digests, open, read everything.

        Raises BackupDamaged when manifest, key file or index can't be used, BackupNewer, StoreNewer,
        BackupNoRoom, Cancelled, BackupError, the errors of the disk and of `open_vault`.
        """
        manifest = self._generation.manifest()
        if manifest.index_version > len(INDEX_SCHEMA.steps):
            raise StoreNewer(found=manifest.index_version, known=len(INDEX_SCHEMA.steps))
        with disk_errors():
            self._folder.mkdir(mode=INNER_FOLDER, parents=True)
        self._require_room(manifest)
        self._copy(KEY, "key.json", manifest.key)
        vault = open_vault(self._folder)
        manifest = self._generation.manifest(vault.subkey(GUARD))
        self._total = 2 * manifest.size
        self._copy(INDEX, "store.db", manifest.index)
        self._fill_contents(manifest.packs)
        return Staged(self._folder, manifest, vault, self._read_back(manifest, vault))

    def _require_room(self, manifest: Manifest) -> None:
        needed = manifest.size + manifest.size // 50 + _SPARE
        with disk_errors():
            free = shutil.disk_usage(self._folder).free
        if free < needed:
            raise BackupNoRoom(needed=-(-needed // 1_000_000), free=free // 1_000_000)

    def _copy(self, name: str, to: str, entry: FileEntry) -> None:
        part = name.partition(".")[0]
        try:
            with folder_errors():
                source = (self._generation.path / name).open("rb")
        except BackupFolderMissing:
            raise BackupDamaged(part=part, backup=self._generation.name) from None
        with source, disk_errors(), new_private(self._folder / to) as file:
            digested = Digested(file)
            while piece := _read(source, _PIECE):
                self._check_cancelled()
                digested.write(piece)
                if digested.size > entry.size:
                    break
            file.flush()
            os.fsync(file.fileno())
        if (digested.sha256, digested.size) != (entry.sha256, entry.size):
            raise BackupDamaged(part=part, backup=self._generation.name)

    def _fill_contents(self, packs: tuple[PackEntry, ...]) -> None:
        path = self._folder / "contents.db"
        access = Access(path, CONTENTS_PAGE_SIZE)
        with disk_errors():
            connection = connect(access, create=True)
            try:
                migrate(connection, __version__, CONTENTS)
                # Nobody knows this file yet: it is synced once, when it is complete.
                connection.execute("PRAGMA journal_mode = MEMORY")
                connection.execute("PRAGMA synchronous = OFF")
                for pack in packs:
                    self._put(connection, pack)
                connection.execute("PRAGMA journal_mode = WAL")
            finally:
                connection.close(True)
            descriptor = os.open(path, os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            path.chmod(0o600)

    def _put(self, connection: apsw.Connection, pack: PackEntry) -> None:
        """The chunks of one application; of a damaged file none, so that it is missed when all is read back."""
        connection.execute("BEGIN")
        if self._take(connection, pack):
            connection.execute("COMMIT")
        else:
            connection.execute("ROLLBACK")
        self._advance(pack.size)

    def _take(self, connection: apsw.Connection, pack: PackEntry) -> bool:
        try:
            with folder_errors():
                source = (self._target.root / pack.name).open("rb")
        except BackupFolderMissing:
            if not self._target.root.is_dir():
                raise
            return False
        with source:
            file = Digested(source)
            try:
                for chunk in read_chunks(file):
                    self._check_cancelled()
                    if file.size > pack.size:
                        return False
                    connection.execute(
                        "INSERT INTO chunk(application, ordinal, position, sealed) VALUES (?, ?, ?, ?)",
                        (pack.number, *chunk),
                    )
            except (PackDamaged, apsw.ConstraintError, OSError):
                return False
        return (file.sha256, file.size) == (pack.sha256, pack.size)

    def _read_back(self, manifest: Manifest, vault: KeyVault) -> tuple[int, ...]:
        try:
            lost = unreadable_applications(self._folder, vault, self._advance, self._cancelled)
        except StoreDamaged:
            raise BackupDamaged(part="index", backup=self._generation.name) from None
        return lost

    def _advance(self, size: int) -> None:
        self._done += size
        self._progress(BackupProgress(min(self._done, self._total), self._total))

    def _check_cancelled(self) -> None:
        if self._cancelled():
            raise Cancelled


def _read(source: BinaryIO, length: int) -> bytes:
    with folder_errors():
        return source.read(length)
