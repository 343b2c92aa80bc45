"""Makes the paper file of the open application on a worker, then saves it or brings it to a printer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.applications.table_model import about, number_of, title_of
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.paper.dialog import PaperDialog
from sozialclient.gui.plain import plain, plain_joined
from sozialclient.gui.tasks import Latest, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import count, failure_words, say

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from sozialclient.gui.paper.printing import Printing
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.reports.paper_file.parts import PaperPart
    from sozialclient.usecases.one_pdf import PaperFile, PaperOptions
    from sozialclient.usecases.workplace import Workplace

LANE = "paper"
_MOST_NAMED = 5


class PaperController(QObject):
    """One per window; one paper file is made at a time."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow,
                 shell: WindowController) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        self._shell = shell
        self._cancelled = threading.Event()
        self._life: Task[Any] = Task()
        self._latest: Latest[tuple[int, int]] | None = None
        self._application = ""
        self._printing: Printing | None = None
        self.dialog: PaperDialog | None = None
        window.destroyed.connect(self._leave)
        window.closing.connect(self._leave)
        shell.lock_requested.connect(self._leave)
        for name in ("print", "save_pdf"):
            window.actions_table[name].triggered.connect(lambda _on=False, name=name: self.open(name))

    def open(self, preferred: str = "print") -> None:
        """Ask what becomes of the application that is shown; `preferred` is `print` or `save_pdf`."""
        current = self._shell.application.current
        if current is None:
            return
        self._application = current.card.id
        name = plain(title_of(current.card), " · ", about(current.card), " · ", number_of(current.card))
        dialog = self.dialog = PaperDialog(self._theme, name, self._window)
        dialog.print_requested.connect(self._on_print)
        dialog.save_requested.connect(self._on_save)
        dialog.cancel_requested.connect(self._stop)
        dialog.prefer(dialog.print if preferred == "print" else dialog.save)
        dialog.open()

    def _leave(self) -> None:
        self._stop()
        self._life.cancel()
        self._life = Task()
        if self._printing is not None:
            self._printing.close()
            self._printing = None
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.show_ready()
            dialog.close()

    def _stop(self) -> None:
        self._cancelled.set()

    def _on_save(self) -> None:
        name = say("paper.file_name", id=self._application)
        chosen, _ = QFileDialog.getSaveFileName(self.dialog, say("paper.save"), name, say("paper.file_kinds"))
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the paper file there."""
        from sozialclient.usecases.one_pdf import save_one_pdf

        options, identity = self._begin(), self._application

        def work() -> PaperFile:
            workplace = self._workplace()
            return save_one_pdf(workplace.store, identity, path, options, workplace.policy)

        self._run(work, lambda paper: self._show_done(say("paper.saved"), paper.parts, paper.pages))

    def _on_print(self) -> None:
        from sozialclient.gui.paper.printer import new_printer, print_dialog

        dialog = self.dialog
        if dialog is None:
            return
        printer = new_printer(say("paper.job", id=self._application), duplex=dialog.duplex.isChecked())
        # The system's own dialog: it blocks like the one for files.
        if print_dialog(printer, dialog).exec():
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Make the paper file and bring its pages to `printer`."""
        from sozialclient.gui.paper.printing import Printing

        printing = self._printing = Printing(self._workplace, self._tasks, self._life, printer, self)
        printing.step.connect(lambda done, whole: self._show_running(done, whole, say("paper.printing")))
        printing.failed.connect(self._on_failed)
        printing.done.connect(lambda: self._show_done(say("paper.printed"), printing.parts, printing.pages))
        printing.begin(self._application, self._begin(), self._cancelled)

    def _begin(self) -> PaperOptions:
        from sozialclient.usecases.one_pdf import options_now

        self._cancelled = threading.Event()
        self._latest = latest = Latest[tuple[int, int]](self, self._on_steps)
        duplex = self.dialog is not None and self.dialog.duplex.isChecked()
        self._show_running(0, 0, say("paper.making"))
        return replace(options_now(duplex=duplex), cancelled=self._cancelled.is_set,
                       progress=lambda done, whole: latest.put((done, whole)))

    def _on_steps(self, steps: list[tuple[int, int]]) -> None:
        done, whole = steps[-1]
        self._show_running(done, whole, say("paper.making"))

    def _show_running(self, done: int, whole: int, words: str) -> None:
        if self.dialog is not None:
            self.dialog.show_running(done, whole, words)

    def _run(self, work: Callable[[], PaperFile], done: Callable[[PaperFile], None]) -> None:
        self._tasks.run(work, done, failed=self._on_failed, lane=LANE, task=self._life)

    def _end(self) -> PaperDialog | None:
        if self._latest is not None:
            self._latest.stop()
            self._latest = None
        self._printing = None
        return self.dialog

    def _show_done(self, title: str, parts: tuple[PaperPart, ...], pages: int) -> None:
        dialog = self._end()
        if dialog is None:
            return
        tint, sentence = outcome_words(parts, pages)
        dialog.show_result(tint, title, sentence)
        announce(dialog, f"{title}. {sentence}")
        self._shell.applications.refresh_soon()

    def _on_failed(self, error: SozialclientError) -> None:
        dialog = self._end()
        if dialog is None:
            return
        if isinstance(error, Cancelled):
            dialog.show_result("warning", say("paper.cancelled"), say("paper.cancelled_safe"))
            return
        dialog.show_result("danger", *failure_words(error))


def outcome_words(parts: tuple[PaperPart, ...], pages: int) -> tuple[str, str]:
    """Tint and sentence for a finished paper file: how long it is, and which documents are only named in it."""
    from sozialclient.reports.paper_file.parts import part_title

    named = [plain(part_title(part)) for part in parts if part.problem]
    extent = count("paper.pages", pages)
    if not named:
        return "ok", extent
    shown = plain_joined(", ", named[:_MOST_NAMED])
    more = count("paper.more", len(named) - _MOST_NAMED) if len(named) > _MOST_NAMED else ""
    return "warning", plain_joined(" ", filter(None, (extent, say("paper.named", names=shown), more)))
