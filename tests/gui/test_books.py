"""Books, journal and support bundle in the window, with keys alone and on stores that are not in order."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.support.page import SupportDialog
from sozialclient.gui.theme import Theme
from sozialclient.settings import Appearance
from sozialclient.store.books import actions
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import OpenFolder, StartDesktop, write
from tests.gui.screen_walk import nameless
from tests.unit.store.test_books import contents_of, index_of

PAUSE = 0.4


@pytest.fixture
def broken(open_folder: OpenFolder, example_folder: Path, tmp_path: Path) -> Workplace:
    """The examples, one of which is gone and one damaged."""
    folder = tmp_path / "broken"
    shutil.copytree(example_folder, folder)
    with index_of(folder) as index:
        index.execute("DELETE FROM application WHERE number = 2")
    with contents_of(folder) as contents:
        contents.execute("DELETE FROM chunk WHERE application = 3 AND ordinal = 0")
    return open_folder(folder)


def hit(desktop: Desktop, key: Qt.Key) -> None:
    """A key where the focus is."""
    QTest.keyClick(QApplication.focusWidget() or desktop.window, key)
    settle(desktop, 0.1)


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """What the system's dialog for saving answers."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_the_status_bar_says_that_everything_is_there(desktop: Desktop, workplace: Workplace) -> None:
    settle(desktop, PAUSE)
    button, cards = desktop.window.status.balance, len(workplace.store.cards())
    assert button.accessibleName() == f"{cards} abgeholt = {cards} vorhanden"
    assert button.property("alarm") == "false"
    assert button.isVisible()


def test_what_is_missing_is_loud(start: StartDesktop, broken: Workplace) -> None:
    desktop = start(broken)
    settle(desktop, PAUSE)
    button = desktop.window.status.balance
    assert button.accessibleName() == "Bestand stimmt nicht (3)"
    assert button.property("alarm") == "true"
    button.setFocus()
    hit(desktop, Qt.Key.Key_Return)
    dialog = desktop.keeping.books.dialog
    assert dialog is not None
    assert dialog.banner.property("banner") == "danger"
    assert "Übungspostfach: 17 abgeholt, aber nur für 16" in dialog.faults.toPlainText()
    assert "A-2026-000002" in dialog.faults.toPlainText() or "-000002" in dialog.faults.toPlainText()
    dialog.full.setFocus()
    hit(desktop, Qt.Key.Key_Return)
    settle(desktop, PAUSE)
    assert "Teile des Inhalts fehlen" in dialog.faults.toPlainText()
    assert desktop.window.status.balance.accessibleName() == "Bestand stimmt nicht (4)"
    assert not nameless(dialog)


def test_the_indicator_follows_what_happens(desktop: Desktop, workplace: Workplace) -> None:
    settle(desktop, PAUSE)
    before = desktop.window.status.balance.accessibleName()
    with workplace.store._index.writing() as connection:
        connection.execute("UPDATE tally SET arrived = arrived + 1")
    desktop.controller.applications.refresh()
    settle(desktop, PAUSE + 0.4)
    assert desktop.window.status.balance.accessibleName() != before


