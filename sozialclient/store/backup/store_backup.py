"""Backups of the open store: writing them, trying them out, and remembering how that went."""

from __future__ import annotations

import contextlib
import errno
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.store.backup.errors import (
    BackupFolderMissing,
    BackupInsideStore,
    BackupNotFound,
    BackupOtherKey,
    BackupRunning,
    folder_errors,
)
from sozialclient.store.backup.keep import Keep
from sozialclient.store.backup.notes import LAST, RESTORED, TRIAL, BackupNote, RestoreNote, TrialNote
from sozialclient.store.backup.stage import Staged, Staging
from sozialclient.store.backup.target import Generation, Target
from sozialclient.store.backup.write import BackupProgress, BackupReport, BackupRun, CancelCheck, ProgressListener
from sozialclient.store.books import actions, journal
from sozialclient.store.database.clock import now
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.encoding import decoded, encoded
from sozialclient.store.database.memos import read_memo, write_memo
from sozialclient.store.database.private_file import INNER_FOLDER
from sozialclient.store.holdings import Holdings
from sozialclient.store.keys.errors import StoreKeyLocked
from sozialclient.store.keys.key_file import KeyFile, read_key_file
from sozialclient.store.seats.lock_file import LockFile, ourselves

_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}
_SCRATCH = ("backup-*.new", "trial-*.new")

T = TypeVar("T")

__all__ = ["BackupNote", "BackupProgress", "BackupReport", "Keep", "RestoreNote", "StoreBackup", "TrialNote"]


