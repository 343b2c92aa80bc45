"""A whole day at the desk by keyboard alone, from thirty applications fetched to the last one handed over."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget

from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.model.application import State
from sozialclient.usecases.open_training_mailbox import TrainingIntermediary, add_training_mailbox, start_training
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import LoopWatch, StartDesktop, longest_stall, press, write

CTRL, SHIFT, ALT = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
                    Qt.KeyboardModifier.AltModifier)
NONE = Qt.KeyboardModifier.NoModifier
THIRTY = 30
FIELDS = 44
PATIENCE = 120.0


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrainingIntermediary]:
    """An intermediary with thirty applications."""
    running = start_training(tmp_path_factory.mktemp("intermediary"), fill=str(THIRTY))
    yield running
    running.stop()


class Day:
    """The keys somebody presses; for each deed the longest time, in seconds, the window computed without a pause."""

    def __init__(self, desktop: Desktop, store_of: Workplace, folder: Path) -> None:
        self.desktop, self.store, self.folder = desktop, store_of.store, folder
        self.stalls: dict[str, float] = {}

    def hit(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, seconds: float = 0.05) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self._focus(), key, modifiers)
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        settle(self.desktop, seconds)

    def type(self, text: str) -> None:
        write(self._focus(), text)
        self.wait(0.3)

    def until(self, done: object, what: str) -> None:
        """Go on until `done()`, at most for a while."""
        assert callable(done)
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end, what
            self.wait(0.05)

    def _focus(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup
        dialog = QApplication.activeModalWidget()
        if dialog is None and self.desktop.transfer.page is not None:
            dialog = self.desktop.transfer.page
        window = dialog or self.desktop.window
        window.activateWindow()
        focus = QApplication.focusWidget()
        return focus if focus is not None and focus.window() is window else window.focusWidget() or window

    def shown(self) -> str:
        current = self.desktop.controller.application.current
        assert current is not None
        return current.card.id

    def dialog(self) -> QDialog:
        found = QApplication.activeModalWidget()
        assert isinstance(found, QDialog), found
        return found

    # What is done on this day, one after the other.

    def fetch(self) -> None:
        self.hit(Qt.Key.Key_F5)
        self.until(lambda: self.desktop.window.fetch.model.stored() == THIRTY, "thirty arrive")
        self.hit(Qt.Key.Key_Escape)
        assert len(self.store.cards(state=State.NEW)) == THIRTY

    def sort_out(self) -> None:
        """Arrears of rent cannot wait: looked for, put in one's own charge together, taken into review one by one."""
        self.hit(Qt.Key.Key_F, CTRL)
        self.type("mietrückst")
        self.desktop.window.applications.list.setFocus()
        self.hit(Qt.Key.Key_A, CTRL)
        assert len(self.desktop.window.applications.selected_ids()) == THIRTY // 5
        self.hit(Qt.Key.Key_I, CTRL)
        self.desktop.window.applications.list.clearSelection()
        one = self._first()
        for done in range(1, THIRTY // 5 + 1):
            QTimer.singleShot(50, self._enter_menu)
            self.hit(Qt.Key.Key_M, CTRL)
            self.until(lambda done=done: self._in_review() == done, "it is taken into review")
            if self.shown() == one:
                self.hit(Qt.Key.Key_Down, seconds=0.2)
            one = self.shown()
        self.hit(Qt.Key.Key_F, CTRL)
        self.hit(Qt.Key.Key_A, CTRL)
        self.hit(Qt.Key.Key_Delete)
        self.wait(0.2)
        assert all("Miet" in card.service_name for card in self.store.cards(state=State.IN_REVIEW)), [
            card.service_name for card in self.store.cards(state=State.IN_REVIEW)]

    def _in_review(self) -> int:
        return len(self.store.cards(state=State.IN_REVIEW))

    def _enter_menu(self) -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.setActiveAction(next(each for each in menu.actions() if "Prüfung" in each.text()))
        press(menu, Qt.Key.Key_Return)

    def check(self) -> None:
        self.choose("in_review")
        page = self.desktop.window.application
        self.hit(Qt.Key.Key_3, ALT, 0.2)
        assert page.current_tab() in ("origin", "inspection")
        self.hit(Qt.Key.Key_4, ALT, 0.2)
        assert page.current_tab() == "inspection"
        self.hit(Qt.Key.Key_H, CTRL, 0.3)
        self.hit(Qt.Key.Key_Escape)

    def carry_over(self) -> None:
        one = self.choose("in_review")
        self.hit(Qt.Key.Key_T, CTRL, 0.3)
        page = self.desktop.transfer.page
        assert page is not None
        sheet = self.desktop.transfer._current()
        assert sheet.total >= FIELDS
        for _ in sheet.steps:
            self.hit(Qt.Key.Key_Return, seconds=0)
        self.wait(0.3)
        assert page.count.text() == f"{sheet.total} von {sheet.total}"
        self.hit(Qt.Key.Key_F6)
        assert page.file_number.hasFocus()
        self.type("50.1-44/26")
        self.hit(Qt.Key.Key_Return, seconds=0.2)
        chosen = self.dialog().focusWidget()
        assert chosen is not None
        press(chosen, Qt.Key.Key_Return)
        self.until(lambda: self.store.card(one).state is State.TRANSFERRED, "it is carried over")
        assert self.store.work.work(one).file_number == "50.1-44/26"
        assert self.desktop.transfer.page is None

    def ask_for_evidence(self) -> None:
        one = self.choose("in_review")
        self.hit(Qt.Key.Key_R, CTRL, 0.3)
        dialog = self.desktop.insight.evidence.dialog
        assert dialog is not None
        for area, words in ((dialog.recipient, "Max Muster, Am Weg 1, 00042 Beispielhausen"),
                            (dialog.office, "Stadt Musterstadt")):
            if not area.toPlainText():
                area.setFocus()
                self.type(words)
        for line, words in ((dialog.more, "Kündigung des Vermieters"), (dialog.deadline, "+15")):
            line.setFocus()
            self.type(words)
        dialog.save.setFocus()
        assert dialog.save.isEnabled(), dialog.weekday.text()
        self.hit(Qt.Key.Key_Return, seconds=0.3)
        self.until(lambda: self.store.card(one).state is State.QUERY, "it waits for an answer")

    def export_two(self) -> None:
        self.choose("new")
        self.desktop.window.applications.list.setFocus()
        self.hit(Qt.Key.Key_Down, SHIFT)
        if len(self.desktop.window.applications.selected_ids()) == 1:
            # The first arrow went no further than a heading.
            self.hit(Qt.Key.Key_Down, SHIFT)
        assert len(self.desktop.window.applications.selected_ids()) == 2
        self.hit(Qt.Key.Key_S, CTRL, 0.2)
        dialog = self.desktop.controller.export.dialog
        assert dialog is not None
        dialog.target.setFocus()
        dialog.target.selectAll()
        self.type(str(self.folder / "ausgabe"))
        dialog.open_after.setChecked(False)
        dialog.go.setFocus()
        self.hit(Qt.Key.Key_Return)
        self.until(lambda: dialog.cancel.text() == "Schließen", "both are exported")
        assert dialog.banner.property("banner") == "ok", dialog.banner.sentence.text()
        assert len([each for each in (self.folder / "ausgabe").iterdir() if each.is_dir()]) == 2
        self.hit(Qt.Key.Key_Escape)

    def print_one(self) -> None:
        self.choose("new")
        self.hit(Qt.Key.Key_P, CTRL, 0.1)
        dialog = self.desktop.insight.paper.dialog
        assert dialog is not None
        dialog.save.setFocus()
        self.hit(Qt.Key.Key_Return)
        self.until(lambda: dialog.cancel.text() == "Schließen", "one PDF is made")
        assert len(pypdfium2.PdfDocument((self.folder / "akte.pdf").read_bytes())) > 2
        self.hit(Qt.Key.Key_Escape)

    def hand_over(self) -> None:
        one = self.choose("new")
        self.hit(Qt.Key.Key_I, CTRL | SHIFT, 0.2)
        self.type("Frau Beispiel")
        self.hit(Qt.Key.Key_Return, seconds=0.2)
        self.until(lambda: self.store.work.work(one).assigned == "Frau Beispiel", "somebody else is in charge")

    def choose(self, folder: str) -> str:
        """The first application of a folder, by the keys of the folder and of the list."""
        number = ("new", "in_review").index(folder) + 1
        self.hit(Qt.Key.Key_1 if number == 1 else Qt.Key.Key_2, CTRL, 0.1)
        return self._first()

    def _first(self) -> str:
        self.desktop.window.applications.list.setFocus()
        self.hit(Qt.Key.Key_Home, seconds=0.3)
        if not self.desktop.window.applications.selected_ids():
            self.hit(Qt.Key.Key_Down, seconds=0.3)
        return self.shown()


def test_a_day_by_keyboard_alone_without_a_stall(
    start: StartDesktop, empty_workplace: Workplace, training: TrainingIntermediary, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_training_mailbox(empty_workplace, training)
    papers = iter((tmp_path / "schreiben.pdf", tmp_path / "akte.pdf"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(next(papers)), ""))
    # A folder for temporary files would be warned of.
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    day = Day(start(empty_workplace), empty_workplace, tmp_path)
    for doing in (day.fetch, day.sort_out, day.check, day.carry_over, day.ask_for_evidence, day.export_two,
                  day.print_one, day.hand_over):
        with LoopWatch(time.thread_time) as watch:
            doing()
        day.stalls[doing.__name__] = watch.longest
    books = empty_workplace.store.books.audit()
    assert not books.discrepancies
    assert max(day.stalls.values()) < longest_stall(), day.stalls
