"""A list of fifty thousand applications is worked like a short one, and never stalls the window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.rows import ROW_ROLE, CardRow
from sozialclient.gui.wording import say
from sozialclient.model.application import State
from sozialclient.usecases.workplace import Workplace
from tests.bench.many import many_applications
from tests.gui.conftest import OpenFolder, StartDesktop, runs_smoothly

COUNT = 50_000
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("long") / "data"
    many_applications(made, COUNT)
    return made


@pytest.fixture
def many(open_folder: OpenFolder, folder: Path, tmp_path: Path) -> Workplace:
    return open_folder(shutil.copytree(folder, tmp_path / "data"))


@pytest.fixture
def desktop(start: StartDesktop, many: Workplace) -> Desktop:
    shown = start(many)
    shown.window.folders.select("transferred")
    settle(shown, 0.05)
    return shown


def row(desktop: Desktop) -> int:
    return desktop.window.applications.list.currentIndex().row()


def hit(desktop: Desktop, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(desktop.window.applications.list, key, modifiers)
    settle(desktop, 0.03)


def test_the_scroll_bar_is_true_from_the_start_and_rows_come_where_one_looks(desktop: Desktop) -> None:
    page, view = desktop.window.applications, desktop.window.applications.list
    model, bar = page._model, view.verticalScrollBar()
    assert model.rowCount() == 15_000 + 1
    last = view.visualRect(model.index(model.rowCount() - 1))
    assert bar.maximum() == last.bottom() + 1 - view.viewport().height()
    assert len(model._cards) < 200
    bar.setValue(bar.maximum() // 2)
    settle(desktop, 0.05)
    first, end = view.rows_in_sight()
    assert 7000 < first < end < 8000
    assert all(model.card_at(at) for at in range(first, end))
    shown = model.data(model.index(first), ROW_ROLE)
    assert isinstance(shown, CardRow)
    assert shown.title != say("list.loading")
    assert view.indexAt(view.visualRect(model.index(first + 2)).center()).row() == first + 2


def test_home_end_and_pages_pass_headings_over(desktop: Desktop) -> None:
    view, model = desktop.window.applications.list, desktop.window.applications._model
    view.setFocus()
    hit(desktop, Qt.Key.Key_End)
    assert row(desktop) == model.rowCount() - 1
    assert desktop.controller.application.current is None or row(desktop) > 0
    hit(desktop, Qt.Key.Key_PageUp)
    assert model.rowCount() - 40 < row(desktop) < model.rowCount() - 3
    hit(desktop, Qt.Key.Key_Home)
    assert row(desktop) == 1
    assert model.id_at(0) is None
    hit(desktop, Qt.Key.Key_Up)
    assert row(desktop) == 1
    hit(desktop, Qt.Key.Key_PageDown)
    assert 3 < row(desktop) < 40
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_shift_chooses_a_range_and_select_all_chooses_all(desktop: Desktop) -> None:
    page, view = desktop.window.applications, desktop.window.applications.list
    view.setFocus()
    hit(desktop, Qt.Key.Key_Home)
    for _ in range(3):
        hit(desktop, Qt.Key.Key_Down, SHIFT)
    assert page.selected_ids() == [page._model.id_at(at) for at in (1, 2, 3, 4)]
    hit(desktop, Qt.Key.Key_End, SHIFT)
    assert len(page.selected_ids()) == 15_000
    view.selectionModel().select(page._model.index(9), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def select_all() -> None:
        view.clearSelection()
        settle(desktop, 0.05)
        view.selectAll()
        settle(desktop, 0.05)

    runs_smoothly(select_all)
    assert len(page.selected_ids()) == 15_000


def test_a_move_deep_in_the_list_chooses_the_next_and_undo_the_moved_one(desktop: Desktop, many: Workplace) -> None:
    page, view = desktop.window.applications, desktop.window.applications.list
    moved, after = page._model.id_at(9000), page._model.id_at(9001)
    assert moved and after
    page.select(moved)
    settle(desktop, 0.05)
    top = view.verticalOffset()
    desktop.controller.moves.move([moved], State.QUERY)
    settle(desktop, 0.05)
    assert page.selected_ids() == [after]
    assert abs(view.verticalOffset() - top) < 200
    assert many.store.card(moved).state is State.QUERY
    desktop.controller.moves.undo()
    settle(desktop, 0.05)
    assert page.selected_ids() == [moved]
    assert many.store.card(moved).state is State.TRANSFERRED


def test_what_stands_at_the_top_stays_when_rows_come_above_it(desktop: Desktop, many: Workplace) -> None:
    page, view = desktop.window.applications, desktop.window.applications.list
    view.verticalScrollBar().setValue(300_000)
    settle(desktop, 0.05)
    first = page._model.id_at(view.rows_in_sight()[0])
    for number in range(COUNT - 3, COUNT):
        many.store.set_state(f"A-2026-{number:06}", State.TRANSFERRED, action="state_changed")
    desktop.controller.applications.refresh()
    settle(desktop, 0.05)
    assert page._model.id_at(view.rows_in_sight()[0]) == first
    assert page._model.rowCount() == 15_000 + 3 + 1


def test_folders_search_order_and_refresh_do_not_stall(desktop: Desktop) -> None:
    page = desktop.window.applications
    search = desktop.window.toolbar.search
    hits = []

    def walk() -> None:
        for folder in ("archived", "new", "month_change", "old", "transferred"):
            desktop.window.folders.select(folder)
            settle(desktop, 0.02)
        search.setText("straßburger VORNAME-49")
        settle(desktop, 0.2)
        hits.append(page._model.rowCount())
        search.clear()
        settle(desktop, 0.2)
        for oldest in (True, False):
            page.order.setChecked(oldest)
            settle(desktop, 0.02)
        desktop.controller.applications.refresh()
        settle(desktop, 0.02)

    runs_smoothly(walk)
    assert set(hits) == {hits[0]}
    assert hits[0] > 50
    assert page._model.rowCount() == 15_001
