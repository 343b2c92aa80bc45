"""A day at the window, done by the program itself in a process of its own: `python -m tests.e2e.canary_window`."""

from __future__ import annotations

import ctypes
import faulthandler
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from sozialclient import app
from sozialclient.__main__ import main
from sozialclient.gui.actions import ACTIONS
from sozialclient.gui.application.page import TABS
from sozialclient.gui.pin.page import PinDialog
from sozialclient.gui.program_desk import ProgramDesk
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.model.application import State
from sozialclient.settings import Appearance, DataFolder, Settings
from tests.e2e import canaries

PATIENCE = 0.04


class Day:
    """One window and what is done with it; every step leaves the window usable for the next."""

    def __init__(self, desktop: Desktop, desk: ProgramDesk, export: Path) -> None:
        self.desktop, self.desk, self.export_folder = desktop, desk, export
        self.controller, self.window = desktop.controller, desktop.window

    def settle(self) -> None:
        settle(self.desktop, PATIENCE)

    def close_dialogs(self) -> None:
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()
        self.settle()

    def fetch(self) -> None:
        """Fetch; the PIN is wrong the first time."""
        self.controller.start_fetch()
        self.settle()
        for pin in (canaries.WRONG_PIN, canaries.PIN):
            for dialog in self.window.findChildren(PinDialog):
                if dialog.isVisible():
                    dialog.secret.line.setText(pin)
                    dialog.go.click()
                    self.settle()
        self.close_dialogs()

    def ids(self) -> list[str]:
        return [card.id for card in self.desk.workplace().store.cards()]

    def read(self) -> None:
        """Open every application with every tab and every document, also those that are damaged."""
        for identity in self.ids():
            self.controller.application.open(identity)
            self.settle()
            for tab in TABS:
                self.window.application.show_tab(tab)
                self.settle()
            opened = self.controller.application.current
            for content in opened.delivery.contents() if opened else ():
                draw = partial(self._draw, identity, content.key, content.untrusted_media_type)
                self.desktop.tasks.run(draw, lambda _none: None, failed=lambda _error: None)
            self.settle()

    def _draw(self, identity: str, key: str, kind: str | None) -> None:
        source = self.desk.document(identity, key, kind)
        try:
            source.render(0, 1.0, 1_000_000)
            source.text(0)
        finally:
            source.close()

    def search(self) -> None:
        for text in (canaries.SEARCHED, "Zyqwaldtilde", canaries.DIGITS):
            self.window.toolbar.search.setText(text)
            self.settle()
        self.window.toolbar.search.clear()
        self.settle()

    def copy(self) -> None:
        self.controller.application.open(self.ids()[0])
        self.settle()
        self.window.application.copy_received()
        self.controller.copy("IBAN", f"DE02123456{canaries.DIGITS}0000")
        self.window.application.copy_requested.emit("Name", "Zyqwaldtilde")
        self.settle()

    def export(self) -> None:
        """Export everything through the dialog, and try it into a folder that cannot be written."""
        for target in (Path("/proc/nowhere"), self.export_folder):
            self.window.folders.select("new" if self._new() else "in_review")
            self.settle()
            self.window.applications.list.selectAll()
            self.settle()
            self.controller.start_export()
            self.settle()
            dialog = self.controller.export.dialog
            if dialog is None:
                raise RuntimeError("no export dialog")
            dialog.target.setText(str(target))
            dialog.open_after.setChecked(False)
            dialog.go.click()
            self.settle()
            self.close_dialogs()
        self.desk.save_inspection(self.ids()[0], self.export_folder / "inspection.pdf")

    def _new(self) -> bool:
        return any(card.state is State.NEW for card in self.desk.workplace().store.cards())

    def state(self) -> None:
        first = self.ids()[:1]
        for state in (State.QUERY, State.TRASH):
            self.controller.moves.move(first, state)
            self.settle()
        self.controller.moves.undo()
        self.settle()

    def looks(self) -> None:
        """Look and text size; both write settings."""
        self.desktop.show_look(Appearance.DARK)
        self.settle()
        self.desktop.show_size(1.5)
        self.controller, self.window = self.desktop.controller, self.desktop.window
        self.settle()

    def store_menu(self) -> None:
        """Open every page behind the menu of the store, and leave it."""
        for entry in ACTIONS:
            if entry.menu == "store" and entry.name != "reconnect":
                QTimer.singleShot(1500, self._leave_modal)
                self.window.actions_table[entry.name].trigger()
                self.settle()
                self.close_dialogs()

    def _leave_modal(self) -> None:
        waiting = QApplication.activeModalWidget()
        if isinstance(waiting, QDialog):
            waiting.reject()

    def lock(self) -> None:
        self.window.actions_table["lock"].trigger()
        self.settle()
        page = self.desktop.locking.page
        assert page is not None
        page.go.click()
        self.settle()
        self.controller, self.window = self.desktop.controller, self.desktop.window

    def worker_fault(self) -> None:
        """A fault of the program on a worker, with a name in its message."""
        def work() -> None:
            raise ValueError(f"cannot read Zyqwaldtilde, {canaries.DIGITS}")

        self.desktop.tasks.run(work, lambda _none: None)
        self.settle()
        self.close_dialogs()

    def window_fault(self) -> None:
        """The same on the thread of the window."""
        def slot() -> None:
            secret = f"Zyqwaldtäl&er born 11.10.1903, {canaries.DIGITS}"
            raise KeyError(secret)

        QTimer.singleShot(0, slot)
        self.settle()
        self.close_dialogs()

    def kill(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def segfault(self) -> None:
        """A fault of a library, with the tracebacks that Python writes then."""
        faulthandler.enable()
        name = "Zyqwaldtilde"
        ctypes.string_at(len(name) - 8)

    def abort(self) -> None:
        faulthandler.enable()
        os.abort()


def run(data: Path, export: Path, steps: list[str]) -> int:
    """The window as `app.run_window` opens it, then the steps, then a list of those that were done."""
    built: list[tuple[Desktop, ProgramDesk]] = []
    build = app.build_desktop

    def watched(folder: DataFolder, settings: Settings) -> tuple[Desktop, ProgramDesk]:
        built.append(build(folder, settings))
        QTimer.singleShot(50, go)
        return built[0]

    def go() -> None:
        print(json.dumps({"begun": True}), flush=True)
        desktop, desk = built[0]
        settle(desktop, 0.3)
        day = Day(desktop, desk, export)
        for step in steps:
            call: Callable[[], None] = getattr(day, step)
            try:
                call()
            except BaseException:  # noqa: BLE001 - a test that hangs tells nothing
                traceback.print_exc()
                os._exit(70)
            print(json.dumps({"done": step}), flush=True)
        QApplication.closeAllWindows()
        QTimer.singleShot(3000, QApplication.quit)

    app.build_desktop = watched
    sys.argv = ["sozialclient", "--data", str(data)]
    return main()


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].split(",")))
