"""One PDF of the open application: saved and printed, by keyboard alone, stopped, refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPageLayout, QPageRanges
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QRadioButton, QSpinBox

from sozialclient.gui.paper.dialog import PaperDialog
from sozialclient.gui.paper.printer import chosen_pages, new_printer
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.store.books import actions
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import press


def opened(desktop: Desktop) -> PaperDialog:
    """Ctrl+P at the first application under review."""
    desktop.window.folders.select("in_review")
    settle(desktop, 0.05)
    desktop.window.applications.select_place(0)
    settle(desktop, 0.3)
    QTest.keyClick(desktop.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    settle(desktop, 0.05)
    dialog = desktop.insight.paper.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def finished(desktop: Desktop, dialog: PaperDialog) -> str:
    """Wait for the end; the tint of the result."""
    until = time.monotonic() + 120
    while dialog.cancel.text() != "Schließen":
        assert time.monotonic() < until
        settle(desktop, 0.05)
    return str(dialog.banner.property("banner"))


def paper_printer(target: Path, *, duplex: bool = False) -> QPrinter:
    """A printer whose paper is a PDF file."""
    printer = new_printer("Probe", duplex=duplex)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setResolution(100)
    return printer


def test_the_open_application_is_saved_by_keys_alone(
    desktop: Desktop, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "akte.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(path), ""))
    dialog = opened(desktop)
    assert dialog.focusWidget() is dialog.print, "Ctrl+P means printing"
    press(dialog.print, Qt.Key.Key_Tab)
    dialog.save.setFocus()
    QTest.keyClick(dialog.save, Qt.Key.Key_Return)
    assert not dialog.print.isEnabled()
    assert finished(desktop, dialog) in ("ok", "warning")
    current = desktop.controller.application.current
    assert current is not None
    pages = len(pypdfium2.PdfDocument(path.read_bytes()))
    assert pages > 1 and f"{pages} Seiten." in dialog.banner.sentence.text()
    last = [line for line in workplace.store.journal(current.card.id) if line.action == actions.REPORT_SAVED][-1]
    assert last.detail == "one_pdf"
    QTest.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_the_pages_reach_the_printer_as_they_look(desktop: Desktop, workplace: Workplace, tmp_path: Path) -> None:
    dialog = opened(desktop)
    desktop.insight.paper.print_on(paper_printer(tmp_path / "druck.pdf"))
    assert finished(desktop, dialog) in ("ok", "warning")
    printed = pypdfium2.PdfDocument((tmp_path / "druck.pdf").read_bytes())
    assert f"{len(printed)} Seiten." in dialog.banner.sentence.text()
    image = printed[0].render(scale=1).to_pil().convert("L")
    assert image.size == (595, 842) or image.size == (596, 842)
    assert min(image.crop((0, 0, image.width, image.height // 2)).tobytes()) < 80, "there is black on it"
    assert image.getpixel((3, 3)) == 255
    current = desktop.controller.application.current
    assert current is not None
    last = workplace.store.journal(current.card.id)[-1]
    assert (last.action, last.detail) == (actions.PAPER_PRINTED, str(len(printed)))


def test_only_the_chosen_pages_are_printed(desktop: Desktop, tmp_path: Path) -> None:
    dialog = opened(desktop)
    printer = paper_printer(tmp_path / "druck.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(1, 2)
    desktop.insight.paper.print_on(printer)
    finished(desktop, dialog)
    assert len(pypdfium2.PdfDocument((tmp_path / "druck.pdf").read_bytes())) == 2
    assert chosen_pages(printer, 1) == [0]


def answering(answer: Callable[[QPrintDialog], None]) -> list[QPrintDialog]:
    """Answer the system's dialog as soon as it is there; it is in the list then."""
    seen: list[QPrintDialog] = []

    def look() -> None:
        shown = QApplication.activeModalWidget()
        if isinstance(shown, QPrintDialog):
            seen.append(shown)
            answer(shown)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)
    return seen


