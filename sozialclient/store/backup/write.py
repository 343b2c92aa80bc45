"""Writes a backup: first the sealed bytes that are not there yet, then, all at once, what makes them a backup."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sozialclient import __version__
from sozialclient.errors import Cancelled
from sozialclient.store.backup.errors import (
    BackupError,
    BackupNoRoom,
    BackupUnsettled,
    folder_errors,
)
from sozialclient.store.backup.keep import Keep
from sozialclient.store.backup.manifest import GUARD, FileEntry, Manifest, PackEntry, written_manifest
from sozialclient.store.backup.pack import Chunk, Digested, write_chunks
from sozialclient.store.backup.snapshot import ContentRow, SealedApplication, Snapshot, snapshot, still_named
from sozialclient.store.backup.target import INDEX, KEY, MANIFEST, Generation, Target, pieces_of, write_file
from sozialclient.store.contents.contents import sealed_chunk
from sozialclient.store.contents.sealing import Seal
from sozialclient.store.errors import StoreDamaged
from sozialclient.store.holdings import Holdings

_ROUNDS = 5
_SPARE = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupProgress:
    """How far it is: bytes of the applications, those that need no writing included."""

    done: int
    total: int


ProgressListener = Callable[[BackupProgress], None]
CancelCheck = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """A backup that is complete and synced.

    `written` bytes were new; `damaged` are row numbers of applications that can't be read in the
    store itself; `pruning` says why older backups could not be removed.
    """

    name: str
    created: datetime
    applications: int
    size: int
    written: int
    removed: int
    damaged: tuple[int, ...] = ()
    pruning: BackupError | None = None


class BackupRun:
    """One backup under way; only who holds the lock on the target makes one."""

    def __init__(
        self, holdings: Holdings, target: Target, keep: Keep, progress: ProgressListener, cancelled: CancelCheck
    ) -> None:
        self._holdings, self._target, self._keep = holdings, target, keep
        self._progress, self._cancelled = progress, cancelled
        self._there: dict[str, PackEntry] = {}
        self._new: list[PackEntry] = []
        self._damaged: set[int] = set()
        self._done = 0
        self._total = 0

    def write(self, moment: datetime) -> BackupReport:
        """Write the backup of `moment` (aware, now). Raises Cancelled, BackupError and StoreError."""
        self._target.prepare()
        self._there = self._trusted_packs()
        for _ in range(_ROUNDS):
            key_file = self._holdings.vault.portable_key_file()
            scratch = self._holdings.folder / f"backup-{secrets.token_hex(4)}.new"
            try:
                with snapshot(self._holdings, scratch) as copy:
                    packs = self._packs(copy)
                    if packs is not None and self._holdings.vault.portable_key_file() == key_file:
                        return self._complete(moment, copy, key_file, packs)
            except StoreDamaged:
                # Under a key that was changed meanwhile the copy can't be read; it is taken anew.
                if self._holdings.vault.portable_key_file() == key_file:
                    raise
        raise BackupUnsettled

    def _trusted_packs(self) -> dict[str, PackEntry]:
        """What is there already; a file of another size than the last backup noted is written anew."""
        there = self._target.packs()
        sizes: dict[str, int] = {}
        for generation in self._target.generations()[-1:]:
            try:
                sizes = {pack.stem: pack.size for pack in generation.manifest().packs}
            except BackupError:
                continue
        for stem, entry in list(there.items()):
            if sizes.get(stem, entry.size) != entry.size:
                self._target.set_aside(there.pop(stem))
        return there

    def _packs(self, copy: Snapshot) -> list[PackEntry] | None:
        """The packs of all applications, written where missing; None when one was deleted on the way."""
        self._require_room(copy)
        packs: list[PackEntry] = []
        for application in copy.applications():
            self._check_cancelled()
            stem = PackEntry(application.number, application.identity, "", 0).stem
            entry = self._there.get(stem)
            if entry is None:
                entry = self._write_pack(application)
                if entry is None:
                    return None
                self._there[stem] = entry
                self._new.append(entry)
            else:
                self._advance(application.size)
            packs.append(entry)
        return packs

    def _require_room(self, copy: Snapshot) -> None:
        self._total = missing = 0
        self._done = 0
        for application in copy.applications():
            self._total += application.size
            if PackEntry(application.number, application.identity, "", 0).stem not in self._there:
                missing += application.size + 200 * len(application.contents)
        needed = missing + copy.path.stat().st_size + _SPARE
        with folder_errors():
            free = shutil.disk_usage(self._target.root).free
        if free < needed:
            raise BackupNoRoom(needed=-(-needed // 1_000_000), free=free // 1_000_000)

    def _write_pack(self, application: SealedApplication) -> PackEntry | None:
        suspect: list[int] = []

        def fill(file: Digested) -> None:
            write_chunks(file, self._chunks(application, suspect))

        entry = self._target.write_pack(application.number, application.identity, fill)
        if suspect:
            if not still_named(self._holdings, application):
                return None
            self._damaged.add(application.number)
        return entry

    def _chunks(self, application: SealedApplication, suspect: list[int]) -> Iterator[Chunk]:
        """The sealed chunks as they lie in the store; `suspect` gets the contents that miss one or hold a wrong one."""
        seal = Seal(application.key)
        for row in application.contents:
            for position in range(row.chunks):
                self._check_cancelled()
                with self._holdings.contents.reading() as connection:
                    sealed = sealed_chunk(connection, row.place, position)
                if sealed is None or not _is_whole(seal, row, position, sealed):
                    suspect.append(row.place.ordinal)
                if sealed is not None:
                    yield Chunk(row.place.ordinal, position, sealed)
            self._advance(row.size)

    def _complete(
        self, moment: datetime, copy: Snapshot, key_file: bytes, packs: list[PackEntry]
    ) -> BackupReport:
        self._target.sync_packs(self._new)
        applications, contents = copy.totals()

        def fill(folder: Path) -> None:
            index = write_file(folder / INDEX, pieces_of(copy.path))
            key = write_file(folder / KEY, iter([key_file]))
            manifest = Manifest(
                store=self._target.store, created=moment, program_version=__version__, index_version=copy.version,
                applications=applications, contents=contents, index=FileEntry(index.sha256, index.size),
                key=FileEntry(key.sha256, key.size), packs=tuple(packs),
            )
            write_file(folder / MANIFEST, iter([written_manifest(manifest, self._holdings.vault.subkey(GUARD))]))

        generation = self._target.write_generation(moment, fill)
        removed, pruning = self._prune(generation)
        size = sum(pack.size for pack in packs)
        return BackupReport(
            name=generation.name, created=moment, applications=applications, size=size,
            written=sum(pack.size for pack in self._new), removed=removed, damaged=tuple(sorted(self._damaged)),
            pruning=pruning,
        )

    def _prune(self, generation: Generation) -> tuple[int, BackupError | None]:
        try:
            return self._target.prune(self._keep, generation, time.time()), None
        except BackupError as error:
            return 0, error

    def _advance(self, size: int) -> None:
        self._done += size
        self._progress(BackupProgress(self._done, self._total))

    def _check_cancelled(self) -> None:
        if self._cancelled():
            raise Cancelled


def _is_whole(seal: Seal, row: ContentRow, position: int, sealed: bytes) -> bool:
    try:
        seal.open(row.place, position, row.chunks, sealed)
    except StoreDamaged:
        return False
    return True
