"""The figures of a month are seen, chosen by keys and saved as they are seen."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel

from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.statistics.dialog import MONTHS, StatisticsDialog, months_until
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop
from tests.gui.screen_walk import nameless
from tests.unit.store.samples import sample


def test_the_months_go_back_over_new_year() -> None:
    found = months_until(date(2026, 2, 17))
    assert found[:3] == [date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1)]
    assert len(found) == MONTHS and found[-1] == date(2024, 3, 1)


@pytest.fixture
def desktop(start: StartDesktop, empty_workplace: Workplace) -> Desktop:
    """One application of this month, two of the month before; applications for training would not count."""
    today = datetime.now(UTC)
    before = today.replace(day=1) - timedelta(days=10)
    for number, received in enumerate((today, before, before - timedelta(days=1)), 1):
        sample(number, received=received).add(empty_workplace.store)
    return start(empty_workplace)


def opened(desktop: Desktop) -> StatisticsDialog:
    desktop.window.actions_table["statistics"].trigger()
    settle(desktop, 0.1)
    dialog = desktop.keeping.statistics.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def test_the_month_is_chosen_by_keys_and_saved_as_it_is_shown(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = opened(desktop)
    assert not nameless(dialog)
    assert dialog.month.hasFocus() and dialog.month.currentIndex() == 1, "the month that is over"
    assert dialog.lead.text() == "2 Anträge eingegangen"
    QTest.keyClick(dialog.month, Qt.Key.Key_Up)
    settle(desktop, 0.1)
    assert dialog.lead.text() == "1 Antrag eingegangen"
    for _ in range(2):
        QTest.keyClick(dialog.month, Qt.Key.Key_Down)
    settle(desktop, 0.1)
    assert dialog.lead.text() == "Keine Anträge eingegangen", "of months chosen quickly the last is shown"
    QTest.keyClick(dialog.month, Qt.Key.Key_Up)
    settle(desktop, 0.1)
    shown = [label.text() for label in dialog.sheet.findChildren(QLabel)]
    assert shown[shown.index("Neu") + 1] == "2" and any("unter 3" in words for words in shown)
    path = tmp_path / "monat.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    dialog.save.setFocus()
    QTest.keyClick(dialog.save, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert dialog.banner.property("banner") == "ok"
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert ["Summe", "2"] in [row[:2] for row in rows]
    desktop.keeping.statistics.save_to(tmp_path / "monat.pdf")
    settle(desktop, 0.1)
    assert (tmp_path / "monat.pdf").read_bytes().startswith(b"%PDF-")
    assert dialog.banner.property("banner") == "ok"


def test_an_unknown_form_is_refused_and_nothing_is_written(desktop: Desktop, tmp_path: Path) -> None:
    dialog = opened(desktop)
    desktop.keeping.statistics.save_to(tmp_path / "monat.html")
    settle(desktop, 0.1)
    assert dialog.banner.property("banner") == "danger"
    assert not list(tmp_path.glob("monat*"))
