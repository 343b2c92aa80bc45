"""The statistics as the pictures of all screens show them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from sozialclient.gui.statistics.dialog import StatisticsDialog
from sozialclient.model.application import State

if TYPE_CHECKING:
    from sozialclient.gui.shell.desktop import Desktop


def statistics_screen(desktop: Desktop) -> QWidget:
    """Of an invented month."""
    from sozialclient.reports.month import MonthStatistics, ServiceCount

    hours = [timedelta(hours=each) for each in (2, 7, 15, 90)]
    statistics = MonthStatistics(
        month=date(2026, 10, 1), at=datetime(2026, 11, 22, 9, tzinfo=UTC), deleted=0, without_received=1,
        services=(ServiceCount(key="hzl", count=31, evidence=164, findings=4, size=212_400_000),
                  ServiceCount(key="grusi", count=22, evidence=80, findings=3, size=98_000_000),
                  ServiceCount(key=None, count=5, evidence=9, findings=5, size=4_100_000)),
        states={State.NEW: 4, State.IN_REVIEW: 12, State.QUERY: 6, State.TRANSFERRED: 33, State.ARCHIVED: 3},
        spans={"fetched": hours, "opened": hours, "transferred": [each * 3 for each in hours]})
    dialog = StatisticsDialog(desktop.theme, date(2026, 11, 22), desktop.window)
    dialog.show_statistics(statistics)
    dialog.show()
    return dialog
