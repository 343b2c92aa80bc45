"""Keys by command: status, recovery key and sheet, passphrase, a new key, and unlocking on a new PC."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from sozialclient.store import KeyVault
from sozialclient.store.keys import wraps
from sozialclient.store.keys.key_file import Cost
from sozialclient.store.keys.recovery_key import ALPHABET, typed_recovery_key
from tests.e2e.place import Hub
from tests.unit.cli.conftest import Files, run

STATUS = {"store", "opens_here", "passphrase", "portable", "rotated", "ways"}
WAY = {"kind", "label", "made", "genuine", "certificate"}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that costs next to nothing."""
    monkeypatch.setattr(wraps, "COST", Cost(passes=1, lanes=1, memory=64))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with an empty store."""
    assert run("--data", tmp_path / "data", "list").code == 0
    return tmp_path / "data"


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    """A file with a passphrase."""
    path = tmp_path / "kennwort.txt"
    path.write_text("vier lange Wörter hier\n", encoding="utf-8")
    return path


def test_status(data: Path) -> None:
    status = run("--data", data, "key", "status", "--json").json
    assert set(status) == STATUS and [set(way) for way in status["ways"]] == [WAY]
    assert (status["opens_here"], status["passphrase"], status["portable"]) == (True, False, False)
    german = run("--data", data, "key", "status")
    assert "ohne Schutz außer den Dateirechten" in german.out and "Nur dieser PC kann die Ablage öffnen" in german.out


def test_a_recovery_key_and_its_sheet(data: Path, tmp_path: Path) -> None:
    key = run("--data", data, "key", "recovery", "--json").json["recovery_key"]
    assert typed_recovery_key(key) == key
    sheet = tmp_path / "bogen.pdf"
    answer = run("--data", data, "key", "recovery", "--sheet", sheet)
    assert answer.code == 0 and key not in answer.out
    if sys.platform != "win32":
        assert sheet.stat().st_mode & 0o777 == 0o600
    printed = pypdfium2.PdfDocument(sheet)[0].get_textpage().get_text_bounded()
    assert "Wiederherstellungsschlüssel" in printed
    KeyVault(data).unlock_with_recovery_key(" ".join(re.findall(rf"\b[{ALPHABET}]{{6}}\b", printed)[:7]))
    before = (data / "key.json").read_bytes()
    assert run("--data", data, "key", "recovery", "--sheet", tmp_path / "missing" / "x.pdf").code == 3
    assert (data / "key.json").read_bytes() == before, "a failed sheet leaves the older key in force"


def test_a_passphrase_from_setting_to_clearing(data: Path, passphrase: Path, tmp_path: Path) -> None:
    answer = run("--data", data, "key", "passphrase", "set", "--new-passphrase-file", passphrase, "--json")
    assert answer.json == {"passphrase": True, "rotated": True}
    refused = run("--data", data, "list")
    assert refused.code == 3 and refused.err.endswith("[STORE-KEY-PASSPHRASE]\n")
    assert run("--data", data, "list", "--passphrase-file", passphrase).code == 0
    wrong = tmp_path / "falsch.txt"
    wrong.write_text("vier kurze Wörter hier", encoding="utf-8")
    for _ in range(3):
        again = run("--data", data, "list", "--passphrase-file", wrong)
        assert again.code == 3 and again.err.endswith("[STORE-KEY-PASSPHRASE-WRONG]\n")
    shut = run("--data", data, "key", "status", "--json").json
    assert (shut["opens_here"], shut["passphrase"], shut["ways"][0]["genuine"]) == (False, True, None)
    assert run("--data", data, "key", "rotate", "--passphrase-file", passphrase).code == 0
    cleared = run("--data", data, "key", "passphrase", "clear", "--passphrase-file", passphrase, "--json").json
    assert cleared["opens_here"] and not cleared["passphrase"]
    assert run("--data", data, "list").code == 0


def test_a_short_passphrase_is_refused(data: Path, tmp_path: Path) -> None:
    short = tmp_path / "kurz.txt"
    short.write_text("zu kurz", encoding="utf-8")
    answer = run("--data", data, "key", "passphrase", "set", "--new-passphrase-file", short)
    assert answer.code == 3 and "mindestens 12 Zeichen" in answer.err
    assert run("--data", data, "list").code == 0


def test_a_new_key(data: Path) -> None:
    first = run("--data", data, "key", "rotate", "--json").json["rotated"]
    assert first and run("--data", data, "key", "status", "--json").json["rotated"] == first


def _elsewhere(data: Path) -> Path:
    """The data folder as a backup brings it to a new PC."""
    copy = data.with_name("neu")
    vault = KeyVault(data, self_contained=True)
    portable = vault.portable_key_file()
    shutil.copytree(data, copy)
    (copy / "key.json").write_bytes(portable)
    return copy


def test_unlocked_on_a_new_pc_with_the_recovery_key(data: Path, tmp_path: Path) -> None:
    key = run("--data", data, "key", "recovery", "--json").json["recovery_key"]
    copy = _elsewhere(data)
    refused = run("--data", copy, "list")
    assert refused.code == 3 and refused.err.endswith("[STORE-KEY-MISSING]\n")
    typed = tmp_path / "schluessel.txt"
    typed.write_text(key.lower().replace("-", " ") + "\n", encoding="utf-8")
    status = run("--data", copy, "key", "unlock", "--recovery-file", typed, "--json").json
    assert status["opens_here"] and {way["kind"] for way in status["ways"]} == {"file", "recovery"}
    assert run("--data", copy, "list").code == 0
    typed.write_text(key[:-1] + ("A" if key[-1] != "A" else "B"), encoding="utf-8")
    slip = run("--data", copy, "key", "unlock", "--recovery-file", typed)
    assert slip.code == 3 and "In der 7. Gruppe" in slip.err


def test_unlocked_on_a_new_pc_with_the_key_file_of_a_mailbox(files: Files, running: Hub, data: Path) -> None:
    added = [part for part in files.add(data, running.url, "Sozialamt") if part != "--training"]
    assert run(*added).code == 0
    status = run("--data", data, "key", "status", "--json").json
    assert [(way["kind"], way["label"]) for way in status["ways"]] == [("file", status["ways"][0]["label"]),
                                                                       ("certificate", "Sozialamt")]
    copy = _elsewhere(data)
    p12, pin = added[added.index("--p12") + 1], added[added.index("--pin-file") + 1]
    unlocked = run("--data", copy, "key", "unlock", "--p12", p12, "--pin-file", pin, "--json")
    assert unlocked.json["opens_here"] is True
    assert [box["name"] for box in run("--data", copy, "mailbox", "list", "--json").json] == ["Sozialamt"]
    assert "store_unlocked" in json.dumps(run("--data", copy, "journal", "list", "--json").json)


def test_a_training_mailbox_opens_no_store(files: Files, running: Hub, data: Path) -> None:
    added = files.add(data, running.url, "Übung")
    if "--training" not in added:
        added = [*added, "--training"]
    assert run(*added).code == 0
    assert not run("--data", data, "key", "status", "--json").json["portable"]


def test_a_forgotten_passphrase_is_replaced_or_cleared_by_another_way(
    data: Path, passphrase: Path, tmp_path: Path
) -> None:
    recovery = tmp_path / "bogen.txt"
    recovery.write_text(run("--data", data, "key", "recovery", "--json").json["recovery_key"], encoding="utf-8")
    assert run("--data", data, "key", "passphrase", "set", "--new-passphrase-file", passphrase).code == 0
    other = tmp_path / "neu.txt"
    other.write_text("vier neue Wörter hier", encoding="utf-8")
    change = ("key", "passphrase", "set", "--new-passphrase-file", other)
    assert run("--data", data, *change).code == 3
    assert run("--data", data, *change, "--recovery-file", recovery).code == 0
    assert run("--data", data, "list", "--passphrase-file", passphrase).code == 3
    assert run("--data", data, "list", "--passphrase-file", other).code == 0
    assert run("--data", data, "key", "passphrase", "clear", "--recovery-file", recovery).code == 0
    assert run("--data", data, "list").code == 0


def test_unlocking_with_nothing_says_what_it_takes(data: Path) -> None:
    answer = run("--data", data, "key", "unlock")
    assert answer.code == 3 and answer.err.endswith("[UNLOCK-NEEDS-KEY]\n")
