"""The guided tour leads through the first application by keys alone, and sees by itself what was done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sozialclient.gui.program_desk import ProgramDesk
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.theme import Theme
from sozialclient.gui.tour.controller import TourController
from sozialclient.gui.tour.progress import END
from sozialclient.gui.tour.steps import NAMES, STEPS
from sozialclient.gui.wording import say
from sozialclient.model.application import State
from sozialclient.settings import Appearance
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import door_to, press, write
from tests.gui.screen_walk import nameless

CTRL, SHIFT, ALT = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
                    Qt.KeyboardModifier.AltModifier)
NONE = Qt.KeyboardModifier.NoModifier
PATIENCE = 40.0


class Learner:
    """Somebody who presses keys and reads the band."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop = desktop

    @property
    def tour(self) -> TourController:
        return self.desktop.aids.tour

    @property
    def step(self) -> str:
        return self.desktop._tour.step

    def hit(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.focus(), key, modifiers)
        settle(self.desktop, 0.1)

    def focus(self) -> QWidget:
        window = QApplication.activeModalWidget() or self.desktop.transfer.page or self.desktop.window
        window.activateWindow()
        focus = QApplication.focusWidget()
        return focus if focus is not None and focus.window() is window else window.focusWidget() or window

    def until(self, done: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end, what
            settle(self.desktop, 0.05)

    def reads(self, step: str, window: QWidget | None = None) -> None:
        """The band stands in the window where the work is, with its step, and what it is about has its frame."""
        tour = self.tour
        title = say(f"tour.{step}.title")
        self.until(lambda: tour.band.title.text().endswith(title), f"{step}, not {tour.band.title.text()}")
        settle(self.desktop, 0.05)
        where = window or self.desktop.window
        assert tour.band.isVisible() and tour.band.window() is where, step
        assert tour.band.key.text(), step
        assert tour.mark.isVisible() and tour.mark.window() is where, step
        target = tour.mark.target
        assert target is not None and target.isVisible()
        inside = tour.mark.geometry().adjusted(-1, -1, 1, 1)
        assert inside.contains(target.mapTo(where, target.rect().center())), step
        assert tour.band.title.text() in tour.band.accessibleName()
        assert not nameless(where)


@pytest.fixture
def learner(qapp: QApplication, empty_workplace: Workplace, tmp_path: Path) -> Iterator[Learner]:
    """A new user's window with a real training mailbox in reach."""
    desk = ProgramDesk(door_to(empty_workplace), tmp_path / "training")
    desktop = Desktop(qapp, desk, Theme(Appearance.LIGHT), tmp_path / "window.ini", lambda _look, _scale: None)
    desktop.begin()
    desktop.window.activateWindow()
    settle(desktop, 0.05)
    yield Learner(desktop)
    desktop.close()
    desk.close()
    desktop.deleteLater()


def accept_the_offer(learner: Learner) -> None:
    """By the palette to the training mailbox, by F6 to the offer."""
    tour = learner.tour
    learner.hit(Qt.Key.Key_K, CTRL)
    write(learner.focus(), "Übungspostfach öffnen")
    learner.hit(Qt.Key.Key_Return)
    learner.until(tour.band.isVisible, "the tour is offered")
    assert tour.band.begin.isVisible() and learner.step == ""
    for _ in range(3):
        learner.hit(Qt.Key.Key_F6)
        if tour.band.leave.hasFocus():
            break
    learner.hit(Qt.Key.Key_Tab, SHIFT)
    assert tour.band.begin.hasFocus()
    learner.hit(Qt.Key.Key_Return)


def fetch_and_open(learner: Learner) -> str:
    """Id of the application that is open."""
    learner.reads("fetch")
    learner.hit(Qt.Key.Key_F5)
    learner.reads("report")
    learner.hit(Qt.Key.Key_Return)
    learner.reads("open")
    for _ in range(3):
        if learner.step == "open":
            learner.hit(Qt.Key.Key_Down)
    learner.reads("check")
    current = learner.desktop.controller.application.current
    assert current is not None
    return current.card.id


def carry_over(learner: Learner) -> None:
    learner.hit(Qt.Key.Key_T, CTRL)
    learner.until(lambda: learner.desktop.transfer.page is not None, "it opens")
    page = learner.desktop.transfer.page
    learner.reads("copy", page)
    learner.hit(Qt.Key.Key_Return)
    learner.reads("tick", page)
    learner.hit(Qt.Key.Key_Space)
    learner.reads("finish", page)
    learner.hit(Qt.Key.Key_F6)
    write(learner.focus(), "Übung 1")
    learner.hit(Qt.Key.Key_Return)
    learner.until(lambda: learner.step == "confirm", "the question is asked")
    learner.reads("confirm", learner.desktop.transfer.finish_dialog)
    learner.hit(Qt.Key.Key_Tab, SHIFT)
    learner.hit(Qt.Key.Key_Return)


def export_to(learner: Learner, folder: Path) -> None:
    learner.hit(Qt.Key.Key_S, CTRL)
    learner.until(lambda: learner.step == "save", "the dialog is open")
    dialog = learner.desktop.controller.export.dialog
    assert dialog is not None
    learner.reads("save", dialog)
    dialog.open_after.setChecked(False)
    dialog.target.setFocus()
    dialog.target.selectAll()
    write(dialog.target, str(folder))
    learner.hit(Qt.Key.Key_Return)
    learner.until(lambda: learner.step == END, "it is exported")
    learner.hit(Qt.Key.Key_Return)


def test_the_whole_tour_by_keys(learner: Learner, empty_workplace: Workplace, tmp_path: Path) -> None:
    accept_the_offer(learner)
    one = fetch_and_open(learner)
    learner.hit(Qt.Key.Key_4, ALT)
    learner.reads("transfer")
    carry_over(learner)
    learner.reads("export")
    store = empty_workplace.store
    assert store.card(one).state is State.TRANSFERRED
    assert store.work.work(one).file_number == "Übung 1"
    export_to(learner, tmp_path / "ausgabe")
    assert any((tmp_path / "ausgabe").iterdir())
    tour = learner.tour
    assert tour.band.isVisible() and tour.band.window() is learner.desktop.window and not tour.mark.isVisible()
    assert "Geschafft" in tour.band.title.text()
    assert not learner.desktop._tour.running


@pytest.mark.slow
def test_it_is_left_and_taken_up_and_goes_back_where_its_ground_was_taken(learner: Learner) -> None:
    desktop, window, tour = learner.desktop, learner.desktop.window, learner.tour
    window.actions_table["tour"].trigger()
    learner.until(lambda: learner.step == "fetch", "the training mailbox is opened by the tour itself")
    learner.hit(Qt.Key.Key_F5)
    learner.reads("report")
    learner.hit(Qt.Key.Key_Return)
    learner.reads("open")
    window.actions_table["tour"].trigger()
    assert tour.band.leave.hasFocus(), "the action leads to the band while the tour runs"
    press(tour.band.leave, Qt.Key.Key_Escape)
    settle(desktop, 0.1)
    assert not tour.band.isVisible() and not tour.mark.isVisible() and learner.step == "open"
    assert not tour.band.leave.hasFocus()
    window.applications.list.setFocus()
    for _ in range(2):
        learner.hit(Qt.Key.Key_Down)
    assert learner.step == "open", "nobody leads, nothing is noted"
    window.actions_table["tour"].trigger()
    learner.until(lambda: learner.step in ("check", "transfer"), "it goes on where the window stands now")
    learner.hit(Qt.Key.Key_4, ALT)
    learner.reads("transfer")
    learner.hit(Qt.Key.Key_T, CTRL)
    learner.until(lambda: learner.step == "copy", "it opens")
    learner.hit(Qt.Key.Key_Return)
    learner.reads("tick", desktop.transfer.page)
    learner.hit(Qt.Key.Key_Escape)
    learner.reads("transfer")
    assert learner.step == "tick", "how far somebody came is not forgotten"
    desktop.show_size(1.25)
    assert desktop.window is not window
    learner.reads("transfer")
    assert desktop._place is not None and desktop._place.remembered("tour") == "tick"


def test_every_step_has_a_place_to_go_back_to_that_comes_before_it() -> None:
    assert [step.stage for step in STEPS] == sorted(step.stage for step in STEPS)
    for at, step in enumerate(STEPS):
        assert not step.back or NAMES.index(step.back) < at
