"""A window on a store full of invented applications; each test has a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from sozialclient.app import open_workplace
from sozialclient.gui.lock.door import StoreDoor
from sozialclient.gui.program_desk import ProgramDesk
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop, german_application
from sozialclient.gui.theme import Theme
from sozialclient.settings import Appearance, DataFolder, Settings
from sozialclient.store.keys.vault import KeyVault
from sozialclient.usecases.open_training_mailbox import TRAINING_MAILBOX
from sozialclient.usecases.practise import fill_desk
from sozialclient.usecases.workplace import Workplace
from tests.pace import awake, own_memory, slowness

MAILBOX = TRAINING_MAILBOX
StartDesktop = Callable[[Workplace], Desktop]
OpenFolder = Callable[[Path], Workplace]


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    """The one Qt application, as the program makes it."""
    made = german_application(["test"])
    yield made
    # Qt without a display ends badly where a text of ours is left there.
    made.clipboard().clear()


@pytest.fixture(scope="session")
def example_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with all training applications, made once."""
    folder = tmp_path_factory.mktemp("examples") / "data"
    workplace = open_workplace(DataFolder(folder, chosen=True), Settings())
    fill_desk(workplace, folder.parent / "intermediary")
    workplace.close()
    return folder


@pytest.fixture
def open_folder() -> Iterator[OpenFolder]:
    """Opens data folders and closes them when the windows on them are gone (`start` needs this fixture)."""
    opened: list[Workplace] = []

    def begin(folder: Path) -> Workplace:
        opened.append(open_workplace(DataFolder(folder, chosen=True), Settings()))
        return opened[-1]

    yield begin
    for workplace in opened:
        workplace.close()


@pytest.fixture
def workplace(open_folder: OpenFolder, example_folder: Path, tmp_path: Path) -> Workplace:
    """An opened copy of the examples."""
    return open_folder(shutil.copytree(example_folder, tmp_path / "data"))


@pytest.fixture
def empty_workplace(open_folder: OpenFolder, tmp_path: Path) -> Workplace:
    """A new user's data folder."""
    return open_folder(tmp_path / "new")


def door_to(workplace: Workplace) -> StoreDoor:
    """A door that opens with `workplace` first, and opens its folder anew after that was closed."""
    folder, waiting = workplace.store._folder, [workplace]

    def vault() -> KeyVault:
        return KeyVault(folder, self_contained=True)

    def open_with(vault: KeyVault) -> Workplace:
        if waiting and not waiting[0].vault.locked:
            return waiting.pop()
        return open_workplace(DataFolder(folder, chosen=True), Settings(), vault)

    return StoreDoor(vault, open_with)


@contextmanager
def windows(qapp: QApplication) -> Iterator[StartDesktop]:
    """Opens windows and closes them at the end."""
    opened: list[tuple[Desktop, ProgramDesk]] = []

    def begin(workplace: Workplace) -> Desktop:
        desk = ProgramDesk(door_to(workplace))
        desktop = Desktop(qapp, desk, Theme(Appearance.LIGHT), None, lambda _look, _scale: None)
        opened.append((desktop, desk))
        desktop.window.resize(1440, 900)
        desktop.window.show()
        desktop.window.activateWindow()
        desktop.controller.start()
        settle(desktop, 0.05)
        return desktop

    yield begin
    for desktop, desk in opened:
        desktop.close()
        desk.close()
        desktop.deleteLater()
    for widget in qapp.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()


@pytest.fixture
def start(qapp: QApplication, open_folder: OpenFolder) -> Iterator[StartDesktop]:
    """Opens windows and closes them after the test, before the folders they show: work may still be under way."""
    with windows(qapp) as begin:
        yield begin


@pytest.fixture(scope="module")
def shared_desktop(
    qapp: QApplication, example_folder: Path, tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Desktop]:
    """One window on the examples for all tests of a module that only look."""
    folder = tmp_path_factory.mktemp("shared") / "data"
    shutil.copytree(example_folder, folder)
    workplace = open_workplace(DataFolder(folder, chosen=True), Settings())
    with windows(qapp) as begin:
        yield begin(workplace)
    workplace.close()


@pytest.fixture
def desktop(start: StartDesktop, workplace: Workplace) -> Desktop:
    """A window on the examples."""
    return start(workplace)


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press and release a key that makes no letter."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key.value, modifiers))


def write(widget: QWidget, text: str) -> None:
    """Type any letters, also those QTest cannot."""
    for letter in text:
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyRelease, 0, Qt.KeyboardModifier.NoModifier, letter))


def lock_and_unlock(desktop: Desktop) -> None:
    """Lock the store, which forgets every PIN, and come back."""
    desktop.window.actions_table["lock"].trigger()
    settle(desktop, 0.3)
    assert desktop.locking.page is not None
    press(desktop.locking.page.go, Qt.Key.Key_Return)
    settle(desktop, 0.3)
    assert desktop.locking.page is None


class LoopWatch:
    """Measures the longest time, in seconds, in which the event loop did not come round.

    With `clock=time.thread_time` only the window's own computing counts, and no waiting for files or locks.
    """

    def __init__(self, clock: Callable[[], float] = awake) -> None:
        self.longest, self._clock = 0.0, clock
        self._last, self._memory = clock(), own_memory()
        self._timer = QTimer()
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = self._clock()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def __enter__(self) -> LoopWatch:
        self._memory.__enter__()
        self._last = self._clock()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._tick()
        self._timer.stop()
        self._memory.__exit__(None, None, None)


def runs_smoothly(doing: Callable[[], object], tries: int = 4) -> None:
    """Does it up to `tries` times; raises AssertionError if the event loop stood still too long in each."""
    stalls = []
    for _ in range(tries):
        with LoopWatch() as watch:
            doing()
        stalls.append(watch.longest)
        if watch.longest < longest_stall():
            return
    raise AssertionError(stalls)


def longest_stall() -> float:
    """Seconds: a tenth, or as much more as this machine is now slower than an office PC."""
    return 0.1 * slowness()
