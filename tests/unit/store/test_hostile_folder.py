"""Whoever can write to the data folder, or to the backups on a share, must not reach anything beyond them."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from sozialclient.model.books import Fault
from sozialclient.store import KeyVault, Store
from sozialclient.store.backup.errors import BackupDamaged, BackupError, BackupInputOutput
from sozialclient.store.backup.manifest import read_manifest
from sozialclient.store.backup.target import Generation
from sozialclient.store.errors import StoreDamaged, StoreInputOutput, StoreLocked
from sozialclient.store.keys.errors import RecoveryKeyWrong
from sozialclient.store.keys.key_file import Cost, KeyKind, read_key_file, write_key_file
from sozialclient.store.keys.wraps import private_from_passphrase
from sozialclient.store.seats import seats
from tests.unit.store.backup_rig import Office, everything, restored
from tests.unit.store.samples import sample

_DEEP = b'{"number":1,"host":"a","manifest":' + b"[" * 100_000
_TIME = b'{"host":"a","user":"b","pid":1,"since":"%s"}'
_NO_LINKS = pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office.opened(tmp_path)
    yield made
    made.close()


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """A folder of the user's that has nothing to do with us, and has not changed for long."""
    folder = tmp_path / "Dokumente"
    (folder / "Briefe").mkdir(parents=True)
    for path in (folder / "Haushalt.ods", folder / "Briefe" / "Brief.odt"):
        path.write_text("mine" * 200)
        os.utime(path, (1, 1))
    return folder


def _files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.rglob("*.od?")}


def _opened(folder: Path) -> Store:
    return Store.open(folder, KeyVault(folder, self_contained=True))


def _store(folder: Path) -> Store:
    store = _opened(folder)
    sample(1, size=5000).add(store)
    return store


@_NO_LINKS
@pytest.mark.parametrize("name", ["backups", "packs", "packs/00077"])
def test_a_link_in_the_backups_leads_nowhere(office: Office, others: Path, name: str) -> None:
    office.add(1)
    office.back_up()
    before, link = _files(others), office.target.root / name
    if link.exists():
        shutil.rmtree(link)
    link.symlink_to(others)
    if name == "packs/00077":
        office.back_up()
    else:
        with pytest.raises(BackupInputOutput):
            office.back_up()
    assert _files(others) == before


@_NO_LINKS
def test_names_are_not_written_through_links(office: Office, others: Path) -> None:
    before = _files(others)
    office.target.root.mkdir()
    (office.target.root / "backup.lock").symlink_to(others / "Haushalt.ods")
    with pytest.raises(BackupInputOutput):
        office.back_up()
    office.store.close()
    gate = office.folder / "seats" / "gate.lock"
    gate.unlink(missing_ok=True)
    gate.symlink_to(others / "Haushalt.ods")
    with pytest.raises(StoreInputOutput):
        _opened(office.folder)
    gate.unlink()
    assert _files(others) == before


def test_only_what_has_a_name_of_ours_is_removed_from_the_backups(office: Office) -> None:
    office.add(1)
    office.back_up()
    backups, packs = office.target.generations_folder, office.target.root / "packs" / "00000"
    strange = [backups / "alt", packs / "Liste.txt", backups / "Thumbs.db", backups / "20269999T999999.000000Z"]
    for path in strange:
        path.mkdir() if path.suffix in ("", ".000000Z") else path.write_text("x")
        os.utime(path, (1, 1))
    office.back_up()
    assert all(path.exists() for path in strange)
    assert len(office.target.generations()) == 1, "one of this day, and no other has a time"


def test_an_old_backup_under_a_newer_name_is_refused(office: Office, tmp_path: Path) -> None:
    office.add(1)
    office.back_up()
    shutil.copytree(office.newest().path, tmp_path / "old")
    office.add(2)
    office.back_up()
    shutil.copytree(tmp_path / "old", office.target.generations_folder / "20991231T000000.000000Z")
    with pytest.raises(BackupDamaged):
        restored(office, office.newest(), tmp_path / "new")
    assert office.try_out().error == BackupDamaged.reference


def test_names_without_backups_push_none_out(office: Office) -> None:
    office.add(1)
    office.back_up()
    good = office.newest()
    yesterday = Generation(good.path.rename(good.path.with_name("20250102T080000.000000Z")))
    for day in range(1, 29):
        (office.target.generations_folder / f"209902{day:02}T080000.000000Z").mkdir()
    office.back_up()
    assert yesterday.name in [each.name for each in office.target.generations()]


def test_no_more_is_copied_than_the_manifest_says(office: Office, tmp_path: Path) -> None:
    office.add(1)
    office.back_up()
    with (office.newest().path / "key.json").open("ab") as file:
        file.truncate(40_000_000)
    copied: list[int] = []
    with pytest.MonkeyPatch.context() as patch, pytest.raises(BackupDamaged):
        patch.setattr("os.fsync", lambda number: copied.append(os.fstat(number).st_size))
        restored(office, office.newest(), tmp_path / "new")
    assert max(copied) < 3_000_000


