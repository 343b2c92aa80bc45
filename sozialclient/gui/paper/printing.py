"""Brings a paper file to a printer page by page: made and drawn on a worker, put on paper in between."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from sozialclient.errors import Cancelled, LocalFault
from sozialclient.gui.paper.printer import DOTS_PER_POINT, MOST_PIXELS, PrintRun, chosen_pages
from sozialclient.gui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from sozialclient.render.document import OpenDocument
    from sozialclient.render.pages import PageImage
    from sozialclient.reports.paper_file.parts import PaperPart
    from sozialclient.usecases.one_pdf import PaperOptions
    from sozialclient.usecases.workplace import Workplace

_LANE = "paper"


class PrinterRefused(LocalFault):
    """The printer took no page, or no further one; parameter `page` counts from 1."""

    reference = "PRINT-REFUSED"


@dataclass(frozen=True, slots=True)
class Printable:
    """A document opened for printing, and of a paper file what it is made of."""

    document: OpenDocument
    parts: tuple[PaperPart, ...] = ()


class Printing(QObject):
    """One print job; `step` tells how many of how many pages were put, then `done` or `failed` ends it."""

    step = Signal(int, int)
    done = Signal()
    failed = Signal(object)

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, life: Task[Any], printer: QPrinter,
                 parent: QObject) -> None:
        super().__init__(parent)
        self._workplace, self._tasks, self._life, self._printer = workplace, tasks, life, printer
        self._run = PrintRun(printer)
        self._document: OpenDocument | None = None
        self._waiting: list[int] = []
        self._whole = 0
        self._cancelled = threading.Event()
        self._application = ""
        self.parts: tuple[PaperPart, ...] = ()
        self.pages = 0

    def begin(self, application_id: str, options: PaperOptions, cancelled: threading.Event) -> None:
        """Make the paper file and put its pages on the printer."""
        from sozialclient.render.merge.merger import MERGE_LIMITS
        from sozialclient.render.renderer import DocumentRenderer
        from sozialclient.usecases.one_pdf import one_pdf

        def make() -> Printable:
            workplace = self._workplace()
            paper = one_pdf(workplace.store, application_id, options, workplace.policy)
            try:
                return Printable(DocumentRenderer().open(paper.data.chunks(), limits=MERGE_LIMITS), paper.parts)
            finally:
                paper.data.close()

        self.put(application_id, make, cancelled)

    def put(self, application_id: str, make: Callable[[], Printable], cancelled: threading.Event) -> None:
        """Put what `make` gives, on a worker, on the printer; it is noted with the application."""
        self._application, self._cancelled = application_id, cancelled

        def work() -> Printable:
            self._workplace().store.require_writing()
            return make()

        self._tasks.run(work, self._on_made, failed=self._fail, lane=_LANE, task=self._life)

    def close(self) -> None:
        """Stop and let everything go."""
        self._run.abandon()
        document, self._document = self._document, None
        if document is not None:
            document.close()

    def _on_made(self, made: Printable) -> None:
        self._document, self.parts, self.pages = made.document, made.parts, made.document.page_count
        self._waiting = chosen_pages(self._printer, self.pages)
        self._whole = len(self._waiting)
        self._next()

    def _next(self) -> None:
        document = self._document
        if document is None:
            return
        if self._cancelled.is_set():
            self._fail(Cancelled())
        elif not self._waiting:
            self._finish()
        else:
            page = self._waiting.pop(0)
            self._tasks.run(lambda: document.render(page, DOTS_PER_POINT, MOST_PIXELS),
                            lambda picture: self._put(page, picture), failed=self._fail, lane=_LANE, task=self._life)

    def _put(self, page: int, picture: PageImage) -> None:
        if self._document is None:
            return
        if not self._run.put(self._document.page_size(page), picture):
            self._fail(PrinterRefused(page=page + 1))
            return
        self.step.emit(self._whole - len(self._waiting), self._whole)
        self._next()

    def _finish(self) -> None:
        from sozialclient.usecases.one_pdf import note_printed

        self._run.finish()
        self.close()
        identity, pages = self._application, self._whole
        self._tasks.run(lambda: note_printed(self._workplace().store, identity, pages), lambda _none: self.done.emit(),
                        failed=self.failed.emit, lane=_LANE, task=self._life)

    def _fail(self, error: Exception) -> None:
        self.close()
        self.failed.emit(error)
