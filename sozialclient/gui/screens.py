"""Opens every screen of the window, so that pictures can be taken of it and tests can walk it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QItemSelectionModel
from PySide6.QtWidgets import QApplication, QWidget

from sozialclient.gui.aid_screens import AIDS
from sozialclient.gui.assistant.page import AssistantDialog
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.document.screens import document_screens
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.evidence.screens import request_screens
from sozialclient.gui.fetch.screens import fetch_screens
from sozialclient.gui.journal.page import JournalDialog
from sozialclient.gui.lock.page import LockWindow
from sozialclient.gui.paper.screen import paper_screen
from sozialclient.gui.pin.page import PinDialog
from sozialclient.gui.question_screens import question_screens
from sozialclient.gui.screen_samples import SAMPLE_CHECKS, Unreadable, WrongPin, sample_certificate
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.shell.keeping import Keeping
from sozialclient.gui.store_keys.dialogs import RecoveryDialog
from sozialclient.gui.tour.screens import tour_screens
from sozialclient.gui.wording import say
from sozialclient.gui.work.screens import casework_screens
from sozialclient.model.application import State
from sozialclient.store.keys.key_file import KeyKind
from sozialclient.store.keys.recovery_key import new_recovery_key
from sozialclient.store.keys.ways import KeyWay
from sozialclient.transports.base import Phase, Progress
from sozialclient.usecases.open_training_mailbox import TRAINING_MAILBOX

_PATIENCE = 20.0


def settle(desktop: Desktop, seconds: float = 0.25) -> None:
    """Let the event loop run until no work is under way and for a moment longer."""
    end = time.monotonic() + _PATIENCE
    quiet = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if desktop.tasks.running:
            quiet = time.monotonic() + seconds
        elif time.monotonic() > quiet:
            return
        time.sleep(0.005)


def _list(desktop: Desktop) -> QWidget:
    desktop.window.set_list_wanted(True)
    desktop.window.show_list()
    desktop.window.folders.select("in_review")
    desktop.window.applications.list.setFocus()
    return desktop.window


def _main(desktop: Desktop) -> QWidget:
    _list(desktop)
    settle(desktop)
    view = desktop.window.applications.list
    rows = [row for row in range(view.model().rowCount()) if view.model().index(row, 0).flags().value]
    view.setCurrentIndex(view.model().index(rows[0], 0))
    settle(desktop)
    desktop.window.application.show_tab("fields")
    desktop.window.show_detail(desktop.window.application)
    fields = desktop.window.application.fields
    fields.chapters.setCurrentIndex(min(3, fields.chapters.count() - 1))
    settle(desktop)
    fields.list.setCurrentIndex(fields.model.index(min(3, fields.model.rowCount() - 1)))
    fields.list.setFocus()
    settle(desktop, 0.6)
    return desktop.window


def _tab(name: str) -> Callable[[Desktop], QWidget]:
    def draw(desktop: Desktop) -> QWidget:
        desktop.window.application.show_tab(name)
        return desktop.window

    return draw


def _inspection(desktop: Desktop) -> QWidget:
    _main(desktop)
    desktop.window.application.show_tab("inspection")
    return desktop.window


def _unreadable(desktop: Desktop) -> QWidget:
    desktop.window.set_list_wanted(True)
    desktop.window.folders.select("unprocessable")
    settle(desktop)
    view = desktop.window.applications.list
    view.setCurrentIndex(view.model().index(1, 0))
    settle(desktop)
    desktop.window.show_detail(desktop.window.application)
    desktop.window.application.show_tab("inspection")
    return desktop.window


def _fetch_running(desktop: Desktop) -> QWidget:
    page, steps = desktop.window.fetch, []
    for number, size in ((1, 2_100_000), (2, 11_400_000)):
        steps += [Progress(Phase.RECEIVING, number, size, size), Progress(Phase.OPENING, number, size, size),
                  Progress(Phase.STORING, number, size, size)]
    steps.append(Progress(Phase.RECEIVING, 3, 50_500_000, 71_800_000))
    page.model.clear()
    page.model.take(steps)
    words = say("fetch.receiving", n=3, size=page.model.rows[-1].size_words())
    page.show_running(say("fetch.fetched.many", n=2), f"{words} {say('fetch.you_can_work')}", 505, 718)
    desktop.window.show_detail(page)
    return desktop.window


def _fetch_done(desktop: Desktop) -> QWidget:
    page = desktop.window.fetch
    page.model.finish(2)
    page.show_result("info", say("fetch.done.many", n=2), say("fetch.all_kept"))
    desktop.window.show_detail(page)
    return desktop.window


def _pin(desktop: Desktop) -> QWidget:
    dialog = PinDialog(desktop.theme, Clipboard(), TRAINING_MAILBOX, desktop.window)
    dialog.show()
    return dialog


def _pin_wrong(desktop: Desktop) -> QWidget:
    dialog = PinDialog(desktop.theme, Clipboard(), TRAINING_MAILBOX, desktop.window)
    dialog.secret.line.setText("000000")
    dialog.show()
    dialog.secret.show_caps(True)
    dialog.show_wrong(WrongPin(file="musterstadt-2027.p12"))
    return dialog


def _error(desktop: Desktop) -> QWidget:
    dialog = ErrorDialog(desktop.theme, Clipboard(), Unreadable(part="payload"), say("error.title"), desktop.window)
    dialog.show()
    return dialog


def _export(desktop: Desktop) -> QWidget:
    desktop.window.show_detail(desktop.window.application)
    desktop.window.folders.select("in_review")
    settle(desktop)
    desktop.window.applications.list.selectAll()
    desktop.controller.start_export()
    settle(desktop)
    dialog = desktop.controller.export.dialog
    assert dialog is not None
    dialog.target.setText("S:/Sozialamt/Eingang/2026")
    return dialog


def _trash(desktop: Desktop) -> QWidget:
    desktop.window.set_list_wanted(True)
    if not desktop.controller.applications.counts["trash"]:
        desktop.controller.go_to_folder("in_review")
        settle(desktop)
        desktop.window.applications.select_place(0)
        settle(desktop)
        desktop.window.actions_table["trash"].trigger()
        settle(desktop)
    desktop.controller.go_to_folder("trash")
    settle(desktop)
    desktop.window.applications.select_place(0)
    settle(desktop, 0.6)
    return desktop.window


def _delete(desktop: Desktop) -> QWidget:
    desktop.window.actions_table["delete"].trigger()
    settle(desktop)
    dialog = desktop.keeping.retention.question
    assert dialog is not None
    return dialog


def _retention(tab: int) -> Callable[[Desktop], QWidget]:
    def draw(desktop: Desktop) -> QWidget:
        desktop.window.actions_table["retention"].trigger()
        settle(desktop)
        dialog = desktop.keeping.retention.dialog
        assert dialog is not None
        dialog.tabs.setCurrentIndex(tab)
        return dialog

    return draw


def _assistant(step: int) -> Callable[[Desktop], QWidget]:
    def draw(desktop: Desktop) -> QWidget:
        dialog: AssistantDialog = desktop.controller.assistant.start(desktop.window)
        dialog.key_file.picker.edit.setText("musterstadt-2027.p12")
        dialog.place.name.setText("Sozialamt Musterstadt (Demo)")
        for page in (dialog.place, dialog.check):
            page.show_card(sample_certificate(desktop.theme))
        dialog.check.show_checks(SAMPLE_CHECKS)
        dialog.finish.banner.show_text("ok", say("assistant.done.banner", name="Sozialamt Musterstadt (Demo)"),
                                       say("assistant.done.next"))
        dialog.show_step(step)
        dialog.show()
        return dialog

    return draw


class _Part(Protocol):
    """A part of `shell/keeping.py` that shows one dialog."""

    @property
    def dialog(self) -> QWidget | None:
        """The dialog, once it was opened."""

    def open(self) -> None:
        """Open it."""


def _dialog(part_of: Callable[[Keeping], _Part]) -> Callable[[Desktop], QWidget]:
    def draw(desktop: Desktop) -> QWidget:
        part = part_of(desktop.keeping)
        part.open()
        settle(desktop)
        assert part.dialog is not None
        return part.dialog

    return draw


def _journal(desktop: Desktop) -> QWidget:
    dialog = _dialog(lambda keeping: keeping.journal)(desktop)
    assert isinstance(dialog, JournalDialog)
    dialog.verify.click()
    return dialog


def _revocation(desktop: Desktop) -> QWidget:
    _inspection(desktop)
    settle(desktop)
    desktop.revocation.open()
    settle(desktop)
    assert desktop.revocation.dialog is not None
    return desktop.revocation.dialog


def _transfer(desktop: Desktop) -> QWidget:
    _main(desktop)
    desktop.transfer.open()
    settle(desktop)
    page = desktop.transfer.page
    assert page is not None
    for _ in range(5):
        page.wanted.emit("copy_next")
        settle(desktop, 0.05)
    return page


def _hints(desktop: Desktop) -> QWidget:
    _main(desktop)
    desktop.insight.hints.open()
    dialog = desktop.insight.hints.dialog
    assert dialog is not None
    return dialog


def _compare(desktop: Desktop) -> QWidget:
    _list(desktop)
    settle(desktop)
    view = desktop.window.applications.list
    places = [row for row in range(view.model().rowCount()) if view.model().index(row, 0).flags().value]
    for row in places[:2]:
        view.selectionModel().select(view.model().index(row, 0), QItemSelectionModel.SelectionFlag.Select)
    desktop.window.actions_table["compare"].trigger()
    settle(desktop)
    dialog = desktop.insight.comparison.dialog
    assert dialog is not None
    return dialog


def _restore(desktop: Desktop) -> QWidget:
    desktop.keeping.backup.open_restore()
    settle(desktop)
    assert desktop.keeping.backup.restoring is not None
    return desktop.keeping.backup.restoring


def _locked(desktop: Desktop) -> QWidget:
    page = LockWindow(desktop.theme, Clipboard())
    page.resize(desktop.window.size())
    page.show()
    return page


def _unlock(desktop: Desktop) -> QWidget:
    page = LockWindow(desktop.theme, Clipboard())
    page.resize(desktop.window.size())
    ways = tuple(KeyWay(kind, TRAINING_MAILBOX, None, None, None) for kind in (KeyKind.CERTIFICATE, KeyKind.RECOVERY))
    page.show_ways(ways, say("lock.missing"), say("lock.other_pc"))
    page.show()
    return page


def _recovery_key(desktop: Desktop) -> QWidget:
    dialog = RecoveryDialog(desktop.theme, new_recovery_key(), desktop.window)
    dialog.show()
    return dialog


def _empty(desktop: Desktop) -> QWidget:
    desktop.window.set_list_wanted(True)
    desktop.controller.go_to_folder(State.ARCHIVED.value)
    return desktop.window


SCREENS: dict[str, Callable[[Desktop], QWidget]] = {
    "list": _list, "main": _main, "evidence": _tab("evidence"), "origin": _tab("origin"), "inspection": _inspection,
    "history": _tab("history"), "raw-xml": _tab("raw_xml"), "unreadable": _unreadable, "fetch-running": _fetch_running,
    "fetch-done": _fetch_done, "pin": _pin, "pin-wrong": _pin_wrong, "error": _error, "export": _export,
    "trash": _trash, "delete": _delete, "retention": _retention(0), "retention-rules": _retention(1),
    "books": _dialog(lambda keeping: keeping.books), "journal": _journal,
    "support": _dialog(lambda keeping: keeping.support), "backup": _dialog(lambda keeping: keeping.backup),
    "restore": _restore, "transfer": _transfer, "hints": _hints, "compare": _compare,
    "paper": paper_screen,
    "assistant-key-file": _assistant(0), "assistant-pin": _assistant(1), "assistant-place": _assistant(2),
    "assistant-check": _assistant(3), "assistant-done": _assistant(4), "empty": _empty,
    "locked": _locked, "unlock": _unlock, "store-keys": _dialog(lambda keeping: keeping.store_keys),
    "recovery-key": _recovery_key, "certificates": _dialog(lambda keeping: keeping.certificates),
    "schemas": _dialog(lambda keeping: keeping.schemas), "drop": _dialog(lambda keeping: keeping.drop),
    "revocation": _revocation, **document_screens(_main, settle), **casework_screens(_main, settle),
    **request_screens(_main, settle), **question_screens(_main, _transfer, settle),
    **fetch_screens(), **tour_screens(_main, settle), **AIDS,
}