def test_books_with_keys_alone(desktop: Desktop, workplace: Workplace, tmp_path: Path,
                               monkeypatch: pytest.MonkeyPatch) -> None:
    desktop.window.actions_table["audit"].trigger()
    settle(desktop, PAUSE)
    dialog = desktop.keeping.books.dialog
    assert dialog is not None
    assert QApplication.focusWidget() is dialog.close_button
    assert dialog.banner.property("banner") == "ok"
    model = dialog.model
    rows = {str(model.headerData(row, Qt.Orientation.Vertical)): str(model.data(model.index(row, 0)))
            for row in range(model.rowCount())}
    assert rows["Abgeholt"] == rows["Summe"] == "17"
    assert rows["Ergebnis"] == "stimmt"
    order = []
    for _ in range(8):
        hit(desktop, Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget())
    assert {dialog.table, dialog.full, dialog.sheet, dialog.close_button} <= set(order)
    choose(monkeypatch, tmp_path / "tag.pdf")
    dialog.sheet.setFocus()
    hit(desktop, Qt.Key.Key_Return)
    settle(desktop, PAUSE)
    assert (tmp_path / "tag.pdf").read_bytes().startswith(b"%PDF-")
    dialog.full.setFocus()
    hit(desktop, Qt.Key.Key_Return)
    settle(desktop, PAUSE)
    assert "Jedes Byte wurde gelesen" in dialog.banner.sentence.text()
    assert [entry.action for entry in workplace.store.journal()][-2:] == [actions.SHEET_SAVED, actions.AUDIT_DONE]
    hit(desktop, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_escape_stops_a_full_check_before_it_closes(desktop: Desktop) -> None:
    desktop.keeping.books.open()
    settle(desktop, PAUSE)
    dialog = desktop.keeping.books.dialog
    assert dialog is not None
    dialog.full.click()
    assert dialog.running
    assert dialog.close_button.accessibleName() == "Prüfung abbrechen"
    dialog.reject()
    assert dialog.isVisible()
    settle(desktop, PAUSE)
    assert not dialog.running
    assert dialog.full.isEnabled()
    assert "abgebrochen" in dialog.progress.text()
    dialog.reject()
    assert not dialog.isVisible()


def test_the_journal_with_keys_alone(desktop: Desktop, workplace: Workplace) -> None:
    desktop.window.actions_table["journal"].trigger()
    settle(desktop, PAUSE)
    dialog = desktop.keeping.journal.dialog
    assert dialog is not None
    assert QApplication.focusWidget() is dialog.table
    whole = dialog.model.rowCount()
    assert whole == len(workplace.store.journal())
    application = workplace.store.cards()[0].id
    dialog.application.setFocus()
    write(dialog.application, application)
    hit(desktop, Qt.Key.Key_Return)
    settle(desktop, PAUSE)
    assert dialog.isVisible()
    assert {entry.application_id for entry in dialog.model.entries} == {application}
    dialog.verify.setFocus()
    hit(desktop, Qt.Key.Key_Return)
    settle(desktop, PAUSE)
    assert dialog.banner.property("banner") == "ok"
    assert f"{whole} Zeilen, lückenlos" in dialog.banner.sentence.text()
    assert not dialog.accept_older.isVisible()
    assert not nameless(dialog)


def test_a_changed_line_and_a_store_set_back(desktop: Desktop, workplace: Workplace) -> None:
    workplace.store.heads.keep()
    with index_of(workplace.store.folder) as index:
        index.execute("DELETE FROM journal WHERE number = (SELECT max(number) FROM journal)")
    desktop.keeping.journal.open()
    settle(desktop, PAUSE)
    dialog = desktop.keeping.journal.dialog
    assert dialog is not None
    dialog.verify.click()
    settle(desktop, PAUSE)
    assert "älter als zuletzt" in dialog.banner.sentence.text()
    assert dialog.accept_older.isVisible()
    with index_of(workplace.store.folder) as index:
        index.execute("UPDATE journal SET detail = 'x' WHERE number = 2")
    dialog.verify.click()
    settle(desktop, PAUSE)
    assert "Zeile 2 passt nicht" in dialog.banner.sentence.text()
    assert not dialog.accept_older.isVisible()


def test_every_line_is_seen_before_it_is_saved(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.window.actions_table["support"].trigger()
    settle(desktop, PAUSE)
    dialog = desktop.keeping.support.dialog
    assert dialog is not None
    assert dialog.text.toPlainText().split("\n") == list(dialog.lines)
    dialog.search.setFocus()
    write(dialog.search, "übungspostfach")
    assert dialog.hits.text() == "0 Zeilen"
    dialog.search.clear()
    write(dialog.search, "schema")
    assert dialog.hits.text() == "1 Zeile"
    hit(desktop, Qt.Key.Key_Return)
    assert dialog.text.textCursor().selectedText() == "schema"
    assert dialog.isVisible()
    assert not nameless(dialog)
    choose(monkeypatch, tmp_path / "hilfe.txt")
    dialog.save.setFocus()
    hit(desktop, Qt.Key.Key_Return)
    settle(desktop, PAUSE)
    assert (tmp_path / "hilfe.txt").read_text(encoding="utf-8").splitlines() == list(dialog.lines)
    assert not dialog.isVisible()


def test_lines_are_shown_literally(qapp: QApplication) -> None:
    dialog = SupportDialog(Theme(Appearance.LIGHT), ["<b>fett</b> &amp;", "zwei"])
    assert dialog.text.toPlainText() == "<b>fett</b> &amp;\nzwei"
    dialog.deleteLater()


def test_answers_for_a_window_that_is_gone_are_dropped(desktop: Desktop) -> None:
    settle(desktop, PAUSE)
    raised: list[object] = []
    before, sys.excepthook = sys.excepthook, lambda *error: raised.append(error)
    try:
        desktop.keeping.books.look()
        desktop.show_size(1.5)
        settle(desktop, PAUSE)
    finally:
        sys.excepthook = before
    assert not raised
    assert desktop.window.status.balance.accessibleName() == "17 abgeholt = 17 vorhanden"
