"""What people do with an order of fields: move a step, hand the order on, take one in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtWidgets import QApplication, QFileDialog

from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.documents.transfer.plan import TransferStep
    from sozialclient.store.store import Store
    from sozialclient.usecases.transfer_application import TransferSheet

T = TypeVar("T")


class Run(Protocol):
    """Does work on a worker, then hands its result to the window."""

    def __call__(self, work: Callable[[], T], done: Callable[[T], None], /) -> None: ...


class OrderDeeds:
    """`moved(sheet, key)` is called with the sheet in its new order, `chosen(name)` with an order to show.

    `saved()` is called once the file of an order was written.
    """

    def __init__(self, store: Callable[[], Store], run: Run, *, moved: Callable[[TransferSheet, str], None],
                 chosen: Callable[[str], None], saved: Callable[[], None]) -> None:
        self._store, self._run = store, run
        self._moved, self._chosen, self._saved = moved, chosen, saved

    def move(self, sheet: TransferSheet, step: TransferStep, by: int) -> None:
        """Move a step `by` places; an order that came with the program becomes the office's own."""
        from sozialclient.usecases.transfer_application import move_step, transfer_sheet

        name = say("transfer.own_order", service=sheet.card.service_name)

        def work() -> TransferSheet:
            chosen = move_step(self._store(), sheet, step.key, by, name)
            return transfer_sheet(self._store(), sheet.card.id, chosen)

        self._run(work, lambda moved: self._moved(moved, step.key))

    def save(self, sheet: TransferSheet) -> None:
        """Write the order to a file that can be handed on."""
        from sozialclient.usecases.transfer_application import save_profile

        chosen, _ = QFileDialog.getSaveFileName(QApplication.activeWindow(), say("transfer.menu.keep"),
                                                say("transfer.file_name"), say("transfer.file_kinds"))
        if chosen:
            self._run(lambda: save_profile(self._store(), sheet.profile, Path(chosen)), lambda _none: self._saved())

    def load(self, _sheet: TransferSheet) -> None:
        """Take in the order in a file and show the application in it."""
        from sozialclient.usecases.transfer_application import import_profile

        chosen, _ = QFileDialog.getOpenFileName(QApplication.activeWindow(), say("transfer.menu.import"), "",
                                                say("transfer.file_kinds"))
        if chosen:
            self._run(lambda: import_profile(self._store(), Path(chosen)), self._chosen)
