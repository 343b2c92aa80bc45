"""A new PC, the key file or the recovery key, and a backup: everything is there again, byte for byte, by commands."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sozialclient.store import KeyVault, Store
from tests.e2e.place import Hub, hub, three_applications
from tests.unit.cli.conftest import Answer, Files, files, run
from tests.unit.store.backup_rig import everything

__all__ = ["files"]


@dataclass
class OldPc:
    """An office that fetched three applications and backed them up; then two more came."""

    data: Path
    drive: Path
    files: Files
    hub: Hub
    backed_up: dict[str, str]
    recovery_file: Path

    def run(self, *arguments: object) -> Answer:
        return run("--data", self.data, *arguments)

    def restore(self, data: Path, *arguments: object) -> Answer:
        return run("--data", data, "backup", "restore", "--from", self.drive, *arguments)

    def by_key_file(self) -> tuple[object, ...]:
        return "--p12", self.files.p12, "--pin-file", self.files.pin


def contents_of(data: Path) -> dict[str, str]:
    """Everything in the store of a data folder."""
    store = Store.open(data, KeyVault(data, self_contained=True))
    try:
        return everything(store)
    finally:
        store.close()


@pytest.fixture
def old_pc(tmp_path: Path, files: Files) -> Iterator[OldPc]:
    data, drive = tmp_path / "alter PC", tmp_path / "Netzlaufwerk Ü"
    drive.mkdir()
    with hub(tmp_path / "hub") as running:
        running.put(three_applications())
        assert run(*files.add(data, running.url)).code == 0
        assert run("--data", data, "fetch", "Sozialamt", "--pin-file", files.pin).code in (0, 4)
        recovery = tmp_path / "recovery.txt"
        vault = KeyVault(data, self_contained=True)
        recovery.write_text(vault.create_recovery_key() + "\n", encoding="utf-8")
        backed_up = contents_of(data)
        assert run("--data", data, "backup", "set", "--to", drive).code == 4, "nothing was backed up yet"
        answer = run("--data", data, "backup", "run", "--if-due", "--json")
        assert answer.code == 0, answer
        assert answer.json["backup"]["applications"] == 3
        assert answer.json["standing"]["trial"]["passed"] is True
        yield OldPc(data, drive, files, running, backed_up, recovery)


def test_with_the_key_file_everything_is_there_again_and_what_came_later_is_fetched_again(
    old_pc: OldPc, tmp_path: Path
) -> None:
    later = old_pc.hub.put(three_applications()[:2])
    old_pc.hub.rig.clock.now = datetime.now(UTC)
    assert old_pc.run("fetch", "Sozialamt", "--pin-file", old_pc.files.pin).code in (0, 4)
    (waiting,) = old_pc.hub.put(three_applications()[2:])
    old_pc.hub.rig.clock.now = datetime.now(UTC)
    new = tmp_path / "neuer PC"
    answer = old_pc.restore(new, *old_pc.by_key_file(), "--json")
    assert answer.code == 0, answer
    assert answer.json["restored"]["applications"] == 3 and answer.json["restored"]["lost"] == []
    assert contents_of(new) == old_pc.backed_up
    status = run("--data", new, "backup", "status", "--json")
    assert status.json["folder"] == str(old_pc.drive), "it goes on being backed up"
    missing = run("--data", new, "backup", "missing", "Sozialamt", "--pin-file", old_pc.files.pin, "--json")
    assert (missing.code, sorted(missing.json["missing"])) == (4, sorted(later))
    of_all = run("--data", new, "backup", "missing", "Sozialamt", "--since", "2000-01-01",
                 "--pin-file", old_pc.files.pin, "--json")
    assert sorted(of_all.json["missing"]) == sorted(later), "what waits is not missing"
    fetched = run("--data", new, "backup", "missing", "Sozialamt", "--fetch", "--pin-file", old_pc.files.pin, "--json")
    assert fetched.code == 0 and fetched.json["fetched"] == 2, fetched
    again = run("--data", new, "backup", "missing", "Sozialamt", "--pin-file", old_pc.files.pin, "--json")
    assert (again.code, again.json["missing"]) == (0, [])
    assert run("--data", new, "fetch", "Sozialamt", "--pin-file", old_pc.files.pin, "--json").json["new"] == 1, waiting
    assert len(contents_of(new)) > len(old_pc.backed_up)
    assert run("--data", new, "audit").code == 0
    assert run("--data", new, "backup", "run").code == 0


def test_with_the_recovery_key_too(old_pc: OldPc, tmp_path: Path) -> None:
    answer = old_pc.restore(tmp_path / "new", "--recovery-file", old_pc.recovery_file)
    assert answer.code == 0, answer
    assert contents_of(tmp_path / "new") == old_pc.backed_up


def test_a_backup_opens_with_the_recovery_key_of_its_day(old_pc: OldPc, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(old_pc.drive, stick)
    newer = tmp_path / "newer.txt"
    newer.write_text(old_pc.run("key", "recovery", "--json").json["recovery_key"], encoding="utf-8")
    wrong = run("--data", tmp_path / "a", "backup", "restore", "--from", stick, "--recovery-file", newer)
    assert "[STORE-KEY-RECOVERY-WRONG]" in wrong.err and "als sie angelegt wurde" in wrong.err
    older = run("--data", tmp_path / "a", "backup", "restore", "--from", stick, "--recovery-file", old_pc.recovery_file)
    assert older.code == 0 and contents_of(tmp_path / "a") == old_pc.backed_up
    assert old_pc.run("backup", "run").code == 0
    assert old_pc.restore(tmp_path / "b", "--recovery-file", old_pc.recovery_file).code == 3
    assert old_pc.restore(tmp_path / "b", "--recovery-file", newer).code == 0


def test_what_made_room_for_a_restored_store_is_named(old_pc: OldPc, tmp_path: Path) -> None:
    new = tmp_path / "neuer PC"
    assert run("--data", new, "list").code == 0, "an empty store is there"
    assert "[RESTORE-NOT-EMPTY]" in old_pc.restore(new, *old_pc.by_key_file()).err
    answer = old_pc.restore(new, *old_pc.by_key_file(), "--put-aside")
    [aside] = new.glob("aside-*")
    assert answer.code == 0 and str(aside) in answer.out, answer


def test_a_wrong_pin_or_a_foreign_key_file_leaves_nothing_behind(old_pc: OldPc, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pin"
    wrong.write_text("0000", encoding="utf-8")
    new = tmp_path / "new"
    answer = old_pc.restore(new, "--p12", old_pc.files.p12, "--pin-file", wrong, "--json")
    assert (answer.code, answer.json["error"]["reference"]) == (3, "KEY-PIN")
    stranger = old_pc.files.folder / "stranger.p12"
    answer = old_pc.restore(new, "--p12", stranger, "--pin-file", old_pc.files.pin, "--json")
    assert (answer.code, answer.json["error"]["reference"]) == (3, "STORE-KEY-FILE-FOREIGN")
    assert list(new.iterdir()) == []


def test_a_damaged_pack_is_named_and_the_rest_restored_on_request(old_pc: OldPc, tmp_path: Path) -> None:
    pack = sorted(old_pc.drive.rglob("*.pack"))[1]
    pack.write_bytes(pack.read_bytes()[:-1])
    check = old_pc.run("backup", "check", "--json")
    assert check.code == 4 and check.json["damaged"] == [f"packs/00000/{pack.name}"]
    new = tmp_path / "new"
    answer = old_pc.restore(new, *old_pc.by_key_file(), "--json")
    assert (answer.code, answer.json["error"]["reference"]) == (3, "RESTORE-LOSES")
    assert list(new.iterdir()) == []
    answer = old_pc.restore(new, *old_pc.by_key_file(), "--partial", "--json")
    assert answer.code == 4 and answer.json["restored"]["applications"] == 2
    (lost,) = answer.json["restored"]["lost"]
    missing = run("--data", new, "backup", "missing", "Sozialamt", "--since", "2000-01-01",
                  "--pin-file", old_pc.files.pin, "--json")
    assert (missing.json["missing"], missing.json["deleted"]) == ([lost["message_id"]], []), "nobody deleted it"
    fetched = run("--data", new, "fetch", "Sozialamt", "--message-id", lost["message_id"],
                  "--pin-file", old_pc.files.pin, "--json")
    assert fetched.json["new"] == 1
    assert run("--data", new, "audit").code == 0


def test_a_damaged_index_is_refused_and_the_older_backup_taken(old_pc: OldPc, tmp_path: Path) -> None:
    assert old_pc.run("backup", "run").code == 0
    listed = old_pc.run("backup", "list", "--json").json
    index = next(old_pc.drive.rglob(f"{listed[0]['name']}/index.db"))
    data = bytearray(index.read_bytes())
    data[5000] ^= 1
    index.write_bytes(data)
    answer = old_pc.restore(tmp_path / "new", *old_pc.by_key_file(), "--json")
    assert (answer.code, answer.json["error"]["reference"]) == (3, "BACKUP-DAMAGED")
    if len(listed) > 1:
        answer = old_pc.restore(tmp_path / "new", *old_pc.by_key_file(), "--backup", listed[1]["name"])
        assert answer.code == 0


def test_there_must_be_an_empty_folder_or_leave_to_put_the_old_store_aside(old_pc: OldPc) -> None:
    answer = old_pc.restore(old_pc.data, *old_pc.by_key_file(), "--json")
    assert (answer.code, answer.json["error"]["reference"]) == (3, "RESTORE-NOT-EMPTY")
    assert contents_of(old_pc.data) == old_pc.backed_up
    answer = old_pc.restore(old_pc.data, *old_pc.by_key_file(), "--put-aside", "--json")
    assert answer.code == 0, answer
    assert contents_of(old_pc.data) == old_pc.backed_up
    if sys.platform != "win32":
        assert {name for name in ("store.db", "contents.db", "key.json")
                if stat.S_IMODE((old_pc.data / name).stat().st_mode) != 0o600} == set()
    (aside,) = old_pc.data.glob("aside-*")
    assert contents_of(aside) == old_pc.backed_up


def test_commands_say_what_is_wrong_in_words(old_pc: OldPc, tmp_path: Path) -> None:
    nowhere = old_pc.run("backup", "run", "--to", tmp_path / "stick")
    assert nowhere.code == 3 and "BACKUP-FOLDER-MISSING" in nowhere.err
    assert old_pc.run("backup", "status").code == 4, "the last try failed"
    waits = old_pc.run("backup", "run", "--if-due")
    assert waits.code == 4 and "nicht gelungen" in waits.out and "keine Sicherung fällig" not in waits.out
    assert old_pc.run("backup", "run").code == 0
    status = old_pc.run("backup", "status")
    assert status.code == 0 and "Probewiederherstellung bestanden" in status.out
    assert "keine Sicherung fällig" in old_pc.run("backup", "run", "--if-due").out
    assert old_pc.run("backup", "try").code == 0
    assert old_pc.run("backup", "check").code == 0
    assert old_pc.run("backup", "list").out.count("Anträge") >= 1
    empty = run("--data", tmp_path / "other", "backup", "restore", "--from", tmp_path, *old_pc.by_key_file())
    assert empty.code == 3 and "BACKUP-NOT-FOUND" in empty.err
    for refused in (("--every-days", "31"), ("--keep-days", "0"), ("--keep-weeks", "x")):
        assert old_pc.run("backup", "set", *refused).code == 2
    if Path("/sys").is_dir():
        assert "[BACKUP-READ-ONLY]" in old_pc.run("backup", "set", "--to", "/sys").err, "it takes no files"
    assert old_pc.run("backup", "set", "--every-days", "30", "--keep-weeks", "53").code == 0
    assert old_pc.run("backup", "set", "--off").code == 4
    assert old_pc.run("backup", "run").code == 3
