"""The folder with the backups of one store: what lies where, and how files get there whole."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sozialclient.store.backup_errors import BackupDamaged, BackupFolderMissing, folder_errors
from sozialclient.store.backup_keep import Keep
from sozialclient.store.backup_manifest import Manifest, PackEntry, read_manifest
from sozialclient.store.backup_pack import Digested
from sozialclient.store.private_file import put_in_place, sync_folder

MANIFEST, INDEX, KEY = "manifest.json", "index.db", "key.json"
_PREFIX = "Sozialclient-"
_PIECE = 1024 * 1024
# A pack that no backup names may belong to one that is just being written from another PC.
_GRACE_SECONDS = 24 * 3600
_STAMP = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
_PACK = re.compile(r"(\d{8,})-([0-9a-f]{24})-([0-9a-f]{64})\.pack")


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete backup; `name` is made of its time (UTC)."""

    path: Path

    @property
    def name(self) -> str:
        """As the folder is called."""
        return self.path.name

    @property
    def created(self) -> datetime:
        """When it was taken, aware UTC."""
        return datetime.strptime(self.name, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)

    def manifest(self, key: bytes | None = None) -> Manifest:
        """What it consists of; `key` also checks the guard. Raises BackupDamaged, BackupNewer and BackupError."""
        try:
            with folder_errors():
                raw = (self.path / MANIFEST).read_bytes()
        except BackupFolderMissing:
            raise BackupDamaged(part="manifest", backup=self.name) from None
        return read_manifest(raw, self.name, key)


def name_of(moment: datetime) -> str:
    """Name of the backup taken at `moment` (aware)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")


class Target:
    """`<folder>/Sozialclient-<store>`: packs, written once for all backups, and a folder for each backup."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.generations_folder = root / "backups"

    @property
    def store(self) -> str:
        """Id of the store."""
        return self.root.name.removeprefix(_PREFIX)

    @classmethod
    def of(cls, folder: Path, store: str) -> Target:
        """The place for `store` in the folder an office chose."""
        return cls(folder / f"{_PREFIX}{store}")

    @classmethod
    def found_in(cls, folder: Path) -> list[Target]:
        """All in `folder`, which may also be such a place itself. Raises BackupFolderMissing and BackupError."""
        with folder_errors():
            if folder.name.startswith(_PREFIX) and (folder / "backups").is_dir():
                return [cls(folder)]
            return [cls(each) for each in sorted(folder.iterdir())
                    if each.name.startswith(_PREFIX) and (each / "backups").is_dir()]

    def prepare(self) -> None:
        """Make the folders, and clear away what a broken run left; only for who holds the lock."""
        with folder_errors():
            self.generations_folder.mkdir(parents=True, exist_ok=True)
            (self.root / "packs").mkdir(exist_ok=True)
            for each in self.generations_folder.iterdir():
                if not _STAMP.fullmatch(each.name):
                    shutil.rmtree(each)
            for each in self.root.glob("packs/*/*.new"):
                each.unlink()

    def generations(self) -> list[Generation]:
        """The backups, oldest first. Raises BackupError."""
        with folder_errors():
            if not self.generations_folder.is_dir():
                return []
            return [Generation(each) for each in sorted(self.generations_folder.iterdir())
                    if _STAMP.fullmatch(each.name)]

    def packs(self) -> dict[str, PackEntry]:
        """The packs that are there, by `PackEntry.stem`. Raises BackupError."""
        found: dict[str, PackEntry] = {}
        with folder_errors():
            for path in self.root.glob("packs/*/*.pack"):
                match = _PACK.fullmatch(path.name)
                if match:
                    number, identity, sha256 = match.groups()
                    entry = PackEntry(int(number), identity, sha256, path.stat().st_size)
                    found[entry.stem] = entry
        return found

    def write_pack(self, number: int, identity: str, fill: Callable[[Digested], None]) -> PackEntry:
        """A synced file with what `fill` writes. Raises BackupError and what `fill` raises besides OSError."""
        wanted = PackEntry(number, identity, "", 0)
        with folder_errors():
            shard = (self.root / wanted.name).parent
            if not shard.is_dir():
                shard.mkdir(exist_ok=True)
                sync_folder(shard.parent)
            temporary = shard / f"{wanted.stem}.{secrets.token_hex(4)}.new"
            with _removed_on_failure(temporary), temporary.open("xb") as file:
                digested = Digested(file)
                fill(digested)
                _sync(file)
            entry = PackEntry(number, identity, digested.sha256, digested.size)
            put_in_place(temporary, self.root / entry.name)
        return entry

    def sync_packs(self, entries: list[PackEntry]) -> None:
        """Make the names of new packs durable."""
        with folder_errors():
            for folder in sorted({(self.root / entry.name).parent for entry in entries}):
                sync_folder(folder)

    def write_generation(self, moment: datetime, fill: Callable[[Path], None]) -> Generation:
        """A folder that `fill` fills with synced files, visible only when complete."""
        with folder_errors():
            final = self.generations_folder / name_of(moment)
            temporary = final.with_name(f"{final.name}.new")
            temporary.mkdir()
            fill(temporary)
            sync_folder(temporary)
            put_in_place(temporary, final)
            sync_folder(final.parent)
        return Generation(final)

    def prune(self, keep: Keep, newest: Generation, now: float) -> int:
        """Remove backups beyond `keep`, then packs no backup names; returns how many backups went.

        While one of them can't be read, all packs stay: it may need any. `now` in seconds since 1970.
        """
        generations = self.generations()
        kept = keep.chosen(each.created for each in generations) | {newest.created}
        gone = [each for each in generations if each.created not in kept]
        with folder_errors():
            for each in gone:
                doomed = each.path.with_name(f"{each.name}.old")
                put_in_place(each.path, doomed)
                shutil.rmtree(doomed)
        self._prune_packs([each for each in generations if each not in gone], now)
        return len(gone)

    def _prune_packs(self, generations: list[Generation], now: float) -> None:
        needed: set[str] = set()
        try:
            for each in generations:
                needed.update(pack.name for pack in each.manifest().packs)
        except (BackupDamaged, BackupFolderMissing):
            return
        with folder_errors():
            for path in self.root.glob("packs/*/*"):
                name = path.relative_to(self.root).as_posix()
                if name not in needed and now - path.stat().st_mtime > _GRACE_SECONDS:
                    path.unlink()

    def set_aside(self, entry: PackEntry) -> None:
        """Rename a pack that is not what its name says, so that the next backup writes it anew."""
        path = self.root / entry.name
        with folder_errors(), contextlib.suppress(FileNotFoundError):
            path.replace(path.with_suffix(".damaged"))


def write_file(path: Path, pieces: Iterator[bytes]) -> Digested:
    """A synced file with `pieces`; gives size and digest. Raises OSError."""
    with path.open("xb") as file:
        digested = Digested(file)
        for piece in pieces:
            digested.write(piece)
        _sync(file)
    return digested


def pieces_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, 1 MiB at a time. Raises OSError."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextlib.contextmanager
def _removed_on_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise
