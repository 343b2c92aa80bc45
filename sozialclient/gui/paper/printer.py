"""Puts finished pages on a printer, one picture after another; nothing of them touches the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from sozialclient.gui.document.controller import image_of

if TYPE_CHECKING:
    from sozialclient.render.pages import PageImage, PageSize

DOTS_PER_POINT = 300 / 72
MOST_PIXELS = 12_000_000


def new_printer(title: str, *, duplex: bool) -> QPrinter:
    """The usual printer, set up for A4 without margins: every page has its own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if duplex else QPrinter.DuplexMode.DuplexNone)
    return printer


def print_dialog(printer: QPrinter, parent: QWidget) -> QPrintDialog:
    """The system's own dialog, without what makes no sense here: there is no selection and no current page."""
    dialog = QPrintDialog(printer, parent)
    option = QPrintDialog.PrintDialogOption
    dialog.setOption(option.PrintSelection, False)
    dialog.setOption(option.PrintCurrentPage, False)
    dialog.setOption(option.PrintPageRange, True)
    return dialog


def chosen_pages(printer: QPrinter, count: int) -> list[int]:
    """The pages (from 0) the print dialog asked for, in that order; copies too where the printer makes none itself."""
    pages = list(range(count))
    if printer.printRange() is QPrinter.PrintRange.PageRange and not printer.pageRanges().isEmpty():
        pages = [page for page in pages if printer.pageRanges().contains(page + 1)]
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return pages * copies
    return [page for page in pages for _ in range(copies)]


class PrintRun:
    """One document on its way to a printer; for the window's own thread."""

    def __init__(self, printer: QPrinter) -> None:
        self._printer = printer
        self._painter: QPainter | None = None

    def put(self, size: PageSize, picture: PageImage) -> bool:
        """The next page; False when the printer takes nothing."""
        wide = size.width > size.height
        layout = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
        self._printer.setPageOrientation(layout)
        if self._painter is None:
            self._painter = QPainter()
            if not self._painter.begin(self._printer):
                self._painter = None
                return False
        elif not self._printer.newPage():
            return False
        self._draw(self._painter, image_of(picture))
        return True

    def _draw(self, painter: QPainter, image: QImage) -> None:
        whole = QRect(0, 0, self._printer.width(), self._printer.height())
        fitting = image.size().scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (whole.width() - fitting.width()) / 2, (whole.height() - fitting.height()) / 2
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, top, fitting.width(), fitting.height()), image)

    def finish(self) -> None:
        """Everything was put; the printer may begin."""
        if self._painter is not None:
            self._painter.end()
            self._painter = None

    def abandon(self) -> None:
        """Nothing more comes."""
        if self._painter is not None:
            self._printer.abort()
        self.finish()