def test_the_system_s_dialog_is_asked_and_obeyed(desktop: Desktop, tmp_path: Path) -> None:
    def first_page_into_a_file(asked: QPrintDialog) -> None:
        name = asked.findChild(QLineEdit, "filename")
        one, last = asked.findChild(QRadioButton, "printRange"), asked.findChild(QSpinBox, "to")
        assert name is not None and one is not None and last is not None
        name.setText(str(tmp_path / "druck.pdf"))
        one.click()
        last.setValue(1)
        assert not any(choice.isVisible() and choice.isEnabled() for choice in asked.findChildren(QRadioButton)
                       if choice.objectName() in ("printSelection", "printCurrentPage"))
        asked.printer().setResolution(100)
        asked.accept()

    dialog = opened(desktop)
    seen = answering(first_page_into_a_file)
    QTest.keyClick(dialog.print, Qt.Key.Key_Return)
    assert len(seen) == 1 and finished(desktop, dialog) in ("ok", "warning")
    assert len(pypdfium2.PdfDocument((tmp_path / "druck.pdf").read_bytes())) == 1


def test_nothing_is_printed_where_the_system_s_dialog_is_left(desktop: Desktop, workplace: Workplace) -> None:
    dialog = opened(desktop)
    current = desktop.controller.application.current
    assert current is not None
    before = len(workplace.store.journal(current.card.id))
    seen = answering(lambda asked: asked.reject())
    QTest.keyClick(dialog.print, Qt.Key.Key_Return)
    assert len(seen) == 1 and dialog.isVisible() and dialog.print.isEnabled()
    assert len(workplace.store.journal(current.card.id)) == before


def test_ranges_order_and_copies_are_those_of_the_dialog(tmp_path: Path) -> None:
    printer = paper_printer(tmp_path / "x.pdf")
    assert chosen_pages(printer, 4) == [0, 1, 2, 3]
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageRanges(QPageRanges.fromString("1,3-9"))
    assert chosen_pages(printer, 4) == [0, 2, 3]
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert chosen_pages(printer, 4) == [3, 2, 0]
    printer.setCopyCount(2)
    printer.setCollateCopies(True)
    assert chosen_pages(printer, 4) == [3, 2, 0, 3, 2, 0]
    printer.setCollateCopies(False)
    assert chosen_pages(printer, 4) == [3, 3, 2, 2, 0, 0]


def test_a_printer_that_takes_nothing_is_named(desktop: Desktop, tmp_path: Path) -> None:
    dialog = opened(desktop)
    desktop.insight.paper.print_on(paper_printer(tmp_path / "nowhere" / "druck.pdf"))
    assert finished(desktop, dialog) == "danger"
    assert "PRINT-REFUSED" in dialog.banner.sentence.text()


def test_escape_stops_it_first_and_closes_it_then(desktop: Desktop, tmp_path: Path) -> None:
    dialog = opened(desktop)
    desktop.insight.paper.save_to(tmp_path / "akte.pdf")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert finished(desktop, dialog) == "warning" and dialog.banner.title.text() == "Abgebrochen."
    assert list(tmp_path.glob("*.pdf")) == []
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_what_cannot_be_written_is_said(desktop: Desktop, tmp_path: Path) -> None:
    dialog = opened(desktop)
    desktop.insight.paper.save_to(tmp_path / "nowhere" / "akte.pdf")
    assert finished(desktop, dialog) == "danger"
    assert "PAPER-WRITE" in dialog.banner.sentence.text()


def test_both_sides_are_told_to_the_printer() -> None:
    assert new_printer("x", duplex=True).fullPage()
    assert new_printer("x", duplex=False).duplex() is QPrinter.DuplexMode.DuplexNone
    assert new_printer("x", duplex=False).pageLayout().orientation() is QPageLayout.Orientation.Portrait
