"""Restoring finds every damage first, changes nothing until all is proven, and survives being killed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sozialclient.store import KeyVault, Store
from sozialclient.store.backup import place as backup_place
from sozialclient.store.backup.errors import (
    BackupDamaged,
    BackupNewer,
    RestoreLoses,
    RestoreNotEmpty,
    RestoreWaiting,
)
from sozialclient.store.backup.manifest import read_manifest
from sozialclient.store.backup.place import lost_applications, make_ready
from sozialclient.store.database import private_file
from sozialclient.store.deletion.deleted_messages import LOST
from sozialclient.store.errors import StoreNewer
from sozialclient.store.keys.errors import RecoveryKeyWrong
from sozialclient.store.keys.recovery_key import new_recovery_key
from tests.unit.store.backup_rig import Office, everything, restored, stage
from tests.unit.store.samples import sample


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office.opened(tmp_path)
    made.add(1, 2, 3)
    made.back_up()
    yield made
    made.close()


def _own_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _harmed(path: Path, harm: str) -> None:
    data = bytearray(path.read_bytes())
    if harm == "removed":
        path.unlink()
    elif harm == "truncated":
        path.write_bytes(data[:-1])
    elif harm == "emptied":
        path.write_bytes(b"")
    else:
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


@pytest.mark.parametrize("harm", ["flipped", "truncated", "emptied", "removed"])
def test_every_file_of_a_backup_is_missed_or_its_damage_found(office: Office, tmp_path: Path, harm: str) -> None:
    files = [path for path in office.target.root.rglob("*") if path.is_file() and path.name != "backup.lock"]
    assert len(files) == 3 + 3
    found = {}
    for number, path in enumerate(files):
        whole = path.read_bytes()
        _harmed(path, harm)
        folder = tmp_path / f"new{number}"
        try:
            restored(office, office.newest(), folder).close()
        except BackupDamaged as error:
            found[path.name.split(".")[-1] + path.name[:1]] = error.parameters["part"]
        except RestoreLoses as error:
            assert error.parameters == {"lost": "1", "total": "3"}
            found[path.name] = "pack"
        assert _own_files(folder) == {}, "nothing was put in place"
        path.write_bytes(whole)
    assert len(found) == 6 and sorted(found.values()) == ["index", "key", "manifest", "pack", "pack", "pack"]
    restored(office, office.newest(), tmp_path / "whole").close()


def test_a_manifest_that_somebody_made_fit_is_refused(office: Office, tmp_path: Path) -> None:
    """Digests can be computed by anybody, the guard only with the store's key."""
    path = office.newest().path / "manifest.json"
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b'"applications":3', b'"applications":2'))
    assert read_manifest(path.read_bytes(), "x").applications == 2
    with pytest.raises(BackupDamaged, match="manifest"):
        stage(office, office.newest(), tmp_path / "new")


def test_what_is_not_damaged_can_be_restored_and_the_rest_fetched_again(office: Office, tmp_path: Path) -> None:
    next(iter(office.target.root.rglob("00000002-*.pack"))).unlink()
    staged = stage(office, office.newest(), tmp_path / "new")
    (lost,) = lost_applications(staged)
    assert (lost.message_id, lost.mailbox) == ("message-2", "Sozialamt")
    make_ready(staged, tmp_path / "new", datetime.now(UTC), partial=True, put_aside=False)
    store = Store.open(tmp_path / "new", KeyVault(tmp_path / "new", self_contained=True))
    assert sorted(card.message_id for card in store.cards()) == ["message-1", "message-3"]
    assert store.journal_broken_at() is None
    (record,) = store.deletion.records()
    assert record.rule == LOST and store.deletion.deleted_messages("Sozialamt", ["message-2"]) == {}
    assert not sample(2).add(store).duplicate
    assert len(everything(store)) == len(everything(office.store))
    store.close()


def test_a_pack_to_which_something_was_added_is_refused_as_a_whole(office: Office, tmp_path: Path) -> None:
    pack = next(iter(office.target.root.rglob("00000002-*.pack")))
    with pack.open("ab") as file:
        file.write((99).to_bytes(4, "big") + bytes(4) + (5).to_bytes(4, "big") + b"added")
    assert stage(office, office.newest(), tmp_path / "new").lost == (2,)


