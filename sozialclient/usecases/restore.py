"""Restore a store from a backup, on this PC or a new one."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sozialclient.store.backup.errors import BackupDamaged, BackupNotFound, BackupSeveral
from sozialclient.store.backup.place import LostApplication, lost_applications, make_ready
from sozialclient.store.backup.stage import Staged, Staging
from sozialclient.store.backup.target import Generation, Target
from sozialclient.store.backup.write import BackupProgress
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.keys.vault import KeyVault
from sozialclient.store.seats.folder_kind import make_data_folder
from sozialclient.transports.base import CancelCheck

ProgressListener = Callable[[BackupProgress], None]
Unlock = Callable[[KeyVault], None]
_SCRATCH = "restore-*.new"


def by_key_file(data: bytes, pin: str) -> Unlock:
    """The office's key file opens the backup."""
    return lambda vault: vault.unlock_with_key_file(data, pin)


def by_recovery_key(text: str) -> Unlock:
    """The printed recovery key opens the backup."""
    return lambda vault: vault.unlock_with_recovery_key(text)


def by_passphrase(text: str) -> Unlock:
    """The passphrase of the store opens the backup."""
    return lambda vault: vault.unlock_with_passphrase(text)


@dataclass(frozen=True, slots=True)
class Source:
    """A backup to restore from."""

    target: Target
    generation: Generation


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreReport:
    """A restored store that is ready: it is put in place when the data folder is opened next.

    `taken`: the state it has; `lost` could not be read and is missing.
    """

    name: str
    taken: datetime
    applications: int
    lost: tuple[LostApplication, ...]


def find_sources(folder: Path) -> list[Source]:
    """All backups in `folder`, newest first.

    Raises BackupNotFound, BackupSeveral when they are of several stores (then name the folder of
    one), BackupFolderMissing and BackupError.
    """
    targets = Target.found_in(folder)
    if len(targets) > 1:
        raise BackupSeveral(count=len(targets))
    sources = [Source(target, each) for target in targets for each in target.generations()]
    if not sources:
        raise BackupNotFound
    return sources[::-1]


def find_source(folder: Path, name: str | None = None) -> Source:
    """The backup called `name`, the newest if None. Raises as `find_sources`."""
    for source in find_sources(folder):
        if name in (None, source.generation.name):
            return source
    raise BackupNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreOptions:
    """`self_contained` keeps the key inside the data folder, `partial` does without what is damaged,
    `put_aside` allows that there is a store, which is kept under another name.
    """

    self_contained: bool
    partial: bool = False
    put_aside: bool = False


def restore(
    folder: Path, source: Source, unlock: Unlock, options: RestoreOptions,
    progress: ProgressListener, cancelled: CancelCheck,
) -> RestoreReport:
    """Rebuild the store, read every byte of it, and only then make it ready for the data folder.

    Whatever fails, the data folder is as it was. Raises RestoreLoses (`partial` would do without),
    RestoreNotEmpty, BackupDamaged, BackupError, the errors of the key, of the disk, and Cancelled.
    """
    with disk_errors():
        make_data_folder(folder)
        for path in folder.glob(_SCRATCH):
            shutil.rmtree(path, ignore_errors=True)

    def open_vault(staging: Path) -> KeyVault:
        vault = KeyVault(staging, self_contained=options.self_contained)
        unlock(vault)
        return vault

    scratch = folder / f"restore-{secrets.token_hex(4)}.new"
    try:
        staged = Staging(source.target, source.generation, scratch, progress, cancelled).build(open_vault)
        report = _report(source, staged)
        make_ready(staged, folder, datetime.now(UTC), partial=options.partial, put_aside=options.put_aside)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return report


def _report(source: Source, staged: Staged) -> RestoreReport:
    lost = lost_applications(staged)
    return RestoreReport(name=source.generation.name, taken=staged.manifest.created,
                         applications=staged.manifest.applications - len(lost), lost=lost)


def usable_before(folder: Path, damaged: BackupDamaged) -> Source | None:
    """The newest backup older than the damaged one, None when there is none."""
    for source in find_sources(folder):
        if source.generation.name < damaged.parameters.get("backup", ""):
            return source
    return None
