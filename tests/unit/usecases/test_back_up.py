"""When a backup is due, when somebody should be told, and that a trial restore follows once a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sozialclient.store.backup.errors import BackupFolderMissing
from sozialclient.store.backup.store_backup import BackupNote
from sozialclient.store.database.clock import now
from sozialclient.usecases import back_up as subject
from sozialclient.usecases.back_up import BackupPlan, back_up, back_up_if_due, standing
from tests.unit.store.backup_rig import Office, never, quiet

NOW = now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office.opened(tmp_path)
    made.add(1)
    yield made
    made.close()


def noted(before: timedelta, *, error: str | None = None, failed: timedelta | None = None) -> BackupNote:
    """A good backup so long ago, and perhaps a failed try since."""
    return BackupNote(at=NOW - (failed if failed is not None else before), taken=NOW - before, name="x", error=error)


@pytest.mark.parametrize(("last", "due", "overdue"), [
    (None, True, True),
    (noted(HOUR), False, False),
    (noted(22 * HOUR), False, False),
    (noted(23 * HOUR), True, False),
    (noted(8 * DAY), True, True),
    (noted(6 * DAY, error="BACKUP-FULL", failed=HOUR / 2), False, False),
    (noted(6 * DAY, error="BACKUP-FULL", failed=2 * HOUR), True, False),
    (noted(8 * DAY, error="BACKUP-FULL", failed=2 * HOUR), True, True),
    (BackupNote(at=NOW - 2 * HOUR, error="BACKUP-FULL"), True, True),
    (noted(-3 * DAY), True, False),
])
def test_due_and_overdue(
    office: Office, monkeypatch: pytest.MonkeyPatch, last: BackupNote | None, due: bool, overdue: bool
) -> None:
    monkeypatch.setattr("sozialclient.store.backup.store_backup.StoreBackup.last", lambda _self: last)
    found = standing(office.store, BackupPlan(folder=office.drive), NOW)
    assert (found.due, found.overdue) == (due, overdue)
    assert found.failed is (last is not None and last.error is not None)


def test_without_a_folder_nothing_is_due_and_that_is_said(office: Office) -> None:
    found = standing(office.store, BackupPlan(), NOW)
    assert (found.set_up, found.due, found.overdue) == (False, False, True)
    assert back_up_if_due(office.store, BackupPlan(), quiet, never, NOW) is None


def test_a_longer_span_is_not_overdue_after_a_week(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sozialclient.store.backup.store_backup.StoreBackup.last", lambda _self: noted(10 * DAY))
    assert not standing(office.store, BackupPlan(folder=office.drive, every=30 * DAY), NOW).overdue


def test_a_trial_follows_once_a_week_and_after_one_that_failed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = BackupPlan(folder=office.drive)
    tried = []
    real = subject.try_restore
    monkeypatch.setattr(subject, "try_restore", lambda *given: tried.append(real(*given)))
    assert back_up_if_due(office.store, plan, quiet, never, NOW) is not None
    assert len(tried) == 1 and tried[0].passed
    assert back_up_if_due(office.store, plan, quiet, never, now()) is None, "it was a moment ago"
    assert back_up_if_due(office.store, plan, quiet, never, now() + 2 * DAY) is not None
    assert len(tried) == 1
    assert back_up_if_due(office.store, plan, quiet, never, now() + 8 * DAY) is not None
    assert len(tried) == 2
    sorted(office.drive.rglob("*.pack"))[0].write_bytes(b"")
    assert not real(office.store, office.drive, quiet, never).passed
    assert back_up_if_due(office.store, plan, quiet, never, now() + 2 * DAY) is not None
    assert len(tried) == 3 and tried[2].passed, "the backup wrote anew what was damaged"


def test_a_folder_that_is_gone_is_noted_and_the_last_good_backup_not_forgotten(office: Office, tmp_path: Path) -> None:
    plan = BackupPlan(folder=office.drive)
    back_up(office.store, office.drive, plan.keep, quiet, never)
    gone = replace(plan, folder=tmp_path / "gone")
    with pytest.raises(BackupFolderMissing):
        back_up_if_due(office.store, gone, quiet, never, now() + 2 * DAY)
    found = standing(office.store, gone, now())
    assert found.failed and not found.overdue and found.last is not None and found.last.taken is not None
