"""The Eingangsbestätigung is seen as it will be, filled in from the settings, saved and printed by keys."""

from __future__ import annotations

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from sozialclient.gui.receipt.dialog import ReceiptDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.settings import Settings, save_settings
from sozialclient.store.books import actions
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import write
from tests.gui.screen_walk import nameless
from tests.gui.test_screens import open_first

OFFICE = Settings(office_sender=("Stadt Musterstadt", "Rathausplatz 1"), office_contact=("Frau Beispiel",))


def opened(desktop: Desktop) -> ReceiptDialog:
    open_first(desktop)
    desktop.window.actions_table["receipt"].trigger()
    settle(desktop, 0.1)
    dialog = desktop.insight.receipt.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def shown_id(desktop: Desktop) -> str:
    current = desktop.controller.application.current
    assert current is not None
    return current.card.id


def test_the_letter_follows_what_is_typed_and_is_saved_as_it_reads(
    desktop: Desktop, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    save_settings(workplace.store.folder, OFFICE)
    dialog = opened(desktop)
    assert not nameless(dialog)
    assert dialog.print.hasFocus() and dialog.save.isEnabled()
    letter = dialog.preview.toPlainText()
    assert letter.startswith("Stadt Musterstadt\nRathausplatz 1\n") and "Frau Beispiel" in letter
    contact = dialog.lines["contact"]
    contact.setFocus()
    QTest.keyClick(contact, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write(contact, "Herr Muster, Zimmer 9")
    assert "Herr Muster, Zimmer 9" in dialog.preview.toPlainText()
    assert "Frau Beispiel" not in dialog.preview.toPlainText()
    for ending in (".txt", ".pdf"):
        path = tmp_path / f"brief{ending}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        dialog.save.setFocus()
        QTest.keyClick(dialog.save, Qt.Key.Key_Return)
        settle(desktop, 0.1)
        assert dialog.banner.property("banner") == "ok", dialog.banner.sentence.text()
    assert (tmp_path / "brief.txt").read_text(encoding="utf-8").split() == dialog.preview.toPlainText().split()
    words = pypdfium2.PdfDocument((tmp_path / "brief.pdf").read_bytes())[0].get_textpage().get_text_bounded()
    assert "Herr Muster, Zimmer 9" in words and "Eingangsbest" in words
    noted = [line for line in workplace.store.journal(shown_id(desktop)) if line.action == actions.REPORT_SAVED]
    assert [line.detail for line in noted[-2:]] == ["receipt", "receipt"]


def test_it_reaches_the_printer_and_the_journal(desktop: Desktop, workplace: Workplace, tmp_path: Path) -> None:
    save_settings(workplace.store.folder, OFFICE)
    dialog = opened(desktop)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "druck.pdf"))
    desktop.insight.receipt.print_on(printer)
    assert not dialog.print.isEnabled()
    settle(desktop, 0.3)
    assert dialog.banner.property("banner") == "ok", dialog.banner.sentence.text()
    assert len(pypdfium2.PdfDocument((tmp_path / "druck.pdf").read_bytes())) == 1
    last = workplace.store.journal(shown_id(desktop))[-1]
    assert (last.action, last.detail) == (actions.PAPER_PRINTED, "1")


def test_without_a_sender_it_says_what_is_missing(desktop: Desktop) -> None:
    dialog = opened(desktop)
    assert not dialog.print.isEnabled() and not dialog.save.isEnabled()
    assert "von wem" in dialog.banner.sentence.text()
    assert dialog.lines["sender"].hasFocus()
    write(dialog.lines["sender"], "Stadt Musterstadt")
    assert dialog.save.isEnabled() and not dialog.banner.isVisible()
    dialog.lines["recipient"].clear()
    assert not dialog.save.isEnabled() and "Anschrift" in dialog.banner.sentence.text()


def test_a_refused_place_is_told_and_another_may_be_tried(desktop: Desktop, workplace: Workplace,
                                                          tmp_path: Path) -> None:
    save_settings(workplace.store.folder, OFFICE)
    dialog = opened(desktop)
    for path in (tmp_path / "fehlt" / "brief.pdf", tmp_path / "brief.docx"):
        desktop.insight.receipt.save_to(path)
        settle(desktop, 0.1)
        assert dialog.banner.property("banner") == ("danger" if not path.exists() else "ok"), path
    assert dialog.save.isEnabled()
