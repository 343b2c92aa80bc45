"""A window on a store that another place has open: everything to read, nothing to change, and on when it is free."""

from __future__ import annotations

import errno
import platform
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from sozialclient import app
from sozialclient.gui.actions import ACTIONS, READING
from sozialclient.gui.program_desk import ProgramDesk
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.theme import Theme
from sozialclient.settings import Appearance, DataFolder, Settings
from sozialclient.store.seats import lock_file, seats
from sozialclient.usecases.workplace import Workplace

Begin = Callable[[], tuple[Desktop, ProgramDesk]]


@pytest.fixture
def folder(example_folder: Path, tmp_path: Path) -> DataFolder:
    shutil.copytree(example_folder, tmp_path / "data")
    return DataFolder(tmp_path / "data", chosen=True)


@pytest.fixture
def elsewhere(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    """Another PC that has the folder open."""
    monkeypatch.setattr(seats, "QUIET_SECONDS", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(platform, "node", lambda: "PC-17")
        patch.setattr(lock_file, "this_machine", lambda: "other")
        for name in ("USER", "USERNAME"):
            patch.setenv(name, "mmuster")
        opened = app.open_workplace(folder, Settings())
    yield opened
    opened.close()


@pytest.fixture
def begin(qapp: QApplication, folder: DataFolder) -> Iterator[Begin]:
    """Opens a window as the program does."""
    made: list[tuple[Desktop, ProgramDesk]] = []

    def start() -> tuple[Desktop, ProgramDesk]:
        desk = ProgramDesk(app.store_door(folder))
        desktop = Desktop(qapp, desk, Theme(Appearance.LIGHT), None, lambda _look, _scale: None)
        made.append((desktop, desk))
        desktop.window.resize(1440, 900)
        desktop.window.show()
        desktop.controller.start()
        settle(desktop, 0.05)
        return desktop, desk

    yield start
    for desktop, desk in made:
        desktop.close()
        desk.close()
        desktop.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def enabled(desktop: Desktop) -> set[str]:
    return {entry.name for entry in ACTIONS if desktop.window.actions_table[entry.name].isEnabled()}


def test_a_second_place_reads_and_works_on_when_the_first_is_gone(elsewhere: Workplace, begin: Begin) -> None:
    desktop, desk = begin()
    band = desktop.seats.band
    assert band.isVisible() and "PC-17 (mmuster)" in band.banner.title.text()
    cards = desk.workplace().store.cards()
    assert cards and {card.id for card in cards} == {card.id for card in elsewhere.store.cards()}
    assert desktop.controller.applications.total == len(cards)
    desktop.controller.application.open(cards[0].id)
    settle(desktop, 0.05)
    assert desktop.controller.application.current is not None, "reading must work"
    assert elsewhere.store.card(cards[0].id).opened == cards[0].opened
    assert enabled(desktop) <= READING
    assert not desktop.window.application.state.isEnabled()
    desktop.window.applications.list.selectAll()
    settle(desktop, 0.05)
    assert enabled(desktop) <= READING, "a selection brings nothing back that changes something"
    # What the other place does is seen after a refresh.
    from sozialclient.model.application import State
    trash = desktop.controller.applications.counts["trash"]
    elsewhere.store.set_state(cards[0].id, State.TRASH, action="state_changed")
    band.refresh.click()
    settle(desktop, 0.05)
    assert desktop.controller.applications.counts["trash"] == trash + 1
    assert desk.workplace().store.card(cards[0].id).state is State.TRASH
    # And when it is closed, this place can take over.
    elsewhere.close()
    band.refresh.click()
    settle(desktop, 0.05)
    assert "frei" in band.banner.title.text() and not enabled(desktop) - READING
    band.reconnect.click()
    settle(desktop, 0.2)
    assert not band.isVisible() and {"fetch", "set_up", "export"} <= enabled(desktop)
    assert desk.workplace().store.reading_seat is None


def test_a_folder_that_goes_away_is_told_and_taken_up_again_without_a_restart(
    folder: DataFolder, begin: Begin
) -> None:
    desktop, _ = begin()
    band = desktop.seats.band
    assert not band.isVisible()
    folder.path.rename(folder.path.parent / "gone")
    desktop.seats.look()
    settle(desktop, 0.05)
    assert band.isVisible() and band.reconnect.isVisible() and "unterbrochen" in band.banner.title.text()
    (folder.path.parent / "gone").rename(folder.path)
    band.reconnect.click()
    settle(desktop, 0.2)
    assert not band.isVisible() and desktop.controller.applications.total


def test_a_share_that_is_not_there_at_the_start_is_said_to_keep_everything(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_such_drive(*_: object, **__: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "")

    monkeypatch.setattr(Path, "mkdir", no_such_drive)
    desk = ProgramDesk(app.store_door(DataFolder(tmp_path / "share" / "data", chosen=True)))
    desktop = Desktop(qapp, desk, Theme(Appearance.LIGHT), None, lambda _look, _scale: None)
    desktop.window.show()
    desktop.controller.start()
    settle(desktop, 0.05)
    shown = desktop.controller.error_dialog
    assert shown is not None and shown.isVisible() and shown.reference == "STORE-FOLDER-GONE"
    for words in ("nicht erreichbar", "unverändert", "Netzverbindung", "kein neues Postfach"):
        assert words in shown.accessibleDescription()
    assert desktop.controller.start_error is not None
    desktop.close()
    desk.close()
    desktop.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
