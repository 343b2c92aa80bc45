"""The folder with the backups of one store: what lies where, and how files get there whole."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from sozialclient.store.backup.errors import BackupDamaged, BackupFolderMissing, BackupNewer, folder_errors
from sozialclient.store.backup.keep import Keep
from sozialclient.store.backup.manifest import Manifest, PackEntry, read_manifest
from sozialclient.store.backup.pack import Digested
from sozialclient.store.database.private_file import put_in_place, sync_folder

MANIFEST, INDEX, KEY = "manifest.json", "index.db", "key.json"
_PREFIX = "Sozialclient-"
_PIECE = 1024 * 1024
# A pack that no backup names may belong to one that is just being written from another PC.
_GRACE_SECONDS = 24 * 3600
_STAMP = re.compile(r"\d{8}T\d{6}\.\d{6}Z", re.ASCII)
_PACK = re.compile(r"(\d{8,12})-([0-9a-f]{24})-([0-9a-f]{64})\.pack", re.ASCII)
# Others can write to a share too: nothing is removed but what has a name that we give.
_UNFINISHED = re.compile(rf"{_STAMP.pattern}\.(new|old)", re.ASCII)
_PACK_LEFT = re.compile(r"\d{8,12}-[0-9a-f]{24}\.[0-9a-f]{8}\.new", re.ASCII)
_PACK_DAMAGED = re.compile(_PACK.pattern.removesuffix("pack") + "damaged", re.ASCII)


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
        found = read_manifest(raw, self.name, key)
        # An old backup under a newer name would be restored as the newest.
        if found.created.tzinfo is None or found.created < self.created:
            raise BackupDamaged(part="manifest", backup=self.name)
        return found

    @property
    def sound(self) -> bool:
        """Whether the manifest can be read. Raises BackupError when the folder can't."""
        try:
            self.manifest()
        except (BackupDamaged, BackupNewer):
            return False
        return True


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
            for folder in (self.generations_folder, self.root / "packs"):
                folder.mkdir(parents=True, exist_ok=True)
                if folder.is_symlink():
                    raise OSError(errno.ELOOP, "a link in the place of a folder")
            for each in self.generations_folder.iterdir():
                if _UNFINISHED.fullmatch(each.name) and not each.is_symlink():
                    shutil.rmtree(each)
            for each in self._in_shards():
                if _PACK_LEFT.fullmatch(each.name):
                    each.unlink()

    def generations(self) -> list[Generation]:
        """The backups, oldest first. Raises BackupError."""
        with folder_errors():
            if not self.generations_folder.is_dir():
                return []
            return [Generation(each) for each in sorted(self.generations_folder.iterdir())
                    if _is_stamp(each.name) and not each.is_symlink()]

    def packs(self) -> dict[str, PackEntry]:
        """The packs that are there, by `PackEntry.stem`. Raises BackupError."""
        found: dict[str, PackEntry] = {}
        with folder_errors():
            for path in self._in_shards():
                match = _PACK.fullmatch(path.name)
                if match and not path.is_symlink():
                    number, identity, sha256 = match.groups()
                    entry = PackEntry(int(number), identity, sha256, path.stat().st_size)
                    found[entry.stem] = entry
        return found

    def _in_shards(self) -> Iterator[Path]:
        """What lies in the folders of packs; a link in the place of such a folder leads elsewhere."""
        for shard in self.root.glob("packs/*"):
            if shard.is_dir() and not shard.is_symlink():
                yield from shard.iterdir()

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

        While one of them can't be read, all packs stay: it may need any. One that can't be read takes the place
        of none that can. `now` in seconds since 1970.
        """
        generations = self.generations()
        sound = {each.created for each in generations if each.sound}
        kept = keep.chosen(sound) | keep.chosen({each.created for each in generations} - sound) | {newest.created}
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
        except (BackupDamaged, BackupFolderMissing, BackupNewer):
            return
        with folder_errors():
            for path in self._in_shards():
                name = path.relative_to(self.root).as_posix()
                ours = any(each.fullmatch(path.name) for each in (_PACK, _PACK_LEFT, _PACK_DAMAGED))
                if ours and name not in needed and now - path.lstat().st_mtime > _GRACE_SECONDS:
                    path.unlink()

    def set_aside(self, entry: PackEntry) -> None:
        """Rename a pack that is not what its name says, so that the next backup writes it anew."""
        path = self.root / entry.name
        with folder_errors(), contextlib.suppress(FileNotFoundError):
            path.replace(path.with_suffix(".damaged"))


def _is_stamp(name: str) -> bool:
    """Whether it is the name of a backup; what only looks like one has no time."""
    try:
        return bool(_STAMP.fullmatch(name) and Generation(Path(name)).created)
    except ValueError:
        return False


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
