"""Everything a user would set is set on one screen by keys, checked, kept and acted on at once."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QListWidget, QPlainTextEdit

from sozialclient.gui.screens import settle
from sozialclient.gui.settings.entries import GROUPS
from sozialclient.gui.settings.page import SettingsDialog
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.logs import LogLevel, log_files, start_logs, stop_logs
from sozialclient.settings import Appearance, Settings, load_settings, settings_values
from sozialclient.store.books.actions import SETTINGS_CHANGED
from sozialclient.usecases.workplace import ExportNames, Workplace
from tests.gui.conftest import StartDesktop, press, write
from tests.gui.screen_walk import nameless

CONTROL = Qt.KeyboardModifier.ControlModifier
KEPT_ELSEWHERE = {"backup.folder", "backup.every_days", "backup.keep_days", "backup.keep_weeks"}


@pytest.fixture
def desktop(start: StartDesktop, empty_workplace: Workplace) -> Desktop:
    return start(empty_workplace)


def opened(desktop: Desktop) -> SettingsDialog:
    desktop.window.activateWindow()
    settle(desktop, 0.02)
    QTest.keyClick(desktop.window, Qt.Key.Key_Comma, CONTROL)
    settle(desktop, 0.05)
    dialog = desktop.keeping.settings.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def folder(workplace: Workplace) -> Path:
    return workplace.store.folder


def test_every_setting_has_its_place() -> None:
    shown = {entry.key for _name, entries in GROUPS for entry in entries}
    assert shown | KEPT_ELSEWHERE == set(settings_values(Settings())), "the backup has a page of its own"


def test_the_office_is_filled_in_by_keys_and_kept(desktop: Desktop, empty_workplace: Workplace) -> None:
    dialog = opened(desktop)
    assert not nameless(dialog)
    assert isinstance(dialog.groups, QListWidget) and dialog.groups.hasFocus()
    for _ in range(3):
        press(dialog.groups, Qt.Key.Key_Down)
    assert dialog.groups.currentItem().text() == "Dienststelle"
    QTest.keyClick(dialog.groups, Qt.Key.Key_Tab)
    area = dialog.focusWidget()
    assert isinstance(area, QPlainTextEdit) and area.accessibleName() == "Absender"
    write(area, "Stadt Musterstadt")
    QTest.keyClick(area, Qt.Key.Key_Return)
    write(area, "Rathausplatz 1")
    dialog.save.setFocus()
    QTest.keyClick(dialog.save, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert not dialog.isVisible()
    assert load_settings(folder(empty_workplace)) == Settings(office_sender=("Stadt Musterstadt", "Rathausplatz 1"))
    assert "gespeichert" in " ".join(label.text() for label in desktop.window.status.findChildren(QLabel))
    again = opened(desktop)
    assert again.touched() == {}
    found = again.fields["office.sender"].widget
    assert isinstance(found, QPlainTextEdit) and found.toPlainText() == "Stadt Musterstadt\nRathausplatz 1"
    again.reject()


def test_a_wrong_value_is_refused_where_it_stands_and_nothing_is_kept(
    desktop: Desktop, empty_workplace: Workplace,
) -> None:
    dialog = opened(desktop)
    line = dialog.fields["network.proxy"].widget
    assert isinstance(line, QLineEdit)
    line.setText("ftp://proxy")
    number = dialog.fields["lock.idle_minutes"]
    number.widget.setProperty("value", 3)
    dialog.save.click()
    settle(desktop, 0.05)
    assert dialog.isVisible() and line.hasFocus()
    assert "system, direct, http://" in line.accessibleDescription()
    assert load_settings(folder(empty_workplace)) == Settings()
    line.setText("http://proxy.invalid:3128")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert not dialog.isVisible()
    assert load_settings(folder(empty_workplace)) == Settings(proxy="http://proxy.invalid:3128", idle_minutes=3)
    assert desktop._idle._seconds == 180


def test_what_was_changed_elsewhere_meanwhile_stays(desktop: Desktop, empty_workplace: Workplace) -> None:
    (folder(empty_workplace) / "settings.toml").write_text("# our own\n[lock]\nidle_minutes = 7\n", encoding="utf-8")
    dialog = opened(desktop)
    (folder(empty_workplace) / "settings.toml").write_text("# our own\n[lock]\nidle_minutes = 8\n", encoding="utf-8")
    dialog.fields["clipboard.seconds"].widget.setProperty("value", 12)
    dialog.save.click()
    settle(desktop, 0.1)
    assert load_settings(folder(empty_workplace)) == Settings(idle_minutes=8, clipboard_seconds=12)
    assert (folder(empty_workplace) / "settings.toml").read_text(encoding="utf-8").startswith("# our own\n")
    assert desktop.controller.clipboard.seconds == 12


def test_looks_and_automatic_fetches_follow_at_once(desktop: Desktop) -> None:
    dialog = opened(desktop)
    for key, row in (("display.theme", 2), ("fetch.automatic_minutes", 2)):
        dialog.fields[key].widget.setProperty("currentIndex", row)
    dialog.fields["display.text_scale"].widget.setProperty("currentIndex", 1)
    before = desktop.window
    dialog.save.click()
    settle(desktop, 0.2)
    assert desktop.theme.appearance is Appearance.DARK and desktop.theme.scale == 1.25
    assert desktop.window is not before and desktop.window.isVisible()
    assert desktop.automatic.schedule.minutes == 30
    desktop.show_look(Appearance.LIGHT)


def test_names_network_log_and_algorithms_count_at_once(
    desktop: Desktop, empty_workplace: Workplace, tmp_path: Path,
) -> None:
    start_logs(tmp_path, LogLevel.WARNING)
    log = logging.getLogger("sozialclient.test")
    log.info("not.yet")
    before = empty_workplace.http
    dialog = opened(desktop)
    for key, words in (("export.pattern", "{leistung_kurz}_{antragsnr:8}"), ("network.proxy", "direct")):
        line = dialog.fields[key].widget
        assert isinstance(line, QLineEdit)
        line.setText(words)
    area = dialog.fields["policy.refused_algorithms"].widget
    assert isinstance(area, QPlainTextEdit)
    area.setPlainText("rsa-2048")
    dialog.fields["export.personal_names"].widget.setProperty("checked", True)
    level = dialog.fields["log.level"].widget
    assert isinstance(level, QComboBox)
    level.setCurrentIndex(level.findData(LogLevel.DEBUG.value))
    dialog.save.click()
    settle(desktop, 0.1)
    assert not dialog.isVisible()
    assert empty_workplace.names == ExportNames("{leistung_kurz}_{antragsnr:8}", personal=True)
    assert empty_workplace.http is not before and empty_workplace.policy.refused == {"rsa-2048"}
    log.info("now.it.counts")
    stop_logs()
    written = "".join(path.read_text(encoding="utf-8") for path in log_files(tmp_path))
    assert "now.it.counts" in written and "not.yet" not in written
    noted = [entry.detail for entry in empty_workplace.store.journal() if entry.action == SETTINGS_CHANGED]
    assert {"export.pattern", "network.proxy", "policy.refused_algorithms"} <= set(noted)


def test_an_algorithm_nobody_knows_is_not_kept(desktop: Desktop, empty_workplace: Workplace) -> None:
    before = empty_workplace.policy
    dialog = opened(desktop)
    area = dialog.fields["policy.refused_algorithms"].widget
    assert isinstance(area, QPlainTextEdit)
    area.setPlainText("rsa-sha17")
    dialog.save.click()
    settle(desktop, 0.1)
    assert dialog.isVisible() and "rsa-sha17" in dialog.banner.title.text()
    assert load_settings(folder(empty_workplace)) == Settings() and empty_workplace.policy is before
    dialog.reject()


def test_what_cannot_be_kept_does_not_count(
    desktop: Desktop, empty_workplace: Workplace, monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = opened(desktop)
    line = dialog.fields["export.pattern"].widget
    assert isinstance(line, QLineEdit)
    line.setText("{antragsnr:8}")
    (folder(empty_workplace) / "settings.toml.taken.new").write_bytes(b"in the way")
    before = empty_workplace.names
    with monkeypatch.context() as known:
        known.setattr("secrets.token_hex", lambda _bytes: "taken")
        dialog.save.click()
        settle(desktop, 0.1)
    assert dialog.isVisible() and dialog.banner.isVisible() and empty_workplace.names == before
    dialog.save.click()
    settle(desktop, 0.1)
    assert not dialog.isVisible() and empty_workplace.names == ExportNames("{antragsnr:8}")


def test_the_way_to_other_settings_keeps_first(desktop: Desktop, empty_workplace: Workplace) -> None:
    dialog = opened(desktop)
    dialog.fields["lock.idle_minutes"].widget.setProperty("value", 4)
    dialog.show_group("others")
    dialog.others["calendar"].click()
    settle(desktop, 0.1)
    assert load_settings(folder(empty_workplace)).idle_minutes == 4
    assert desktop.casework.calendar.dialog is not None and desktop.casework.calendar.dialog.isVisible()


def test_a_damaged_file_is_told_and_left_alone(desktop: Desktop, empty_workplace: Workplace) -> None:
    dialog = opened(desktop)
    path = folder(empty_workplace) / "settings.toml"
    path.write_text("[lock\n", encoding="utf-8")
    dialog.fields["lock.idle_minutes"].widget.setProperty("value", 4)
    dialog.save.click()
    settle(desktop, 0.1)
    assert dialog.isVisible() and dialog.banner.isVisible() and "Zeile 1" in dialog.banner.title.text()
    assert path.read_text(encoding="utf-8") == "[lock\n"
    assert QApplication.activeModalWidget() is dialog
    dialog.reject()
