"""Asks whose public holidays count, which other days are free, and after how many working days to be reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QSpinBox, QWidget

from sozialclient.documents.due_day import DueDayUnknown, due_day
from sozialclient.documents.working_days import LANDS, WorkingDays
from sozialclient.gui.plain import plain, plain_joined, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.asking_dialog import AskingDialog
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.wording import say
from sozialclient.model.application import State
from sozialclient.model.calendar import OfficeCalendar, Reminder

REMINDED = (State.NEW, State.IN_REVIEW, State.QUERY)
_MOST_DAYS = 999
_AS_ALL = "="


class CalendarDialog(AskingDialog):
    """`given` carries the calendar as it shall be."""

    given = Signal(object)

    def __init__(self, theme: Theme, calendar: OfficeCalendar, mailboxes: Sequence[str],
                 parent: QWidget | None = None) -> None:
        super().__init__(theme, say("calendar.title"), say("calendar.why"), say("calendar.go"), parent, scrolls=True)
        self._calendar = calendar
        self.land = self._make_land(say("calendar.land"), "", calendar.land)
        self.captioned(say("calendar.land"), self.land, self.land)
        self.lands: dict[str, QComboBox] = {}
        if len(mailboxes) > 1:
            for name in mailboxes:
                caption = say("calendar.land_of", mailbox=name)
                self.lands[name] = self._make_land(caption, _AS_ALL, calendar.lands.get(name, _AS_ALL))
                self.captioned(caption, self.lands[name], self.lands[name])
        self.days = QPlainTextEdit()
        self.days.setTabChangesFocus(True)
        self.days.setAccessibleName(say("calendar.days_off"))
        self.days.setPlaceholderText(say("calendar.days_hint"))
        self.days.setPlainText(plain_joined("\n", (f"{day:%d.%m.%Y}" for day in calendar.days_off)))
        self.days.setFixedHeight(theme.px(84))
        self.captioned(say("calendar.days_off"), self.days, self.days)
        self.wrong = plain_label(wrap=True)
        self.wrong.setProperty("tone", "danger")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.reminders = {state: self._make_reminder(state) for state in REMINDED}
        for state, box in self.reminders.items():
            self.captioned(say(f"calendar.remind.{state.value}"), self._beside(box), box)
        self.finish()
        self.go.setEnabled(True)
        self.go.clicked.connect(self._on_go)
        fit_screen(self, QSize(theme.px(420), theme.px(320)), QSize(theme.px(560), theme.px(640)))
        self.land.setFocus()

    def _make_land(self, name: str, first: str, chosen: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(plain(name))
        if first:
            box.addItem(say("calendar.as_all"), first)
        box.addItem(say("calendar.lands.all"), "")
        for land in LANDS:
            box.addItem(say(f"calendar.lands.{land}"), land)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box

    def _make_reminder(self, state: State) -> QSpinBox:
        box = QSpinBox()
        # The style sheet's padding does not reach the input inside.
        box.lineEdit().setTextMargins(self.theme.px(8), 0, 0, 0)
        box.setRange(0, _MOST_DAYS)
        box.setSpecialValueText(say("calendar.never"))
        box.setAccessibleName(say(f"calendar.remind.{state.value}"))
        box.setValue(next((one.days for one in self._calendar.reminders if one.state is state), 0))
        return box

    @staticmethod
    def _beside(box: QSpinBox) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(box)
        line.addWidget(plain_label(say("calendar.days")))
        line.addStretch(1)
        return row

    def _days_off(self) -> tuple[date, ...]:
        """Raises DueDayUnknown."""
        written = [line.strip() for line in self.days.toPlainText().splitlines() if line.strip()]
        today = date.today()
        found = [due_day(each.split()[0], today, WorkingDays().after) for each in written]
        return tuple(sorted({day for day in found if day is not None}))

    def _on_go(self) -> None:
        try:
            days_off = self._days_off()
        except DueDayUnknown:
            self.wrong.setText(say("calendar.no_day"))
            self.wrong.show()
            self.days.setFocus()
            return
        kept = dict(self._calendar.lands)
        for name, box in self.lands.items():
            kept.pop(name, None)
            if box.currentData() != _AS_ALL:
                kept[name] = str(box.currentData())
        reminders = tuple(Reminder(state, box.value()) for state, box in self.reminders.items() if box.value())
        self.given.emit(replace(self._calendar, land=str(self.land.currentData()), lands=kept, days_off=days_off,
                                reminders=reminders))
        self.accept()