@pytest.mark.parametrize("raw", [_DEEP, b'{"manifest":{"format":1},"mac":"\xff"}'])
def test_a_manifest_of_nonsense_is_damaged(raw: bytes) -> None:
    with pytest.raises(BackupError):
        read_manifest(raw, "x")


@pytest.mark.parametrize("raw", [_DEEP, b'{"a":' * 100_000, b'{"version":2,"store":"\xff"}'])
def test_a_key_file_of_nonsense_is_damaged(tmp_path: Path, raw: bytes) -> None:
    _store(tmp_path / "d").close()
    (tmp_path / "d" / "key.json").write_bytes(raw)
    with pytest.raises(StoreDamaged):
        _opened(tmp_path / "d")


def test_a_recovery_key_that_was_replaced_is_not_given_the_next_key(tmp_path: Path) -> None:
    store = _store(tmp_path / "d")
    old = store.key_vault.create_recovery_key()
    before = read_key_file(tmp_path / "d")
    new = store.key_vault.create_recovery_key()
    after = read_key_file(tmp_path / "d")
    assert before is not None and after is not None
    put_back = [wrap for wrap in before.wraps if wrap.kind is KeyKind.RECOVERY]
    write_key_file(tmp_path / "d", dataclasses.replace(after, wraps=(*put_back, *after.wraps)))
    store.rotate_key()
    store.close()
    with pytest.raises(RecoveryKeyWrong):
        KeyVault(tmp_path / "d", self_contained=True).unlock_with_recovery_key(old)
    KeyVault(tmp_path / "d", self_contained=True).unlock_with_recovery_key(new)


def test_a_cost_of_minutes_is_refused() -> None:
    with pytest.raises(StoreDamaged):
        private_from_passphrase("lang genug und mehr", bytes(16), Cost(passes=64, lanes=4, memory=1024 * 1024))


@pytest.mark.parametrize("raw", [b'{"a":' * 100_000, b'{"number":18446744073709551615,"link":""}', b'{"a":"\xff"}'])
def test_a_head_of_nonsense_keeps_nobody_from_fetching(tmp_path: Path, raw: bytes) -> None:
    store = _store(tmp_path / "d")
    (tmp_path / "d" / "journal.head").write_bytes(raw)
    store.record_fetch("x", datetime.now(UTC), "ok")
    assert [each.fault for each in store.books.audit().discrepancies] == [Fault.JOURNAL_OLDER]
    store.close()


@_NO_LINKS
@pytest.mark.parametrize("raw", [
    _DEEP, b'{"host":"\xff"}', _TIME % b"0001-01-01T00:00:00+14:00", _TIME % b"9999-12-31T23:59:59Z",
    b'{"host":"\\u001b[31m\\u202e","user":"a\\nb","pid":1,"since":"2026-01-01T00:00:00Z"}',
])
def test_a_seat_of_nonsense_is_a_seat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(seats, "QUIET_SECONDS", 0.1)
    monkeypatch.setenv("TZ", "Europe/Berlin")
    _store(tmp_path / "d").close()
    path = tmp_path / "d" / "seats" / "aa.seat"
    path.write_bytes(raw)
    code = f"import fcntl; f = open({str(path)!r}); fcntl.flock(f, 2); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreLocked) as raised:
            _opened(tmp_path / "d")
        holder.communicate(b"\n")
    assert all(value.isprintable() for value in raised.value.parameters.values())


@_NO_LINKS
def test_a_pipe_in_the_place_of_a_seat_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "QUIET_SECONDS", 0.1)
    _store(tmp_path / "d").close()
    os.mkfifo(tmp_path / "d" / "seats" / "aa.seat")
    code = ("from pathlib import Path\nfrom sozialclient.store import KeyVault, Store, seats\n"
            f"seats.QUIET_SECONDS = 0.1\nd = Path({str(tmp_path / 'd')!r})\n"
            "Store.open(d, KeyVault(d, self_contained=True)).close()")
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


def test_nothing_in_the_contents_swallows_what_is_stored(tmp_path: Path) -> None:
    store = _store(tmp_path / "d")
    foreign = apsw.Connection(str(tmp_path / "d" / "contents.db"))
    foreign.execute("CREATE TRIGGER t AFTER INSERT ON chunk BEGIN DELETE FROM chunk WHERE number = new.number; END")
    foreign.close()
    sample(2, size=5000).add(store)
    assert len({name.split()[0] for name in everything(store)}) == 2
    store.close()


def test_an_old_store_laid_ready_is_found_out_and_moves_nothing_elsewhere(tmp_path: Path) -> None:
    folder, ready = tmp_path / "d", tmp_path / "d" / "restore.ready"
    _store(folder).close()
    shutil.copytree(folder, tmp_path / "old")
    store = _opened(folder)
    sample(2, size=5000).add(store)
    store.close()
    ready.mkdir()
    for name in ("contents.db", "store.db", "key.json"):
        shutil.copy(tmp_path / "old" / name, ready / name)
    (ready / "aside").write_text(str(tmp_path / "elsewhere"))
    store = _opened(folder)
    assert [each.fault for each in store.books.audit().discrepancies] == [Fault.JOURNAL_OLDER]
    store.close()
    assert not (tmp_path / "elsewhere").exists()
