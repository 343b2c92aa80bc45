"""Makes the Eingangsbestätigung of the application that is shown, and saves or prints it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from sozialclient.errors import SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.receipt.dialog import ReceiptDialog
from sozialclient.gui.tasks import INSIGHT, Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import failure_words, say
from sozialclient.settings import load_settings

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from sozialclient.gui.paper.printing import Printable, Printing
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.reports.receipt import Receipt
    from sozialclient.usecases.workplace import Workplace


class ReceiptController(QObject):
    """One per window; one letter at a time."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow,
                 shell: WindowController) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        self._shell = shell
        self._life: Task[Any] = Task()
        self._application = ""
        self._printing: Printing | None = None
        self.dialog: ReceiptDialog | None = None
        window.destroyed.connect(self._leave)
        window.closing.connect(self._leave)
        shell.lock_requested.connect(self._leave)
        window.actions_table["receipt"].triggered.connect(lambda _on=False: self.open())

    def open(self) -> None:
        """Show the letter for the application that is shown, with the office's own lines."""
        current = self._shell.application.current
        if current is None:
            return
        self._application = identity = current.card.id

        def work() -> Receipt:
            from sozialclient.usecases.write_report import ReceiptForm, receipt_of

            store = self._workplace().store
            settings = load_settings(store.folder)
            form = ReceiptForm(sender=settings.office_sender, contact=settings.office_contact)
            return receipt_of(store, identity, form)

        self._tasks.run(work, self._show, lane=INSIGHT, task=self._life)

    def _show(self, receipt: Receipt) -> None:
        dialog = self.dialog = ReceiptDialog(self._theme, receipt, self._window)
        dialog.save_requested.connect(self._on_save)
        dialog.print_requested.connect(self._on_print)
        dialog.open()

    def _leave(self) -> None:
        self._life.cancel()
        self._life = Task()
        if self._printing is not None:
            self._printing.close()
            self._printing = None
        self.dialog = None

    def _on_save(self) -> None:
        name = say("receipt.file_name", id=self._application)
        chosen, _ = QFileDialog.getSaveFileName(self.dialog, say("receipt.save"), name, say("receipt.file_kinds"))
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the letter there, as its ending says."""
        dialog = self.dialog
        if dialog is None:
            return
        receipt, identity = dialog.receipt, self._application
        dialog.show_running(say("receipt.making"))

        def work() -> None:
            from sozialclient.usecases.write_report import form_for, receipt_bytes, save_report

            data = receipt_bytes(receipt, form_for("receipt", None, path))
            save_report(self._workplace().store, path, data, "receipt", identity)

        self._tasks.run(work, lambda _none: self._show_done(say("receipt.saved")), failed=self._on_failed,
                        task=self._life)

    def _on_print(self) -> None:
        from sozialclient.gui.paper.printer import new_printer, print_dialog

        dialog = self.dialog
        if dialog is not None:
            printer = new_printer(say("receipt.file_name", id=self._application), duplex=False)
            # The system's own dialog: it blocks like the one for files.
            if print_dialog(printer, dialog).exec():
                self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Bring the letter to `printer`, page by page as other papers."""
        from sozialclient.gui.paper.printing import Printing

        dialog = self.dialog
        if dialog is None:
            return
        receipt = dialog.receipt
        printing = self._printing = Printing(self._workplace, self._tasks, self._life, printer, self)
        printing.failed.connect(self._on_failed)
        printing.done.connect(lambda: self._show_done(say("receipt.printed")))
        dialog.show_running(say("receipt.printing"))
        printing.put(self._application, lambda: _printable(receipt), threading.Event())

    def _show_done(self, words: str) -> None:
        self._printing = None
        if self.dialog is not None:
            self.dialog.show_result("ok", words, say("receipt.noted"))
            announce(self.dialog, words)

    def _on_failed(self, error: SozialclientError) -> None:
        self._printing = None
        if self.dialog is not None:
            self.dialog.show_result("danger", *failure_words(error))


def _printable(receipt: Receipt) -> Printable:
    from sozialclient.gui.paper.printing import Printable
    from sozialclient.render.renderer import DocumentRenderer
    from sozialclient.usecases.write_report import receipt_bytes

    return Printable(DocumentRenderer().open(receipt_bytes(receipt, "pdf")))