class StoreBackup:
    """`Store.backup`; everything here takes long and is for a worker."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    @property
    def data_folder(self) -> Path:
        """Where the store lies, and its settings."""
        return self._holdings.folder

    def check_folder(self, folder: Path) -> bool:
        """Whether backups in `folder` would survive the disk of the store.

        Raises BackupFolderMissing and BackupInsideStore.
        """
        with folder_errors():
            if not folder.is_dir():
                raise BackupFolderMissing
            chosen, own = folder.resolve(), self._holdings.folder.resolve()
            if chosen == own or own in chosen.parents:
                raise BackupInsideStore
            return chosen.stat().st_dev != own.stat().st_dev

    def require_writable(self, folder: Path) -> None:
        """Try whether a file can be made in `folder`. Raises BackupFolderReadOnly and the other errors of a folder."""
        with folder_errors(), tempfile.NamedTemporaryFile(dir=folder, prefix="sozialclient-"):
            pass

    def target(self, folder: Path) -> Target:
        """Where the backups of this store lie in `folder`."""
        return Target.of(folder, self._own_key_file().store)

    def write(
        self, folder: Path, keep: Keep, progress: ProgressListener, cancelled: CancelCheck
    ) -> BackupReport:
        """Take a backup of this moment; older ones stay whole whatever happens.

        Raises BackupError, StoreError (NoPortableWrap where only this PC has the key) and Cancelled. What
        went wrong is remembered.
        """
        try:
            self.check_folder(folder)
            target = self.target(folder)
            with self._alone(target):
                report = BackupRun(self._holdings, target, keep, progress, cancelled).write(now())
        except (Cancelled, BackupRunning, StoreKeyLocked):
            raise
        except SozialclientError as error:
            self._note_failure(error)
            raise
        self._note(LAST, actions.BACKED_UP, f"applications={report.applications} damaged={len(report.damaged)}",
                   BackupNote(at=report.created, name=report.name, taken=report.created,
                              applications=report.applications, damaged=len(report.damaged)))
        return report

    def try_out(self, folder: Path, progress: ProgressListener, cancelled: CancelCheck) -> TrialNote:
        """Restore the newest backup into a private folder, read every byte, remove the folder, remember the outcome.

        A damaged pack is set aside, so that the next backup writes it anew. What went wrong on the
        way is in the note. Raises BackupNotFound, BackupOtherKey, BackupRunning and Cancelled.
        """
        target = self.target(folder)
        with self._alone(target):
            generations = target.generations()
            if not generations:
                raise BackupNotFound
            newest = generations[-1]
            self._require_same_key(newest)
            scratch = self._holdings.folder / f"trial-{secrets.token_hex(4)}.new"
            try:
                staging = Staging(target, newest, scratch, progress, cancelled)
                note = self._judged(target, newest, staging.build(lambda _folder: self._holdings.vault))
            except (Cancelled, StoreKeyLocked):
                raise
            except SozialclientError as error:
                note = TrialNote(at=now(), name=newest.name, passed=False, error=error.reference)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
        action = actions.TRIAL_PASSED if note.passed else actions.TRIAL_FAILED
        self._note(TRIAL, action, f"applications={note.applications} lost={note.lost}", note)
        return note

    def last(self) -> BackupNote | None:
        """How the last backup went, None: there was none."""
        return self._noted(LAST, BackupNote)

    def last_trial(self) -> TrialNote | None:
        """How the last trial restore went, None: there was none."""
        return self._noted(TRIAL, TrialNote)

    def restored(self) -> RestoreNote | None:
        """From which backup this store was restored last, None: it never was."""
        return self._noted(RESTORED, RestoreNote)

    def _noted(self, name: str, kind: type[T]) -> T | None:
        with self._holdings.index.reading() as connection:
            raw = read_memo(connection, name)
        return None if raw is None else decoded(raw, kind)

    def _judged(self, target: Target, generation: Generation, staged: Staged) -> TrialNote:
        lost = set(staged.lost)
        for pack in staged.manifest.packs:
            if pack.number in lost:
                target.set_aside(pack)
        return TrialNote(at=now(), name=generation.name, passed=not lost,
                         applications=staged.manifest.applications, lost=len(lost))

    def _note_failure(self, error: SozialclientError) -> None:
        before = self.last()
        note = BackupNote(at=now(), error=error.reference) if before is None else BackupNote(
            at=now(), name=before.name, taken=before.taken, applications=before.applications, error=error.reference)
        self._note(LAST, actions.BACKUP_FAILED, error.reference, note)

    def _note(self, name: str, action: str, detail: str, note: object) -> None:
        with self._holdings.index.writing() as connection:
            write_memo(connection, name, encoded(note))
            journal.write_entry(connection, action, None, detail)

    def _own_key_file(self) -> KeyFile:
        found = read_key_file(self._holdings.folder)
        if found is None:
            raise BackupNotFound
        return found

    def _require_same_key(self, generation: Generation) -> None:
        theirs = read_key_file(generation.path)
        if theirs is not None and theirs.check != self._own_key_file().check:
            raise BackupOtherKey

    @contextlib.contextmanager
    def _alone(self, target: Target) -> Iterator[None]:
        """The only one who works with these backups, here and, where the file system can tell, elsewhere."""
        seats = self._holdings.folder / "seats"
        with disk_errors():
            seats.mkdir(mode=INNER_FOLDER, exist_ok=True)
            own = LockFile(seats / "backup.lock")
            taken = own.try_lock(ourselves())
        if not taken:
            raise _running(own)
        try:
            for pattern in _SCRATCH:
                for path in self._holdings.folder.glob(pattern):
                    shutil.rmtree(path, ignore_errors=True)
            with _locked_folder(target.root):
                yield
        finally:
            own.release()


@contextlib.contextmanager
def _locked_folder(root: Path) -> Iterator[None]:
    with folder_errors():
        root.mkdir(exist_ok=True)
        lock = LockFile(root / "backup.lock")
        try:
            taken = lock.try_lock(ourselves())
        except OSError as error:
            # Some shares offer no locks at all; what they hold stays whole all the same (ADR 13).
            if error.errno not in _NO_LOCKS:
                raise
            taken = True
    if not taken:
        raise _running(lock)
    try:
        yield
    finally:
        lock.release()


def _running(lock: LockFile) -> BackupRunning:
    holder = lock.holder()
    since = holder.since.astimezone().strftime("%d.%m.%Y, %H:%M") if holder else "?"
    return BackupRunning(host=holder.host if holder else "?", since=since)
