"""Back up the store, when it is due, and prove now and then that the backup can be restored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sozialclient.store.backup.check import damaged_files
from sozialclient.store.backup.errors import BackupError, BackupNotFound, BackupNotSetUp
from sozialclient.store.backup.manifest import Manifest
from sozialclient.store.backup.store_backup import BackupNote, BackupProgress, BackupReport, Keep, TrialNote
from sozialclient.store.store import Store

ProgressListener = Callable[[BackupProgress], None]
CancelCheck = Callable[[], bool]

TRIAL_EVERY = timedelta(days=7)
OVERDUE = timedelta(days=7)
# A backup "every day" at 7:30 is also due when yesterday's was ready at 7:31.
_EARLY = timedelta(hours=1)
_RETRY = timedelta(hours=1)


class BackupSettings(Protocol):
    """The part of the settings that is about backups."""

    @property
    def backup_folder(self) -> Path | None:
        """Where to, None: no backups."""

    @property
    def backup_every_days(self) -> int:
        """How often."""

    @property
    def backup_keep_days(self) -> int:
        """Of how many days the last backup stays."""

    @property
    def backup_keep_weeks(self) -> int:
        """Of how many weeks the last backup stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlan:
    """What the office set: where, how often, how many; no folder: no backups."""

    folder: Path | None = None
    every: timedelta = timedelta(days=1)
    keep: Keep = field(default_factory=Keep)

    @classmethod
    def from_settings(cls, settings: BackupSettings) -> BackupPlan:
        """What `settings` say."""
        return cls(
            folder=settings.backup_folder,
            every=timedelta(days=settings.backup_every_days),
            keep=Keep(settings.backup_keep_days, settings.backup_keep_weeks),
        )

    def required_folder(self, named: Path | None = None) -> Path:
        """`named`, else the folder set. Raises BackupNotSetUp."""
        found = named or self.folder
        if found is None:
            raise BackupNotSetUp
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupStanding:
    """How things stand with backups; `overdue` asks for somebody's attention."""

    set_up: bool
    due: bool
    overdue: bool
    last: BackupNote | None
    trial: TrialNote | None

    @property
    def failed(self) -> bool:
        """The last try to back up went wrong."""
        return self.last is not None and self.last.error is not None

    @property
    def trial_failed(self) -> bool:
        """The last trial restore did not bring everything back."""
        return self.trial is not None and not self.trial.passed


@dataclass(frozen=True, slots=True)
class FoundBackup:
    """One backup in the folder; `error` when its manifest can't be used."""

    name: str
    created: datetime
    manifest: Manifest | None
    error: BackupError | None = None


def back_up(
    store: Store, folder: Path, keep: Keep, progress: ProgressListener, cancelled: CancelCheck
) -> BackupReport:
    """Back up now. Raises Cancelled, BackupError and the errors of the store; older backups stay whole."""
    store.require_writing()
    return store.backup.write(folder, keep, progress, cancelled)


def try_restore(store: Store, folder: Path, progress: ProgressListener, cancelled: CancelCheck) -> TrialNote:
    """Restore the newest backup for a trial; raises BackupError and Cancelled when there is nothing to judge."""
    store.require_writing()
    return store.backup.try_out(folder, progress, cancelled)


def back_up_if_due(
    store: Store, plan: BackupPlan, progress: ProgressListener, cancelled: CancelCheck, now: datetime
) -> BackupReport | None:
    """What the schedule asks for: a backup, and a trial restore after it when a week has passed.

    None when nothing was due. Raises as `back_up`; how the trial went is in `standing`.
    """
    if plan.folder is None or store.reading_seat is not None or not standing(store, plan, now).due:
        return None
    report = back_up(store, plan.folder, plan.keep, progress, cancelled)
    trial = store.backup.last_trial()
    if trial is None or not trial.passed or now - trial.at >= TRIAL_EVERY:
        try_restore(store, plan.folder, progress, cancelled)
    return report


def standing(store: Store, plan: BackupPlan, now: datetime) -> BackupStanding:
    """How things stand at `now` (aware)."""
    last, trial = store.backup.last(), store.backup.last_trial()
    set_up = plan.folder is not None
    return BackupStanding(
        set_up=set_up,
        due=set_up and _is_due(last, plan, now),
        overdue=not set_up or last is None or last.taken is None or now - last.taken > max(OVERDUE, plan.every),
        last=last,
        trial=trial,
    )


def _is_due(last: BackupNote | None, plan: BackupPlan, now: datetime) -> bool:
    if last is None:
        return True
    if last.at > now + _EARLY:  # the clock was set back
        return True
    if last.error is not None and now - last.at < _RETRY:
        return False
    return last.taken is None or last.taken > now + _EARLY or now - last.taken >= plan.every - _EARLY


def list_backups(store: Store, folder: Path) -> list[FoundBackup]:
    """The backups of this store in `folder`, newest first. Raises BackupError."""
    found = []
    for generation in reversed(store.backup.target(folder).generations()):
        try:
            found.append(FoundBackup(generation.name, generation.created, generation.manifest()))
        except BackupError as error:
            found.append(FoundBackup(generation.name, generation.created, None, error))
    return found


def check_backup(
    store: Store, folder: Path, name: str | None, progress: ProgressListener, cancelled: CancelCheck
) -> tuple[str, tuple[str, ...]]:
    """Compare every file of a backup, the newest if none is named, with its digest.

    Gives its name and the files that are missing or changed. Raises BackupNotFound, BackupError, Cancelled.
    """
    target = store.backup.target(folder)
    wanted = [each for each in target.generations() if name in (None, each.name)]
    if not wanted:
        raise BackupNotFound
    return wanted[-1].name, damaged_files(target, wanted[-1], progress, cancelled)
