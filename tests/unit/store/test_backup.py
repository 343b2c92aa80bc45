"""A backup holds all that was committed before it, nothing that can be read, and never harms an older one."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sozialclient.errors import Cancelled
from sozialclient.store import KeyVault, Store
from sozialclient.store.backup import target as target_module
from sozialclient.store.backup.check import damaged_files
from sozialclient.store.backup.errors import (
    BackupFolderFull,
    BackupFolderMissing,
    BackupFolderReadOnly,
    BackupInputOutput,
    BackupInsideStore,
    BackupNoRoom,
    BackupRunning,
)
from sozialclient.store.backup.store_backup import Keep
from sozialclient.store.backup.write import BackupProgress
from sozialclient.store.deletion.removal import remove_rows, sweep
from sozialclient.store.keys.errors import NoPortableWrap
from tests.unit.store.backup_rig import Office, backdated, everything, never, quiet, restored
from tests.unit.store.samples import APPLICANT, sample


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office.opened(tmp_path)
    yield made
    made.close()


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and path.name != "backup.lock"}


def test_a_backup_restores_every_byte(office: Office, tmp_path: Path) -> None:
    office.add(1, 2, 3, size=2_500_000)
    before = everything(office.store)
    office.back_up()
    store = restored(office, office.newest(), tmp_path / "new")
    assert everything(store) == before
    assert store.journal_broken_at() is None
    store.close()


def test_an_empty_store_can_be_backed_up(office: Office, tmp_path: Path) -> None:
    assert office.back_up().applications == 0
    store = restored(office, office.newest(), tmp_path / "new")
    assert store.cards() == []
    store.close()


def test_nothing_in_a_backup_can_be_read(office: Office) -> None:
    office.add(1)
    office.back_up()
    secret = [APPLICANT.encode(), APPLICANT.encode("utf-16-le"), b"message-1", b"Grundsicherung", b"Sozialamt",
              sample(1).payloads["pdf"][:24], office.recovery_key.encode()]
    for name, data in _files(office.drive).items():
        assert not [each for each in secret if each in data], name
    raw_key = (office.folder / "key.json").read_bytes()
    assert b'"file"' in raw_key and b'"file"' not in (office.newest().path / "key.json").read_bytes()


def test_the_second_backup_writes_only_what_is_new(office: Office) -> None:
    office.add(1, 2)
    first = office.back_up()
    packs = _files(office.drive / office.target.root.name / "packs")
    office.add(3)
    second = office.back_up()
    assert first.written == first.size > 0
    assert 0 < second.written < second.size
    after = _files(office.drive / office.target.root.name / "packs")
    assert packs.items() <= after.items() and len(after) == 3
    assert office.back_up().written == 0


def test_a_backup_taken_while_others_write_holds_all_that_was_committed(office: Office, tmp_path: Path) -> None:
    office.add(*range(1, 30))
    stop, written = threading.Event(), []

    def write() -> None:
        number = 100
        while not stop.is_set():
            sample(number).add(office.store)
            written.append(f"message-{number}")
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while len(written) < 3:
            pass
        committed = [card.message_id for card in office.store.cards()]
        report = office.back_up()
    finally:
        stop.set()
        thread.join()
    assert report.applications >= len(committed) and report.damaged == ()
    now = everything(office.store)
    store = restored(office, office.newest(), tmp_path / "new")
    assert {card.message_id for card in store.cards()} >= set(committed)
    there = everything(store)
    assert there.items() <= now.items()
    store.close()


def test_an_application_deleted_while_it_is_backed_up_is_left_out(
    office: Office, tmp_path: Path
) -> None:
    office.add(1, 2, 3)
    gone = next(card.id for card in office.store.cards() if card.message_id == "message-2")
    holdings = office.store.backup._holdings
    calls: list[BackupProgress] = []

    def listener(progress: BackupProgress) -> None:
        if not calls:
            with holdings.index.writing() as connection:
                remove_rows(connection, [(gone, "test")])
            sweep(holdings.index, holdings.contents)
        calls.append(progress)

    report = office.store.backup.write(office.drive, Keep(), listener, never)
    assert (report.applications, report.damaged) == (2, ())
    assert office.try_out().passed
    store = restored(office, office.newest(), tmp_path / "new")
    assert sorted(card.message_id for card in store.cards()) == ["message-1", "message-3"]
    store.close()


def test_a_new_key_of_the_store_needs_no_new_packs(office: Office, tmp_path: Path) -> None:
    office.add(1, 2)
    office.back_up()
    old = backdated(office.newest(), 1)
    office.store.rotate_key()
    assert office.back_up().written == 0
    assert office.try_out().passed
    for number, generation in enumerate((old, office.newest())):
        store = restored(office, generation, tmp_path / f"new{number}")
        assert len(store.cards()) == 2
        store.close()


def test_without_a_way_to_the_key_that_works_elsewhere_there_is_no_backup(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    store = Store.open(tmp_path / "data", KeyVault(tmp_path / "data", self_contained=True))
    with pytest.raises(NoPortableWrap):
        store.backup.write(drive, Keep(), quiet, never)
    noted = store.backup.last()
    assert noted is not None and noted.error == NoPortableWrap.reference and noted.taken is None
    store.close()


def test_the_folder_must_be_there_and_outside_the_data_folder(office: Office) -> None:
    inside = office.folder / "backups"
    inside.mkdir()
    for folder in (office.folder, inside):
        with pytest.raises(BackupInsideStore):
            office.store.backup.write(folder, Keep(), quiet, never)
    with pytest.raises(BackupFolderMissing):
        office.store.backup.write(office.drive / "stick", Keep(), quiet, never)
    assert not (office.drive / "stick").exists()
    assert office.store.backup.check_folder(office.drive) is False, "it is the same disk"


def test_a_folder_that_takes_no_files_is_refused_before_it_is_chosen(office: Office) -> None:
    office.store.backup.require_writable(office.drive)
    assert list(office.drive.iterdir()) == []
    takes_none = Path("/sys")
    if not takes_none.is_dir():
        pytest.skip("no folder here that refuses files even from an administrator")
    with pytest.raises(BackupFolderReadOnly):
        office.store.backup.require_writable(takes_none)


def test_cancelled_it_leaves_the_older_backup_and_no_half_one(office: Office) -> None:
    office.add(1)
    office.back_up()
    before = office.target.generations()
    office.add(2, 3)
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 4

    with pytest.raises(Cancelled):
        office.store.backup.write(office.drive, Keep(), quiet, cancelled)
    assert office.target.generations() == before
    assert not list(office.drive.rglob("*.new")) and not list(office.folder.glob("*.new"))
    assert office.back_up().applications == 3


@pytest.mark.parametrize(("code", "error"), [
    (errno.ENOSPC, BackupFolderFull), (errno.EIO, BackupInputOutput), (errno.EROFS, BackupFolderReadOnly)])
def test_a_fault_of_the_drive_at_any_sync_leaves_the_older_backup(
    office: Office, monkeypatch: pytest.MonkeyPatch, code: int, error: type[Exception]
) -> None:
    office.add(1)
    office.back_up()
    before = office.target.generations()
    real = target_module._sync
    for fails_at in range(20):
        office.add(10 + fails_at)
        count = iter(range(100))

        def sync(file: object, count: Iterator[int] = count, fails_at: int = fails_at) -> None:
            if next(count) == fails_at:
                raise OSError(code, "planned")
            real(file)  # type: ignore[arg-type]

        monkeypatch.setattr(target_module, "_sync", sync)
        try:
            office.back_up()
        except error:
            assert office.target.generations() == before
            noted = office.store.backup.last()
            assert noted is not None and noted.error == error.reference  # type: ignore[attr-defined]
            assert noted.taken is not None, "the good one is not forgotten"
        else:
            break
    assert fails_at == 4, "one pack, index, key and manifest are synced"
    monkeypatch.setattr(target_module, "_sync", real)
    assert office.try_out().passed


def test_too_little_room_is_said_before_anything_is_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.add(1)
    usage = shutil.disk_usage(office.drive)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with pytest.raises(BackupNoRoom):
        office.back_up()
    assert not list(office.drive.rglob("*.pack"))


def test_two_backups_at_once_do_not_meet(office: Office) -> None:
    office.add(1)
    raised = []

    def listener(_progress: BackupProgress) -> None:
        with pytest.raises(BackupRunning) as caught:
            office.back_up()
        raised.append(caught.value)

    office.store.backup.write(office.drive, Keep(), listener, never)
    assert raised
    assert office.try_out().passed


def test_backups_beyond_those_to_keep_go_and_packs_nobody_names_after_a_day(office: Office) -> None:
    office.add(1, 2)
    first = office.back_up()
    holdings = office.store.backup._holdings
    with holdings.index.writing() as connection:
        remove_rows(connection, [(office.store.cards()[0].id, "test")])
    sweep(holdings.index, holdings.contents)
    assert office.back_up(Keep(days=1, weeks=1)).removed == 1
    assert first.name not in [each.name for each in office.target.generations()]
    packs = sorted(office.drive.rglob("*.pack"))
    assert len(packs) == 2, "it may belong to a backup that is just being written"
    for path in packs:
        os.utime(path, (time.time() - 90_000,) * 2)
    office.back_up(Keep(days=1, weeks=1))
    assert len(list(office.drive.rglob("*.pack"))) == 1
    assert office.try_out().passed


def test_the_backup_just_written_stays_even_when_the_clock_was_set_back(office: Office) -> None:
    office.add(1)
    office.back_up()
    backdated(office.newest(), -400)
    report = office.back_up(Keep(days=1, weeks=0))
    assert report.name in [each.name for each in office.target.generations()]


def test_while_one_backup_cannot_be_read_no_pack_goes(office: Office) -> None:
    office.add(1)
    office.back_up()
    backdated(office.newest(), 1)
    (office.newest().path / "manifest.json").write_bytes(b"{}")
    stray = next(iter(office.drive.rglob("*.pack"))).with_name("00000099-" + "a" * 24 + "-" + "b" * 64 + ".pack")
    stray.write_bytes(b"x")
    os.utime(stray, (time.time() - 90_000,) * 2)
    office.back_up()
    assert stray.exists()


def test_a_pack_that_is_damaged_is_found_and_written_anew(office: Office) -> None:
    office.add(1, 2)
    office.back_up()
    pack = sorted(office.drive.rglob("*.pack"))[0]
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 1
    pack.write_bytes(data)
    generation = backdated(office.newest(), 1)
    assert damaged_files(office.target, generation, quiet, never) == (
        pack.relative_to(office.target.root).as_posix(),)
    note = office.try_out()
    assert (note.passed, note.lost) == (False, 1)
    assert office.store.backup.last_trial() == note
    assert office.back_up().written > 0
    assert office.try_out().passed
    assert damaged_files(office.target, generation, quiet, never) == (), "the older backup is whole again too"


def test_a_pack_of_another_size_is_written_anew_at_once(office: Office) -> None:
    office.add(1)
    office.back_up()
    pack = next(iter(office.drive.rglob("*.pack")))
    pack.write_bytes(pack.read_bytes()[:-1])
    office.back_up()
    assert office.try_out().passed


def test_damage_in_the_store_itself_is_said(office: Office) -> None:
    office.add(1, 2)
    with office.store.backup._holdings.contents.writing() as connection:
        connection.execute("UPDATE chunk SET sealed = zeroblob(length(sealed)) WHERE application = 2 AND ordinal = 0")
    assert office.back_up().damaged == (2,)
    noted = office.store.backup.last()
    assert noted is not None and noted.damaged == 1
    assert (office.try_out().lost, office.try_out().passed) == (1, False)


def test_a_trial_leaves_nothing_behind_even_when_it_is_cancelled(office: Office) -> None:
    office.add(1, size=3_000_000)
    office.back_up()
    before = _files(office.folder).keys()
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        assert list(office.folder.glob("trial-*.new"))
        return len(asked) > 3

    with pytest.raises(Cancelled):
        office.store.backup.try_out(office.drive, quiet, cancelled)
    assert _files(office.folder).keys() == before
    assert office.try_out().passed
    assert not list(office.folder.glob("*.new"))


def test_what_is_kept_is_the_last_of_each_day_and_week() -> None:
    start = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)  # a Monday
    moments = [start + timedelta(hours=hours) for hours in range(0, 24 * 60, 12)]
    kept = Keep(days=7, weeks=4).chosen(moments)
    newest = moments[-1]
    days = {moment.date() for moment in kept}
    assert newest in kept and len(kept) == 7 + 2
    assert {(newest - timedelta(days=day)).date() for day in range(7)} <= days
    assert all(moment.hour == 19 for moment in kept), "the last of each day"
    assert Keep(days=0, weeks=0).chosen(moments) == {newest}
    assert Keep().chosen([]) == set()
    long_ago = [start - timedelta(days=400), start]
    assert Keep().chosen(long_ago) == set(long_ago), "a closed office loses nothing"
