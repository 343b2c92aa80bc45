"""What the window asks about backups; every call belongs on a worker."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.settings import load_settings, save_settings

if TYPE_CHECKING:
    from sozialclient.store.backup.store_backup import BackupProgress, BackupReport, TrialNote
    from sozialclient.usecases.back_up import BackupPlan, BackupStanding
    from sozialclient.usecases.restore import RestoreReport, Source, Unlock
    from sozialclient.usecases.workplace import Workplace

ProgressListener = Callable[["BackupProgress"], None]
CancelCheck = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupChoice:
    """What can be set in the window; no folder: no backups."""

    folder: Path | None
    every_days: int
    keep_days: int
    keep_weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupOverview:
    """Everything the dialog shows; `same_disk` None where the folder can't be looked at now."""

    choice: BackupChoice
    standing: BackupStanding
    same_disk: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreWish:
    """What to restore, and what opens it: key file with PIN, or the recovery key."""

    source: Source
    key_file: Path | None
    pin: str
    recovery_key: str
    partial: bool
    put_aside: bool


class BackupDesk:
    """Answers with the data folder of the window; raises the errors of store and settings."""

    def __init__(self, workplace: Callable[[], Workplace]) -> None:
        self._workplace = workplace

    @property
    def _data(self) -> Path:
        return self._workplace().store.backup.data_folder

    def _plan(self) -> BackupPlan:
        from sozialclient.usecases.back_up import BackupPlan

        return BackupPlan.from_settings(load_settings(self._data))

    def standing(self) -> BackupStanding:
        """How things stand now."""
        from sozialclient.usecases.back_up import standing

        return standing(self._workplace().store, self._plan(), datetime.now(UTC))

    def overview(self) -> BackupOverview:
        """Settings and standing."""
        from sozialclient.store.backup.errors import BackupError

        settings = load_settings(self._data)
        same: bool | None = None
        if settings.backup_folder is not None:
            try:
                same = not self._workplace().store.backup.check_folder(settings.backup_folder)
            except BackupError:
                same = None
        choice = BackupChoice(folder=settings.backup_folder, every_days=settings.backup_every_days,
                              keep_days=settings.backup_keep_days, keep_weeks=settings.backup_keep_weeks)
        return BackupOverview(choice=choice, standing=self.standing(), same_disk=same)

    def choose(self, choice: BackupChoice) -> BackupOverview:
        """Keep the settings. Raises BackupFolderMissing, -ReadOnly, BackupInsideStore and SettingsNotSaved."""
        if choice.folder is not None:
            backup = self._workplace().store.backup
            backup.check_folder(choice.folder)
            backup.require_writable(choice.folder)
        save_settings(self._data, dataclasses.replace(
            load_settings(self._data), backup_folder=choice.folder, backup_every_days=choice.every_days,
            backup_keep_days=choice.keep_days, backup_keep_weeks=choice.keep_weeks))
        return self.overview()

    def back_up(self, progress: ProgressListener, cancelled: CancelCheck) -> BackupReport:
        """Back up now."""
        from sozialclient.usecases.back_up import back_up

        plan = self._plan()
        return back_up(self._workplace().store, plan.required_folder(), plan.keep, progress, cancelled)

    def back_up_if_due(self, cancelled: CancelCheck) -> BackupReport | None:
        """What the schedule asks for."""
        from sozialclient.usecases.back_up import back_up_if_due

        return back_up_if_due(self._workplace().store, self._plan(), lambda _progress: None, cancelled,
                              datetime.now(UTC))

    def try_out(self, progress: ProgressListener, cancelled: CancelCheck) -> TrialNote:
        """Restore the newest backup for a trial."""
        from sozialclient.usecases.back_up import try_restore

        return try_restore(self._workplace().store, self._plan().required_folder(), progress, cancelled)

    def sources(self, folder: Path) -> list[Source]:
        """Backups in a folder, newest first."""
        from sozialclient.usecases.restore import find_sources

        return find_sources(folder)

    def has_applications(self) -> bool:
        """Whether there is anything that a restored store would take the place of."""
        return any(self._workplace().store.counts().values())

    def restore(self, wish: RestoreWish, progress: ProgressListener, cancelled: CancelCheck) -> RestoreReport:
        """Rebuild and prove the store; it takes the place of this one when the program starts next."""
        from sozialclient.usecases.restore import RestoreOptions, restore

        data = self._data
        report = restore(data, wish.source, _unlock(wish), RestoreOptions(
            self_contained=self._workplace().vault.self_contained, partial=wish.partial, put_aside=wish.put_aside,
        ), progress, cancelled)
        settings = load_settings(data)
        if settings.backup_folder is None:
            save_settings(data, dataclasses.replace(settings, backup_folder=wish.source.target.root.parent))
        return report


def _unlock(wish: RestoreWish) -> Unlock:
    from sozialclient.gui.program_desk import FileProblem
    from sozialclient.usecases.restore import by_key_file, by_recovery_key

    if wish.key_file is None:
        return by_recovery_key(wish.recovery_key)
    try:
        data = wish.key_file.read_bytes()
    except OSError as error:
        raise FileProblem(cause=error.errno or 0) from None
    return by_key_file(data, wish.pin)
