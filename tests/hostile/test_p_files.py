"""What is looked at leaves no file, what is staged is unreadable, and nothing is handed to another program."""

from __future__ import annotations

import ast
import ctypes
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

import sozialclient
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.window_place import WindowPlace
from sozialclient.store.contents.spool import remove_leftovers
from tests.hostile.rows import guarded_by, windows_only
from tests.unit.store.conftest import open_store

PACKAGE = Path(sozialclient.__file__).parent
TEXT = b"Zwergfell, Erika, IBAN DE00 0000 0000"
HANDERS = frozenset({"openUrl", "startfile", "Popen", "run", "call", "check_call", "check_output", "system", "execv",
                     "spawnv", "execvp", "startDetached", "webbrowser"})
"""Ways to let another program open something."""
ALLOWED = {
    "gui/export/controller.py": {"QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))"},
    "render/launch.py": {"subprocess.Popen"},
    "usecases/open_training_mailbox.py": {"subprocess.Popen"},
}
STAGED = """
import os, signal, sys
from pathlib import Path
from sozialclient.store.contents.spool import SealedSpool, SpoolFile
spool = SealedSpool(SpoolFile(Path(sys.argv[1])))
spool.write(sys.argv[2].encode() * 50_000)
print(flush=True)
sys.stdin.readline()
"""


def files_below(*folders: Path) -> dict[Path, int]:
    """Every file and when it was changed last."""
    return {path: path.stat().st_mtime_ns for each in folders for path in each.rglob("*") if path.is_file()}


@guarded_by("sozialclient.render.renderer", "sozialclient.store.contents.spool.SpoolFile")
def test_p_06_looking_at_documents_writes_no_file(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening an application, its PDF and its pictures writes nothing into the temporary folder, and in the data
    folder to the databases only."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    data = tmp_path / "data"
    before = files_below(temporary, data)
    desktop.window.folders.select("in_review")
    settle(desktop, 0.05)
    view = desktop.window.applications.list
    view.setCurrentIndex(view.model().index(1, 0))
    settle(desktop, 0.4)
    document = desktop.window.application.document
    shown = [document.documents.itemText(at) for at in range(document.documents.count())]
    for at in range(min(len(shown), 4)):
        desktop.controller.application.documents.open_entry(at)
        settle(desktop, 0.2)
    assert len(shown) > 1 and document._pages > 0, "documents were shown"
    after = files_below(temporary, data)
    changed = {path.name for path in after if before.get(path) != after[path] and path.suffix != ".seat"}
    databases = {f"{name}.db{log}" for name in ("store", "contents") for log in ("", "-wal", "-shm")}
    assert changed <= databases
    assert not any(temporary.iterdir())


@guarded_by("sozialclient.store.contents.spool.SpoolFile")
def test_p_06a_what_was_staged_is_unreadable_after_a_kill(tmp_path: Path) -> None:
    """A delivery too large for the memory waits sealed under a key of this run; after a kill nothing readable stays,
    and the next start removes what is left."""
    process = subprocess.Popen([sys.executable, "-c", STAGED, str(tmp_path), TEXT.decode()], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    staged = b""
    if sys.platform.startswith("linux"):
        held = Path(f"/proc/{process.pid}/fd").iterdir()
        staged = b"".join(each.read_bytes() for each in held if ".spool" in str(each.readlink()))
        assert len(staged) > 1_000_000, "it was staged"
    assert TEXT not in staged
    process.kill()
    process.wait()
    assert not any(TEXT in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


@guarded_by("sozialclient.gui.export.controller.ExportController")
def test_p_07_no_document_is_ever_handed_to_another_program() -> None:
    """Nothing is opened with an external program: the only thing handed over is the folder of a finished export.

    Opening with another program on request does not exist.
    """
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            owner = called.partition(".")[0]
            if called.rpartition(".")[2] in HANDERS and owner in ("subprocess", "os", "QDesktopServices", "QProcess",
                                                                  "webbrowser"):
                name = path.relative_to(PACKAGE).as_posix()
                found.setdefault(name, set()).add(called if owner == "subprocess" else ast.unparse(node))
    assert found == ALLOWED


@guarded_by("sozialclient.gui.window_place.WindowPlace")
def test_p_08_what_is_remembered_of_a_window_names_no_file_and_no_person(desktop: Desktop, tmp_path: Path) -> None:
    """Between two starts only the window's place and splits are kept: no recent files, no searches."""
    kept = tmp_path / "window.ini"
    desktop.window.toolbar.search.setText("Zwergfell")
    settle(desktop, 0.1)
    WindowPlace(kept).save(desktop.window, {"main": desktop.window.splitter})
    settings = QSettings(str(kept), QSettings.Format.IniFormat)
    assert set(settings.allKeys()) == {"geometry", "splitter/main"}
    assert b"Zwergfell" not in kept.read_bytes()
    assert json.dumps(sorted(settings.childGroups())) == '["splitter"]'


@guarded_by("sozialclient.store.seats.search_index.leave_out_of_search")
@windows_only
def test_p_08a_windows_does_not_index_the_data_folder(tmp_path: Path) -> None:
    """The data folder carries the attribute by which the search of Windows leaves its contents out."""
    open_store(tmp_path / "data").close()
    if sys.platform != "win32":
        pytest.fail("marked for Windows")
    assert ctypes.WinDLL("kernel32").GetFileAttributesW(str(tmp_path / "data")) & 0x2000
