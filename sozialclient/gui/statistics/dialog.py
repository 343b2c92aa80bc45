"""Asks for a month and shows its figures; nobody is named in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from sozialclient.gui.plain import SENTENCES_LIMIT, plain, plain_joined, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.facts import FactList, Group
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.wording import count, say
from sozialclient.texts import text

if TYPE_CHECKING:
    from sozialclient.reports.month import MonthStatistics

MONTHS = 24
"""How many months are offered, the current one included."""


class StatisticsDialog(QDialog):
    """`month_chosen` carries the first day of a month; `save_requested` asks to save what is shown."""

    month_chosen = Signal(object)
    save_requested = Signal()

    def __init__(self, theme: Theme, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("statistics.title"))
        self.setModal(True)
        self.month = self._make_month(today)
        self.lead = plain_label(wrap=True)
        self.lead.setFont(theme.font("title"))
        self.facts = FactList(theme, say("statistics.figures"))
        self.note = plain_label(wrap=True)
        self.note.setProperty("tone", "second")
        inside = QVBoxLayout()
        inside.setContentsMargins(0, theme.px(4), theme.px(12), theme.px(12))
        inside.setSpacing(theme.px(12))
        inside.addWidget(self.facts)
        inside.addWidget(self.note)
        inside.addStretch(1)
        self.sheet = scrolled(surface(inside))
        self.sheet.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sheet.setAccessibleName(say("statistics.figures"))
        self.banner = Banner(theme, "info", "", "")
        self.banner.hide()
        self.save = push_button(theme, say("statistics.save"), look="primary")
        self.save.setDefault(True)
        self.save.setEnabled(False)
        self.save.clicked.connect(self.save_requested)
        self.close_button = push_button(theme, say("action.close_dialog"))
        self.close_button.clicked.connect(self.reject)
        caption = plain_label(say("statistics.month"))
        caption.setFont(theme.font("bodyStrong"))
        caption.setBuddy(self.month)
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), 0)
        body.setSpacing(theme.px(8))
        for widget in (caption, self.month, self.lead, self.banner):
            body.addWidget(widget)
        body.addWidget(self.sheet, 1)
        frame_dialog(self, surface(body), dialog_footer(theme, [self.save, self.close_button]))
        fit_screen(self, QSize(0, 0), QSize(theme.px(720), theme.px(700)))
        self.month.setFocus()

    def _make_month(self, today: date) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(say("statistics.month"))
        for first in months_until(today):
            box.addItem(plain(_month_words(first)), first)
        # The month that is over is the one that is reported.
        box.setCurrentIndex(1)
        box.currentIndexChanged.connect(lambda at: self.month_chosen.emit(box.itemData(at)))
        return box

    @property
    def chosen(self) -> date:
        """First day of the month."""
        first: date = self.month.currentData()
        return first

    def show_counting(self) -> None:
        """The figures are not there yet."""
        self.save.setEnabled(False)
        self.banner.hide()
        self.lead.setText(say("statistics.counting"))
        self.facts.show_groups([])
        self.note.setText("")

    def show_statistics(self, statistics: MonthStatistics) -> None:
        """The figures of a month."""
        from sozialclient.reports.month import lead, sentences

        self.lead.setText(plain_words(lead(statistics)))
        self.facts.show_groups(figures(statistics))
        self.note.setText(plain_joined("\n", sentences(statistics), SENTENCES_LIMIT))
        self.banner.hide()
        self.setAccessibleDescription(plain_joined(" ", [lead(statistics), *sentences(statistics)]))
        self.save.setEnabled(True)

    def show_result(self, tint: str, title: str, sentence: str = "") -> None:
        """How saving ended."""
        self.banner.show()
        self.banner.show_text(tint, title, sentence)


def figures(statistics: MonthStatistics) -> list[Group]:
    """The three tables of the paper as names and values."""
    from sozialclient.reports.month import service_rows, span_rows, state_rows

    services = [(plain(name), count("statistics.service", int(number), evidence=evidence, findings=findings, size=size))
                for name, number, evidence, findings, size in service_rows(statistics)]
    spans = [(plain(name), say("statistics.span", measured=measured, median=median, longest=longest)
              if measured != "0" else say("statistics.unmeasured"))
             for name, measured, median, longest in span_rows(statistics)]
    return [(text("month", "services"), services), (text("month", "states"), state_rows(statistics)),
            (text("month", "times"), spans)]


def months_until(today: date) -> list[date]:
    """First days, the newest first."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        last = found[-1]
        found.append(last.replace(year=last.year - 1, month=12) if last.month == 1
                     else last.replace(month=last.month - 1))
    return found


def _month_words(first: date) -> str:
    return f"{say('months').split()[first.month - 1]} {first.year}"
