"""What the guided tour sees of the window; it looks at the real state and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from sozialclient.gui.main_window import MainWindow

if TYPE_CHECKING:
    from sozialclient.gui.export.page import ExportDialog
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.gui.transfer.controller import TransferController
    from sozialclient.gui.transfer.finish_dialog import FinishDialog
    from sozialclient.gui.transfer.page import TransferWindow


class Sight:
    """Questions about the window; `carried` is set from outside once an application was carried over."""

    def __init__(self, window: MainWindow, shell: WindowController, transfer: TransferController) -> None:
        self.window, self.shell, self.transfer = window, shell, transfer
        self.carried = False

    @property
    def training(self) -> bool:
        """The training mailbox is the one that is shown."""
        return self.shell.mailbox is not None and self.shell.mailbox.training

    @property
    def fetched(self) -> bool:
        """There are applications, and no fetch is under way."""
        return self.shell.applications.total > 0 and not self.shell.fetch.running

    @property
    def report_read(self) -> bool:
        """The report of a fetch is not, or no longer, in sight."""
        return self.window.detail.currentWidget() is not self.window.fetch

    @property
    def opened(self) -> bool:
        """An application is open."""
        return self.shell.application.current is not None

    @property
    def inspected(self) -> bool:
        """The inspection of the open application is in sight."""
        return self.opened and self.window.application.current_tab() == "inspection"

    @property
    def carrying(self) -> TransferWindow | None:
        """The window for carrying over, while it is open."""
        page = self.transfer.page
        return page if page is not None and page.isVisible() else None

    def ticked(self, number: int) -> bool:
        """At least `number` fields are ticked, or all where there are fewer."""
        sheet = self.transfer.sheet
        return self.carrying is not None and sheet is not None and sheet.done >= min(number, sheet.total)

    @property
    def asked_to_finish(self) -> FinishDialog | None:
        """The question before an application counts as carried over, while it is open."""
        dialog = self.transfer.finish_dialog
        return dialog if self.carrying is not None and dialog is not None and dialog.isVisible() else None

    @property
    def finishing(self) -> bool:
        """The question was asked, and is not answered with no."""
        dialog = self.transfer.finish_dialog
        return dialog is not None and (dialog.isVisible() or dialog.result() == dialog.DialogCode.Accepted)

    @property
    def exporting(self) -> ExportDialog | None:
        """The dialog for exporting, while it is open."""
        dialog = self.shell.export.dialog
        return dialog if dialog is not None and dialog.isVisible() else None

    @property
    def exported(self) -> bool:
        """The export asked for last has written something."""
        outcome = self.shell.export.outcome
        return outcome is not None and bool(outcome.written)

    def button_of(self, name: str) -> QWidget:
        """The button of an action in the toolbar."""
        bar, action = self.window.toolbar, self.window.actions_table[name]
        return next((each for each in bar.buttons if each.defaultAction() is action), bar.primary)
