"""Compares every file of a backup with its digest; needs no key."""

from __future__ import annotations

from pathlib import Path

from sozialclient.errors import Cancelled
from sozialclient.store.backup.errors import BackupDamaged, BackupFolderMissing, folder_errors
from sozialclient.store.backup.manifest import FileEntry
from sozialclient.store.backup.pack import Digested
from sozialclient.store.backup.target import INDEX, KEY, MANIFEST, Generation, Target
from sozialclient.store.backup.write import BackupProgress, CancelCheck, ProgressListener

_PIECE = 1024 * 1024


def damaged_files(
    target: Target, generation: Generation, progress: ProgressListener, cancelled: CancelCheck
) -> tuple[str, ...]:
    """Names, below the backups of the store, of files that are missing or not what was written.

    Raises BackupNewer, Cancelled, and BackupError when the folder itself is out of reach.
    """
    own = f"backups/{generation.name}"
    try:
        manifest = generation.manifest()
    except BackupDamaged:
        return (f"{own}/{MANIFEST}",)
    files = {f"{own}/{INDEX}": manifest.index, f"{own}/{KEY}": manifest.key}
    files |= {pack.name: FileEntry(pack.sha256, pack.size) for pack in manifest.packs}
    damaged, done = [], 0
    for name, entry in files.items():
        if not _is_whole(target.root / name, entry, cancelled):
            damaged.append(name)
        done += entry.size
        progress(BackupProgress(done, manifest.size))
    with folder_errors():
        if damaged and not target.root.is_dir():
            raise BackupFolderMissing
    return tuple(damaged)


def _is_whole(path: Path, entry: FileEntry, cancelled: CancelCheck) -> bool:
    try:
        with path.open("rb") as source:
            file = Digested(source)
            while file.read(_PIECE):
                if cancelled():
                    raise Cancelled
    except OSError:
        return False
    return (file.sha256, file.size) == (entry.sha256, entry.size)
