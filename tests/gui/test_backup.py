"""Backups and restoring in the window, by keys alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from sozialclient.gui.backup.page import BackupDialog
from sozialclient.gui.backup.restore_page import RestoreDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.store import KeyVault, Store
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop, write
from tests.gui.screen_walk import nameless
from tests.unit.store.backup_rig import everything


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "Netzlaufwerk Ö"
    folder.mkdir()
    return folder


def until(desktop: Desktop, done: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not done():
        assert time.monotonic() < end, "it did not happen"
        settle(desktop, 0.02)


def opened(desktop: Desktop) -> BackupDialog:
    desktop.window.actions_table["backup"].trigger()
    until(desktop, lambda: desktop.keeping.backup.dialog is not None)
    dialog = desktop.keeping.backup.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def hit(key: Qt.Key) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key)


def set_up(desktop: Desktop, drive: Path) -> BackupDialog:
    dialog = opened(desktop)
    assert dialog.folder.hasFocus() and not dialog.go.isEnabled()
    write(dialog.folder, str(drive))
    hit(Qt.Key.Key_Tab)
    until(desktop, dialog.go.isEnabled)
    return dialog


def reach(button: object) -> None:
    """Tab until the button has the focus."""
    for _ in range(20):
        if QApplication.focusWidget() is button:
            return
        hit(Qt.Key.Key_Tab)
    raise AssertionError("no way by Tab")


def test_without_a_folder_the_status_bar_says_so_and_leads_to_the_dialog(desktop: Desktop) -> None:
    button = desktop.window.status.buttons["backup"]
    until(desktop, lambda: "Keine Datensicherung" in button.text())
    assert button.property("due") == "true"
    button.click()
    until(desktop, lambda: desktop.keeping.backup.dialog is not None)
    dialog = desktop.keeping.backup.dialog
    assert dialog is not None and "keine Sicherungen" in dialog.banner.title.text()
    assert nameless(dialog) == []


def test_a_folder_is_set_a_backup_taken_and_tried_out_by_keys(
    desktop: Desktop, workplace: Workplace, drive: Path
) -> None:
    workplace.vault.create_recovery_key()
    dialog = set_up(desktop, drive)
    assert "demselben Datenträger" in dialog.banner.title.text()
    reach(dialog.go)
    hit(Qt.Key.Key_Return)
    until(desktop, lambda: "gesichert" in dialog.banner.title.text() and dialog.go.isEnabled())
    assert workplace.store.backup.target(drive).generations()
    reach(dialog.trial)
    hit(Qt.Key.Key_Return)
    until(desktop, lambda: "bestanden" in dialog.banner.title.text())
    note = workplace.store.backup.last_trial()
    assert note is not None and note.passed
    assert desktop.window.status.buttons["backup"].text().strip().startswith("Sicherung heute")
    assert not list(workplace.store.backup.data_folder.glob("trial-*"))
    hit(Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_store_that_only_this_pc_opens_is_not_backed_up_and_the_reason_is_said(
    desktop: Desktop, drive: Path
) -> None:
    dialog = set_up(desktop, drive)
    reach(dialog.go)
    hit(Qt.Key.Key_Return)
    until(desktop, lambda: "STORE-KEY-NOT-PORTABLE" in dialog.banner.sentence.text())
    assert dialog.go.isEnabled()


def test_a_folder_that_is_not_there_is_refused(desktop: Desktop, tmp_path: Path) -> None:
    dialog = opened(desktop)
    write(dialog.folder, str(tmp_path / "nirgends"))
    hit(Qt.Key.Key_Tab)
    until(desktop, lambda: "BACKUP-FOLDER-MISSING" in dialog.banner.sentence.text())


def test_due_backups_are_taken_at_the_start_and_tried_out(
    start: StartDesktop, workplace: Workplace, drive: Path
) -> None:
    from dataclasses import replace

    from sozialclient.settings import load_settings, save_settings

    workplace.vault.create_recovery_key()
    folder = workplace.store.backup.data_folder
    save_settings(folder, replace(load_settings(folder), backup_folder=drive))
    desktop = start(workplace)
    until(desktop, lambda: workplace.store.backup.last_trial() is not None)
    until(desktop, lambda: "Sicherung heute" in desktop.window.status.buttons["backup"].text())
    assert workplace.store.backup.last_trial() is not None


def restoring(desktop: Desktop) -> RestoreDialog:
    desktop.window.actions_table["restore_backup"].trigger()
    until(desktop, lambda: desktop.keeping.backup.restoring is not None)
    dialog = desktop.keeping.backup.restoring
    assert dialog is not None and dialog.isVisible()
    return dialog


@pytest.fixture
def backed_up(workplace: Workplace, drive: Path) -> tuple[str, dict[str, str]]:
    """The recovery key of a store that was backed up, and all that is in it."""
    from sozialclient.store.backup.store_backup import Keep

    key = workplace.vault.create_recovery_key()
    workplace.store.backup.write(drive, Keep(), lambda _progress: None, lambda: False)
    return key, everything(workplace.store)


def test_on_a_new_pc_the_store_is_restored_by_keys(
    start: StartDesktop, empty_workplace: Workplace, drive: Path, backed_up: tuple[str, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key, before = backed_up
    desktop = start(empty_workplace)
    dialog = restoring(desktop)
    assert nameless(dialog) == [] and not dialog.put_aside.isVisible()
    write(dialog.folder, str(drive))
    hit(Qt.Key.Key_Tab)
    until(desktop, lambda: dialog.backups.count() == 1)
    reach(dialog.by_file)
    hit(Qt.Key.Key_Down)
    assert dialog.by_recovery.isChecked() and not dialog.pin.isEnabled()
    reach(dialog.recovery)
    write(dialog.recovery, "falsch")
    reach(dialog.go)
    hit(Qt.Key.Key_Return)
    until(desktop, lambda: "STORE-KEY-RECOVERY" in dialog.banner.sentence.text())
    dialog.recovery.setFocus()
    dialog.recovery.selectAll()
    write(dialog.recovery, key)
    reach(dialog.go)
    hit(Qt.Key.Key_Return)
    until(desktop, lambda: "wiederhergestellt" in dialog.banner.title.text())
    assert dialog.go.text().strip() == "Sozialclient schließen"
    hit(Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert not desktop.window.isVisible()
    folder = empty_workplace.store.backup.data_folder
    empty_workplace.close()
    store = Store.open(folder, KeyVault(folder, self_contained=True))
    assert everything(store) == before
    store.close()


def test_damage_is_said_and_the_rest_offered(
    desktop: Desktop, drive: Path, backed_up: tuple[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sorted(drive.rglob("*.pack"))[0].unlink()
    dialog = restoring(desktop)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(drive))
    dialog._change.click()
    until(desktop, lambda: dialog.backups.count() == 1)
    dialog.by_recovery.setChecked(True)
    dialog.recovery.setText(backed_up[0])
    assert not dialog.go.isEnabled(), "the store that is there may not be replaced without leave"
    dialog.put_aside.setChecked(True)
    dialog.go.click()
    until(desktop, lambda: "RESTORE-LOSES" in dialog.banner.sentence.text())
    assert dialog.partial.isVisible()
    dialog.partial.setChecked(True)
    dialog.go.click()
    until(desktop, lambda: "Beschädigt" in dialog.banner.sentence.text())