def test_what_a_crash_left_beside_the_old_store_goes_with_it(office: Office) -> None:
    office.close()
    wal = office.folder / "store.db-wal"
    wal.write_bytes(b"of the old store")
    restored(office, office.newest(), office.folder, put_aside=True).close()
    (aside,) = office.folder.glob("aside-*")
    assert (aside / wal.name).read_bytes() == b"of the old store"


def test_a_wrong_key_opens_nothing(office: Office, tmp_path: Path) -> None:
    office.recovery_key = new_recovery_key()
    with pytest.raises(RecoveryKeyWrong):
        restored(office, office.newest(), tmp_path / "new")
    assert _own_files(tmp_path / "new") == {}


def test_a_backup_of_a_newer_program_is_refused(office: Office, tmp_path: Path) -> None:
    path = office.newest().path / "manifest.json"
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b'"format":1', b'"format":2'))
    with pytest.raises(BackupNewer):
        stage(office, office.newest(), tmp_path / "new")
    path.write_bytes(raw.replace(b'"index_version":', b'"index_version":9'))
    with pytest.raises(StoreNewer):
        stage(office, office.newest(), tmp_path / "new")


def test_an_existing_store_is_never_replaced_but_put_aside_when_allowed(office: Office, tmp_path: Path) -> None:
    office.add(4)
    office.close()
    with pytest.raises(RestoreNotEmpty):
        restored(office, office.newest(), office.folder)
    store = Store.open(office.folder, KeyVault(office.folder, self_contained=True))
    assert len(store.cards()) == 4
    store.close()
    shutil.rmtree(office.folder / "restore-1.new")
    back = restored(office, office.newest(), office.folder, put_aside=True)
    assert len(back.cards()) == 3
    assert back.heads.fits(back.heads.kept()), "a store set back on purpose is no finding"
    back.close()
    (aside,) = office.folder.glob("aside-*")
    old = Store.open(aside, KeyVault(aside, self_contained=True))
    assert len(old.cards()) == 4
    old.close()


def test_a_restored_store_waits_until_nobody_has_the_old_one_open(office: Office) -> None:
    staged = stage(office, office.newest(), office.folder)
    office.add(4)
    make_ready(staged, office.folder, datetime.now(UTC), partial=False, put_aside=True)
    with pytest.raises(RestoreWaiting):
        Store.open(office.folder, KeyVault(office.folder, self_contained=True))
    assert len(office.store.cards()) == 4
    office.close()
    store = Store.open(office.folder, KeyVault(office.folder, self_contained=True))
    assert len(store.cards()) == 3
    store.close()


def test_killed_at_any_step_the_folder_holds_the_old_store_or_the_new_one(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every rename of the way is the last thing that happens once; then somebody opens the folder."""

    class Killed(BaseException):
        pass

    office.add(4)
    office.close()
    real = private_file.put_in_place
    seen = set()
    for kill_at in range(12):
        folder = tmp_path / f"place{kill_at}"
        shutil.copytree(office.folder, folder)
        steps = iter(range(100))

        def rename(source: Path, to: Path, steps: Iterator[int] = steps, kill_at: int = kill_at) -> None:
            if next(steps) == kill_at:
                raise Killed
            real(source, to)

        monkeypatch.setattr(backup_place, "put_in_place", rename)
        try:
            restored(office, office.newest(), folder, put_aside=True).close()
            killed = False
        except Killed:
            killed = True
        monkeypatch.setattr(backup_place, "put_in_place", real)
        store = Store.open(folder, KeyVault(folder, self_contained=True))
        count = len(store.cards())
        seen.add(count)
        assert count == (4 if kill_at == 0 else 3), kill_at
        assert store.journal_broken_at() is None and len(everything(store)) == 6 * count
        store.close()
        if not killed:
            break
    assert kill_at >= 7 and seen == {3, 4}


def test_a_restored_store_goes_on_being_backed_up(office: Office, tmp_path: Path) -> None:
    """Also beside the PC it was taken from, which stores something else under the same number."""
    store = restored(office, office.newest(), tmp_path / "new")
    sample(50).add(store)
    office.add(4)
    office.back_up()
    moved = Office(tmp_path / "new", office.drive, store, office.recovery_key)
    moved.back_up()
    assert moved.try_out().passed
    again = restored(moved, moved.newest(), tmp_path / "again")
    assert everything(again) == everything(store)
    again.close()
    store.close()
